/* The requests of groups in the order of their starts, and slices of their time. Knows no figure. */
#ifndef FAASTAT_ANALYSIS_TIMELINE_H
#define FAASTAT_ANALYSIS_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "table/group.h"
#include "table/table.h"

enum timeline_mark { TIMED_PLAIN, TIMED_COLD, TIMED_FAILED, TIMED_CUT_OFF };

/* All requests, group by group, each in the order of their starts, as rows of a table. */
struct timeline {
    const double *starts, *values; /* of each row, in seconds and of what is measured, failed requests too;
                                      borrowed */
    uint8_t *marks;                /* enum timeline_mark of each row that is a request */
    size_t *rows;
    size_t *firsts, *n; /* of each group, where its rows begin, and how many there are */
    size_t groups;
};

/* Some of a group, one after the other; borrowed from the timeline. */
struct stretch {
    const struct timeline *of;
    const size_t *rows;
    size_t n;
    double zero_s; /* the start that its clock begins with */
};

/* When its request i started by its clock, in seconds. */
static inline double stretch_start(const struct stretch *stretch, size_t i)
{
    return stretch->of->starts[stretch->rows[i]] - stretch->zero_s;
}

static inline double stretch_value(const struct stretch *stretch, size_t i)
{
    return stretch->of->values[stretch->rows[i]];
}

static inline enum timeline_mark stretch_mark(const struct stretch *stretch, size_t i)
{
    return (enum timeline_mark)stretch->of->marks[stretch->rows[i]];
}

/* Where the clocks of groups begin. */
struct clocks {
    bool own; /* each with its own first request, else all with the first of all */
    double first_s;
};

/* Takes the rows whose byte in `keep` is not 0 that are requests with a start and a value of the measure.
 * BAD_DATA when the table, whose columns are borrowed, has no clock; caller releases either way. */
enum status timeline_init(struct timeline *timeline, const struct table *table, const uint8_t *keep,
                          const struct grouping *grouping, const char *measure, struct error *err);
/* Puts those of each group in the order of their starts. */
enum status timeline_sort(struct timeline *timeline, size_t threads, struct error *err);
void timeline_release(struct timeline *timeline);
/* Groups that were measured one after the other have little time in common: then the clock of each begins at
 * its own first request. */
struct clocks timeline_clocks(const struct timeline *timeline);
struct stretch timeline_stretch(const struct timeline *timeline, size_t group, const struct clocks *clocks);
/* When the last of at least one request started, by the clock of its group. */
double timeline_last_s(const struct stretch *of);

/* The requests of slice i of `slices` equal ones of the time up to `last_s`, from *next on, which is moved
 * behind them. */
struct stretch timeline_slice(const struct stretch *of, double last_s, size_t i, size_t slices, size_t *next);
/* The quantile p of those that did not fail, those that were cut off being infinite; NaN where there are
 * fewer than `least`. */
struct timeline_quantile {
    double p;
    size_t least;
    double value;
};
enum status timeline_quantiles(const struct stretch *slice, struct timeline_quantile *quantiles,
                               size_t n_quantiles, struct error *err);

/* How many were under way at a time, on average, in each of `slices` equal slices of the time up to `last_s`:
 * each from its start for as long as its value says. */
void timeline_in_flight(const struct stretch *of, double last_s, size_t slices, double *in_flight);

#endif
