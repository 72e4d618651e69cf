/* Whether the requests of a sample depend on one another, and intervals that allow for it. */
#ifndef FAASTAT_ANALYSIS_DEPENDENCE_H
#define FAASTAT_ANALYSIS_DEPENDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/sample.h"
#include "base/error.h"
#include "stats/interval.h"

enum { DEPENDENCE_LAGS = 20 };

struct dependence_options {
    const double *quantiles;
    size_t n_quantiles;
    double level;
    size_t resamples, threads;
    uint64_t seed, stream;
};

struct dependence {
    bool tested;    /* false: too few requests, or all alike */
    bool dependent; /* Ljung-Box rejects independence at 5 % */
    double statistic, p;
    double effective_n,
        effective_n_batches;    /* by the initial positive sequence, by batch means; NaN without */
    double mean_block;          /* of the stationary bootstrap; NaN without */
    struct interval mean;       /* NaN without */
    struct interval *quantiles; /* the same, n_quantiles */
};

/*
 * Tests the values in their order: *p of Ljung and Box's test, NaN when it could not be made, and *mean_block
 * for a stationary bootstrap, 0 when the requests don't depend on one another. BAD_SERVICE when memory is
 * out.
 */
enum status dependence_test(const struct sample *sample, double *p, double *mean_block, struct error *err);

/* Looks at the values in their order; the intervals stay NaN. BAD_SERVICE when memory is out. Caller
 * releases.
 */
enum status dependence_measure(const struct sample *sample, size_t n_quantiles, struct dependence *dependence,
                               struct error *err);
/* Adds the intervals, of values that were found to depend on one another; all of the threads help.
 * BAD_SERVICE when memory is out. */
enum status dependence_resample(const struct sample *sample, const struct dependence_options *options,
                                struct dependence *dependence, struct error *err);
void dependence_release(struct dependence *dependence);

#endif
