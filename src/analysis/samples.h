/* The samples of the requests in one table, of all of them or of some. */
#ifndef FAASTAT_ANALYSIS_SAMPLES_H
#define FAASTAT_ANALYSIS_SAMPLES_H

#include "analysis/sample.h"
#include "table/group.h"

/*
 * Collects the samples of `measure` (such as latency_s) group by group. Rows whose byte in `keep` (NULL: all)
 * is 0 do not count. BAD_USAGE when the table has neither the measure nor a published figure of it. Caller
 * releases.
 */
enum status samples_collect(const struct table *table, const struct grouping *grouping, const char *measure,
                            const uint8_t *keep, struct samples *samples, struct error *err);
/* The measure's column, NULL when there are only published figures of it; BAD_USAGE when there are none, or
 * it holds texts. */
enum status samples_find_measure(const struct table *table, const char *measure, struct column **column,
                                 struct error *err);
/* For collecting: finds the column so, and makes a sample of nothing for each group. */
enum status samples_init(struct samples *samples, const struct table *table, const struct grouping *grouping,
                         const char *measure, struct column **column, struct error *err);

#endif
