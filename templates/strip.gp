# ---- strip: every request as a point, one row a group ----
tells = '%x %1'; in_rows = '0.8'
low = least[1]; high = most[1]
unset key
set xrange [0 : high > 0 ? high * 1.05 : 1]
if (is_log(x_scale, low, high)) {
    set logscale x; x_log = 1
    set xrange [low / 1.1 : high * 1.1]
    eval('set xtics ('.x_ticks(low, high)."'' 1e300)")
} else { eval(x_steps(high)) }
# The names stand to the left, cut where they would take more than a third of the picture.
longest = longest_name > 36 * width / 800 ? int(36 * width / 800) : longest_name
if (panels == 0) { set lmargin at screen (20.0 + 8 * longest) / width }
set yrange [entries + 0.5 : 0.5]
unset ytics
set grid xtics linecolor '#dddddd' linetype 1 linewidth 0.6
row_name(e) = bare_y ? '' : fit(of_entry(e), longest)
do for [e = 1 : entries] { set label 100 + e row_name(e) at graph 0, first e offset -1, 0 right }
plot for [i = from : to] $data index i - 1 using 1:(row(i) + 0.8 * $2):((0.35 + 0.65 * $3) * mark_size) \
    with points linecolor rgb rgb(i) pointtype 7 pointsize variable notitle
drawn = each(from, to)
eval(tell)
