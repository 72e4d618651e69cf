# ---- runs: every request in its order, one line a run ----
set yrange [0 : *]
set key outside right center vertical samplen 2.4
plot for [i = 1 : series] $data index i - 1 using 1:2 with linespoints linecolor rgb color[i] linewidth 1.4 pointtype mark(i) pointsize 0.8 title label[i]
