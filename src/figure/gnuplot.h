/* The one place that knows the program gnuplot. */
#ifndef FAASTAT_FIGURE_GNUPLOT_H
#define FAASTAT_FIGURE_GNUPLOT_H

#include "base/error.h"

/*
 * Has gnuplot draw the script into the image, which appears whole or not at all. `terminal` is png, svg or
 * pdf, `scale` how much larger than the usual size. BAD_SERVICE when gnuplot is missing or failed, with what
 * it said.
 */
enum status gnuplot_draw(const char *script, const char *image, const char *terminal, double scale,
                         struct error *err);

#endif
