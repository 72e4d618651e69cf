/* Which memory size: latency and cost of each, the knee of the curve, the Pareto front, and a choice with
 * reasons. */
#ifndef FAASTAT_ANALYSIS_TUNE_TUNE_H
#define FAASTAT_ANALYSIS_TUNE_TUNE_H

#include "analysis/tune/tune_result.h"

/*
 * Tunes each set. BAD_DATA when there is nothing to tune. The result is zeroed before; caller releases it
 * either way.
 */
enum status tune_compute(struct table *table, const struct tune_options *options, struct tune_result *result,
                         struct error *err);
void tune_release(struct tune_result *result);

#endif
