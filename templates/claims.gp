# ---- claims: the number that decides each, in units of what it allows; the second column is the verdict ----
tells = '%2(holds|fails|cannot tell), %x %1{, at least %3e}{, at most %4e}'; in_rows = '0'
low = 1; high = 1
do for [k in '1 3 4 5 6'] {
    low = least[int(k)] < low && least[int(k)] > 0 ? least[int(k)] : low; high = most[int(k)] > high ? most[int(k)] : high
}
low = low / 1.15; high = high * 1.15
set xrange [low : high]
set logscale x; x_log = 1
longest = longest_name > (small ? width / 14.0 : 44) ? (small ? int(width / 14.0) : 44) : longest_name
set lmargin at screen (16.0 + 8 * longest) / width
plot_width = width - 16 - 8 * longest - 24
eval(wide_x_label)
verdict_rows = plot_width < 430 ? 3 : 1
set tmargin at screen 1 - (top + 17 * (verdict_rows - 1)) / height
if (high / low > 5) {
    eval('set xtics ('.x_ticks(low, high)."'' 1e300)")
} else {
    step = ratio_step(low, high)
    set xtics (1)
    do for [k = ceil(low / step) : floor(high / step)] { set xtics add (sprintf('%g', k * step) k * step) }
}
set yrange [series + 0.7 : 0.3]
unset ytics
set grid xtics linecolor '#dddddd' linetype 1 linewidth 0.6
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead linecolor '#000000' linewidth 1
do for [i = 1 : series] { set label 100 + i fit(i, longest) at graph -0.015, first i right }
array verdict[3] = ['holds', 'fails', 'cannot tell']
array verdict_color[3] = ['#0072B2', '#D55E00', '#777777']
array verdict_mark[3] = [7, 5, 6]
set key at screen 0.5, screen 1 - under_title / height top center samplen 2
# gnuplot finds a column of a legend too wide for a plot that is narrower than the picture.
eval('set key '.(verdict_rows > 1 ? 'vertical maxrows 3 width -9' : 'horizontal maxrows 1 width 0'))
end(value, otherwise) = value > 0 ? value : otherwise # 0: there is none
plot for [i = 1 : series] $data index i - 1 using (1):(i):(end($5, low)):(end($6, high)):(i - 0.36):(i + 0.36) \
        with boxxyerror fillcolor rgb '#e3ecf4' fillstyle solid noborder notitle, \
    for [i = 1 : series] $data index i - 1 using ($3 > 0 || $4 > 0 ? $1 : NaN):(i):(end($3, low)):(end($4, high)) with xerrorbars \
        linecolor rgb '#777777' linewidth 1.4 pointtype -1 notitle, \
    for [v = 1 : 3] for [i = 1 : series] $data index i - 1 using (int($2) == v - 1 ? $1 : NaN):(i) with points \
        linecolor rgb verdict_color[v] pointtype verdict_mark[v] pointsize 1.1 * mark_size notitle, \
    for [v = 1 : 3] NaN with points linecolor rgb verdict_color[v] pointtype verdict_mark[v] pointsize 1.1 * mark_size title verdict[v]
drawn = each(1, series)
drawn = drawn.drawn.drawn.drawn.drawn
eval(tell)
