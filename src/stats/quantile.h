/* Quantiles of a sample by any of the nine definitions of Hyndman and Fan, and the sort that they need. */
#ifndef FAASTAT_STATS_QUANTILE_H
#define FAASTAT_STATS_QUANTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The definition that R and numpy take when they are not told another. */
enum { QUANTILE_TYPE_DEFAULT = 7 };

/*
 * The p-quantile of sorted[0..n), ascending, in the values' unit, by one of Hyndman and Fan's definitions.
 *
 * n      n >= 1
 * p      0 <= p <= 1; dimensionless
 * type   1 to 9: 1 inverse of the distribution function, 2 the same with averages at its steps, 3 nearest
 * even rank, 4 to 9 linear between ranks; 7 is QUANTILE_TYPE_DEFAULT
 *
 * Positions are computed and rounded as in R 4.2.2's quantile(), its tolerance for positions that rounding
 * moved off a whole number included, so that the results agree in all digits.
 * Source: Hyndman and Fan (1996), Am. Stat. 50, 361-365.
 */
double quantile_sorted(const double *sorted, size_t n, double p, int type);

/* An integer that stands among others as the value does among doubles. */
static inline uint64_t quantile_key(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits ^ (bits >> 63 ? UINT64_MAX : UINT64_C(1) << 63);
}

/*
 * Sorts values[0..n), none of them NaN, in ascending order, -0 before 0, so that the result does not depend
 * on the order that they come in.
 */
void quantile_sort(double *values, size_t n);
/* Whether they are. */
bool quantile_is_sorted(const double *values, size_t n);

/* The first place, from 0, that each of values[0..n) has or would have among sorted[0..n_sorted), which are
 * in ascending order: how many of them are less. None is NaN. */
void quantile_rank(const double *values, size_t n, const double *sorted, size_t n_sorted, uint32_t *ranks);

/* The least and the most of some values. */
struct extremes {
    double min, max;
};

/* Places of a sorted sample, from 0. */
struct rank_range {
    size_t first, last;
};

/*
 * A sample that is sorted around some ranks only. quantile_places_init() counts values[0..n), n >= 1 and none
 * of them NaN, which are borrowed, as is sorted[0..n), where the sorted ones are put. quantile_places_sort()
 * puts those there that quantile_sort() would put at the ranks of the ranges, each from 0 to n - 1; what else
 * is written are values at places of theirs, and the rest is left as it was. Both take n steps, whatever the
 * number of ranks, unless most values are nearly the same; the second none when all were asked for before.
 * quantile_places_free() frees; NULL when memory is out.
 */
struct quantile_places;
struct quantile_places *quantile_places_init(const double *values, size_t n, const struct extremes *extremes,
                                             double *sorted);
void quantile_places_sort(struct quantile_places *places, const struct rank_range *ranges, size_t n);
void quantile_places_free(struct quantile_places *places);

#endif
