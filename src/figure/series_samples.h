/* The requests behind one series of a figure file, group by group; each group is a series of the plot. */
#ifndef FAASTAT_FIGURE_SERIES_SAMPLES_H
#define FAASTAT_FIGURE_SERIES_SAMPLES_H

#include "analysis/known_table.h"
#include "figure/plot.h"

/* Groups the rows that meet the conditions of the series by its factors, and by `x` (NULL: by no more) within
 * these. What is found is borrowed from what is known. */
enum status series_samples_group(const struct series_spec *spec, const char *x, struct known_table *known,
                                 struct known_groups **groups, struct error *err);

/* A new series of the plot for the group's values of the series' factors, borrowed until the next is added.
 */
enum status series_samples_open(const struct series_spec *spec, const struct grouping *grouping, size_t group,
                                struct plot *plot, struct series **series, struct error *err);

/* Adds the points of a group to a series of its own. */
typedef enum status (*series_drawer)(const struct known_group *known, struct series *series,
                                     struct error *err);
/* What of the groups is drawn. */
struct series_asked {
    const double *p; /* quantiles, n of them */
    size_t n;
    bool of_buckets; /* requests that were counted in buckets are drawn, too, */
    bool of_means;   /* and means that were published without the requests */
};
/* Says that what is drawn was published. BAD_DATA where several rows were, of which none is that of all. */
enum status series_samples_tell_published(const struct published *published, struct series *series,
                                          struct error *err);
/*
 * Knows each group that has requests, all of which are sorted, and has `draw` draw it. Its quantiles are
 * those that will be asked for, with 95 % intervals that allow for dependence; where there are any, groups
 * whose quantiles were published without the requests are drawn too.
 */
enum status series_samples_draw(const struct series_spec *spec, struct known_table *known,
                                struct series_asked what, series_drawer draw, struct plot *plot,
                                struct error *err);

/* Groups in time, and what draws the requests of one. */
struct series_stretches {
    const struct grouping *grouping;
    const struct timeline *timeline;
    const struct clocks *clocks;
    enum status (*draw)(const struct stretch *one, const void *context, struct series *series,
                        struct error *err);
    const void *context; /* what `draw` has to know; NULL: nothing */
};
/* Draws those of each group that has any, side by side on so many threads. */
enum status series_samples_draw_stretches(const struct series_spec *spec,
                                          const struct series_stretches *stretches, size_t threads,
                                          struct plot *plot, struct error *err);

#endif
