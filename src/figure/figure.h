/* A figure made of data: the points that its kind finds, their colours, and what its caption says of them. */
#ifndef FAASTAT_FIGURE_FIGURE_H
#define FAASTAT_FIGURE_FIGURE_H

#include "analysis/known_table.h"
#include "figure/figure_file.h"
#include "figure/plot.h"

/*
 * Makes the figure's plot from the data. BAD_DATA, with what would be needed, when a series has no points.
 * Caller releases.
 */
enum status figure_make(const struct figure_file *file, const struct figure_spec *figure,
                        struct known_table *known, struct plot *plot, struct error *err);

#endif
