# ---- shift: the difference of each quantile to that of the first group ----
tells = '%x %1, %y %2{ [%3, %4]}'
low = 0; high = 0
do for [k = 2 : 4] {
    low = least[k] < low ? least[k] : low; high = most[k] > high ? most[k] : high
}
if (low == high) { low = -1; high = 1 }
set yrange [low - 0.05 * (high - low) : high + 0.05 * (high - low)]
set xrange [0 : 100]
if (small) { set xtics (0, 25, 50, 75, 100) } else { set xtics (0, 10, 25, 50, 75, 90, 100) }
eval(small ? sprintf('set ytics %g', nice((high - low) * 16 / plot_height)) : '')
set grid xtics ytics linecolor '#dddddd' linetype 1 linewidth 0.6
set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead linecolor '#000000' linewidth 1
set datafile missing NaN # a band ends where it has no bounds
if (has_end_names(0, 100, 0, low, high, 0)) { eval(name_ends) }
commands = 'plot '
drawn = ''
do for [i = 1 : series] {
    if (bounded[i]) {
        drawn = drawn.each(i, i)
        commands = commands.sprintf('$data index %d using 1:3:4 with filledcurves fillcolor rgb rgb(%d) fillstyle transparent solid %g ', i - 1, i, band_alpha) \
            .'noborder notitle, '
    }
}
eval(commands."for [i = 1 : series] $data index i - 1 using 1:2 with linespoints linecolor rgb rgb(i) linewidth 1.6 dashtype dash(i) pointtype mark(i) pointsize 0.6 * mark_size title name(i)")
drawn = drawn.each(from, to)
eval(tell)
