# ---- facet: a panel for each value of a factor, on one scale; what they share stands once ----
if (panel == 1) {
    left = 70.0 + (exists('y_label_lines') ? 14 : 0)
    gap = 26.0
    over = 24.0 # of each panel, for its title
    panel_rows = (panels + columns - 1) / columns
    if (exists('named_rows')) {
        left = 16.0 + 8 * (longest_name > width / 22 ? width / 22 : longest_name)
    }
    top = key_rows > 0 ? top + 4 : top - 6
    plot_width = (width - left - 18 - (columns - 1) * gap) / columns
    plot_height = 1.0 * (height - top - bottom) / panel_rows - over
    sample = 'lines linewidth 1.8 dashtype dash(example[e])'
    set multiplot
    unset key
    unset ylabel
    set label 90 x_label at screen (left + (width - 18)) / 2.0 / width, screen (bottom - below_axis + x_label_at) / height center
    set label 91 y_label at screen (exists('y_label_lines') ? 20.0 : 14.0) / width, screen (bottom + (height - top)) / 2.0 / height center rotate
}
if (panel == 2) {
    unset label 1; unset label 90; unset label 91
    do for [k = 1 : caption_lines] { unset label 1 + k }
}
unset xlabel
x_log = 0; y_log = 0; unset logscale # which the kind sets after its ranges
from = panel_first[panel]; to = panel_last[panel]
row(i) = i <= series ? entry[i] : 1
of_entry(e) = e <= entries ? example[e] : 1
column_at = (panel - 1) % columns
row_at = (panel - 1) / columns
bare_x = panel + columns <= panels
bare_y = column_at > 0
set format x (bare_x ? '' : '%g')
set format y (bare_y ? '' : '%g')
set lmargin at screen (left + column_at * (plot_width + gap)) / width
set rmargin at screen (left + column_at * (plot_width + gap) + plot_width) / width
set tmargin at screen 1 - (top + row_at * (plot_height + over) + over) / height
set bmargin at screen 1 - (top + (row_at + 1) * (plot_height + over)) / height
title_room = int((plot_width + gap) / 7)
set label 92 (strlen(panel_title[panel]) > title_room ? substr(panel_title[panel], 1, title_room - 1).'…' : panel_title[panel]) \
    at graph 0.5, graph 1 offset 0, 0.7 center
# The legend, drawn behind the last panel.
legend = ''
if (entries > 1 && !exists('named_rows')) {
    legend = "reset; unset border; unset tics; set margins 0, 0, 0, 0; set xrange [0:1]; set yrange [0:1]; " \
        ."set key at screen 0.5, screen 1 - under_title / height top center horizontal maxrows key_rows samplen 3.2 width key_width(name_room) spacing key_spacing; " \
        .'plot for [e = 1 : entries] 2 with '.sample.' linecolor rgb rgb(example[e]) title name(example[e])'
}
