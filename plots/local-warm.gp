# The local Lambda, warm starts: latency of the three models
# drawn by faastat 0.1.0; 'gnuplot local-warm.gp' draws it again
# figure file: templates/local.json
# input: templates/../data/local/requests.csv sha256 0f308424d3370535dd72b13628762d5ce8f6a39e707f76b5478a85290c3d682a
id = 'local-warm'
title = 'The local Lambda, warm starts: latency of the three models'
x_label = 'Memory size (MB)'
y_label = 'Latency (s)'
y2_label = ''
caption_lines = 3
array caption[3] = ['Measured on one machine of ours, on the local Lambda that data/local/README.md describes, and not on AWS. One CPU is 1769', 'MB: from there on a single thread gains nothing. Bars: 95 % confidence interval of the mean (Student t). All series: n =', '25.']
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
512 0.29467435999999997 0.2849413858003734 0.3044073341996265
640 0.24773195999999997 0.2399127237951318 0.25555119620486816
1024 0.1442942 0.1393383067390188 0.1492500932609812
1500 0.10945824 0.1042153879332741 0.1147010920667259
1800 0.09151316 0.08667751623093418 0.09634880376906581
2048 0.08893224 0.08416462851174086 0.09369985148825913
2500 0.09798284 0.0928452944832431 0.10312038551675691
3000 0.09943704 0.08911361030541332 0.1097604696945867


512 0.02234816 0.019195231714877373 0.025501088285122625
640 0.018691279999999998 0.016595780950270058 0.020786779049729937
1024 0.011466400000000002 0.009949607410365886 0.012983192589634117
1500 0.00872244 0.008025539117737129 0.00941934088226287
1800 0.01020912 0.008895559972563803 0.011522680027436198
2048 0.00970368 0.008638599728277104 0.010768760271722895
2500 0.00943472 0.008762506458681799 0.010106933541318202
3000 0.00997996 0.00915691019074923 0.01080300980925077


512 0.21765096 0.2093798547833618 0.2259220652166382
640 0.1686636 0.16265236089465587 0.17467483910534412
1024 0.10235784 0.09740836773055409 0.10730731226944593
1500 0.07089052 0.0677787664037065 0.0740022735962935
1800 0.06514976 0.061024212920509684 0.06927530707949031
2048 0.06054884000000001 0.057944342802978034 0.06315333719702197
2500 0.06175 0.05841606633664668 0.06508393366335333
3000 0.06529132 0.06174957806053886 0.06883306193946113
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
