# ---- load: slices of time by their requests a second; columns 5 to 7 are p99, the share that failed, and the requests in flight ----
x_high = most[1] > 0 ? most[1] : 1
y_low = least[2]; y_high = most[5] > most[2] ? most[5] : most[2]
set xrange [0 : 1.05 * x_high]
unset ylabel
set lmargin at screen (small ? 72.0 / width : 0.1)
set rmargin at screen 0.98
set offsets 0, 0, 0, 0
head = top + (small ? 23.0 : 6.0) # in a small figure the legend has a row more
plots = height - head - bottom
gap = 16.0
# The panels' shares of the height, from above: latency, failures, requests in flight.
array share[4] = [0, 0.56, 0.76, 1]
if (small) { share[2] = 0.4; share[3] = 0.7; set key maxrows key_rows + 1 }
place(k, is_top) = 1 - (head + share[k + !is_top] * plots - (is_top || k == 3 ? 0 : gap)) / height
# A filled mark is a median, the same one open a 99th percentile; series of one colour differ in them.
array filled[4] = [7, 5, 9, 13]
shape(i) = i <= series ? filled[1 + int(style[i]) % 4] : 7
set multiplot
do for [k = 1 : 3] {
    set tmargin at screen place(k, 1)
    set bmargin at screen place(k, 0)
    set label 100 (k == 1 ? y_label : k == 2 ? 'Failed (%)' : 'In flight') at screen 0.02, screen (place(k, 1) + place(k, 0)) / 2 center rotate
    if (k < 3) { set format x ''; unset xlabel } else { set format x '%g'; set xlabel x_label }
    if (k == 1) {
        if (is_log(y_scale, y_low, y_high)) {
            set logscale y
            set yrange [y_low / 1.3 : y_high * 1.3]
            eval('set ytics ('.y_ticks(y_low / 1.3, y_high * 1.3)."'' 1e300)")
        } else {
            set yrange [0 : y_high > 0 ? y_high * 1.08 : 1]
        }
        plot for [i = 1 : series] $data index i - 1 using 1:2 with points linecolor rgb rgb(i) pointtype shape(i) pointsize 0.8 * mark_size notitle, \
            for [i = 1 : series] $data index i - 1 using 1:5 with points linecolor rgb rgb(i) pointtype shape(i) - 1 pointsize 1.0 * mark_size notitle, \
            for [i = 1 : series] NaN with points linecolor rgb rgb(i) pointtype shape(i) title name(i).(name(i) eq '' ? 'median' : ''), \
            NaN with points linecolor rgb '#444444' pointtype 6 title '99th percentile'
        unset logscale y
        set ytics auto
        unset key; unset label 1; do for [j = 1 : caption_lines] { unset label 1 + j }
    } else {
        high = k == 2 ? 100 * most[6] : most[7]
        set yrange [0 : high > 0 ? high * 1.15 : 1]
        if (small && high > 0) { set ytics nice(high * 20 / (0.25 * plots)) }
        # Of few ticks each can be read.
        plot for [i = 1 : series] $data index i - 1 using 1:(k == 2 ? 100 * $6 : $7) with points linecolor rgb rgb(i) pointtype shape(i) \
            pointsize 0.8 * mark_size notitle
    }
}
unset multiplot
