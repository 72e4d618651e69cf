# Cold starts: latency of the three models, and the price
# drawn by faastat 0.1.0; 'gnuplot fig15.gp' draws it again
# figure file: templates/report.json
# input: templates/../data/study/warm.csv sha256 bdaf85af507884768ffe1f91fc780d016c2e7df4cd57a1fbe59bcdc045c866af
# input: templates/../data/study/warm_requests_resnet50.csv sha256 0f9e0cd3f4e2f88f8c038ce1aa9e388285f191876c910fdaab9a67464a787992
# input: templates/../data/study/cold.csv sha256 b93801d0cd3c7510034243ef5b6b0c6b4aafc392ac02888c2bb806e22eb833ce
# input: templates/../data/study/load.csv sha256 da1629b3489b531a362b5d5e8490b99a95b43fdad98da82a744ee472fc744a98
# input: templates/../data/study/price.csv sha256 bb841c322c8014e75db0f3cc885f0be359c0ee84f2aa9a166bf42c30158c1c46
id = 'fig15'
title = 'Cold starts: latency of the three models, and the price'
x_label = 'Memory size (MB)'
y_label = 'Latency (s)'
y2_label = 'Price (USD per ms)'
x_scale = ''
y_scale = ''
caption_lines = 2
array caption[2] = ['Price: of one millisecond at that memory size, on the right axis; the cost of a request is price times billed time. Bars:', 'population standard deviation to either side, no confidence interval. All series: n = 5.']
series = 4      # the first series_y on the y axis, the others on y2
series_y = 3
array label[4]
array wide[4] # columns of each label
array color[4]
array style[4]
array bounded[4]
color[1] = '#0072B2'; style[1] = 0; bounded[1] = 1; wide[1] = 11; label[1] = 'InceptionV3'
color[2] = '#D55E00'; style[2] = 0; bounded[2] = 1; wide[2] = 11; label[2] = 'MobileNetV2'
color[3] = '#009E73'; style[3] = 0; bounded[3] = 1; wide[3] = 8; label[3] = 'ResNet50'
color[4] = '#555555'; style[4] = 0; bounded[4] = 0; wide[4] = 5; label[4] = 'Price'
ticks = 8
array tick[8] = [512, 640, 1024, 1500, 1800, 2048, 2500, 3000]
array least[4] = [512, 8.3e-09, 4.654968188126519, 10.579831811873483]
array most[4] = [3072, 24.1826, 22.972321089996193, 25.39287891000381]
array end_x[4] = [3000, 3000, 3000, 3072]
array end_y[4] = [13.4054, 10.9458, 11.4108, 5e-08]
# x y low high; a series is a block
$data << EOD
512 24.1826 22.972321089996193 25.39287891000381
640 22.166999999999998 20.775281637686703 23.558718362313293
1024 15.1722 14.940172932613455 15.404227067386545
1500 13.363999999999999 12.592797562244517 14.135202437755481
1800 13.7882 12.615511737928617 14.960888262071382
2048 11.8776 11.581953183680255 12.173246816319743
2500 12.595400000000001 11.567765512451048 13.623034487548955
3000 13.4054 12.892310300239812 13.918489699760189


512 19.6842 17.520339616333807 21.848060383666194
640 17.098 15.95532786854671 18.240672131453287
1024 12.0758 10.943326706716665 13.208273293283334
1500 11.3414 11.157905476920972 11.524894523079029
1800 10.492799999999999 7.943025860982976 13.042574139017022
2048 10.565999999999999 9.110491154269408 12.02150884573059
2500 7.617400000000001 4.654968188126519 10.579831811873483
3000 10.9458 10.49846549428867 11.39313450571133


512 19.404400000000003 18.657160118837332 20.151639881162673
640 18.1556 17.154460928741667 19.156739071258333
1024 13.491800000000001 12.834271171734654 14.149328828265348
1500 11.5566 11.314625951804743 11.798574048195256
1800 12.898 11.555180131216401 14.240819868783598
2048 11.344800000000001 10.709330283963116 11.980269716036887
2500 10.9058 10.631116618631559 11.18048338136844
3000 11.4108 10.25817978501156 12.56342021498844


512 8.3e-09 NaN NaN
1024 1.67e-08 NaN NaN
1536 2.5e-08 NaN NaN
2048 3.33e-08 NaN NaN
3072 5e-08 NaN NaN
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

# ---- lines: a mean at each place on the x axis, with its bar ----
tells = '%x %1, %y %2{ [%3, %4]}'
set offsets graph 0.03, graph 0.03, 0, 0
set yrange [0 : *]
if (most[2] <= 0) { set yrange [0 : 1] }
if (x_scale eq 'log') { # no empty decade at either end
    set logscale x; x_log = 1; set offsets 0, 0, 0, 0
    set xrange [least[1] / (1.0 * most[1] / least[1]) ** 0.03 : most[1] * (1.0 * most[1] / least[1]) ** 0.03]
    if (most[1] <= least[1]) { set xrange [least[1] / 2.0 : most[1] * 2.0] }
}
if (is_log(y_scale eq 'log' ? 'log' : 'linear', least[2], most[2])) {
    set logscale y; y_log = 1
    set offsets 0, 0, 0, 0
    set yrange [least[2] / 1.5 : most[2] * 1.5]
    eval('set ytics ('.y_ticks(least[2] / 1.5, most[2] * 1.5)."'' 1e300)")
}
if (panels > 0) { # on one scale
    highest = most[4] > most[2] ? most[4] : most[2]
    if (highest > 0 && !is_log(y_scale eq 'log' ? 'log' : 'linear', least[2], most[2])) {
        set yrange [0 : 1.05 * highest]
        eval(y_steps(highest))
    }
    set offsets 0, 0, 0, 0
    span = most[1] > least[1] ? 1.0 * most[1] - least[1] : 1.0
    set xrange [x_scale eq 'log' ? least[1] / 1.1 : least[1] - 0.04 * span : x_scale eq 'log' ? most[1] * 1.1 : most[1] + 0.04 * span]
    sample = 'linespoints linewidth 1.6 dashtype dash(example[e]) pointtype mark(e) pointsize mark_size'
}
if (panels > 0 && ticks == 0 && x_scale ne 'log') { eval(x_steps(span)) }
if (panels == 0 && !is_log(y_scale eq 'log' ? 'log' : 'linear', least[2], most[2]) && most[2] > 0) { eval(y_steps(most[4] > most[2] ? most[4] : most[2])) }
if (ticks > 0) { eval(mark_places(tick[1], tick[ticks], x_scale eq 'log')) }
y_is_log = is_log(y_scale eq 'log' ? 'log' : 'linear', least[2], most[2])
y_high = most[4] > most[2] ? most[4] : most[2]
if (most[1] > least[1] && has_end_names(least[1], most[1], x_scale eq 'log', y_is_log ? least[2] / 1.5 : 0, y_is_log ? most[2] * 1.5 : 1.05 * y_high, y_is_log)) { eval(name_ends) }

# Bars first and thin, lines and marks over them; a point without a bar has NaN there.
bars = '$data index i - 1 using 1:2:3:4 with yerrorbars linecolor rgb rgb(i) linewidth 1 pointtype -1 notitle'
means = 'linecolor rgb rgb(i) linewidth 1.6 dashtype dash(i) pointtype mark(row(i)) pointsize mark_size'
last_y = panels > 0 ? to : series_y
commands = 'plot for [i = from : last_y] '.bars \
    .', for [i = from : last_y] $data index i - 1 using 1:2 with linespoints '.means.' title name(i)'

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
drawn = each(from, last_y).each(from, last_y).(last_y < to ? each(last_y + 1, to) : '')
eval(tell)
if (exists('values') && exists('plots_told')) { set print values; print '['.plots_told.']'; set print }
