/* Facets: the series of a figure in panels side by side on one scale, one panel for each value of a factor.
 */
#ifndef FAASTAT_FIGURE_FACET_H
#define FAASTAT_FIGURE_FACET_H

#include "figure/plot.h"
#include "table/table.h"

/*
 * Numbers the entries of the legend, which series of several panels share. With a facet, puts the series in
 * the order of their panels, and keeps as many of these as have room, which the caption then says.
 * BAD_SERVICE when memory is out, BAD_DATA when there are more than `most` entries (0: any number).
 */
enum status facet_arrange(const struct figure_spec *figure, size_t most, struct table *table,
                          struct plot *plot, struct error *err);
/* For facet_behind(). */
#define FACET_EVERY_ENTRY SIZE_MAX

/* The first series of that entry. */
const struct series *facet_find_entry(const struct plot *plot, size_t entry);
/* What is behind all series of that entry, or of every one. */
struct behind facet_behind(const struct plot *plot, size_t entry);

#endif
