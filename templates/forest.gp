# ---- forest: the ratio of each pair, the least first; the fifth column is the verdict ----
tells = '%x %1{ [%3, %4]}, %5(equivalent|different|undecided)'; in_rows = '0'
unset key
low = 1; high = 1
do for [k in '1 3 4'] {
    low = least[int(k)] < low && least[int(k)] > 0 ? least[int(k)] : low; high = most[int(k)] > high ? most[int(k)] : high
}
set xrange [low / 1.1 : high * 1.1]
set logscale x; x_log = 1
# Names that would take more than half of a small picture are small themselves, before they are cut.
tight = small && longest_name > width / 14.0
letter = tight ? 6.8 : 8.0
longest = longest_name > (small ? 0.59 * width / letter : 44) ? (small ? int(0.59 * width / letter) : 44) : longest_name
set lmargin at screen (12.0 + letter * longest) / width
plot_width = width - 12 - letter * longest - 24
eval(wide_x_label)
if (high / low > 4) {
    eval('set xtics ('.x_ticks(low / 1.1, high * 1.1)."'' 1e300)")
} else {
    step = ratio_step(low / 1.1, high * 1.1)
    set xtics (1)
    do for [k = ceil(low / 1.1 / step) : floor(high * 1.1 / step)] { set xtics add (sprintf('%g', k * step) k * step) }
}
set yrange [series + 0.7 : 0.3]
unset ytics
set grid xtics linecolor '#dddddd' linetype 1 linewidth 0.6
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead linecolor '#000000' linewidth 1
# Of both names in a pair as much as of the other one.
half(text, room) = strlen(text) > room ? cut(text, int(0.6 * (room - 1)), room - 1) : text
pair(text, room) = wide[i] > longest ? half(text[1 : strstrt(text, ' / ') - 1], room).' / '.half(text[strstrt(text, ' / ') + 3 : *], room) : text
do for [i = 1 : series] { set label 100 + i pair(label[i], int((longest - 3.0) / 2 * strlen(label[i]) / wide[i])) at graph -0.015, first i right font (tight ? caption_font : '') }
# Verdicts: 0 equivalent, 1 different, 2 undecided.
plot for [i = 1 : series] $data index i - 1 using 1:(i):3:4 with xerrorbars linecolor rgb '#777777' linewidth 1.4 \
        pointtype -1 notitle, \
    for [i = 1 : series] $data index i - 1 using 1:(i):($5 == 1 ? 7 : 6) with points linecolor rgb '#0072B2' \
        pointtype variable pointsize 1.0 * mark_size notitle
drawn = each(from, to).each(from, to)
eval(tell)
