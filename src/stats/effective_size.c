#include "stats/effective_size.h"

#include <math.h>

double effective_size_of_series(const struct deviations *deviations)
{
    double sum = 0, n = (double)deviations->n;
    for (size_t lag = 0; lag + 1 < deviations->n; lag += 2) {
        double pair = deviations_correlate(deviations, lag) + deviations_correlate(deviations, lag + 1);
        if (!(pair > 0)) {
            break;
        }
        sum += pair;
    }
    double time = 2 * sum - 1; /* integrated autocorrelation time; below 1 when negative ones prevail */
    return n / fmin(fmax(time, 1), n);
}

enum status effective_size_initial_positive(const double *values, size_t n, double *size, struct error *err)
{
    struct deviations deviations;
    enum status status = deviations_init(&deviations, values, n, "effective_size", err);
    if (status == OK) {
        *size = effective_size_of_series(&deviations);
    }
    deviations_release(&deviations);
    return status;
}

/* The sum of squares of the batch means about their mean. */
static double batch_squares(const double *values, size_t batches, size_t length)
{
    double mean = 0, squares = 0;
    for (size_t k = 0; k < batches; k++) {
        double sum = 0;
        for (size_t i = 0; i < length; i++) {
            sum += values[k * length + i];
        }
        double from_mean = sum / (double)length - mean;
        mean += from_mean / (double)(k + 1);
        squares += from_mean * from_mean * ((double)k / (double)(k + 1));
    }
    return squares;
}

double effective_size_of_batches(const struct deviations *deviations)
{
    size_t n = deviations->n, batches = (size_t)sqrt((double)n), length = n / batches;
    double variance = deviations->sum_of_squares / (double)(n - 1);
    double between = batch_squares(deviations->values, batches, length) / (double)(batches - 1);
    double time = (double)length * between / variance;
    return (double)n / fmin(fmax(time, 1), (double)n);
}

enum status effective_size_batch_means(const double *values, size_t n, double *size, struct error *err)
{
    struct deviations deviations;
    if (n < 4) {
        return error_set(err, BAD_DATA, "effective_size: needs n >= 4 for batches");
    }
    enum status status = deviations_init(&deviations, values, n, "effective_size", err);
    if (status == OK) {
        *size = effective_size_of_batches(&deviations);
    }
    deviations_release(&deviations);
    return status;
}
