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
