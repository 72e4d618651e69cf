# ---- spectrum: quantiles against percentiles, each further nine as wide as the one before ----
tells = '%x %1p, %y %2{ [%3, %4]}'
low = least[3] > 0 && least[3] < least[2] ? least[3] : least[2]; high = most[4] > most[2] ? most[4] : most[2]
last = most[1] > 2 ? most[1] : 2
set logscale x; x_log = 1
set xrange [1 : last * 1.3]
if (panels == 0 && width >= 800) { set xtics ('0' 1, '50' 2, '90' 10, '99' 100, '99.9' 1000, '99.99' 1e4, '99.999' 1e5, '99.9999' 1e6, '99.99999' 1e7) } else {
    # A narrow plot has no room for each.
    every = ceil(label_width(last < 5000 ? 99.9 : 99.999) * log10(last * 1.3))
    percent(nines) = nines % every != 0 || bare_x ? '' : nines == 0 ? '0' : nines == 1 ? '90' : nines == 2 ? '99' : '99.'.substr('9999999', 1, nines - 2)
    set xtics ('' 1)
    do for [k = 0 : 7] { set xtics add (percent(k) 10 ** k) }
    if (!bare_x && 0.3 / log10(last * 1.3) > label_width(50) && every == 1) { set xtics add ('50' 2) }
}
set grid xtics linecolor '#dddddd' linetype 1 linewidth 0.6
set yrange [0 : high > 0 ? high * 1.05 : 1]
if (!is_log(y_scale, low, high)) { eval(y_steps(high)) }
if (is_log(y_scale, low, high)) {
    set logscale y; y_log = 1
    set yrange [low / 1.1 : high * 1.1]
    eval('set ytics ('.y_ticks(low, high)."'' 1e300)")
}
set datafile missing NaN # a band ends where it has no bounds
if (has_end_names(1, last * 1.3, 1, y_log ? low / 1.1 : 0, high * (y_log ? 1.1 : 1.05), y_log)) { eval(name_ends) }
commands = 'plot '
drawn = ''
do for [i = from : to] {
    if (bounded[i]) {
        drawn = drawn.each(i, i)
        commands = commands.sprintf('$data index %d using 1:3:4 with filledcurves fillcolor rgb rgb(%d) fillstyle transparent solid %g ', i - 1, i, band_alpha) \
            .'noborder notitle, '
    }
}
eval(commands."for [i = from : to] $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 1.8 dashtype dash(i) title name(i)")
drawn = drawn.each(from, to)
eval(tell)
