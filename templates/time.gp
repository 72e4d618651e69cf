# ---- time: latency over clock time, a panel for each series; the third column tells what a point is ----
tells = '%3(request|cold|failed|cut off|requests|median|99th percentile) at %1 s, %y %2{, %4 of them}'
array what[7] = ['request', 'cold', 'failed', 'cut off', '', 'median', '99th percentile']
array what_color[7] = ['#0072B2', '#E69F00', '#D55E00', '#CC79A7', '', '#000000', '#000000'] # lines over blue differ in dashes
array what_mark[7] = [7, 9, 2, 8, 0, 0, 0]
low = least[2]; high = most[2]
last = most[1] > 0 ? most[1] : 1
# Half the width of a cell of a series' map in seconds, and of its height in powers of ten; cells overlap a little, so that
# no seams show.
array map[series]; array half_width[series]; array half_decades[series]
is_map = 0
do for [i = 1 : series] {
    stats $data index i - 1 every ::0::1 using ($3 == 7 ? (half_width[i] = 1.06 * $4) : $3 == 8 ? (half_decades[i] = 1.06 * $4) : 0, $3) nooutput
    map[i] = STATS_max >= 4
    is_map = is_map || map[i]
}
array found[9] # how many of these there are
do for [k = 1 : 9] { found[k] = 0 }
# Behind the two sizes of a map come its cells, its medians and its 99th percentiles. No expression is evaluated that need not
# be: three system calls each are most of what gnuplot takes.
array cells[series]; array medians[series]
do for [i = 1 : series] {
    cells[i] = 0; medians[i] = 0
    stats $data index i - 1 using (k = int($3) + 1, found[k] = found[k] + 1, cells[i] = cells[i] + (k == 5), medians[i] = medians[i] + (k == 6)) nooutput
}

# Seconds, minutes, hours or days, whichever are a few, where the label, in one line or two, is none of somebody's own.
usual_label = strlen(x_label) == 31 && x_label[1 : 13] eq 'Seconds since' && x_label[25 : 31] eq 'request'
second = !usual_label ? 1.0 : last > 3 * 86400 ? 86400.0 : last > 3 * 3600 ? 3600.0 : last > 300 ? 60.0 : 1.0
if (second > 1) { x_label = (second == 60 ? 'Minutes' : second == 3600 ? 'Hours' : 'Days').x_label[8 : *] }
x_unit = second
set xrange [-0.012 * last / second : 1.012 * last / second] # no point lies on the frame
# Its legend tells marks, of which there may be more than have room in a line.
kinds_found = 0; longest = 0
do for [k = 1 : 7] { if (found[k] > 0 && k != 5) { kinds_found = kinds_found + 1; longest = strlen(what[k]) > longest ? strlen(what[k]) : longest } }
names_columns = int((width - 82) / (44 + 7.5 * longest))
names_rows = names_columns < 1 ? kinds_found : (kinds_found + names_columns - 1) / names_columns
head = top + 24 + 17 * (names_rows > 1 ? names_rows - 1 : 0)
gap = 28.0 # for the name of the next
panel = (height - head - bottom - gap * (series - 1)) / series
plot_height = panel
if (is_log(is_map ? 'log' : y_scale, low, high)) {
    set logscale y; y_log = 1
    set yrange [low / 1.2 : high * 1.2]
    eval('set ytics ('.y_ticks(low, high)."'' 1e300)")
} else {
    set yrange [0 : high > 0 ? high * 1.05 : 1]
    if (high > 0) { set ytics nice(high * 16 / panel) }
}
set logscale cb
set palette defined (0 '#deebf7', 0.5 '#9ecae1', 1 '#3182bd') # light enough for what is drawn over it
unset colorbox
unset ylabel
left = 72.0 + (y_log && power_letters(low, high) > 4 ? 8 * (power_letters(low, high) - 4) : 0)
set lmargin at screen left / width
set rmargin at screen 0.98
set label 100 y_label at screen 14.0 / width, screen (bottom + (height - head - bottom) / 2) / height center rotate
plot_width = 0.98 * width - left
eval(x_steps(last / second))
set key at screen 0.5, screen 1 - under_title / height top center horizontal maxrows (names_rows < 1 ? 1 : names_rows) samplen (is_map ? 3.2 : 2) width 0
key_entries = "for [k = 1 : 4] NaN with points linecolor rgb what_color[k] pointtype what_mark[k] pointsize (k == 1 ? 0.4 : 1.1) * mark_size " \
    ."linewidth (k == 1 ? 1 : 1.8) title (found[k] > 0 ? what[k] : ''), " \
    ."for [k = 6 : 7] NaN with lines linecolor rgb what_color[k] linewidth 1.8 dashtype k - 5 title (found[k] > 0 ? what[k] : '')"
set multiplot
do for [i = 1 : series] {
    set tmargin at screen 1 - (head + (i - 1) * (panel + gap)) / height
    set bmargin at screen 1 - (head + (i - 1) * (panel + gap) + panel) / height
    if (series > 1 || label[1] ne '') { set label 101 name(i) at graph 0.5, graph 1 offset 0, 0.6 center }
    if (i < series) { set format x ''; unset xlabel } else { set format x '%g'; set xlabel x_label }
    # The legend stands behind what is drawn, as a panel may have but some of what it tells.
    if (map[i]) {
        up = 10 ** half_decades[i]
        plot $data index i - 1 every ::2::1 + cells[i] using ($1 / second):2:(($1 - half_width[i]) / second):(($1 + half_width[i]) / second):($2 / up):($2 * up):4 \
                with boxxyerror fillcolor palette fillstyle solid noborder notitle, \
            for [k = 6 : 7] $data index i - 1 every ::2 + cells[i] + (k == 7 ? medians[i] : 0) using ($3 == k - 1 ? $1 / second : NaN):2 \
                with lines linecolor rgb what_color[k] linewidth 1.8 dashtype k - 5 notitle, @key_entries
    } else {
        plot for [k = 1 : 4] $data index i - 1 using ($3 == k - 1 ? $1 / second : NaN):2 with points linecolor rgb what_color[k] \
            pointtype what_mark[k] pointsize (k == 1 ? 0.4 : 1.1) * mark_size linewidth (k == 1 ? 1 : 1.8) notitle, @key_entries
    }
    drawn = each(i, i)
    drawn = drawn.drawn.drawn.(map[i] ? '' : drawn)
    eval(tell)
    if (i == 1) { unset key; unset label 1; unset label 100; do for [k = 1 : caption_lines] { unset label 1 + k } }
}
unset multiplot
