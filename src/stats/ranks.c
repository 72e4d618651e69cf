#include "stats/ranks.h"

#include <math.h>
#include <stdlib.h>

#include "stats/long_run.h"
#include "stats/moments.h"

struct place_of_value {
    double value;
    size_t index;
};

static int compare_values(const void *a, const void *b)
{
    const struct place_of_value *left = a, *right = b;
    return (left->value > right->value) - (left->value < right->value);
}

static void rank_values(const struct place_of_value *sorted, size_t n, double *ranks)
{
    for (size_t start = 0, end; start < n; start = end) {
        for (end = start + 1; end < n && sorted[end].value == sorted[start].value; end++) {}
        for (size_t i = start; i < end; i++) {
            ranks[sorted[i].index] = (double)(start + end + 1) - (double)(n + 1);
        }
    }
}

enum status ranks_of_series(const double *values, size_t n, double *ranks, const char *method,
                            struct error *err)
{
    if (n < 2) {
        return error_set(err, BAD_DATA, "%s: needs n >= 2", method);
    }
    struct place_of_value *sorted = reallocarray(NULL, n, sizeof *sorted);
    if (sorted == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (struct place_of_value){values[i], i};
    }
    qsort(sorted, n, sizeof *sorted, compare_values);
    enum status status = OK;
    if (sorted[0].value == sorted[n - 1].value) {
        status = error_set(err, BAD_DATA, "%s: all values are equal", method);
    } else {
        rank_values(sorted, n, ranks);
    }
    free(sorted);
    return status;
}

static void take_mean(const double *series, size_t n, double *rest)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += series[i];
    }
    for (size_t i = 0; i < n; i++) {
        rest[i] = series[i] - sum / (double)n;
    }
}

void ranks_without_step(const double *series, size_t n, size_t position, double *rest)
{
    take_mean(series, position, rest);
    take_mean(series + position, n - position, rest + position);
}

struct ranks_precision ranks_precision(const double *rest, size_t n)
{
    const double rounding = 1e-9; /* of what ranks of 1 and more, or their scores, are taken out of */
    double sd = moments_compute(rest, n).sd, variance = long_run_variance(rest, n);
    if (!(sd > rounding)) {
        return (struct ranks_precision){0, 0};
    }
    return (struct ranks_precision){variance, (double)n * sd * sd / variance};
}

double ranks_chance_of_step(size_t n, size_t position)
{
    double first = (double)position, count = (double)n;
    return fmin(1, 2 * exp(lgamma(first + 1) + lgamma(count - first + 1) - lgamma(count + 1)));
}
