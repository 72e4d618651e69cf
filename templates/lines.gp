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
