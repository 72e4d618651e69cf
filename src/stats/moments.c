#include "stats/moments.h"

#include <float.h>
#include <math.h>

/* Sums side by side, so that one need not wait for another: value i goes to lane i % LANES. */
enum { LANES = 8 };
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

/* A sum in two parts: what a double holds of it, and what rounding took away on the way there. */
struct sum {
    lanes kept, lost;
};

/* Knuth's exact sum of two doubles; Neumaier's has the same result and a branch that is hard to predict. */
static inline void sum_add(struct sum *sum, lanes values)
{
    lanes kept = sum->kept + values;
    lanes arrived = kept - sum->kept;
    sum->lost += (sum->kept - (kept - arrived)) + (values - arrived);
    sum->kept = kept;
}

/*
 * The exponent of the power of two by which the values are divided, so that they are below 1 and neither
 * their sum nor a square can overflow or lose digits to underflow. Such a division is exact.
 */
static int find_exponent(const struct moments *moments)
{
    int exponent;
    frexp(fmax(fabs(moments->min), fabs(moments->max)), &exponent);
    return exponent < DBL_MIN_EXP ? DBL_MIN_EXP : exponent; /* the inverse power has to be a double */
}

struct moments moments_compute(const double *values, size_t n)
{
    struct moments moments = {.min = values[0], .max = values[0]};
    for (size_t i = 1; i < n; i++) {
        moments.min = values[i] < moments.min ? values[i] : moments.min;
        moments.max = values[i] > moments.max ? values[i] : moments.max;
    }
    if (moments.min == moments.max) {
        moments.mean = values[0];
        return moments;
    }
    int exponent = find_exponent(&moments);
    double scale = ldexp(1, -exponent), count = (double)n;
    struct sum sum = {0, 0}, deviations = {0, 0}, squares = {0, 0};
    for (size_t i = 0; i < n; i++) {
        sum_add(&sum, values[i] * scale);
    }
    double mean = sum_get(&sum) / count;
    for (size_t i = 0; i < n; i++) {
        double deviation = values[i] * scale - mean;
        sum_add(&deviations, deviation);
        sum_add(&squares, deviation * deviation);
    }
    /* The deviations sum to 0 but for the rounding of the mean, which is taken out of the squares here. */
    double rest = sum_get(&deviations);
    double sum_of_squares = fmax(0, sum_get(&squares) - rest * rest / count);
    moments.mean = fmin(fmax(ldexp(mean, exponent), moments.min), moments.max);
    moments.sd = ldexp(sqrt(sum_of_squares / (count - 1)), exponent);
    moments.population_sd = ldexp(sqrt(sum_of_squares / count), exponent);
    return moments;
}
