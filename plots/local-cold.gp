# The local Lambda, cold starts: latency of the three models
# drawn by faastat 0.1.0; 'gnuplot local-cold.gp' draws it again
# figure file: templates/local.json
# input: templates/../data/local/requests.csv sha256 0f308424d3370535dd72b13628762d5ce8f6a39e707f76b5478a85290c3d682a
id = 'local-cold'
title = 'The local Lambda, cold starts: latency of the three models'
x_label = 'Memory size (MB)'
y_label = 'Latency (s)'
y2_label = ''
caption_lines = 2
array caption[2] = ['Measured on one machine of ours, on the local Lambda that data/local/README.md describes, and not on AWS. No virtual', 'machine is started and no image is fetched. Bars: 95 % confidence interval of the mean (Student t). All series: n = 20.']
series = 3      # the first series_y on the y axis, the others on y2
series_y = 3
array label[3]
array color[3]
array style[3]
color[1] = '#0072B2'; style[1] = 0; label[1] = 'InceptionV3'
color[2] = '#D55E00'; style[2] = 0; label[2] = 'MobileNetV2'
color[3] = '#009E73'; style[3] = 0; label[3] = 'ResNet50'
ticks = 8
array tick[8] = [512, 640, 1024, 1500, 1800, 2048, 2500, 3000]
# x y low high; a series is a block
$data << EOD
512 2.7174540499999997 2.604217822492725 2.8306902775072746
640 2.2697673 2.1466756309238977 2.392858969076102
1024 1.48873925 1.4077808904202287 1.5696976095797714
1500 1.8278634 1.0199135888895765 2.6358132111104235
1800 0.9206388000000001 0.8510271955931556 0.9902504044068445
2048 0.83961395 0.7900649238845843 0.8891629761154158
2500 0.9073250500000001 0.8040201894266928 1.0106299105733072
3000 0.7789538 0.744241753525672 0.813665846474328


512 0.6309437 0.5917566444264298 0.6701307555735702
640 0.47875009999999996 0.4440277169357917 0.5134724830642082
1024 0.32370964999999996 0.30267134911369414 0.3447479508863058
1500 0.2433627 0.2107988517865938 0.2759265482134062
1800 0.22031209999999998 0.19556044195001238 0.2450637580499876
2048 0.1916369 0.1772712004468392 0.2060025995531608
2500 0.1964387 0.17923569836689207 0.21364170163310792
3000 0.2079011 0.17808234018332403 0.23771985981667598


512 2.94926205 2.7519415233575306 3.1465825766424698
640 2.2682844500000003 2.1429983920084115 2.393570507991589
1024 1.5479832500000001 1.3271708209868411 1.7687956790131592
1500 1.0138543500000001 0.9411087472786465 1.086599952721354
1800 0.93223765 0.7860539517903212 1.078421348209679
2048 1.2389189 0.5982255973166388 1.8796122026833613
2500 0.9366494 0.8147462859000624 1.0585525140999374
3000 0.8165617 0.7494821794664666 0.8836412205335333
EOD

# ---- style: the look that all figures share ----
# Set before this, or left to their defaults: terminal (png, svg, pdf), scale (2 for print), output.
if (!exists('terminal')) terminal = 'png'
if (!exists('scale')) scale = 1
if (!exists('output')) output = (strlen(ARG0) > 3 ? ARG0[1:strlen(ARG0) - 3] : id).'.'.terminal

width = 800
# svg sets its labels further from the axes.
below_axis = terminal eq 'svg' ? 82.0 : 66.0
height = 444 + below_axis + 15 * caption_lines
# What 10 points are on a picture of 96 dots an inch: svg counts in dots, pdf in points of its page.
unit = terminal eq 'svg' ? 13 : terminal eq 'pdf' ? 7.5 : 10
title_font = sprintf(',%g', 1.2 * unit)
caption_font = sprintf(',%g', 0.85 * unit)
mark_size = terminal eq 'svg' ? 0.7 : 1
# Labels are text as it stands: no terminal may read markup in them.
if (terminal eq 'png') set terminal pngcairo noenhanced size width * scale, height * scale font 'sans,10' fontscale scale linewidth scale pointscale scale background '#ffffff'
if (terminal eq 'svg') set terminal svg noenhanced size width, height font 'sans,13' background '#ffffff'
if (terminal eq 'pdf') set terminal pdfcairo noenhanced size width / 96.0, height / 96.0 font 'sans,7.5' fontscale 1 background '#ffffff'
set output output
set encoding utf8

# Title, legend and caption have their places in pixels; what is left is the plot's.
key_rows = (series + 2) / 3
top = 38.0 + 17 * key_rows
bottom = below_axis + 15 * caption_lines
set label 1 title at screen 0.5, screen 1 - 20.0 / height center font title_font
do for [i = 1 : caption_lines] {
    set label 1 + i caption[i] at screen 0.012, screen (15.0 * (caption_lines - i) + 11) / height \
        font caption_font textcolor '#444444'
}
set key at screen 0.5, screen 1 - 33.0 / height top center horizontal maxrows key_rows samplen 3.2
set tmargin at screen 1 - top / height
set bmargin at screen bottom / height
set rmargin 3

set xlabel x_label
set ylabel y_label
set border 3 linecolor '#444444'
set tics nomirror out textcolor '#222222'
set grid ytics linecolor '#dddddd' linetype 1 linewidth 0.6
# A few different places on the x axis are marked each.
if (ticks > 0) {
    set xtics (tick[1])
    do for [i = 2 : ticks] { set xtics add (tick[i]) }
}

# Series of one colour differ in dashes and marks, so that they can be told apart without colour too.
array dashes[4] = [1, 2, 4, 3]
array marks[8] = [7, 4, 9, 12, 5, 6, 11, 8]
# gnuplot looks at the body of a loop even when the loop is empty, so these answer for any i.
name(i) = i <= series ? label[i] : ''
rgb(i) = i <= series ? color[i] : '#000000'
dash(i) = i <= series ? dashes[1 + int(style[i]) % 4] : 1
mark(i) = marks[1 + (i - 1) % 8]

# ---- lines: a mean at each place on the x axis, with its bar ----
set offsets graph 0.03, graph 0.03, 0, 0
set yrange [0 : *]

# Bars first and thin, lines and marks over them; a point without a bar has NaN there.
bars = '$data index i - 1 using 1:2:3:4 with yerrorbars linecolor rgb rgb(i) linewidth 1 pointtype -1 notitle'
means = 'linecolor rgb rgb(i) linewidth 1.6 dashtype dash(i) pointtype mark(i) pointsize mark_size'
commands = 'plot for [i = 1 : series_y] '.bars \
    .', for [i = 1 : series_y] $data index i - 1 using 1:2 with linespoints '.means.' title name(i)'

if (series_y < series) {
    set border 11
    set y2label y2_label
    set y2tics format '%g'
    set y2range [0 : *]
    set rmargin 12
    commands = commands.', for [i = series_y + 1 : series] $data index i - 1 using 1:2 axes x1y2 with linespoints ' \
        .means.' title name(i)." (right axis)"'
}
eval(commands)
