# ---- ecdf: the share of requests that took at most so long ----
tells = '%x %1, %2 % of requests'
low = least[1]; high = most[1]
set xrange [0 : high > 0 ? high * 1.02 : 1]
if (is_log(x_scale, low, high)) {
    set logscale x; x_log = 1
    set xrange [low / 1.1 : high * 1.1]
    eval('set xtics ('.x_ticks(low, high)."'' 1e300)")
} else { eval(x_steps(high)) }
set yrange [0 : 103] # no line lies on the frame
eval(y_steps(100))
set grid xtics ytics linecolor '#dddddd' linetype 1 linewidth 0.6
sample = 'lines linewidth 1.6 dashtype dash(example[e])'
plot for [i = from : to] $data index i - 1 using 1:2 with steps linecolor rgb rgb(i) linewidth 1.6 \
    dashtype dash(i) title name(i)
drawn = each(from, to)
eval(tell)
