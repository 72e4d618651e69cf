# ---- style: the look that all figures share ----
# Set before this, or left to their defaults: terminal (png, svg, pdf), scale (2 for print), output.
if (!exists('terminal')) terminal = 'png'
if (!exists('scale')) scale = 1
if (!exists('output')) output = (strlen(ARG0) > 3 ? ARG0[1:strlen(ARG0) - 3] : id).'.'.terminal

width = 800
height = 500 + 15 * caption_lines
# Labels are text as it stands: no terminal may read markup in them.
if (terminal eq 'png') set terminal pngcairo noenhanced size width * scale, height * scale font 'sans,10' fontscale scale linewidth scale pointscale scale background '#ffffff'
if (terminal eq 'svg') set terminal svg noenhanced size width, height font 'sans,13' background '#ffffff'
if (terminal eq 'pdf') set terminal pdfcairo noenhanced size width / 96.0, height / 96.0 font 'sans,7.5' fontscale 1 background '#ffffff'
set output output
set encoding utf8

set title title font ',12' offset 0, 0.3
set xlabel x_label
set ylabel y_label
set border 3 linecolor '#444444'
set tics nomirror out textcolor '#222222'
set grid ytics linecolor '#dddddd' linetype 1 linewidth 0.6
set key outside top center horizontal samplen 3.2 spacing 1.15
set bmargin at screen (68.0 + 15 * caption_lines) / height
set rmargin 3
do for [i = 1 : caption_lines] {
    set label i caption[i] at screen 0.012, screen (15.0 * (caption_lines - i) + 11) / height font ',8.5' textcolor '#444444'
}

# Series of one colour differ in dashes and marks, so that they can be told apart without colour too.
array dashes[4] = [1, 2, 4, 3]
array marks[8] = [7, 4, 9, 12, 5, 6, 11, 8]
dash(i) = dashes[1 + int(style[i]) % 4]
mark(i) = marks[1 + (int(style[i]) + (mark_by_series ? i - 1 : 0)) % 8]
mark_by_series = 1
