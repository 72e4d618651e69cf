/* A summary whose groups are spread over ranks becomes one. */
#ifndef FAASTAT_ANALYSIS_RANKS_SUMMARY_GATHER_H
#define FAASTAT_ANALYSIS_RANKS_SUMMARY_GATHER_H

#include "analysis/accumulate/groups.h"
#include "analysis/summary_result.h"

/* Rank 0 gets the rows of the groups that each rank owns, in the order in which it alone would have them; the
 * others leave. Groups without requests are on all ranks, and the first one's count. */
enum status summary_gather(const struct groups *groups, const struct summary_options *options,
                           struct summary_result *result, struct error *err);

#endif
