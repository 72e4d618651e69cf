# ---- pareto: latency against cost; the fifth column is the memory size, the sixth whether nothing beats it ----
tells = '%5 MB, %x %1, %y %2{ [%3, %4]}, %6(beaten|on the front)'
x_low = least[1]; x_high = most[1]
y_low = least[2]; y_high = most[4] > most[2] ? most[4] : most[2]
x_is_log = is_log(x_scale, x_low, x_high); y_is_log = is_log(y_scale, y_low, y_high)
x_from = x_is_log ? x_low / 1.3 : 0; x_to = x_is_log ? x_high * 1.4 : x_high > 0 ? x_high * 1.12 : 1
y_from = y_is_log ? y_low / 1.4 : 0; y_to = y_is_log ? y_high * 1.3 : y_high > 0 ? y_high * 1.08 : 1
if (panels == 0) { # so that all distances are known
    set lmargin at screen 84.0 / width
    set rmargin at screen 1 - 20.0 / width
    plot_width = width - 104.0
    name_room = int((plot_width - 80) / 9) # the legend has just its width
    set key width key_width(name_room)
}

# The label of a size has one of eight places around its point, where it meets no point, no bar and no other label;
# those of the front choose first, and one without a place is left out.
stats [*:*][*:*] $data using 1 nooutput
points = STATS_records
array at_x[points]; array low_y[points]; array high_y[points]; array at_y[points] # dots from the corner
array text[points]; array half[points]; array front[points] # its width is twice as much
array text_x[points]; array text_y[points]
array first_at[series]
found = 0
do for [i = from : to] {
    first_at[i] = found
    stats [*:*][*:*] $data index i - 1 using (found = found + 1, \
        at_x[found] = plot_width * place_at($1, x_from, x_to, x_is_log), at_y[found] = plot_height * place_at($2, y_from, y_to, y_is_log), \
        low_y[found] = plot_height * place_at(valid(3) ? $3 : $2, y_from, y_to, y_is_log), \
        high_y[found] = plot_height * place_at(valid(4) ? $4 : $2, y_from, y_to, y_is_log), \
        text[found] = sprintf('%g', $5), half[found] = 3.6 * strlen(text[found]), front[found] = $6, text_x[found] = -1e9, text_y[found] = 0, $1) nooutput
}
reach_up(k) = high_y[k] > at_y[k] + 5 ? high_y[k] : at_y[k] + 5
reach_down(k) = low_y[k] < at_y[k] - 5 ? low_y[k] : at_y[k] - 5
meets(x, y, w) = x - w < 2 || x + w > plot_width + 16 || y < 8 || y > plot_height + 6 ? 1 : \
    sum [k = 1 : found] (abs(x - at_x[k]) < w + 6 && y + 6 > reach_down(k) && y - 6 < reach_up(k)) \
    || (abs(x - text_x[k]) < w + half[k] + 3 && abs(y - text_y[k]) < 12)
to_side(c) = word('1 -1 1 -1 0 0 1 -1', c); to_top(c) = word('1 -1 -1 1 1 -1 0 0', c)
try_x(p, c) = at_x[p] + to_side(c) * (half[p] + (to_top(c) == 0 ? 9 : 7))
try_y(p, c) = to_side(c) == 0 ? (to_top(c) > 0 ? reach_up(p) + 8 : reach_down(p) - 8) : at_y[p] + to_top(c) * 8
put(p, c) = text_x[p] > -1e8 || meets(try_x(p, c), try_y(p, c), half[p]) ? 0 : (text_y[p] = try_y(p, c), text_x[p] = try_x(p, c))
do for [turn = 1 : (found > 100 ? 1 : 2)] {
    do for [p = 1 : found] { if ((turn == 1) == (front[p] == 1)) { do for [c = 1 : 8] { placed = put(p, c) } } }
}
set offsets 0, 0, 0, 0
set xrange [x_from : x_to]
set yrange [y_from : y_to]
if (x_is_log) { set logscale x; x_log = 1; eval('set xtics ('.x_ticks(x_from, x_to)."'' 1e300)") } else { eval(x_steps(x_high)) }
if (y_is_log) { set logscale y; y_log = 1; eval('set ytics ('.y_ticks(y_from, y_to)."'' 1e300)") } else { eval(y_steps(y_high)) }
set grid xtics ytics linecolor '#dddddd' linetype 1 linewidth 0.6
sample = 'points pointtype shape(example[e])'
x_of(dots) = x_is_log ? x_from * (x_to / x_from) ** (dots / plot_width) : x_from + (x_to - x_from) * dots / plot_width
y_of(dots) = y_is_log ? y_from * (y_to / y_from) ** (dots / plot_height) : y_from + (y_to - y_from) * dots / plot_height
number_of(i, row) = first_at[i] + 1 + int(row)
shown(p) = text_x[p] > -1e8
plot for [i = from : to] $data index i - 1 using 1:2 with lines linecolor rgb rgb(i) linewidth 0.8 dashtype 3 notitle, \
    for [i = from : to] $data index i - 1 using 1:2:3:4 with yerrorbars linecolor rgb rgb(i) linewidth 1 pointtype -1 notitle, \
    for [i = from : to] $data index i - 1 using 1:2:(shape(i) - ($6 != 1)) with points linecolor rgb rgb(i) pointtype variable \
        pointsize 1.2 * mark_size notitle, \
    for [i = from : to] $data index i - 1 using (shown(number_of(i, $0)) ? x_of(text_x[number_of(i, $0)]) : $1): \
        (shown(number_of(i, $0)) ? y_of(text_y[number_of(i, $0)]) : $2):(shown(number_of(i, $0)) ? text[number_of(i, $0)] : '') \
        with labels center textcolor rgb rgb(i) font caption_font notitle, \
    for [i = from : to] NaN with points linecolor rgb rgb(i) pointtype shape(i) title name(i)
drawn = each(from, to).each(from, to).each(from, to).each(from, to)
eval(tell)
