/*
 * The two corrections of the BCa bootstrap interval, for bias and for acceleration, and the quantiles of the
 * resamples' estimates that they lead to.
 *
 * Sources: Efron (1987), JASA 82, 171-185; Efron and Tibshirani (1993), An Introduction to the Bootstrap,
 * section 14.3 and, for several samples, equation 15.36. As in scipy 1.10.
 */
#ifndef FAASTAT_STATS_BCA_H
#define FAASTAT_STATS_BCA_H

#include <stddef.h>

#include "base/error.h"
#include "stats/interval.h"

/*
 * The share of n estimates, n >= 1, that are below `estimate`; those that are no further from it than `tie`,
 * which is for rounding, count half.
 */
double bca_share_below(const double *estimates, size_t n, double estimate, double tie);

/* The estimates from one sample without each of its n values in turn; of two samples, with the other whole.
 */
struct jackknife {
    const double *estimates;
    size_t n;
};

/*
 * The acceleration, a sixth of the skewness of the jackknife's influence values, dimensionless; 0 when no
 * value has influence (a quantile among many equal values).
 *
 * samples   one, or two for an estimate from both, as that of a difference
 */
double bca_acceleration(const struct jackknife *samples, size_t n_samples);

/*
 * Which quantiles of the resamples' estimates are the interval: probabilities, low < high.
 *
 * share          of the resamples below the estimate, bca_share_below()
 * acceleration   bca_acceleration()
 * level          0 < level < 1, for example 0.95
 * tails          untouched on failure
 *
 * Returns OK, or BAD_DATA when all resamples are on one side of the estimate, or the acceleration is too
 * large for the level.
 */
enum status bca_tails(double share, double acceleration, double level, struct interval *tails,
                      struct error *err);

#endif
