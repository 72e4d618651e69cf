# ResNet50, warm starts: API latency request by request
# drawn by faastat 0.1.0; 'gnuplot runs-warm-resnet50.gp' draws it again
# figure file: templates/report.json
# input: templates/../data/study/warm.csv sha256 bdaf85af507884768ffe1f91fc780d016c2e7df4cd57a1fbe59bcdc045c866af
# input: templates/../data/study/warm_requests_resnet50.csv sha256 0f9e0cd3f4e2f88f8c038ce1aa9e388285f191876c910fdaab9a67464a787992
# input: templates/../data/study/cold.csv sha256 b93801d0cd3c7510034243ef5b6b0c6b4aafc392ac02888c2bb806e22eb833ce
# input: templates/../data/study/load.csv sha256 da1629b3489b531a362b5d5e8490b99a95b43fdad98da82a744ee472fc744a98
# input: templates/../data/study/price.csv sha256 bb841c322c8014e75db0f3cc885f0be359c0ee84f2aa9a166bf42c30158c1c46
id = 'runs-warm-resnet50'
title = 'ResNet50, warm starts: API latency request by request'
x_label = 'Request'
y_label = 'Latency (s)'
y2_label = ''
x_scale = ''
y_scale = ''
caption_lines = 2
array caption[2] = ['One line a memory size, in the order of the requests; only replies with status 200 were kept, so the runs are not equally', 'long. 512 MB: n = 16. 640 MB: n = 24. 1024 MB, 1500 MB, 1800 MB, 2048 MB, 2500 MB, 3000 MB: n = 25.']
series = 8      # the first series_y on the y axis, the others on y2
series_y = 8
array label[8]
array wide[8] # columns of each label
array color[8]
array style[8]
array bounded[8]
color[1] = '#7AD151'; style[1] = 0; bounded[1] = 0; wide[1] = 6; label[1] = '512 MB'
color[2] = '#48BA6E'; style[2] = 1; bounded[2] = 0; wide[2] = 6; label[2] = '640 MB'
color[3] = '#23A185'; style[3] = 2; bounded[3] = 0; wide[3] = 7; label[3] = '1024 MB'
color[4] = '#28868B'; style[4] = 3; bounded[4] = 0; wide[4] = 7; label[4] = '1500 MB'
color[5] = '#31698C'; style[5] = 4; bounded[5] = 0; wide[5] = 7; label[5] = '1800 MB'
color[6] = '#3E4B88'; style[6] = 5; bounded[6] = 0; wide[6] = 7; label[6] = '2048 MB'
color[7] = '#422771'; style[7] = 6; bounded[7] = 0; wide[7] = 7; label[7] = '2500 MB'
color[8] = '#440154'; style[8] = 7; bounded[8] = 0; wide[8] = 7; label[8] = '3000 MB'
ticks = 0
array least[2] = [1, 2.262484550476074]
array most[2] = [25, 26.00975775718689]
array end_x[8] = [16, 24, 25, 25, 25, 25, 25, 25]
array end_y[8] = [10.65284776687622, 8.14728307723999, 4.505645036697388, 3.103889226913452, 2.5595455169677734, 2.370823860168457, 2.4926445484161377, 2.439872980117798]
tall = 444      # pixels
key_rows = 1
# x y; a series is a block
$data << EOD
1 10.970255136489868
2 10.540652990341187
3 11.29142165184021
4 11.360676765441895
5 10.960733890533447
6 12.86735200881958
7 10.41414737701416
8 20.889599561691284
9 10.549248456954956
10 11.02424168586731
11 10.229128122329712
12 11.17304801940918
13 10.459684133529663
14 26.00975775718689
15 13.306660890579224
16 10.65284776687622


1 8.322868585586548
2 8.466681718826294
3 8.235409021377563
4 9.008488655090332
5 8.973153352737427
6 9.561463117599487
7 9.078021764755249
8 8.318410396575928
9 9.12429165840149
10 9.45690393447876
11 8.770174026489258
12 8.807019233703613
13 8.483490705490112
14 8.748967170715332
15 10.207207441329956
16 9.202205657958984
17 8.420307397842407
18 9.025179386138916
19 8.592334747314453
20 9.614365100860596
21 8.927367210388184
22 17.27224063873291
23 8.263169288635254
24 8.14728307723999


1 4.943657398223877
2 4.700721502304077
3 4.920491695404053
4 4.894767761230469
5 4.790537118911743
6 5.099172830581665
7 4.607850790023804
8 4.904183626174927
9 4.712159633636475
10 4.8225085735321045
11 4.464529514312744
12 4.816225051879883
13 5.054689168930054
14 4.42142391204834
15 5.304609298706055
16 4.38463568687439
17 4.679650783538818
18 4.400339603424072
19 4.763674259185791
20 4.813331842422485
21 4.444775581359863
22 4.978472471237183
23 4.559945344924927
24 4.9139838218688965
25 4.505645036697388


1 3.50850772857666
2 3.297567129135132
3 3.560310125350952
4 3.685861825942993
5 3.1771414279937744
6 3.5850515365600586
7 3.1118767261505127
8 3.3373258113861084
9 3.075389862060547
10 3.342320442199707
11 3.6076648235321045
12 3.286184072494507
13 3.38016676902771
14 3.173814058303833
15 3.378758430480957
16 3.013730525970459
17 3.3566417694091797
18 3.025784730911255
19 3.383443832397461
20 3.171478509902954
21 3.008084535598755
22 3.3650214672088623
23 3.3756263256073
24 3.2554914951324463
25 3.103889226913452


1 2.672349214553833
2 2.538942337036133
3 2.753861665725708
4 2.698411226272583
5 2.5734028816223145
6 2.765240430831909
7 2.4455833435058594
8 2.6591434478759766
9 2.500420093536377
10 2.705552577972412
11 2.5923900604248047
12 2.8106303215026855
13 2.7185754776000977
14 2.3848259449005127
15 2.8385818004608154
16 2.7625033855438232
17 2.628275156021118
18 2.4013993740081787
19 2.640103816986084
20 2.531886100769043
21 2.496670961380005
22 2.7460520267486572
23 2.577371597290039
24 2.7659804821014404
25 2.5595455169677734


1 2.833252429962158
2 2.5599493980407715
3 2.9673211574554443
4 2.562548875808716
5 2.443204641342163
6 2.7167906761169434
7 2.3819549083709717
8 2.995945453643799
9 2.7921371459960938
10 2.6480040550231934
11 2.555881977081299
12 2.57977032661438
13 2.5465872287750244
14 2.3949880599975586
15 2.615993022918701
16 2.3413901329040527
17 2.4773178100585938
18 2.3491218090057373
19 2.51986026763916
20 2.904212474822998
21 2.7051007747650146
22 2.621985912322998
23 2.312433958053589
24 2.603109359741211
25 2.370823860168457


1 2.917602777481079
2 2.479414939880371
3 2.6614387035369873
4 2.49826717376709
5 2.5607852935791016
6 2.5696828365325928
7 2.311065435409546
8 3.003627061843872
9 2.309709310531616
10 2.869081974029541
11 2.4602181911468506
12 2.559809446334839
13 2.441295623779297
14 2.4736809730529785
15 2.662454128265381
16 2.3398706912994385
17 2.6316416263580322
18 2.3058485984802246
19 2.552661418914795
20 2.5603830814361572
21 2.322622537612915
22 2.5933632850646973
23 2.4570603370666504
24 2.831697940826416
25 2.4926445484161377


1 2.4709620475769043
2 2.3557093143463135
3 2.557338237762451
4 2.8893511295318604
5 2.2933216094970703
6 3.0090203285217285
7 2.354907274246216
8 2.4585444927215576
9 2.4539217948913574
10 2.6397111415863037
11 2.561840057373047
12 2.480729341506958
13 2.6224822998046875
14 2.4820127487182617
15 2.5345542430877686
16 2.262484550476074
17 2.484830617904663
18 2.4193756580352783
19 2.4995803833007812
20 2.423154354095459
21 2.3196120262145996
22 2.9347081184387207
23 2.564117908477783
24 2.5587191581726074
25 2.439872980117798
EOD

# ---- style: the look that all figures share ----
# Set before this, or left to their defaults: terminal (png, svg, pdf), scale (2 for print), output.
if (!exists('terminal')) terminal = 'png'
if (!exists('scale')) scale = 1
if (!exists('output')) output = (strlen(ARG0) > 3 ? ARG0[1:strlen(ARG0) - 3] : id).'.'.terminal

# A figure of a size has its own width, height and zoom; one with panels says which series are in which.
if (!exists('width')) width = 800
if (!exists('zoom')) { zoom = 1; dpi = 96 }
if (!exists('panels')) { panels = 0; entries = series }
set encoding utf8
# The legend has as many columns as its longest name leaves room for.
longest_name = 0
do for [i = 1 : series] { longest_name = wide[i] > longest_name ? wide[i] : longest_name }
# Names are cut to the room that they have, in columns: a letter may take two of these, and a mark above one none.
# Their ends tell as much as their beginnings.
cut(text, left, letters) = substr(text, 1, left).'…'.substr(text, strlen(text) - letters + left + 1, strlen(text))
letters_of(i, room) = int((room - 1.0) * strlen(label[i]) / wide[i])
fit(i, room) = i > series ? '' : wide[i] > room ? cut(label[i], int(0.6 * letters_of(i, room)), letters_of(i, room)) : label[i]
name_room = int((width - 100) / 9)
name(i) = fit(i, name_room)
# gnuplot makes room in the legend for the name of most letters: so many columns are missing, or too many.
most_letters(room) = (letters = 0, sum [i = 1 : series] (letters = strlen(fit(i, room)) > letters ? strlen(fit(i, room)) : letters, 0), letters)
# Of these, with a name in a script of wide letters, just as many as still fit into a narrow plot.
key_spare = int((width - 200) / 9)
key_width(room) = (missing = (longest_name > room ? room : longest_name) - most_letters(room), spare = (key_spare - most_letters(room)) / 2, \
    missing <= 0 || missing <= spare ? missing : spare < 0 ? 0 : spare)
key_columns = int((width - 100) / (56 + 8 * longest_name))
key_columns = key_columns > 8 ? 8 : key_columns < 1 ? 1 : key_columns
if (!exists('key_rows')) key_rows = entries == 1 && (panels > 0 || label[1] eq '') ? 0 : (entries + key_columns - 1) / key_columns
# svg sets its labels further from the axes, and the rows of its legend from one another.
key_spacing = terminal eq 'svg' ? 17 / 19.5 : 1
x_label_at = exists('x_label_lines') ? 37.0 : 20.0 # above the caption
below_axis = (terminal eq 'svg' ? 62.0 : 46.0) + x_label_at
if (!exists('tall')) tall = 444 + (key_rows > 5 ? 17 * (key_rows - 5) : 0)
if (!exists('title_lines')) title_lines = 1
if (!exists('height')) height = tall + 19 * (title_lines - 1) + below_axis + 15 * caption_lines
# What 10 points are on a picture of 96 dots an inch: svg counts in dots, pdf in points of its page.
unit = terminal eq 'svg' ? 13 * zoom : terminal eq 'pdf' ? 7.5 * zoom : 10
title_font = sprintf(',%g', 1.2 * unit)
caption_font = sprintf(',%g', 0.85 * unit)
mark_size = terminal eq 'svg' ? 0.7 * zoom : terminal eq 'pdf' ? zoom : 1
dots = zoom * scale * dpi / 96.0
# A page of points has whole ones.
inches(x) = zoom == 1 ? x / 96.0 : (floor(x * zoom * 0.75 + 0.5) + 0.001) / 72
# Labels are text as it stands: no terminal may read markup in them.
if (terminal eq 'png') set terminal pngcairo noenhanced size floor(width * dots + 0.5), floor(height * dots + 0.5) font 'sans,10' fontscale dots linewidth dots pointscale dots background '#ffffff'
if (terminal eq 'svg') set terminal svg noenhanced size floor(width * zoom + 0.5), floor(height * zoom + 0.5) font sprintf('sans,%g', 13 * zoom) linewidth zoom background '#ffffff'
if (terminal eq 'pdf') set terminal pdfcairo noenhanced size inches(width), inches(height) font sprintf('sans,%g', 7.5 * zoom) fontscale 1 linewidth zoom background '#ffffff'
if (terminal eq 'dumb') set terminal dumb noenhanced
if (terminal eq 'dumb') { caption_lines = 0 }
set output output

# Title, legend and caption have their places in pixels; what is left is the plot's.
under_title = 14.0 + 19 * title_lines
top = under_title + 5 + 17 * key_rows
bottom = below_axis + 15 * caption_lines
set label 1 title at screen 0.5, screen 1 - 20.0 / height center font title_font
do for [i = 1 : caption_lines] {
    set label 1 + i caption[i] at screen 0.012, screen (15.0 * (caption_lines - i) + 11) / height \
        font caption_font textcolor '#444444'
}
set key at screen 0.5, screen 1 - under_title / height top center horizontal maxrows key_rows samplen 3.2 width key_width(name_room) spacing key_spacing
set tmargin at screen 1 - top / height
set bmargin at screen bottom / height
set rmargin 3

set xlabel x_label
set ylabel y_label
set border 3 linecolor '#444444'
set tics nomirror out textcolor '#222222'
set grid ytics linecolor '#dddddd' linetype 1 linewidth 0.6

# Series of one colour differ in dashes and marks, so that they can be told apart without colour too.
set dashtype 6 (24, 6)
array dashes[6] = [1, 2, 4, 3, 5, 6]
array marks[8] = [7, 4, 9, 12, 5, 6, 11, 8]
array filled[6] = [7, 5, 9, 13, 11, 15] # marks that also come open, as the one before
# gnuplot looks at the body of a loop even when the loop is empty, so these answer for any i.
shape(i) = i <= series ? filled[1 + int(style[i]) % 6] : 7
rgb(i) = i <= series ? color[i] : '#000000'
dash(i) = i <= series ? dashes[1 + int(style[i]) % 6] : 1
mark(i) = marks[1 + (i - 1) % 8]
# Without panels all series are in one, each has an entry of the legend, and both axes have their labels.
from = 1; to = series
row(i) = i
of_entry(e) = e
bare_x = 0; bare_y = 0
# Dots of the plot.
plot_width = width - 100.0
plot_height = height - top - bottom
if (width < 500) { mark_size = 0.7 * mark_size }
small = panels > 0 || width < 800
# The label of an axis that is short, as long names stand beside it, has the width of the picture.
wide_x_label = small ? "unset xlabel; set label 90 x_label at screen 0.5, screen (bottom - below_axis + x_label_at) / height center" : ''

# ---- logarithmic axes ----
if (!exists('x_scale')) x_scale = ''
if (!exists('y_scale')) y_scale = ''
# Whether an axis from low to high is one: as the figure file says, or else where the values span much.
# Beyond these ends gnuplot's own arithmetic fails.
is_log(scale, low, high) = low > 1e-290 && high < 1e290 && (scale eq 'log' || (scale eq '' && high / low > 8))
# Ticks at 1, 2 and 5 times the powers of ten, at fewer where there are many of these; ended by a comma.
tenth(value) = floor(log10(value) + 1e-9)
steps(low, high) = tenth(high) - tenth(low) < 3 && 3 * log10(high / low) < ticks_room ? '1 2 5' : \
    tenth(high) - tenth(low) < 6 && 2 * log10(high / low) < ticks_room ? '1 3' : '1'
ticks_bare = 0; ticks_room = 1e9
widest(low, high) = strlen(sprintf('%g', 10.0 ** tenth(low))) > strlen(sprintf('%g', 10.0 ** tenth(high))) ? strlen(sprintf('%g', 10.0 ** tenth(low))) : strlen(sprintf('%g', 10.0 ** tenth(high)))
# Letters of the widest label of all powers of ten in between.
power_letters(low, high) = (letters = 0, sum [k = tenth(low) : tenth(high)] (letters = strlen(sprintf('%g', 10.0 ** k)) > letters ? strlen(sprintf('%g', 10.0 ** k)) : letters, 0), letters)
power_tick(value) = sprintf("'%s' %.9g, ", ticks_bare ? '' : sprintf('%g', value), value)
log_ticks(low, high) = (ticks_text = '', sum [k = tenth(low) : tenth(high)] \
    (sum [s = 1 : words(steps(low, high))] \
    (ticks_text = ticks_text.power_tick(word(steps(low, high), s) * 10.0 ** k), 0)), ticks_text)
x_ticks(low, high) = (ticks_bare = bare_x, ticks_room = plot_width / (8.0 * widest(low, high) + 8), \
    steps(low, high) eq '1' && tenth(high) - tenth(low) < 2 ? power_tick(nice(low)).power_tick(last_nice(high)) : log_ticks(low, high))
y_ticks(low, high) = (ticks_bare = bare_y, ticks_room = plot_height / 16, log_ticks(low, high))
# Steps of a linear axis that is as long, for a plot that is small.
nice(x) = (power = 10.0 ** floor(log10(x)), x <= power ? power : x <= 2 * power ? 2 * power : x <= 5 * power ? 5 * power : 10 * power)
last_nice(x) = (power = 10.0 ** floor(log10(x)), x >= 5 * power ? 5 * power : x >= 2 * power ? 2 * power : power)
x_steps(span) = small && span > 0 ? sprintf('set xtics %g', nice(span * (8.0 * strlen(sprintf('%g', nice(span / 10))) + 12) / plot_width)) : ''
y_steps(span) = small && span > 0 ? sprintf('set ytics %g', nice(span * 16 / plot_height)) : ''
# The step of ratios on a logarithmic axis from low to high, whose ticks are the nearer the larger they are.
has_room(step, low, high) = high <= step || plot_width * log(high / (high - step)) / log(1.0 * high / low) > 30
ratio_step(low, high) = has_room(0.1, low, high) ? 0.1 : has_room(0.2, low, high) ? 0.2 : has_room(0.5, low, high) ? 0.5 : 1
# Labels of different places on an x axis from low to high, of those that would overlap every first.
place_at(x, low, high, is_log) = is_log ? log(x / low) / log(1.0 * high / low) : (x - low) / (1.0 * high - low)
tick_name(x) = sprintf(floor(x) == x && abs(x) < 1e10 ? '%.0f' : '%g', x)
tick_at(x) = "'".tick_name(x)."' ".sprintf('%.9g, ', x)
label_width(x) = (strlen(tick_name(x)) * 8.0 + 8) / plot_width
thin_ticks(low, high, is_log) = (marked = -10.0, ticks_text = '', sum [t = 1 : ticks] \
    (fits = place_at(tick[t], low, high, is_log) - marked > label_width(tick[t]), \
    marked = fits ? place_at(tick[t], low, high, is_log) : marked, \
    ticks_text = ticks_text.(fits && !bare_x ? tick_at(tick[t]) : "'' ".sprintf('%.9g, ', tick[t])), 0), ticks_text)
# A few different places on the x axis, from low to high, are marked each.
mark_places(low, high, is_log) = ticks > 0 ? 'set xtics ('.(ticks > 1 ? thin_ticks(low, high, is_log) : tick_at(tick[1]))."'' 1e300)" : ''

# Bands of many series are paler, as they lie over one another.
band_alpha = series > 4 ? 0.72 / series : 0.18

# ---- names at the ends of lines instead of a legend, where they have room ----
names_width = 7.2 * longest_name + 20
end_far(low, high, is_log) = (least_far = 1.0, sum [i = 1 : series] (far = place_at(end_x[i], low, high, is_log), least_far = far < least_far ? far : least_far, 0), least_far)
ends_apart(low, high, is_log) = (least_far = 1e9, sum [i = 2 : series] (sum [j = 1 : i - 1] (far = abs(place_at(end_y[i], low, high, is_log) - place_at(end_y[j], low, high, is_log)), \
    least_far = far < least_far ? far : least_far, 0)), least_far * plot_height > 15)
# Between these ends of the axes.
has_end_names(x_from, x_to, x_is_log, y_from, y_to, y_is_log) = panels == 0 && series > 1 && series_y == series && names_width < 0.3 * width \
    && x_to > x_from && y_to > y_from && end_far(x_from, x_to, x_is_log) > 0.85 && ends_apart(y_from, y_to, y_is_log)
name_ends = "unset key; top = under_title + 9; set tmargin at screen 1 - top / height; plot_height = height - top - bottom; " \
    ."set rmargin at screen 1 - names_width / width; plot_width = plot_width - names_width; " \
    ."set for [i = 1 : series] label 200 + i name(i) at first end_x[i], first end_y[i] left offset character 0.9, 0"

# ---- values: for a page that shows them, where each plot is, its axes, and which series each of its parts draws ----
# A template says in `tells` what it shows of a row: %3 is its third column, %x and %y are the labels of the axes,
# %1p is the percentile of 1 / (1 - p), %2(no|yes) a word for 0 and for 1, %3e an end that is 0 where there is none;
# what stands in braces goes where a value is missing. `places` are the columns of x and of each y, x in units of
# x_unit; with `in_rows` y is the series' row, and so many times the column below it. `drawn` has the series of each
# part of a plot command; what comes behind these is the legend's.
plots_told = ''
places = '1,2'; x_unit = 1.0; in_rows = ''; drawn = ''
x_log = 0; y_log = 0
each(first, last) = (list = '', sum [k = first : last] (list = list.k.',', 0), list)
span(name) = sprintf('"%s":[%.9g,%.9g,%d],', name, value('GPVAL_'.name.'_MIN'), value('GPVAL_'.name.'_MAX'), name eq 'X' ? x_log : name eq 'Y' ? y_log : 0)
told(drawn) = sprintf('{"box":[%.6g,%.6g,%.6g,%.6g],', GPVAL_TERM_XMIN, GPVAL_TERM_XMAX, GPVAL_TERM_YMIN, GPVAL_TERM_YMAX) \
    .span('X').span('Y').(series_y < series ? span('Y2') : '').sprintf('"unit":%g,"places":[%s],"rows":[%s],', x_unit, places, in_rows) \
    .'"tells":"'.tells.'","drawn":['.drawn[1 : strlen(drawn) - 1].']}'
tell = !exists('values') ? '' : 'plots_told = plots_told.(strlen(plots_told) > 0 ? "," : "").told(drawn)'

# ---- runs: every request in its order, one line a run ----
tells = '%x %1, %y %2'
last = most[1]
if (panels == 0) { top = under_title + 9; set tmargin at screen 1 - top / height; plot_height = height - top - bottom } # the legend stands beside the plot
set yrange [0 : most[2] > 0 ? most[2] * 1.05 : 1]
if (y_scale eq 'log' && least[2] > 0) { set logscale y; y_log = 1; set yrange [least[2] / 1.2 : most[2] * 1.2] }

# Where several runs are pooled, a request of one does not follow that of another.
before = NaN; again = 0
stats [*:*][*:*] $data using (again = again || $1 == before, before = $1, $1) nooutput
joined = again ? 'points' : 'linespoints'

if (panels > 0) {
    set offsets 0, 0, 0, 0
    set xrange [least[1] - 0.03 * (last - least[1] + 1) : last + 0.03 * (last - least[1] + 1)]
    if (ticks > 0) { eval(mark_places(least[1], last, 0)) }
    if (y_scale ne 'log') { eval(y_steps(most[2])) }
    if (ticks == 0) { eval(x_steps(last - least[1])) }
    sample = last <= 100 ? joined.' linewidth 1.4 pointtype mark(e) pointsize 0.8 * mark_size' : 'lines linewidth 1.4'
    if (last <= 100) {
        eval("plot for [i = from : to] $data index i - 1 using 1:2 with ".joined." linecolor rgb rgb(i) linewidth 1.2 " \
            ."pointtype mark(row(i)) pointsize 0.6 * mark_size title name(i)")
    } else {
        plot for [i = from : to] $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 0.8 title name(i)
    }
    drawn = each(from, to)
    eval(tell)
} else { if (last <= 100) {
    if (least[1] < last) { set autoscale xfix; set offsets graph 0.02, graph 0.02, 0, 0 } else { set xrange [last - 1 : last + 1] }
    # Long names leave the plot half of the width.
    beside = longest_name > width / 18 ? int(width / 18) : longest_name
    set rmargin (beside > 8 ? beside + 8 : 15)
    plot_width = width - 70 - 7.5 * (beside + 8)
    if (ticks > 0) { eval(mark_places(least[1], last, 0)) }
    if (ticks == 0) { eval(x_steps(last - least[1])) }
    if (y_scale ne 'log') { eval(y_steps(most[2])) }
    set key default
    set key outside right center vertical samplen 2.4 width key_width(beside) spacing key_spacing
    eval("plot for [i = 1 : series] $data index i - 1 using 1:2 with ".joined." linecolor rgb rgb(i) linewidth 1.4 " \
        ."pointtype mark(i) pointsize 0.8 * mark_size title fit(i, beside)")
    drawn = each(from, to)
    eval(tell)
} else {
    # Long runs would hide one another: a panel each, on one scale.
    unset key
    unset ylabel
    set xrange [0 : last]
    beside = longest_name > width / 22 ? int(width / 22) : longest_name
    right = 24.0 + 8 * beside
    set rmargin at screen 1 - right / width
    set lmargin at screen 72.0 / width
    plot_width = width - right - 72
    panel_height = plot_height / series
    gap = panel_height < 33 ? 0.15 * panel_height : 5
    eval(x_steps(last))
    step = most[2] > 0 ? nice(most[2] * 20 / (panel_height - 2 * gap)) : 1
    if (y_log == 0 && step <= most[2]) { set ytics step }
    if (y_log == 0 && step > most[2] && most[2] > 0) { set ytics (last_nice(most[2])) }
    set label 100 y_label at screen 14.0 / width, screen (bottom + plot_height / 2) / height center rotate
    set multiplot
    do for [i = 1 : series] {
        set tmargin at screen (bottom + plot_height - (i - 1) * panel_height - gap) / height
        set bmargin at screen (bottom + plot_height - i * panel_height + gap) / height
        set label 101 fit(i, beside) at graph 1, graph 0.5 offset character 1, 0
        set format x (i < series ? '' : '%g')
        if (i < series) { unset xlabel } else { set xlabel x_label }
        plot $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 0.8
        # Drawn once: the panels share them.
        drawn = each(i, i)
        eval(tell)
        if (i == 1) { unset label 1; unset label 100; do for [k = 1 : caption_lines] { unset label 1 + k } }
    }
    unset multiplot
} }
if (exists('values') && exists('plots_told')) { set print values; print '['.plots_told.']'; set print }
