/*
 * Whether a series drifts and how fast: the Mann-Kendall test, Sen's slope, and the last tenth against the
 * first. Values are finite and in the order of time, which is the index 1..n.
 */
#ifndef FAASTAT_STATS_TREND_H
#define FAASTAT_STATS_TREND_H

#include <stddef.h>

#include "base/error.h"

struct mann_kendall {
    double s;   /* pairs in which the later value is above, less those in which it is below */
    double tau; /* Kendall's tau-b of values and time, -1 to 1 */
    double p;   /* two-sided */
};

/*
 * Tests whether later values tend to be above or below earlier ones.
 *
 * n        sample size, n >= 2
 * result   p by the normal approximation with the variance corrected for ties, and with continuity; untouched
 *          on failure
 *
 * Assumes independent draws under the hypothesis: positive autocorrelation makes p too small. As R's
 * cor.test(values, 1:n, method = "kendall", exact = FALSE, continuity = TRUE). Takes O(n log n) steps.
 * Returns OK, BAD_DATA when n < 2 or all values are equal, or BAD_SERVICE when memory is out.
 * Sources: Mann (1945), Econometrica 13, 245-259; Kendall (1975), Rank Correlation Methods; Knight (1966), J.
 * Am. Stat. Assoc. 61, 436-439 (counting by merges).
 */
enum status mann_kendall_test(const double *values, size_t n, struct mann_kendall *result, struct error *err);

/* Up to this n all slopes are made and sorted, in 16 MB. */
enum { SEN_SLOPE_SORTED_N = 2000 };

/*
 * The median of the slopes (x_j - x_i) / (j - i) of all pairs i < j, the mean of the middle two when their
 * number is even: the values' unit per step.
 *
 * n       sample size, n >= 2
 * slope   untouched on failure
 *
 * Up to SEN_SLOPE_SORTED_N exact. Above, all pairs count too, but are not made: the median is searched by
 * bisection, with some 70 O(n log n) counts of the pairs that are not steeper (a second for n = 10^5), and is
 * found to within 10^-15 of the range of the values, divided by n; a median of 0 is exact. Says nothing of
 * whether the slope could be chance. Returns OK, BAD_DATA when n < 2 or the range of the values is past the
 * largest double, or BAD_SERVICE when memory is out.
 * Sources: Sen (1968), J. Am. Stat. Assoc. 63, 1379-1389; Cole, Salowe, Steiger and Szemeredi (1989), SIAM J.
 * Comput. 18, 792-810 (slopes counted as inversions).
 */
enum status trend_sen_slope(const double *values, size_t n, double *slope, struct error *err);

/*
 * The mean of the last floor(n / 10) values less that of the first as many, divided by the magnitude of the
 * latter: dimensionless, above 0 when the values went up.
 *
 * n            sample size, n >= 10
 * difference   untouched on failure
 *
 * A description, not a test. Returns OK, or BAD_DATA when n < 10, the first mean is 0, or the quotient is
 * past the largest double.
 */
enum status trend_last_tenth_difference(const double *values, size_t n, double *difference,
                                        struct error *err);

#endif
