/*
 * Intervals of the mean (Student's t) and of quantiles (exact, between two order statistics). Both are for
 * independent draws; they say nothing about a sample with autocorrelation.
 */
#ifndef FAASTAT_STATS_INTERVAL_H
#define FAASTAT_STATS_INTERVAL_H

#include <stddef.h>

#include "base/error.h"

struct interval {
    double low, high;
};

/*
 * Two-sided Student's t interval of the mean, in the mean's unit.
 *
 * mean, sd   of the sample; sd with n - 1
 * n          sample size; published ones come as doubles
 * level      0 < level < 1, for example 0.95
 * interval   untouched on failure
 *
 * Assumes independent draws and a mean that is about normal.
 * Returns OK, or BAD_DATA when n < 2.
 * Source: Student (1908), Biometrika 6, 1-25.
 */
enum status interval_of_mean(double mean, double sd, double n, double level, struct interval *interval,
                             struct error *err);

/* What bounds a quantile: the ranks, from 1, of two values of the sorted sample. */
struct quantile_interval {
    size_t low, high; /* 0: n supports no such bound */
    double coverage;  /* of the interval given, one-sided when a bound is missing; 0 without any */
    size_t needs_low, needs_high; /* the smallest n that supports each bound; SIZE_MAX: past counting */
};

/*
 * Two-sided interval of the p-quantile between two order statistics, from the binomial distribution, with at
 * most (1 - level) / 2 in each tail, whatever the distribution of the data. A bound that n can't support is
 * left out; the other one keeps its tail.
 *
 * n          sample size, n >= 1
 * p          0 < p < 1; dimensionless
 * level      0 < level < 1, for example 0.95
 * interval   low: the largest l with P(B <= l - 1) <= (1 - level) / 2, high: the smallest u with
 *            P(B >= u) <= (1 - level) / 2, for B of Bin(n, p)
 *
 * Assumes independent draws. The coverage is exact for continuous distributions, at least that for others.
 * Source: Hahn & Meeker (1991), Statistical Intervals, section 5.2.
 */
void quantile_interval(size_t n, double p, double level, struct quantile_interval *interval);

#endif
