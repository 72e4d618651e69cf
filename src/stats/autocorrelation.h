/*
 * How far the values of a series depend on those before them: its autocorrelations, with n as the
 * denominator of every lag, and the test of Ljung and Box. Values are finite and in the order of time.
 */
#ifndef FAASTAT_STATS_AUTOCORRELATION_H
#define FAASTAT_STATS_AUTOCORRELATION_H

#include <stddef.h>

#include "base/error.h"

/*
 * The autocorrelations r[k - 1] = sum (x_i - m)(x_{i-k} - m) / sum (x_i - m)^2 of lags k from 1 to `lags`,
 * with m the mean of all values: dimensionless, -1 to 1. As R's acf() and the NIST's lag-1 values.
 *
 * n      sample size, above `lags`
 * lags   at least 1
 * r      room for `lags` numbers; untouched on failure
 *
 * Takes n * lags steps. Returns OK, BAD_DATA when n is too small or all values are equal, or BAD_SERVICE when
 * memory is out.
 * Source: Box, Jenkins and Reinsel (2008), Time Series Analysis, section 2.1.5.
 */
enum status autocorrelations(const double *values, size_t n, size_t lags, double *r, struct error *err);

/*
 * Tests whether the first `lags` autocorrelations are all 0.
 *
 * n, lags     as above
 * statistic   n (n + 2) sum r_k^2 / (n - k); untouched on failure
 * p           of the upper tail of chi-squared with `lags` degrees of freedom; untouched on failure
 *
 * Assumes a stationary series, and n well above `lags`, which chi-squared is the limit for. As R's
 * Box.test(type = "Ljung-Box"). Returns as autocorrelations().
 * Source: Ljung and Box (1978), Biometrika 65, 297-303.
 */
enum status autocorrelation_ljung_box(const double *values, size_t n, size_t lags, double *statistic,
                                      double *p, struct error *err);

/* The deviations of a series from its mean, in units of the largest of them. Zeroed: none. */
struct deviations {
    double *values; /* -1 to 1 */
    size_t n;
    double sum_of_squares; /* at least 1 */
};

/*
 * The deviations of values[0..n), which sum to 0 as nearly as doubles do; deviations_release() frees.
 * `method` begins the message. Returns OK, BAD_DATA when n < 2 or all values are equal, or BAD_SERVICE when
 * memory is out; zeroed on failure.
 */
enum status deviations_init(struct deviations *deviations, const double *values, size_t n, const char *method,
                            struct error *err);
void deviations_release(struct deviations *deviations);

#endif
