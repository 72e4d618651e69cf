#include "stats/block_length.h"

#include <math.h>
#include <stdlib.h>

#include "stats/moments.h"

/* The 0.975 quantile of the normal distribution. */
static const double CRITICAL_Z = 1.959963984540054;

/* The trapezoid that is 1 up to 1/2 and 0 from 1 on. */
static double flat_top(double x)
{
    return fmin(1, fmax(0, 2 * (1 - x)));
}

/* The autocorrelations of lags 1..n_lags, into rho[1..n_lags]; `deviations` from the mean, not all of them 0.
 */
static void correlate(const double *deviations, size_t n, size_t n_lags, double *rho)
{
    double variance = 0;
    for (size_t i = 0; i < n; i++) {
        variance += deviations[i] * deviations[i];
    }
    for (size_t lag = 1; lag <= n_lags; lag++) {
        double sum = 0;
        for (size_t i = lag; i < n; i++) {
            sum += deviations[i] * deviations[i - lag];
        }
        rho[lag] = sum / variance;
    }
}

/*
 * The first lag of the first `run` insignificant ones in succession; without such a run the last significant
 * lag, or 1.
 */
static size_t last_lag_that_counts(const double *rho, size_t n_lags, size_t run, double critical)
{
    size_t in_run = 0, last_significant = 1;
    for (size_t lag = 1; lag <= n_lags; lag++) {
        in_run = fabs(rho[lag]) < critical ? in_run + 1 : 0;
        if (in_run == run) {
            return lag - run + 1;
        }
        if (fabs(rho[lag]) > critical) {
            last_significant = lag;
        }
    }
    return last_significant;
}

/* The optimal length with a window of `width` lags; the limit where the density is 0. */
static double optimal_length(const double *rho, size_t width, double n, double limit)
{
    double density = 1, derivative = 0; /* at frequency 0, in units of the variance */
    for (size_t lag = 1; lag <= width; lag++) {
        double term = 2 * flat_top((double)lag / (double)width) * rho[lag];
        density += term;
        derivative += (double)lag * term;
    }
    if (density == 0) {
        return derivative == 0 ? 1 : limit;
    }
    double ratio = derivative / density;
    return fmin(fmax(cbrt(ratio * ratio * n), 1), limit);
}

enum status block_length(const double *values, size_t n, double *mean_block, struct error *err)
{
    if (n < BLOCK_LENGTH_MIN_N) {
        return error_set(err, BAD_DATA, "block length: needs n >= %d", BLOCK_LENGTH_MIN_N);
    }
    struct moments moments = moments_compute(values, n);
    double largest = fmax(moments.max - moments.mean, moments.mean - moments.min);
    if (!(largest > 0)) {
        *mean_block = 1;
        return OK;
    }
    double count = (double)n;
    size_t run = (size_t)fmax(5, ceil(log10(count)));
    size_t n_lags = (size_t)ceil(sqrt(count)) + run;
    n_lags = n_lags < n ? n_lags : n - 1;
    double limit = ceil(fmin(3 * sqrt(count), count / 3));
    double *deviations = calloc(n, sizeof *deviations);
    double *rho = calloc(n_lags + 1, sizeof *rho);
    enum status status = deviations == NULL || rho == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        for (size_t i = 0; i < n; i++) {
            deviations[i] = (values[i] - moments.mean) / largest; /* so that no square leaves the range */
        }
        correlate(deviations, n, n_lags, rho);
        size_t lag = last_lag_that_counts(rho, n_lags, run, CRITICAL_Z * sqrt(log10(count) / count));
        *mean_block = optimal_length(rho, 2 * lag < n_lags ? 2 * lag : n_lags, count, limit);
    }
    free(rho);
    free(deviations);
    return status;
}
