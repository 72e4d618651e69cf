/*
 * The stationary bootstrap: how a mean and quantiles vary from resample to resample of a series whose values
 * depend on one another.
 */
#ifndef FAASTAT_STATS_BOOTSTRAP_H
#define FAASTAT_STATS_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Fewer values make resamples that are too much alike. */
enum { BOOTSTRAP_LEAST_N = 10 };

struct bootstrap_options {
    size_t resamples; /* such as 1999 */
    uint64_t seed;
    uint64_t stream; /* another one for each group, so that no group depends on those before it */
};

struct bootstrap_sample {
    const double *values; /* n >= BOOTSTRAP_LEAST_N finite numbers in the order of time */
    const double *sorted; /* the same, ascending */
    size_t n;
    const double *quantiles; /* probabilities */
    size_t n_quantiles;
};

/*
 * The means and quantiles (by rank ceil(p n)) of resamples of a series, drawn in blocks of random length that
 * go on from its end at its start, with the mean length of block_length().
 *
 * replicates   room for options->resamples numbers of the mean, and as many of each quantile behind it, which
 *              are ascending afterwards: the percentiles of each are an interval
 *
 * Takes n steps a resample. Assumes a stationary series with short memory, many times as long as its blocks:
 * of few blocks the intervals are too short, and so are those of quantiles near an end of the sample, which
 * no resample leaves. Returns OK, or BAD_SERVICE when memory is out. Source: Politis and Romano (1994), JASA
 * 89, 1303-1313.
 */
enum status bootstrap_stationary(const struct bootstrap_sample *sample,
                                 const struct bootstrap_options *options, double *replicates,
                                 struct error *err);

#endif
