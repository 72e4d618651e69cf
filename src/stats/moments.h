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
 * Two passes with sums that no order and no parts of the values change: what is above 2^-161 of the
 * largest number is added up without rounding, of squares 2^-81, so that neither a large mean nor a mix of
 * magnitudes costs digits. Sources: Demmel and Nguyen (2015), IEEE Trans. Comput. 64, 2060-2070 (the sum);
 * Chan, Golub and LeVeque (1983), Am. Stat. 37, 242-247 (the corrected two-pass sum of squares).
 */
struct moments moments_compute(const double *values, size_t n);

/*
 * The same of a sample in parts, to the last bit: first the extremes of all of them are found, by which it is
 * known which bits are summed up; then the sums of the parts, which are added, and behind that, as the mean
 * is known now, the sums of their squares.
 */
__extension__ typedef __int128 moments_whole;
struct moments_sums { /* zeroed: of none; n < 2^46 */
    size_t n;
    double min, max;
    moments_whole sum, rest, squares; /* in units that those above them tell */
};
/* Adds how many the values of a part are, and their extremes. */
void moments_widen(struct moments_sums *sums, const double *values, size_t n);
/* Adds what they sum up to: n, min and max are those of all parts. */
void moments_add(struct moments_sums *sums, const double *values, size_t n);
/* Adds the squares of their distances from the mean: `sum` and `rest` are those of all parts, too. */
void moments_add_squares(struct moments_sums *sums, const double *values, size_t n);
struct moments moments_of_sums(const struct moments_sums *sums);

/*
 * Their skewness, dimensionless: the mean cube of the deviations over the cube of the population's sd; 0
 * where that is 0. `moments` are those of the values.
 */
double moments_skewness(const double *values, size_t n, const struct moments *moments);

#endif
