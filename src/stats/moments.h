/* Mean, standard deviations and extremes of a sample. The sd of a sample divides by n - 1, a population's by
 * n. */
#ifndef FAASTAT_STATS_MOMENTS_H
#define FAASTAT_STATS_MOMENTS_H

#include <stddef.h>

struct moments {
    double mean, sd, population_sd, min, max;
};

/*
 * The moments of values[0..n), n >= 1, in the values' unit. With n = 1 both sds are 0: callers that want the
 * sd of a sample ask for n >= 2 first.
 *
 * Two passes with compensated sums, so that neither a large mean nor a mix of magnitudes costs digits.
 * Sources: Neumaier (1974), ZAMM 54, 39-51 (sum); Chan, Golub and LeVeque (1983), Am. Stat. 37, 242-247 (the
 * corrected two-pass sum of squares).
 */
struct moments moments_compute(const double *values, size_t n);

#endif
