# ---- strip: every request as a point, one row a group ----
low = least[1]; high = most[1]
unset key
set xrange [0 : high > 0 ? high * 1.05 : 1]
if (is_log(x_scale, low, high)) {
    set logscale x
    set xrange [low / 1.1 : high * 1.1]
    eval('set xtics ('.log_ticks(low, high)."'' 1e300)")
}
# The names stand to the left, cut where they would take more than a third of the picture.
longest = 0
do for [i = 1 : series] { longest = strlen(name(i)) > longest ? strlen(name(i)) : longest }
longest = longest > 36 ? 36 : longest
cut(text) = strlen(text) > longest ? substr(text, 1, longest - 1).'…' : text
set lmargin at screen (20 + 7.2 * longest) / width
set yrange [series + 0.5 : 0.5]
unset ytics
set grid xtics linecolor '#dddddd' linetype 1 linewidth 0.6
do for [i = 1 : series] { set label 100 + i cut(name(i)) at graph -0.015, first i right textcolor rgb rgb(i) }
plot for [i = 1 : series] $data index i - 1 using 1:(i + 0.8 * $2) with points linecolor rgb rgb(i) \
    pointtype 7 pointsize 0.35 * mark_size notitle
