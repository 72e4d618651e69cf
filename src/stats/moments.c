#include "stats/moments.h"

#include <math.h>

/* A sum and what rounding took from it. */
struct sum {
    double total, lost;
};

static void add(struct sum *sum, double value)
{
    double total = sum->total + value;
    sum->lost +=
        fabs(sum->total) >= fabs(value) ? (sum->total - total) + value : (value - total) + sum->total;
    sum->total = total;
}

struct moments moments_compute(const double *values, size_t n)
{
    struct sum sum = {0, 0}, squares = {0, 0}, deviations = {0, 0};
    struct moments moments = {.min = values[0], .max = values[0]};
    for (size_t i = 0; i < n; i++) {
        add(&sum, values[i]);
        moments.min = values[i] < moments.min ? values[i] : moments.min;
        moments.max = values[i] > moments.max ? values[i] : moments.max;
    }
    double count = (double)n;
    /* The mean is kept in two parts: the digits that a double has no room for matter to the squares. */
    double mean = (sum.total + sum.lost) / count;
    double rest = (fma(-mean, count, sum.total) + sum.lost) / count;
    for (size_t i = 0; i < n; i++) {
        double deviation = (values[i] - mean) - rest;
        add(&squares, deviation * deviation);
        add(&deviations, deviation);
    }
    double leftover = deviations.total + deviations.lost;
    double sum_of_squares = fmax(0, squares.total + squares.lost - leftover * leftover / count);
    moments.mean = mean;
    moments.population_sd = sqrt(sum_of_squares / count);
    moments.sd = n > 1 ? sqrt(sum_of_squares / (count - 1)) : 0;
    if (moments.min == moments.max) { /* not a trace of rounding */
        moments.mean = moments.min;
        moments.sd = moments.population_sd = 0;
    }
    return moments;
}
