/*
 * Intervals of the mean and of quantiles: those for independent draws (Student's t; exact, between two order
 * statistics), and those for as many as dependent ones are worth, by their effective n.
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

/*
 * The same for n values that depend on one another and tell as much as `effective_n` independent ones: the
 * interval of the share of these, Clopper and Pearson's (1934) at the effective n (Korn and Graubard 1998),
 * with ranks in between as there are no whole ones, turned into two of the n values (Woodruff 1952). A bound
 * that the effective n can't support is left out, and `needs_low` and `needs_high` are effective ones. At
 * effective_n >= n it is quantile_interval().
 */
void quantile_interval_effective(size_t n, double effective_n, double p, double level,
                                 struct quantile_interval *interval);

/* What a mean is known by; skewness and min are NaN where they are not known. */
struct mean_figures {
    double mean, sd, skewness, min;
    double effective_n, df; /* see precision.h */
};

/*
 * Two-sided interval of a mean of skewed values that can't be below 0, such as times, in their unit: never
 * below 0 itself. By the logarithm, bent by the skewness, and upwards as far as Hall's (1992) cubic
 * transformation where that is further (from 4.5 times the mean on in a straight line, as tiny samples make
 * the exponential function explode), with Student's t quantile; where a value is below 0, or the least one
 * is not known, Student's t interval. Returns OK, or BAD_DATA when the effective n is 1 or there is no degree
 * of freedom.
 *
 * Covers 94 to 95 % for normal, gamma and moderately lognormal values from n = 10 on, 91 % for lognormal ones
 * of sigma 1, 86 % of sigma 1.5 (make calibrate).
 */
enum status interval_of_positive_mean(const struct mean_figures *figures, double level,
                                      struct interval *interval, struct error *err);

/*
 * What a run tells of others, where somebody states how much these differ: `between_runs` is the relative
 * standard deviation of the estimate between runs. The reach is how far that goes at the level, relative to
 * the estimate; the ends of the run's own interval move out by it in squares, on the scale of logarithms, or
 * on that of the numbers where these may be below 0. An end that is NaN stays so, and so does the interval
 * where the reach is 0.
 */
double interval_run_reach(double between_runs, double level);
struct interval interval_between_runs(double value, const struct interval *interval, double reach);

#endif
