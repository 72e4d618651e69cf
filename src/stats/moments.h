/*
 * Mean, standard deviations and extremes of a sample. The sd of a sample divides by n - 1, that of a
 * population by n.
 */
#ifndef FAASTAT_STATS_MOMENTS_H
#define FAASTAT_STATS_MOMENTS_H

#include <stddef.h>

struct moments {
    double mean, sd, population_sd, min, max;
};

/*
 * The moments of values[0..n), n >= 1 and all finite, in the values' unit. A single value has no sd: both are
 * 0 then, and callers that want the sd of a sample ask for n >= 2 first. Equal values have an sd of exactly
 * 0.
 *
 * Two passes with compensated sums, so that neither a large mean nor a mix of magnitudes costs digits.
 * Sources: Neumaier (1974), ZAMM 54, 39-51 (the sum); Chan, Golub and LeVeque (1983), Am. Stat. 37, 242-247
 * (the corrected two-pass sum of squares).
 */
struct moments moments_compute(const double *values, size_t n);

/*
 * Their skewness, dimensionless: the mean cube of the deviations over the cube of the population's sd; 0
 * where that is 0. `moments` are those of the values.
 */
double moments_skewness(const double *values, size_t n, const struct moments *moments);

#endif
