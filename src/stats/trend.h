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

struct trend {
    double statistic; /* slope of the ranks over its standard error */
    double df;        /* degrees of freedom; not above 0: too few to tell */
    double p;         /* two-sided */
};

/*
 * The same for values that depend on those before them.
 *
 * ranks    of n >= 2 values in the order of time, not all equal, by ranks_of_series()
 * trend    the slope of the ranks by least squares over its standard error, from the long-run variance of
 * what it leaves; p by Student's t, with two degrees of freedom less than the values that independent ones
 *          would be. p is 1 where these are too few, and 2 / n! where nothing is left
 *
 * At most 8 % of series without a trend that are AR(1) have p < 0.05, with a coefficient of 0.6 from n = 100
 * and of 0.9 from n = 500 (tests/calibrate/diagnosis.c). O(n). Returns OK, or BAD_SERVICE when memory is out.
 * Sources: Conover (2012), J. Am. Stat. Assoc. 107, 1319-1328 (ranks in place of values); Andrews (1991),
 * Econometrica 59, 817-858 (long-run variance); Hamed and Rao (1998), J. Hydrol. 204, 182-196 (why).
 */
enum status trend_test(const double *ranks, size_t n, struct trend *trend, struct error *err);

/* Up to the first n all slopes are made and sorted, in 16 MB; up to the second all are counted. */
enum { SEN_SLOPE_SORTED_N = 2000, SEN_SLOPE_COUNTED_N = 20000 };

/*
 * The median of the slopes (x_j - x_i) / (j - i) of all pairs i < j, the mean of the middle two when their
 * number is even: the values' unit per step.
 *
 * n       sample size, n >= 2
 * slope   untouched on failure
 *
 * Up to SEN_SLOPE_SORTED_N exact. Up to SEN_SLOPE_COUNTED_N all pairs count too, but are not made: the median
 * is searched by bisection, with some 70 O(n log n) counts of the pairs that are not steeper, and is found to
 * within 10^-15 of the range of the values, divided by n; a median of 0 is exact. Above, it is that of the
 * medians of at most SEN_SLOPE_SORTED_N stretches of equal length, which takes O(n log n) steps; what fills
 * no stretch at the end is left out. Says nothing of whether the slope could be chance. Returns OK, BAD_DATA
 * when n < 2 or the range of the values is past the largest double, or BAD_SERVICE when memory is out.
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
