/* Estimates from resamples of one or two samples: the one place where a bootstrap draws. */
#ifndef FAASTAT_STATS_RESAMPLE_H
#define FAASTAT_STATS_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "stats/estimator.h"

/* A sample as it is drawn from. */
struct resample_source {
    double *sorted; /* the values, ascending */
    size_t n;       /* 1..UINT32_MAX */
    uint32_t *rank; /* of each value in the order of time, for blocks; NULL: independent draws */
    double restart; /* probability that a block ends after a value */
};

enum { RESAMPLE_SOURCES = 2 };

struct resampling {
    struct resample_source sources[RESAMPLE_SOURCES]; /* a, b */
    size_t n_sources;                                 /* 2: the effect between them */
    struct estimator estimator;
    enum effect effect;
};

/* Sources hold copies of the values. `resampling` is zeroed before; released by the caller also on failure.
 */
enum status resampling_add(struct resampling *resampling, const double *values, size_t n, struct error *err);

/* Draws the source that was added last in blocks from now on; `values` are those that were added, in the
 * order of time. */
enum status resampling_use_blocks(struct resampling *resampling, const double *values, double mean_block,
                                  struct error *err);
void resampling_release(struct resampling *resampling);

/* From where random numbers come, and how many threads draw. */
struct resample_run {
    uint64_t seed, stream;
    size_t threads;
};

/*
 * Fills estimates[0..n) with those of n resamples. A quantile of independent draws comes from the law of its
 * order statistics, see resample_ranks.h; all else is drawn value by value. Resamples are drawn in chunks of
 * a fixed size, each from its own part of the stream, so that neither the number of threads nor n changes a
 * resample.
 *
 * Returns OK, BAD_DATA when a is 0 or changes its sign in a ratio or a sum is too large, or BAD_SERVICE when
 * memory is out.
 */
enum status resample_estimates(const struct resampling *resampling, const struct resample_run *run,
                               double *estimates, size_t n, struct error *err);

/* Estimates of a series, each from the same resamples. */
struct series_estimates {
    const struct estimator *estimators;
    size_t n_estimators;
    double *estimates; /* of resample i the estimate e is estimates[i * n_estimators + e] */
    size_t n;          /* resamples */
};

/*
 * Fills them from a source that is drawn in blocks. Each is what resample_estimates() finds for its estimator
 * alone, in the time that the slowest of them takes. OK, or BAD_SERVICE when memory is out.
 */
enum status resample_series(const struct resample_source *source, const struct resample_run *run,
                            const struct series_estimates *wanted, struct error *err);

/* The statistic from an estimate of each source; refused when a ratio has a denominator of 0, or the result
 * is not finite. */
enum status resampling_combine(const struct resampling *resampling, const double *parts, double *estimate,
                               struct error *err);

#endif
