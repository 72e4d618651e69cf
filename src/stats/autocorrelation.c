#include "stats/autocorrelation.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "stats/moments.h"

/* Several sums side by side are faster, and round less, than one. */
enum { LANES = 4 };

static double sum_products(const double *a, const double *b, size_t n)
{
    double sums[LANES] = {0};
    size_t whole = n - n % LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            sums[lane] += a[i + lane] * b[i + lane];
        }
    }
    for (size_t i = whole; i < n; i++) {
        sums[i - whole] += a[i] * b[i];
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Takes out what rounding left of the mean, and scales by the largest, so that no square leaves the range. */
static void normalise(double *values, size_t n)
{
    struct moments moments = moments_compute(values, n);
    double largest = fmax(moments.max - moments.mean, moments.mean - moments.min);
    for (size_t i = 0; i < n; i++) {
        values[i] = (values[i] - moments.mean) / largest;
    }
}

enum status deviations_init(struct deviations *deviations, const double *values, size_t n, const char *method,
                            struct error *err)
{
    *deviations = (struct deviations){0};
    if (n < 2) {
        return error_set(err, BAD_DATA, "%s: needs n >= 2", method);
    }
    struct moments moments = moments_compute(values, n);
    if (moments.min == moments.max) {
        return error_set(err, BAD_DATA, "%s: all values are equal", method);
    }
    deviations->values = reallocarray(NULL, n, sizeof *deviations->values);
    if (deviations->values == NULL) {
        return error_no_memory(err);
    }
    int exponent;
    frexp(fmax(fabs(moments.min), fabs(moments.max)), &exponent);
    double scale = ldexp(1, -(exponent < DBL_MIN_EXP ? DBL_MIN_EXP : exponent)); /* so that none is past 2 */
    for (size_t i = 0; i < n; i++) {
        deviations->values[i] = values[i] * scale - moments.mean * scale;
    }
    normalise(deviations->values, n);
    deviations->n = n;
    deviations->sum_of_squares = sum_products(deviations->values, deviations->values, n);
    return OK;
}

void deviations_release(struct deviations *deviations)
{
    free(deviations->values);
    *deviations = (struct deviations){0};
}

static double correlate(const struct deviations *deviations, size_t lag)
{
    const double *values = deviations->values;
    return sum_products(values, values + lag, deviations->n - lag) / deviations->sum_of_squares;
}

static enum status init_for_lags(const double *values, size_t n, size_t lags, const char *method,
                                 struct deviations *deviations, struct error *err)
{
    if (lags < 1 || n <= lags) {
        return error_set(err, BAD_DATA, "%s: needs n > lags >= 1", method);
    }
    return deviations_init(deviations, values, n, method, err);
}

enum status autocorrelations(const double *values, size_t n, size_t lags, double *r, struct error *err)
{
    struct deviations deviations = {0};
    enum status status = init_for_lags(values, n, lags, "autocorrelation", &deviations, err);
    for (size_t lag = 1; status == OK && lag <= lags; lag++) {
        r[lag - 1] = correlate(&deviations, lag);
    }
    deviations_release(&deviations);
    return status;
}

static void sum_lags(const struct deviations *deviations, size_t lags, double *statistic, double *p)
{
    double count = (double)deviations->n, sum = 0;
    for (size_t lag = 1; lag <= lags; lag++) {
        double r = correlate(deviations, lag);
        sum += r * r / (count - (double)lag);
    }
    *statistic = count * (count + 2) * sum;
    *p = gsl_cdf_chisq_Q(*statistic, (double)lags);
}

enum status autocorrelation_ljung_box(const double *values, size_t n, size_t lags, double *statistic,
                                      double *p, struct error *err)
{
    struct deviations deviations = {0};
    enum status status = init_for_lags(values, n, lags, "ljung_box", &deviations, err);
    if (status == OK) {
        sum_lags(&deviations, lags, statistic, p);
    }
    deviations_release(&deviations);
    return status;
}
