/*
 * How many independent values would fix the mean as well as the n dependent ones of a series do: n divided by
 * the integrated autocorrelation time. Values are finite and in the order of time.
 */
#ifndef FAASTAT_STATS_EFFECTIVE_SIZE_H
#define FAASTAT_STATS_EFFECTIVE_SIZE_H

#include <stddef.h>

#include "base/error.h"
#include "stats/autocorrelation.h"

/*
 * By the initial positive sequence: sums of the autocorrelations of lags 2m and 2m + 1 are added from m = 0
 * on, up to the first that is not above 0.
 *
 * n      sample size, n >= 2
 * size   n / (2 sum - 1), in values, cut to 1..n; untouched on failure
 *
 * Negative autocorrelation makes a mean better than that of independent values: the quotient is above n then,
 * or its denominator not above 0, and both give n, so that nobody claims more values than were measured.
 * Takes n steps for each lag that is looked at. Assumes a stationary series; made for reversible Markov
 * chains, whose pairs are positive and fall. Returns OK, BAD_DATA when n < 2 or all values are equal, or
 * BAD_SERVICE when memory is out.
 * Source: Geyer (1992), Stat. Sci. 7, 473-483, section 3.3.
 */
enum status effective_size_initial_positive(const double *values, size_t n, double *size, struct error *err);

/*
 * By batch means: floor(sqrt(n)) batches of equal length; values at the end that fill no batch are left out
 * of the batches.
 *
 * n      sample size, n >= 4, which makes two batches; dozens are needed for a number that can be relied on
 * size   n s^2 / (length * s_b^2), in values, with s^2 the variance of the values and s_b^2 that of the batch
 *        means, both of a sample; cut to 1..n; untouched on failure
 *
 * Negative autocorrelation, and batch means that are all equal, give n. Assumes a stationary series, and
 * batches that are longer than its memory. Returns OK, BAD_DATA when n < 4 or all values are equal, or
 * BAD_SERVICE when memory is out.
 * Sources: Flegal and Jones (2010), Ann. Stat. 38, 1034-1070; Vats, Flegal and Jones (2019), Biometrika 106,
 * 321-337 (the effective size).
 */
enum status effective_size_batch_means(const double *values, size_t n, double *size, struct error *err);

/* The same of a series whose deviations are known, by both methods; the second needs n >= 4. */
double effective_size_of_series(const struct deviations *deviations);
double effective_size_of_batches(const struct deviations *deviations);

#endif
