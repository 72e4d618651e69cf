# ---- load: slices of time by their requests a second; columns 5 to 7 are p99, the percentage that failed, and the requests in flight ----
tells = '%x %1{, median %2 s}{, 99th percentile %5 s}{, %6 % failed}{, %7 in flight}'
x_high = most[1] > 0 ? most[1] : 1
y_low = least[2]; y_high = most[5] > most[2] ? most[5] : most[2]
set xrange [0 : 1.05 * x_high]
set offsets 0, 0, 0, 0
unset ylabel
if (panels == 0) {
    set lmargin at screen (small ? 72.0 / width : 0.1)
    set rmargin at screen 0.98
    set multiplot
    names_columns = int((width - 100) / (56 + 8 * (longest_name > 9 ? longest_name : 9)))
    names_columns = names_columns > 8 ? 8 : names_columns < 1 ? 1 : names_columns
    names_rows = (series + names_columns) / names_columns # with that of the open marks
    head = under_title + 11.0 + 17 * names_rows
    foot = height - bottom
    name_room = int((width - 148) / 9) # the legend has just the plot's width
    set key maxrows names_rows width key_width(name_room)
} else {
    unset label 91 # each has a label of its own
    head = top + row_at * (plot_height + over) + over
    foot = head + plot_height
    sample = 'points pointtype shape(example[e])'
    eval(x_steps(1.05 * x_high))
}
# The parts' shares of the height, from above: latency, failures, requests in flight.
gap_above = 16.0
array share[4] = [0, 0.56, 0.76, 1]
if (small) { share[2] = 0.4; share[3] = 0.7 }
place(k, is_top) = 1 - (head + share[k + !is_top] * (foot - head) - (is_top || k == 3 ? 0 : gap_above)) / height
# A filled mark is a median, the same one open a 99th percentile; series of one colour differ in them.
do for [k = 1 : 3] {
    set tmargin at screen place(k, 1)
    set bmargin at screen place(k, 0)
    part = k == 1 ? y_label : k == 2 ? 'Failed (%)' : 'In flight'
    part_height = height * (place(k, 1) - place(k, 0))
    set label 100 (bare_y ? '' : part) at screen (panels > 0 ? 14.0 / width : 0.02), screen (place(k, 1) + place(k, 0)) / 2 center rotate \
        font (8.0 * strlen(part) > part_height ? caption_font : '')
    set format x (k < 3 || bare_x ? '' : '%g')
    if (k < 3 || panels > 0) { unset xlabel } else { set xlabel x_label }
    if (k == 1) {
        whole_height = plot_height; plot_height = part_height # of which there are ticks
        if (is_log(y_scale, y_low, y_high)) {
            set logscale y; y_log = 1
            set yrange [y_low / 1.3 : y_high * 1.3]
            eval('set ytics ('.y_ticks(y_low / 1.3, y_high * 1.3)."'' 1e300)")
        } else {
            set yrange [0 : y_high > 0 ? y_high * 1.08 : 1]
        }
        places = '1,2,5'
        plot for [i = from : to] $data index i - 1 using 1:2 with points linecolor rgb rgb(i) pointtype shape(i) pointsize 0.8 * mark_size notitle, \
            for [i = from : to] $data index i - 1 using 1:5 with points linecolor rgb rgb(i) pointtype shape(i) - 1 pointsize 1.0 * mark_size notitle, \
            for [i = from : to] NaN with points linecolor rgb rgb(i) pointtype shape(i) title name(i).(name(i) eq '' ? 'median' : ''), \
            NaN with points linecolor rgb '#444444' pointtype 6 title 'open: p99'
        unset logscale y; y_log = 0; y_log = 1
        plot_height = whole_height
        set ytics auto
        unset key; unset label 1; unset label 90; unset label 92
        do for [j = 1 : caption_lines] { unset label 1 + j }
    } else {
        high = most[k + 4]
        places = sprintf('1,%d', k + 4)
        set yrange [0 : high > 0 ? high * 1.15 : 1]
        # Of few ticks each can be read.
        set ytics nice((high > 0 ? high : 1) * 20 / part_height)
        plot for [i = from : to] $data index i - 1 using 1:k + 4 with points linecolor rgb rgb(i) pointtype shape(i) \
            pointsize 0.8 * mark_size notitle
    }
    drawn = each(from, to)
    drawn = k == 1 ? drawn.drawn : drawn
    eval(tell)
}
if (panels == 0) { unset multiplot } else { unset label 100; set ytics auto }
