/* The kinds of figures: a kind is one file here that ends in one row, one line in FIGURES, and a template of
 * its name. */
#ifndef FAASTAT_FIGURE_KIND_H
#define FAASTAT_FIGURE_KIND_H

#include <stdio.h>

#include "analysis/known_table.h"
#include "figure/plot.h"

/* Where `plot`, which writes the figure file itself, names the measure. */
enum figure_measure { FIGURE_MEASURE_ON_Y, FIGURE_MEASURE_ON_X, FIGURE_DIFFERENCE_ON_Y, FIGURE_OWN_AXES };
/* What memory sizes are there. */
enum figure_sizes { FIGURE_SIZES_ARE_GROUPS, FIGURE_SIZES_ARE_POINTS, FIGURE_SIZES_ON_X };

struct figure_kind {
    const char *name, *draws;
    const char *says;              /* of its points, a sentence of the caption; NULL: nothing */
    const char *x_label, *y_label; /* where the figure file gives none; NULL: it has to */
    enum figure_measure measure;
    enum figure_sizes sizes;
    const char *const *keys; /* of KIND_KEYS, those that it uses; ended by NULL */
    struct {
        size_t least, head, each; /* pixels: head + each * series of the plot, but at least so many */
        bool named;               /* each series has a row with its name, in panels too */
    } tall;                       /* zeroed: as all figures */
    struct {
        size_t head, each; /* the same of the least dots that a size of its own has to have; zeroed: any */
    } small;
    bool of_claims;      /* it draws those of a file instead of series */
    const char *needs;   /* what a group has to have; NULL: more than one request */
    size_t most;         /* series that can be told apart, those with the most requests; 0: any number */
    const char *columns; /* what the script has of a point, "x y low high" and on */
    /* Adds the points of one series of the figure, or of several when it has `by`; of none for want of data.
     */
    enum status (*collect)(const struct figure_spec *figure, const struct series_spec *series,
                           struct known_table *known, struct plot *plot, struct error *err);
};

#define FIGURES(ROW)                                                                                         \
    ROW(lines)                                                                                               \
    ROW(runs)                                                                                                \
    ROW(spectrum)                                                                                            \
    ROW(ecdf)                                                                                                \
    ROW(strip)                                                                                               \
    ROW(time)                                                                                                \
    ROW(shift)                                                                                               \
    ROW(forest)                                                                                              \
    ROW(pareto)                                                                                              \
    ROW(load)                                                                                                \
    ROW(claims)
#define DECLARE_FIGURE(name) extern const struct figure_kind figure_##name;
FIGURES(DECLARE_FIGURE)
#undef DECLARE_FIGURE

/* The kind of that name, NULL when there is none. */
const struct figure_kind *figure_find_kind(const char *name);
/* Lists the kinds, a line each, for --help. */
void figure_write_kinds(FILE *stream);
/* All names, separated by ", ". */
const char *figure_kind_names(void);

#endif
