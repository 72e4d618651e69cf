/* Exact intervals of the mean and of quantiles for independent draws; they say nothing about dependent ones.
 */
#ifndef FAASTAT_STATS_INTERVAL_H
#define FAASTAT_STATS_INTERVAL_H

#include <stddef.h>

#include "base/error.h"

struct interval {
    double low, high;
};

/*
 * Student's t interval of the mean, in the mean's unit.
 *
 * mean, sd   of the sample, sd with n - 1
 * n          sample size
 * level      0 < level < 1, for example 0.95
 * interval   untouched on failure
 *
 * Exact for normal data. Returns OK, or BAD_DATA when n < 2.
 * Source: Student (1908), Biometrika 6, 1-25.
 */
enum status mean_interval(double mean, double sd, double n, double level, struct interval *interval,
                          struct error *err);

/* Ranks, from 1, of the order statistics that bound a quantile; rank 0 is a bound that n can't support. */
struct quantile_interval {
    size_t low, high;
    double coverage;              /* that the interval given really has; 0 where both bounds are missing */
    size_t needs_low, needs_high; /* the smallest n that supports each bound */
};

/*
 * Interval of the p-quantile between two order statistics, from the binomial distribution, with at most
 * (1 - level) / 2 in each tail, whatever the (continuous) distribution of the data.
 *
 * n          sample size, n >= 1
 * p, level   between 0 and 1
 *
 * Source: Hahn and Meeker (1991), Statistical Intervals, section 5.2. The binomial probabilities are summed
 * from the mode outward by their ratios and divided by their total, because GSL's binomial cdf (a continued
 * fraction of at most 512 terms) loses its digits for n beyond about 10^5.
 */
void quantile_interval(size_t n, double p, double level, struct quantile_interval *interval);

#endif
