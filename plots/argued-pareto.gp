# Warm starts: is more memory worth its price?
# drawn by faastat 0.1.0; 'gnuplot argued-pareto.gp' draws it again
# figure file: templates/study-argued.json
# input: templates/../data/study/warm.csv sha256 bdaf85af507884768ffe1f91fc780d016c2e7df4cd57a1fbe59bcdc045c866af
# input: templates/../data/study/warm_requests_resnet50.csv sha256 0f9e0cd3f4e2f88f8c038ce1aa9e388285f191876c910fdaab9a67464a787992
# input: templates/../data/study/cold.csv sha256 b93801d0cd3c7510034243ef5b6b0c6b4aafc392ac02888c2bb806e22eb833ce
# input: templates/../data/study/load.csv sha256 da1629b3489b531a362b5d5e8490b99a95b43fdad98da82a744ee472fc744a98
id = 'argued-pareto'
title = 'Warm starts: is more memory worth its price?'
x_label = 'Cost of a million requests (USD)'
y_label = 'Mean API latency (s)'
y2_label = ''
x_scale = ''
y_scale = ''
caption_lines = 3
array caption[3] = ['Each point is a memory size, in MB. Costs are of the API latency, which is at least the time that was billed. Prices: AWS', 'Lambda, us-east-1, first price tier, as of 2025-01-01. Filled: no size is both cheaper and faster. Bars: 95 % confidence', 'interval of the mean, which allows for dependence. All series: n = 16 to 25 and published figures, n unknown.']
series = 3      # the first series_y on the y axis, the others on y2
series_y = 3
array label[3]
array wide[3] # columns of each label
array color[3]
array style[3]
array bounded[3]
color[1] = '#0072B2'; style[1] = 0; bounded[1] = 0; wide[1] = 9; label[1] = 'latency_s'
color[2] = '#D55E00'; style[2] = 0; bounded[2] = 0; wide[2] = 9; label[2] = 'latency_s'
color[3] = '#009E73'; style[3] = 0; bounded[3] = 1; wide[3] = 9; label[3] = 'latency_s'
ticks = 0
array least[6] = [56.81632416992188, 1.9402262878417968, 2.4570453711629248, 2.620679415451883, 512, 0]
array most[6] = [173.97964443359376, 20.526590013504027, 11.011933622475603, 22.131714955702115, 3000, 1]
array end_x[3] = [173.97964443359376, 94.97558017578126, 123.40727766406248]
array end_y[3] = [3.5589825439453127, 1.9402262878417968, 2.52283447265625]
tall = 330      # pixels
panels = 3; columns = 3; entries = 1
array panel_title[3]
array panel_first[3]
array panel_last[3]
array entry[3]     # of the legend, of each series
array example[1]   # a series of each entry
panel_first[1] = 1; panel_title[1] = 'inceptionv3'
panel_last[1] = 1; entry[1] = 1
panel_first[2] = 2; panel_title[2] = 'mobilenetv2'
panel_last[2] = 2; entry[2] = 1
panel_first[3] = 3; panel_title[3] = 'resnet50'
panel_last[3] = 3; entry[3] = 1
example[1] = 1
# usd mean low high memory_mb on_front; a series is a block
$data << EOD
171.25867545000003 20.526590013504027 NaN NaN 512 0
121.78357650000001 11.67178084373474 NaN NaN 640 0
111.7835565 6.6948029327392575 NaN NaN 1024 0
107.89064506835938 4.410115537643432 NaN NaN 1500 1
109.24318683593752 3.721611499786377 NaN NaN 1800 1
117.06690040000001 3.505396537780762 NaN NaN 2048 1
126.5023359375 3.103226146697998 NaN NaN 2500 1
173.97964443359376 3.5589825439453127 NaN NaN 3000 0


63.52512665000002 7.598932752609253 NaN NaN 512 0
62.095957125000005 5.941438102722168 NaN NaN 640 0
60.366786999999995 3.609112710952759 NaN NaN 1024 0
56.81632416992188 2.318259391784668 NaN NaN 1500 1
61.606372812500005 2.09518310546875 NaN NaN 1800 1
67.40013440000001 2.0152593803405763 NaN NaN 2048 1
80.88863793945313 1.9823989105224609 NaN NaN 2500 1
94.97558017578126 1.9402262878417968 NaN NaN 3000 1


105.77729448749999 12.668716013431549 11.011933622475603 22.131714955702115 512 0
96.13855993229167 9.209458470344543 8.726193090356233 11.795246780002433 640 0
79.475491884 4.756079292297363 4.658718204311773 4.857792090750241 1024 0
80.84469253906252 3.302685327529907 3.2252748891675043 3.3844822262133643 1500 0
77.286091671875 2.6307079696655276 2.578686638173928 2.684137435251628 1800 1
86.61483949600002 2.591987428665161 2.5169316628501774 2.6796949147774107 2048 1
104.16830689453127 2.554637117385864 2.4833496059810645 2.6444158718871726 2500 1
123.40727766406248 2.52283447265625 2.4570453711629248 2.620679415451883 3000 1
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

# ---- pareto: latency against cost; the fifth column is the memory size, the sixth whether nothing beats it ----
tells = '%5 MB, %x %1, %y %2{ [%3, %4]}, %6(beaten|on the front)'
x_low = least[1]; x_high = most[1]
y_low = least[2]; y_high = most[4] > most[2] ? most[4] : most[2]
x_is_log = is_log(x_scale, x_low, x_high); y_is_log = is_log(y_scale, y_low, y_high)
x_from = x_is_log ? x_low / 1.3 : 0; x_to = x_is_log ? x_high * 1.4 : x_high > 0 ? x_high * 1.12 : 1
y_from = y_is_log ? y_low / 1.4 : 0; y_to = y_is_log ? y_high * 1.3 : y_high > 0 ? y_high * 1.08 : 1
if (panels == 0) { # so that all distances are known
    set lmargin at screen 84.0 / width
    set rmargin at screen 1 - 20.0 / width
    plot_width = width - 104.0
    name_room = int((plot_width - 80) / 9) # the legend has just its width
    set key width key_width(name_room)
}

# The label of a size has one of eight places around its point, where it meets no point, no bar and no other label;
# those of the front choose first, and one without a place is left out.
stats [*:*][*:*] $data using 1 nooutput
points = STATS_records
array at_x[points]; array low_y[points]; array high_y[points]; array at_y[points] # dots from the corner
array text[points]; array half[points]; array front[points] # its width is twice as much
array text_x[points]; array text_y[points]
array first_at[series]
found = 0
do for [i = from : to] {
    first_at[i] = found
    stats [*:*][*:*] $data index i - 1 using (found = found + 1, \
        at_x[found] = plot_width * place_at($1, x_from, x_to, x_is_log), at_y[found] = plot_height * place_at($2, y_from, y_to, y_is_log), \
        low_y[found] = plot_height * place_at(valid(3) ? $3 : $2, y_from, y_to, y_is_log), \
        high_y[found] = plot_height * place_at(valid(4) ? $4 : $2, y_from, y_to, y_is_log), \
        text[found] = sprintf('%g', $5), half[found] = 3.6 * strlen(text[found]), front[found] = $6, text_x[found] = -1e9, text_y[found] = 0, $1) nooutput
}
reach_up(k) = high_y[k] > at_y[k] + 5 ? high_y[k] : at_y[k] + 5
reach_down(k) = low_y[k] < at_y[k] - 5 ? low_y[k] : at_y[k] - 5
meets(x, y, w) = x - w < 2 || x + w > plot_width + 16 || y < 8 || y > plot_height + 6 ? 1 : \
    sum [k = 1 : found] (abs(x - at_x[k]) < w + 6 && y + 6 > reach_down(k) && y - 6 < reach_up(k)) \
    || (abs(x - text_x[k]) < w + half[k] + 3 && abs(y - text_y[k]) < 12)
to_side(c) = word('1 -1 1 -1 0 0 1 -1', c); to_top(c) = word('1 -1 -1 1 1 -1 0 0', c)
try_x(p, c) = at_x[p] + to_side(c) * (half[p] + (to_top(c) == 0 ? 9 : 7))
try_y(p, c) = to_side(c) == 0 ? (to_top(c) > 0 ? reach_up(p) + 8 : reach_down(p) - 8) : at_y[p] + to_top(c) * 8
put(p, c) = text_x[p] > -1e8 || meets(try_x(p, c), try_y(p, c), half[p]) ? 0 : (text_y[p] = try_y(p, c), text_x[p] = try_x(p, c))
do for [turn = 1 : (found > 100 ? 1 : 2)] {
    do for [p = 1 : found] { if ((turn == 1) == (front[p] == 1)) { do for [c = 1 : 8] { placed = put(p, c) } } }
}
set offsets 0, 0, 0, 0
set xrange [x_from : x_to]
set yrange [y_from : y_to]
if (x_is_log) { set logscale x; x_log = 1; eval('set xtics ('.x_ticks(x_from, x_to)."'' 1e300)") } else { eval(x_steps(x_high)) }
if (y_is_log) { set logscale y; y_log = 1; eval('set ytics ('.y_ticks(y_from, y_to)."'' 1e300)") } else { eval(y_steps(y_high)) }
set grid xtics ytics linecolor '#dddddd' linetype 1 linewidth 0.6
sample = 'points pointtype shape(example[e])'
x_of(dots) = x_is_log ? x_from * (x_to / x_from) ** (dots / plot_width) : x_from + (x_to - x_from) * dots / plot_width
y_of(dots) = y_is_log ? y_from * (y_to / y_from) ** (dots / plot_height) : y_from + (y_to - y_from) * dots / plot_height
number_of(i, row) = first_at[i] + 1 + int(row)
shown(p) = text_x[p] > -1e8
plot for [i = from : to] $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 0.8 dashtype 3 notitle, \
    for [i = from : to] $data index i - 1 using 1:2:3:4 with yerrorbars linecolor rgb rgb(i) linewidth 1 pointtype -1 notitle, \
    for [i = from : to] $data index i - 1 using 1:2:(shape(i) - ($6 != 1)) with points linecolor rgb rgb(i) pointtype variable \
        pointsize 1.2 * mark_size notitle, \
    for [i = from : to] $data index i - 1 using (shown(number_of(i, $0)) ? x_of(text_x[number_of(i, $0)]) : $1): \
        (shown(number_of(i, $0)) ? y_of(text_y[number_of(i, $0)]) : $2):(shown(number_of(i, $0)) ? text[number_of(i, $0)] : '') \
        with labels center textcolor rgb rgb(i) font caption_font notitle, \
    for [i = from : to] NaN with points linecolor rgb rgb(i) pointtype shape(i) title name(i)
drawn = each(from, to).each(from, to).each(from, to).each(from, to)
eval(tell)
}
eval(legend)
unset multiplot
if (exists('values') && exists('plots_told')) { set print values; print '['.plots_told.']'; set print }
