# ---- pareto: latency against cost; the fifth column is the memory size, the sixth whether nothing beats it ----
y_low = least[2]; y_high = most[4] > most[2] ? most[4] : most[2]
x_low = least[1]; x_high = most[1]
set offsets 0, 0, 0, 0
set xrange [0 : x_high > 0 ? x_high * 1.12 : 1]
set yrange [0 : y_high > 0 ? y_high * 1.08 : 1]
if (is_log(y_scale, y_low, y_high)) {
    set logscale y
    set yrange [y_low / 1.4 : y_high * 1.3]
    eval('set ytics ('.log_ticks(y_low / 1.4, y_high * 1.3)."'' 1e300)")
}
if (is_log(x_scale, x_low, x_high)) {
    set logscale x
    set xrange [x_low / 1.3 : x_high * 1.4]
    eval('set xtics ('.log_ticks(x_low / 1.3, x_high * 1.4)."'' 1e300)")
}
set grid xtics ytics linecolor '#dddddd' linetype 1 linewidth 0.6
plot for [i = 1 : series] $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 0.8 dashtype 3 notitle, \
    for [i = 1 : series] $data index i - 1 using 1:2:3:4 with yerrorbars linecolor rgb rgb(i) linewidth 1 pointtype -1 notitle, \
    for [i = 1 : series] $data index i - 1 using 1:2:($6 == 1 ? 7 : 6) with points linecolor rgb rgb(i) pointtype variable \
        pointsize 1.2 * mark_size notitle, \
    for [i = 1 : series] $data index i - 1 using 1:2:(int($0) % 2 ? '' : sprintf('%g', $5)) with labels offset 0.6, 0.7 left \
        textcolor rgb rgb(i) font caption_font notitle, \
    for [i = 1 : series] $data index i - 1 using 1:2:(int($0) % 2 ? sprintf('%g', $5) : '') with labels offset -0.6, -0.8 right \
        textcolor rgb rgb(i) font caption_font notitle, \
    for [i = 1 : series] NaN with points linecolor rgb rgb(i) pointtype 7 title name(i)
