/* The points of a figure in its script, with as many digits as can be seen. Knows no template. */
#ifndef FAASTAT_FIGURE_SCRIPT_POINTS_H
#define FAASTAT_FIGURE_SCRIPT_POINTS_H

#include "figure/plot.h"

struct script_points {
    const struct series **series;
    size_t n;
    const char *columns; /* of the kind */
};

/* A number that reads back as the same, "NaN" for none. */
enum status script_number(struct text *script, double value, struct error *err);
/* The least and the largest number of each column, NaN where there is none: gnuplot's own `stats` fails then.
 */
enum status script_points_ends(const struct script_points *points, struct text *script, struct error *err);
/* All of them, a block for each series. */
enum status script_points_write(const struct script_points *points, struct text *script, struct error *err);

#endif
