/*
 * How much the mean of a series varies whose values depend on one another in time: its long-run variance.
 * Knows neither requests nor what the values are the influences of.
 */
#ifndef FAASTAT_STATS_LONG_RUN_H
#define FAASTAT_STATS_LONG_RUN_H

#include <stddef.h>

/* A series is looked at in at most so many stretches of equal length. */
enum { LONG_RUN_STRETCHES = 4096 };

/* How many of n values make one stretch: a power of two, 1 as long as there are few values. */
size_t long_run_width(size_t n);

struct long_run {
    double variance;
    double persistence; /* correlation of a stretch with the one before */
};

/*
 * The long-run variance of a series from its stretches.
 *
 * means        of each stretch of `width` values, in time; changed: they are used up
 * n            stretches
 * width        values in each, or in the mean of those of unequal size
 * variance     of the single values
 * persistence  that is at least taken for granted when the length of batches is chosen, such as that of the
 *              values when this is the series of what lies below one of them; 0: none
 *
 * Returns the largest of three estimates: overlapping batch means with a lugsail window (Vats and Flegal
 * 2022), with a batch length by the AR(1) plug-in (Andrews 1991; Liu, Vats and Flegal 2022); the same of the
 * residuals of an autoregression of the order with the least AIC (Andrews and Monahan 1992); and `variance`,
 * that of independent values. Takes the series for stationary. Needs no memory, and O(n) steps.
 */
struct long_run long_run_of_stretches(double *means, size_t n, double width, double variance,
                                      double persistence);

/*
 * The long-run variance of a series: n times the variance of its mean, so that n variance / long-run variance
 * is how many independent values would tell as much. NaN of fewer than two values. The series may be of any
 * length, and is not changed.
 */
double long_run_variance(const double *series, size_t n);

#endif
