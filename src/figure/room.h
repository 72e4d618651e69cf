/* Whether a figure of a given size has room for what it shows. */
#ifndef FAASTAT_FIGURE_ROOM_H
#define FAASTAT_FIGURE_ROOM_H

#include "figure/plot.h"

/* BAD_DATA, with the height that would do, where rows, panels or the legend leave no plot that can be read.
 */
enum status room_check(const struct figure_spec *figure, const struct plot *plot, struct error *err);

#endif
