/* How failures come together, in time and in clusters: of how many independent requests a group's tell. */
#ifndef FAASTAT_ANALYSIS_FAILURES_H
#define FAASTAT_ANALYSIS_FAILURES_H

#include "analysis/accumulate/accumulator.h"

/*
 * Sets failure_worth of requests that are not in order yet, for intervals of that level: the effective n of
 * the share that fails, by stats/precision.h, over n. They are put in the order of the measure `order` (NULL:
 * none is named), of their clocks or numbers, where failed ones have these too, else as they came. Of no
 * failure, which tells nothing of how others would come, it is 1. Of requests that were lined up it rests on
 * these, in the order in which they came. BAD_SERVICE when memory is out.
 */
enum status failures_measure(struct accumulator *requests, const struct table *columns, const char *order,
                             double level, struct error *err);

/* Adds whether the requests of `from` failed, which come after those that were added before, to the outcomes,
 * with the codes of their first clusters. BAD_SERVICE when memory is out. */
enum status failures_line_up(struct accumulator *to, const struct accumulator *from, struct error *err);

/* The same for the strips of outcomes. Rows are numbered in accumulator_row. */
enum status failures_strip(struct accumulator *to, const struct accumulator *from, struct error *err);

#endif
