# ---- ecdf: the share of requests that took at most so long ----
low = least[1]; high = most[1]
set xrange [0 : high > 0 ? high * 1.02 : 1]
if (is_log(x_scale, low, high)) {
    set logscale x
    set xrange [low / 1.1 : high * 1.1]
    eval('set xtics ('.log_ticks(low, high)."'' 1e300)")
}
set yrange [0 : 100]
set grid xtics ytics linecolor '#dddddd' linetype 1 linewidth 0.6
plot for [i = 1 : series] $data index i - 1 using 1:2 with steps linecolor rgb rgb(i) linewidth 1.6 \
    dashtype dash(i) title name(i)
