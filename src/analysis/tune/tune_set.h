/* The sizes of one set: their latency and cost, the knee, the front and the choice. Inside of tune.c. */
#ifndef FAASTAT_ANALYSIS_TUNE_TUNE_SET_H
#define FAASTAT_ANALYSIS_TUNE_TUNE_SET_H

#include <gsl/gsl_rng.h>

#include "analysis/samples.h"
#include "analysis/tune/tune_result.h"

/* Fills in what one sample says of its memory size, which is set. `billed` has the milliseconds that were
 * billed for the same requests, NULL when the data don't tell. */
enum status tune_fill_size(const struct tune_options *options, const struct sample *sample,
                           const struct sample *billed, struct tune_size *size, struct error *err);
/* Finds the front, the knee and the choice of a set whose sizes are filled in, in ascending order. */
enum status tune_judge(const struct tune_options *options, struct tune_set *set, gsl_rng *rng,
                       struct error *err);

#endif
