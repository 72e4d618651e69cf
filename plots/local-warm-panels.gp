# Warm starts of three models on the local Lambda, by memory size
# drawn by faastat 0.1.0; 'gnuplot local-warm-panels.gp' draws it again
# figure file: templates/local.json
# input: templates/../data/local/requests.csv sha256 0f308424d3370535dd72b13628762d5ce8f6a39e707f76b5478a85290c3d682a
id = 'local-warm-panels'
title = 'Warm starts of three models on the local Lambda, by memory size'
x_label = 'Memory size (MB)'
y_label = 'Time (s)'
y2_label = ''
x_scale = 'log'
y_scale = 'log'
caption_lines = 3
array caption[3] = ['Measured on one machine of ours, on the local Lambda that data/local/README.md describes, and not on AWS. One CPU is 1769', 'MB: from there on a single thread gains nothing. Bars: 95 % confidence interval, which allows for dependence. All series:', 'n = 25.']
series = 6      # the first series_y on the y axis, the others on y2
series_y = 6
array label[6]
array wide[6] # columns of each label
array color[6]
array style[6]
array bounded[6]
color[1] = '#0072B2'; style[1] = 0; bounded[1] = 1; wide[1] = 7; label[1] = 'Latency'
color[2] = '#D55E00'; style[2] = 0; bounded[2] = 1; wide[2] = 14; label[2] = 'Inference time'
color[3] = '#0072B2'; style[3] = 0; bounded[3] = 1; wide[3] = 7; label[3] = 'Latency'
color[4] = '#D55E00'; style[4] = 0; bounded[4] = 1; wide[4] = 14; label[4] = 'Inference time'
color[5] = '#0072B2'; style[5] = 0; bounded[5] = 1; wide[5] = 7; label[5] = 'Latency'
color[6] = '#D55E00'; style[6] = 0; bounded[6] = 1; wide[6] = 14; label[6] = 'Inference time'
ticks = 8
array tick[8] = [512, 640, 1024, 1500, 1800, 2048, 2500, 3000]
array least[4] = [512, 0.005449880000000001, 0.004865068109368528, 0.007337188894800021]
array most[4] = [3000, 0.29467435999999997, 0.28129436305062905, 0.3242182031521816]
array end_x[6] = [3000, 3000, 3000, 3000, 3000, 3000]
array end_y[6] = [0.09943704, 0.09455984, 0.00997996, 0.00624192, 0.06529132, 0.06144988]
tall = 330      # pixels
panels = 3; columns = 3; entries = 2
array panel_title[3]
array panel_first[3]
array panel_last[3]
array entry[6]     # of the legend, of each series
array example[2]   # a series of each entry
panel_first[1] = 1; panel_title[1] = 'inceptionv3'
panel_last[1] = 1; entry[1] = 1
panel_last[1] = 2; entry[2] = 2
panel_first[2] = 3; panel_title[2] = 'mobilenetv2'
panel_last[2] = 3; entry[3] = 1
panel_last[2] = 4; entry[4] = 2
panel_first[3] = 5; panel_title[3] = 'resnet50'
panel_last[3] = 5; entry[5] = 1
panel_last[3] = 6; entry[6] = 2
example[1] = 1
example[2] = 2
# x y low high; a series is a block
$data << EOD
512 0.29467435999999997 0.28129436305062905 0.3242182031521816
640 0.24773195999999997 0.23894771330796352 0.25800834531001327
1024 0.1442942 0.13520527748550312 0.16665365139156596
1500 0.10945824 0.0966652998593332 0.12460459353379062
1800 0.09151316 0.08178577171947538 0.10870864805990432
2048 0.08893224 0.08323324242858447 0.1193990874773928
2500 0.09798284 0.09312727044978024 0.1054359596009421
3000 0.09943704 0.07756765116152638 0.155662345954641


512 0.28453984 0.2721590643359247 0.31317576271592124
640 0.23748339999999998 0.22900256718880033 0.24882485686647182
1024 0.13799412 0.12862132709258123 0.1910733841115549
1500 0.10418963999999999 0.09180564290275804 0.11889761266598425
1800 0.08592064 0.07875041776065643 0.10423331087454965
2048 0.08425412 0.07883015084439955 0.11295676872537995
2500 0.0924046 0.08710123856410773 0.1041467350168831
3000 0.09455984 0.07493594138443764 0.1437983798985088


512 0.02234816 0.019050662727096795 0.0264493816950604
640 0.018691279999999998 0.01674337142832183 0.020952604759048137
1024 0.011466400000000002 0.010074354218641028 0.01312631401184784
1500 0.00872244 0.007412648270806102 0.016147401600861644
1800 0.01020912 0.007269126447646648 0.01501942443347047
2048 0.00970368 0.008240547578089152 0.01251639737941629
2500 0.00943472 0.008361611284397327 0.015354142284751954
3000 0.00997996 0.00829292641570567 0.01221979034093636


512 0.01514 0.012897596109198595 0.017931532236776907
640 0.01190612 0.009827262599743534 0.014611864948473687
1024 0.006497159999999999 0.005610873189257101 0.00838496482882461
1500 0.005532360000000001 0.005215858664204647 0.007337188894800021
1800 0.006418160000000001 0.0050536133000693585 0.014190433771512554
2048 0.005449880000000001 0.004865068109368528 0.008199122728629788
2500 0.00590724 0.005481002837484716 0.008178654591553303
3000 0.00624192 0.005338473482537864 0.00776518349161078


512 0.21765096 0.20514145808525003 0.23878914518235236
640 0.1686636 0.1586844648285076 0.18256422487675628
1024 0.10235784 0.09695902535524405 0.10852425217945848
1500 0.07089052 0.06618158313727929 0.09489838950815327
1800 0.06514976 0.061486134485298626 0.08535131143266764
2048 0.06054884000000001 0.0588213781213992 0.07003981241189675
2500 0.06175 0.05812254832381433 0.07905703721485058
3000 0.06529132 0.05785582100825337 0.07905361606561159


512 0.2056094 0.20081000659807058 0.211297386232771
640 0.16006812 0.15421496603322735 0.1674624299091324
1024 0.096387 0.08992534302761108 0.1043686351157683
1500 0.06690372 0.06214475259182589 0.0918656938828846
1800 0.061223200000000005 0.05782184192307284 0.08067288290502643
2048 0.056735360000000006 0.05511613671113591 0.06556631976945214
2500 0.057632880000000004 0.05442379827988437 0.07304255380518379
3000 0.06144988 0.05362612513751451 0.10398176165734802
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

do for [panel = 1 : panels] {
# ---- facet: a panel for each value of a factor, on one scale; what they share stands once ----
if (panel == 1) {
    left = 70.0 + (exists('y_label_lines') ? 14 : 0)
    gap = 26.0
    over = 24.0 # of each panel, for its title
    panel_rows = (panels + columns - 1) / columns
    if (exists('named_rows')) {
        left = 16.0 + 8 * (longest_name > width / 22 ? width / 22 : longest_name)
    }
    top = key_rows > 0 ? top + 4 : top - 6
    plot_width = (width - left - 18 - (columns - 1) * gap) / columns
    plot_height = 1.0 * (height - top - bottom) / panel_rows - over
    sample = 'lines linewidth 1.8 dashtype dash(example[e])'
    set multiplot
    unset key
    unset ylabel
    set label 90 x_label at screen (left + (width - 18)) / 2.0 / width, screen (bottom - below_axis + x_label_at) / height center
    set label 91 y_label at screen (exists('y_label_lines') ? 20.0 : 14.0) / width, screen (bottom + (height - top)) / 2.0 / height center rotate
}
if (panel == 2) {
    unset label 1; unset label 90; unset label 91
    do for [k = 1 : caption_lines] { unset label 1 + k }
}
unset xlabel
x_log = 0; y_log = 0; unset logscale # which the kind sets after its ranges
from = panel_first[panel]; to = panel_last[panel]
row(i) = i <= series ? entry[i] : 1
of_entry(e) = e <= entries ? example[e] : 1
column_at = (panel - 1) % columns
row_at = (panel - 1) / columns
bare_x = panel + columns <= panels
bare_y = column_at > 0
set format x (bare_x ? '' : '%g')
set format y (bare_y ? '' : '%g')
set lmargin at screen (left + column_at * (plot_width + gap)) / width
set rmargin at screen (left + column_at * (plot_width + gap) + plot_width) / width
set tmargin at screen 1 - (top + row_at * (plot_height + over) + over) / height
set bmargin at screen 1 - (top + (row_at + 1) * (plot_height + over)) / height
title_room = int((plot_width + gap) / 7)
set label 92 (strlen(panel_title[panel]) > title_room ? substr(panel_title[panel], 1, title_room - 1).'…' : panel_title[panel]) \
    at graph 0.5, graph 1 offset 0, 0.7 center
# The legend, drawn behind the last panel.
legend = ''
if (entries > 1 && !exists('named_rows')) {
    legend = "reset; unset border; unset tics; set margins 0, 0, 0, 0; set xrange [0:1]; set yrange [0:1]; " \
        ."set key at screen 0.5, screen 1 - under_title / height top center horizontal maxrows key_rows samplen 3.2 width key_width(name_room) spacing key_spacing; " \
        .'plot for [e = 1 : entries] 2 with '.sample.' linecolor rgb rgb(example[e]) title name(example[e])'
}

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
}
eval(legend)
unset multiplot
if (exists('values') && exists('plots_told')) { set print values; print '['.plots_told.']'; set print }
