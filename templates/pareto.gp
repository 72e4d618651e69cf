# ---- pareto: latency against cost; the fifth column is the memory size, the sixth whether nothing beats it ----
tells = '%5 MB, %x %1, %y %2{ [%3, %4]}, %6(beaten|on the front)'
y_low = least[2]; y_high = most[4] > most[2] ? most[4] : most[2]
x_low = least[1]; x_high = most[1]
set offsets 0, 0, 0, 0
set xrange [0 : x_high > 0 ? x_high * 1.12 : 1]
set yrange [0 : y_high > 0 ? y_high * 1.08 : 1]
if (is_log(y_scale, y_low, y_high)) {
    set logscale y; y_log = 1
    set yrange [y_low / 1.4 : y_high * 1.3]
    eval('set ytics ('.y_ticks(y_low / 1.4, y_high * 1.3)."'' 1e300)")
}
if (is_log(x_scale, x_low, x_high)) {
    set logscale x; x_log = 1
    set xrange [x_low / 1.3 : x_high * 1.4]
    eval('set xtics ('.x_ticks(x_low / 1.3, x_high * 1.4)."'' 1e300)")
}
set grid xtics ytics linecolor '#dddddd' linetype 1 linewidth 0.6
sample = 'points pointtype 7'
# In a small plot only filled points have labels: to the left of them where they are apart in height, else
# below them where they are apart in width.
x_from = x_low; x_to = x_high * 1.2
across(x) = plot_width * (is_log(x_scale, x_low, x_high) ? log(x) / log(x_to / x_from) : x / (x_high * 1.12))
up(y) = plot_height * (is_log(y_scale, y_low, y_high) ? log(y) / log(y_high * 1.3 / (y_low / 1.4)) : y / (y_high * 1.08))
beside(k, y, mb, front) = (first_front = k == 0 ? 0 : first_front, front != 1 ? '' : \
    (far = first_front == 0 || abs(up(y) - before) > 12, first_front = 1, before = up(y), far ? sprintf('%g', mb) : ''))
below(k, x, y, mb, front) = (first_front = k == 0 ? 0 : first_front, front != 1 ? '' : \
    (far = first_front == 0 || abs(up(y) - before) > 12, under = far ? across(x) : under, wide = across(x) - under > 30, \
    first_front = 1, before = up(y), under = wide ? across(x) : under, !far && wide ? sprintf('%g', mb) : ''))
first_front = 0; before = 0; under = 0
if (small && x_high > x_low) {
    x_from = x_low / 1.1 * (x_high / x_low) ** (-40.0 / (plot_width - 40))
    if (is_log(x_scale, x_low, x_high)) { set xrange [x_from : x_high * 1.2]; eval('set xtics ('.x_ticks(x_from, x_high * 1.2)."'' 1e300)") } \
    else { eval(x_steps(x_high)) }
}
plot for [i = from : to] $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 0.8 dashtype 3 notitle, \
    for [i = from : to] $data index i - 1 using 1:2:3:4 with yerrorbars linecolor rgb rgb(i) linewidth 1 pointtype -1 notitle, \
    for [i = from : to] $data index i - 1 using 1:2:($6 == 1 ? 7 : 6) with points linecolor rgb rgb(i) pointtype variable \
        pointsize 1.2 * mark_size notitle, \
    for [i = from : to] $data index i - 1 using 1:2:(small || int($0) % 2 ? '' : sprintf('%g', $5)) with labels offset 0.6, 0.7 left \
        textcolor rgb rgb(i) font caption_font notitle, \
    for [i = from : to] $data index i - 1 using 1:2:(small ? beside($0, $2, $5, $6) : int($0) % 2 ? sprintf('%g', $5) : '') \
        with labels offset -0.6, (small ? 0.1 : -0.8) right textcolor rgb rgb(i) font caption_font notitle, \
    for [i = from : to] $data index i - 1 using 1:2:(small ? below($0, $1, $2, $5, $6) : '') \
        with labels offset 0, -0.8 center textcolor rgb rgb(i) font caption_font notitle, \
    for [i = from : to] NaN with points linecolor rgb rgb(i) pointtype 7 title name(i)
drawn = each(from, to).each(from, to).each(from, to).each(from, to).each(from, to).each(from, to)
eval(tell)
