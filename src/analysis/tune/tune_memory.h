/* What functions use of their memory, and what that and cold starts cost. Inside of tune.c. */
#ifndef FAASTAT_ANALYSIS_TUNE_TUNE_MEMORY_H
#define FAASTAT_ANALYSIS_TUNE_TUNE_MEMORY_H

#include "analysis/tune/tune_result.h"

/*
 * Fills in the memory of a result whose sizes and sets are there, and leads each size to it. The table is
 * that of the result's groups. BAD_SERVICE when memory is out.
 */
enum status tune_memory_compute(struct table *table, struct tune_result *result, struct error *err);
void tune_memory_release(struct tune_result *result);

#endif
