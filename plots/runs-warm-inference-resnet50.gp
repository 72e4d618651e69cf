# ResNet50, warm starts: inference time request by request
# drawn by faastat 0.1.0; 'gnuplot runs-warm-inference-resnet50.gp' draws it again
# figure file: templates/report.json
# input: templates/../data/study/warm.csv sha256 bdaf85af507884768ffe1f91fc780d016c2e7df4cd57a1fbe59bcdc045c866af
# input: templates/../data/study/warm_requests_resnet50.csv sha256 0f9e0cd3f4e2f88f8c038ce1aa9e388285f191876c910fdaab9a67464a787992
# input: templates/../data/study/cold.csv sha256 b93801d0cd3c7510034243ef5b6b0c6b4aafc392ac02888c2bb806e22eb833ce
# input: templates/../data/study/load.csv sha256 da1629b3489b531a362b5d5e8490b99a95b43fdad98da82a744ee472fc744a98
# input: templates/../data/study/price.csv sha256 bb841c322c8014e75db0f3cc885f0be359c0ee84f2aa9a166bf42c30158c1c46
id = 'runs-warm-inference-resnet50'
title = 'ResNet50, warm starts: inference time request by request'
x_label = 'Request'
y_label = 'Inference time (s)'
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
array least[2] = [1, 0.8276135921478271]
array most[2] = [25, 4.528905630111694]
array end_x[8] = [16, 24, 25, 25, 25, 25, 25, 25]
array end_y[8] = [3.822277307510376, 3.0393264293670654, 1.7403442859649658, 1.1989624500274658, 0.9342820644378662, 0.8679592609405518, 0.8942222595214844, 0.8693974018096924]
tall = 444      # pixels
key_rows = 1
# x y; a series is a block
$data << EOD
1 3.941668748855591
2 4.140215635299683
3 3.799894094467163
4 4.438722610473633
5 4.038893222808838
6 4.2962470054626465
7 3.9573240280151367
8 4.528905630111694
9 3.960388422012329
10 4.279951572418213
11 3.82159161567688
12 4.2802324295043945
13 3.900379180908203
14 4.30148458480835
15 4.260249137878418
16 3.822277307510376


1 3.0774893760681152
2 3.3772976398468018
3 3.060267925262451
4 3.9355170726776123
5 3.0633959770202637
6 3.0771796703338623
7 3.05889630317688
8 3.0814080238342285
9 3.5802409648895264
10 3.097108840942383
11 3.136732339859009
12 3.2404942512512207
13 3.7176713943481445
14 3.1013174057006836
15 3.118117570877075
16 3.0385332107543945
17 3.0614850521087646
18 3.3771305084228516
19 3.07327938079834
20 4.140626430511475
21 2.996957778930664
22 3.476609230041504
23 3.0596115589141846
24 3.0393264293670654


1 1.803476333618164
2 1.8002288341522217
3 1.8154025077819824
4 2.0946600437164307
5 1.8379721641540527
6 1.8323485851287842
7 1.759354829788208
8 1.7758915424346924
9 1.7180213928222656
10 1.7144064903259277
11 1.7424874305725098
12 1.7988228797912598
13 2.013481378555298
14 1.6996920108795166
15 1.7781713008880615
16 1.6820037364959717
17 1.719428300857544
18 1.7234468460083008
19 1.7183444499969482
20 1.9831016063690186
21 1.7384886741638184
22 2.1180593967437744
23 1.73404860496521
24 1.7666995525360107
25 1.7403442859649658


1 1.2193121910095215
2 1.1747314929962158
3 1.136376142501831
4 1.3936567306518555
5 1.1972582340240479
6 1.2546043395996094
7 1.208723545074463
8 1.1675193309783936
9 1.1894431114196777
10 1.2310090065002441
11 1.226271629333496
12 1.150195837020874
13 1.3774769306182861
14 1.2092814445495605
15 1.2010865211486816
16 1.1565663814544678
17 1.1665449142456055
18 1.170975685119629
19 1.166600227355957
20 1.325439214706421
21 1.144118309020996
22 1.417848825454712
23 1.1438376903533936
24 1.208667516708374
25 1.1989624500274658


1 0.9223861694335938
2 0.9252891540527344
3 0.9448258876800537
4 1.0553672313690186
5 0.9755029678344727
6 0.9230246543884277
7 0.9013116359710693
8 0.9215338230133057
9 0.9401588439941406
10 0.9259915351867676
11 0.932915210723877
12 0.9084756374359131
13 1.0885632038116455
14 0.8824570178985596
15 0.975665807723999
16 0.9445309638977051
17 0.878631591796875
18 0.9337527751922607
19 0.9384026527404785
20 1.026975154876709
21 0.8844976425170898
22 1.1805243492126465
23 0.881913423538208
24 0.9483630657196045
25 0.9342820644378662


1 0.9177291393280029
2 0.9163393974304199
3 0.8999290466308594
4 1.0147783756256104
5 0.9029922485351562
6 0.943636417388916
7 0.903066873550415
8 0.9304828643798828
9 0.9069638252258301
10 0.9289357662200928
11 0.9203739166259766
12 0.914025068283081
13 1.0418906211853027
14 0.9463982582092285
15 0.9164729118347168
16 0.8956642150878906
17 0.887263298034668
18 0.898841381072998
19 0.8697669506072998
20 1.07004976272583
21 0.8671813011169434
22 1.0961551666259766
23 0.8961746692657471
24 0.8891322612762451
25 0.8679592609405518


1 0.8997142314910889
2 0.8887848854064941
3 0.9122481346130371
4 1.0370681285858154
5 0.8819191455841064
6 0.8939204216003418
7 0.8833856582641602
8 0.8813588619232178
9 0.8635199069976807
10 0.8798022270202637
11 0.877439022064209
12 0.8676106929779053
13 1.0212254524230957
14 0.9126813411712646
15 0.9027578830718994
16 0.8835864067077637
17 0.8859031200408936
18 0.8604311943054199
19 0.8867285251617432
20 1.058229923248291
21 0.8880863189697266
22 1.0681567192077637
23 0.8871560096740723
24 0.8819162845611572
25 0.8942222595214844


1 0.857536792755127
2 0.856442928314209
3 0.8418323993682861
4 0.9881436824798584
5 0.8388762474060059
6 0.8916318416595459
7 0.8503878116607666
8 0.853886604309082
9 0.8466084003448486
10 0.8380565643310547
11 0.8412401676177979
12 0.8276135921478271
13 0.9527542591094971
14 0.838496208190918
15 0.8424367904663086
16 0.8357899188995361
17 0.8880822658538818
18 0.8453390598297119
19 0.8592548370361328
20 1.0126991271972656
21 0.873692512512207
22 1.0463969707489014
23 0.8810439109802246
24 0.8872530460357666
25 0.8693974018096924
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
