/*
 * Bootstrap intervals of a mean or a quantile, of its difference or ratio between two samples, and of that of
 * a series with autocorrelation. The same seed and stream give the same digits, whatever the number of
 * threads; those of independent draws do not depend on the order of the values either.
 */
#ifndef FAASTAT_STATS_BOOTSTRAP_H
#define FAASTAT_STATS_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "stats/estimator.h"
#include "stats/interval.h"

enum bootstrap_method { BOOTSTRAP_PERCENTILE, BOOTSTRAP_BCA };

struct bootstrap_options {
    enum bootstrap_method method;
    size_t resamples; /* such as 9999; refused when too few for the level */
    double level;     /* 0 < level < 1, for example 0.95 */
    uint64_t seed;
    uint64_t stream; /* another one for each group, so that no group depends on those before it */
    size_t threads;  /* 0: one for each processor */
};

/*
 * Two-sided interval of an estimate, in the values' unit, with (1 - level) / 2 in each tail.
 *
 * values      n >= 2 finite numbers in any order
 * interval    untouched on failure; [x, x] when all values are x
 *
 * Assumes independent draws. The time depends on n for a mean, and not for a quantile. Bounds are type 7
 * quantiles of the resamples' estimates. Quantiles near an end of the sample have intervals that are too
 * short, as no resample leaves its range: quantile_interval() says whether n supports them. Returns OK,
 * BAD_DATA in words, or BAD_SERVICE when memory is out.
 * Sources: Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 13.3 (percentile); bca.h.
 */
enum status bootstrap_interval(const double *values, size_t n, const struct estimator *estimator,
                               const struct bootstrap_options *options, struct interval *interval,
                               struct error *err);

struct two_samples {
    const double *a,
        *b; /* n_a, n_b >= 2 finite numbers each; in any order where they are independent draws */
    size_t n_a, n_b;
    double mean_block_a, mean_block_b; /* of a series, as in bootstrap_series; 0: independent draws */
};

/*
 * The same of the difference b - a (in the values' unit) or the ratio b / a (dimensionless) of two estimates.
 * Assumes that the samples are independent of each other too: each is resampled on its own. With a series
 * among them the interval is the percentile one of a stationary bootstrap, whatever options->method says. A
 * ratio is refused when the estimate of a is 0, or its sign is not the same in all resamples. Source: Efron
 * and Tibshirani (1993), sections 8.3 and 15.4.
 */
enum status bootstrap_effect_interval(const struct two_samples *samples, const struct estimator *estimator,
                                      enum effect effect, const struct bootstrap_options *options,
                                      struct interval *interval, struct error *err);

/* A series to be drawn from in blocks. */
struct bootstrap_series {
    const double *values; /* n >= 2 finite numbers in the order of time */
    size_t n;
    double
        mean_block; /* mean length of a block, >= 1 value, as block_length() has it; 1: independent draws */
};

/*
 * The percentile intervals (options->method is not looked at) of estimates from a series with
 * autocorrelation, all from the same resamples: it is drawn in blocks of random length, which go on from its
 * end at its start.
 *
 * intervals   one for each of the n estimators; untouched on failure
 *
 * Assumes a stationary series with short memory, many times as long as its blocks: of few blocks the interval
 * is too short.
 * Source: Politis and Romano (1994), JASA 89, 1303-1313.
 */
enum status bootstrap_stationary_intervals(const struct bootstrap_series *series,
                                           const struct estimator *estimators, size_t n,
                                           const struct bootstrap_options *options,
                                           struct interval *intervals, struct error *err);
/* The same of one estimate. */
enum status bootstrap_stationary_interval(const struct bootstrap_series *series,
                                          const struct estimator *estimator,
                                          const struct bootstrap_options *options, struct interval *interval,
                                          struct error *err);

#endif
