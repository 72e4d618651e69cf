#include "stats/long_run.h"

#include <math.h>

enum {
    MOST_ORDER = 36, /* of an autoregression: 10 log10(LONG_RUN_STRETCHES) */
    LEAST = 8        /* stretches: fewer tell nothing of how they depend on one another */
};

/* An autoregression's coefficients add up to at most this, or the series would seem to have no mean (Andrews
 * and Monahan 1992). */
static const double MOST_SUM = 0.97;

size_t long_run_width(size_t n)
{
    size_t width = 1;
    while (n / width > LONG_RUN_STRETCHES) {
        width *= 2;
    }
    return width;
}

/* ---- batches ---- */

/* n times the variance of the mean, from the means of all batches of b deviations (Flegal and Jones 2010). */
static double overlapping_batches(const double *y, size_t n, size_t b)
{
    double sum = 0, squares = 0, length = (double)b, all = (double)n;
    for (size_t i = 0; i < b; i++) {
        sum += y[i];
    }
    for (size_t i = b; i <= n; i++) {
        squares += sum * sum;
        sum += i < n ? y[i] - y[i - b] : 0;
    }
    return all * squares / (length * (all - length) * (all - length + 1));
}

/* The lugsail window lengthens the shortened sum of autocovariances to the other side. */
static double lugsail(const double *y, size_t n, size_t b)
{
    double plain = overlapping_batches(y, n, b);
    double lengthened = b < 3 ? plain : 2 * plain - overlapping_batches(y, n, b / 3);
    return fmax(plain, lengthened);
}

/* The batch length with the least mean squared error for an AR(1) series, and at least what lets one that
 * only seems to be independent show itself. */
static size_t batch_length(double phi, size_t n)
{
    double strength = 2 * phi / (1 - phi * phi);
    double b = cbrt(fmax(0.3, 1.5 * strength * strength) * (double)n);
    return (size_t)fmax(1, fmin(b, (double)n / 4));
}

/* ---- autoregression ---- */

struct autoregression {
    double phi[MOST_ORDER];
    size_t order;
};

static double product_sum(const double *y, size_t n, size_t lag)
{
    double sum = 0;
    for (size_t i = lag; i < n; i++) {
        sum += y[i] * y[i - lag];
    }
    return sum;
}

/* Levinson's recursion (Durbin 1960) on the autocovariances; the order with the least AIC is kept. */
static struct autoregression fit(const double *covariance, size_t most, size_t n)
{
    struct autoregression kept = {.order = 0};
    double phi[MOST_ORDER], before[MOST_ORDER], variance = covariance[0];
    double best = (double)n * log(variance);
    for (size_t k = 0; k < most; k++) {
        double reflection = covariance[k + 1];
        for (size_t i = 0; i < k; i++) {
            reflection -= phi[i] * covariance[k - i];
            before[i] = phi[i];
        }
        reflection /= variance;
        variance *= 1 - reflection * reflection;
        phi[k] = reflection;
        for (size_t i = 0; i < k; i++) {
            phi[i] = before[i] - reflection * before[k - 1 - i];
        }
        double aic = (double)n * log(variance) + 2 * (double)(k + 1);
        if (!(variance > 0)) {
            break;
        }
        if (aic < best) {
            best = aic;
            kept.order = k + 1;
            for (size_t i = 0; i <= k; i++) {
                kept.phi[i] = phi[i];
            }
        }
    }
    return kept;
}

/* What the autoregression leaves of y, in place from the end on; returns how many there are. */
static size_t take_residuals(const struct autoregression *ar, double *y, size_t n)
{
    for (size_t i = n; i-- > ar->order;) {
        for (size_t k = 0; k < ar->order; k++) {
            y[i] -= ar->phi[k] * y[i - 1 - k];
        }
    }
    return n - ar->order;
}

static void take_mean(double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += y[i];
    }
    for (size_t i = 0; i < n; i++) {
        y[i] -= sum / (double)n;
    }
}

/* Of deviations, which become residuals. */
static double prewhitened(double *y, size_t n, const double *covariance, size_t most)
{
    struct autoregression ar = fit(covariance, most, n);
    double sum = 0;
    for (size_t i = 0; i < ar.order; i++) {
        sum += ar.phi[i];
    }
    if (ar.order == 0) {
        return 0;
    }
    size_t left = take_residuals(&ar, y, n);
    double *residuals = y + ar.order, rest = 1 - fmin(sum, MOST_SUM);
    take_mean(residuals, left);
    double phi = product_sum(residuals, left, 1) / product_sum(residuals, left, 0);
    return lugsail(residuals, left, batch_length(phi, left)) / (rest * rest);
}

/* ---- the whole ---- */

struct long_run long_run_of_stretches(double *means, size_t n, double width, double variance,
                                      double persistence)
{
    double covariance[MOST_ORDER + 1];
    struct long_run found = {variance, 0};
    if (n < LEAST) {
        return found;
    }
    size_t most = (size_t)fmin(fmin(MOST_ORDER, 10 * log10((double)n)), (double)n / 4);
    take_mean(means, n);
    for (size_t lag = 0; lag <= most; lag++) {
        covariance[lag] = product_sum(means, n, lag) / (double)n;
    }
    if (!(covariance[0] > 0)) {
        return found;
    }
    found.persistence = covariance[1] / covariance[0];
    size_t length = batch_length(fmax(fabs(found.persistence), persistence), n);
    double batches = lugsail(means, n, length);
    double white = prewhitened(means, n, covariance, most);
    found.variance = fmax(variance, width * fmax(batches, white));
    return found;
}

double long_run_variance(const double *series, size_t n)
{
    double means[LONG_RUN_STRETCHES], sum = 0, squares = 0;
    size_t width = long_run_width(n);
    if (n < 2) {
        return NAN;
    }
    for (size_t i = 0; i < n; i++) {
        sum += series[i];
    }
    double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        squares += (series[i] - mean) * (series[i] - mean);
    }
    for (size_t s = 0; s < n / width; s++) {
        means[s] = 0;
        for (size_t i = s * width; i < (s + 1) * width; i++) {
            means[s] += series[i] - mean;
        }
        means[s] /= (double)width;
    }
    return long_run_of_stretches(means, n / width, (double)width, squares / (double)(n - 1), 0).variance;
}
