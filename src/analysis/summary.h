/* The summary of each group: what its requests say, with intervals, and what they can't say. */
#ifndef FAASTAT_ANALYSIS_SUMMARY_H
#define FAASTAT_ANALYSIS_SUMMARY_H

#include "analysis/accumulate/groups.h"
#include "analysis/summary_result.h"

/*
 * Of groups that are finished, a row for each measure and group that has requests or published figures. The
 * groups may be left without their requests, to make room for the rows.
 * `rest` is the table that they were finished with. BAD_DATA when there is none at all. The result is zeroed
 * before; caller releases it either way.
 */
enum status summary_compute(struct groups *groups, struct table *rest, const struct summary_options *options,
                            struct summary_result *result, struct error *err);
void summary_release(struct summary_result *result);

#endif
