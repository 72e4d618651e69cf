# ---- lines: a mean at each place on the x axis, with its bar ----
if (ticks > 0) {
    set xtics (tick[1])
    do for [i = 2 : ticks] { set xtics add (tick[i]) }
}
set offsets graph 0.03, graph 0.03, 0, 0
set yrange [0 : *]
if (series_y < series) {
    set border 11
    set y2label y2_label
    set y2tics format '%.1e'
    set y2range [0 : *]
    set rmargin 12
}
# Bars first and thin, lines and marks over them; a point without a bar has NaN there.
plot for [i = 1 : series_y] $data index i - 1 using 1:2:3:4 with yerrorbars linecolor rgb color[i] linewidth 1 pointtype -1 notitle, \
     for [i = 1 : series_y] $data index i - 1 using 1:2 with linespoints linecolor rgb color[i] linewidth 1.6 dashtype dash(i) pointtype mark(i) pointsize 1 title label[i], \
     for [i = series_y + 1 : series] $data index i - 1 using 1:2 axes x1y2 with linespoints linecolor rgb color[i] linewidth 1.6 dashtype dash(i) pointtype mark(i) pointsize 1 title label[i].' (right axis)'
