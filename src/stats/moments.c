#include "stats/moments.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/cpu.h"

/* Into each of the ways that moments_compute() has. */
#define INLINE static inline __attribute__((always_inline))

/* Sums side by side, so that one need not wait for another: value i goes to lane i % LANES. */
enum { LANES = 8 };
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

/* A sum in two parts: what a double holds of it, and what rounding took away on the way there. */
struct sum {
    lanes kept, lost;
};

/* Knuth's exact sum of two doubles; Neumaier's has the same result and a branch that is hard to predict. */
INLINE void sum_add(struct sum *sum, const lanes *values)
{
    lanes kept = sum->kept + *values;
    lanes arrived = kept - sum->kept;
    sum->lost += (sum->kept - (kept - arrived)) + (*values - arrived);
    sum->kept = kept;
}

/* The lanes are added like the values. */
static double sum_get(const struct sum *sum)
{
    double all = 0, lost = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
        double value = sum->kept[lane], kept = all + value, arrived = kept - all;
        lost += (all - (kept - arrived)) + (value - arrived) + sum->lost[lane];
        all = kept;
    }
    return all + lost;
}

/* The values of all lanes from values[i] on; `filler` stands for those behind the last. */
INLINE void load(lanes *loaded, const double *values, size_t i, size_t n, double filler)
{
    if (i + LANES <= n) {
        memcpy(loaded, values + i, sizeof *loaded);
        return;
    }
    for (size_t lane = 0; lane < LANES; lane++) {
        (*loaded)[lane] = i + lane < n ? values[i + lane] : filler;
    }
}

/* Both in one pass, as reading takes longer than adding. */
INLINE void find_extremes_and_sum(const double *values, size_t n, struct moments *moments, struct sum *sum)
{
    double min[LANES], max[LANES];
    for (size_t lane = 0; lane < LANES; lane++) {
        min[lane] = max[lane] = values[0];
    }
    for (size_t i = 0; i < n; i += LANES) {
        lanes loaded;
        load(&loaded, values, i, n, values[0]);
        for (size_t lane = 0; lane < LANES; lane++) {
            min[lane] = loaded[lane] < min[lane] ? loaded[lane] : min[lane];
            max[lane] = loaded[lane] > max[lane] ? loaded[lane] : max[lane];
        }
        load(&loaded, values, i, n, 0);
        sum_add(sum, &loaded);
    }
    *moments = (struct moments){.min = min[0], .max = max[0]};
    for (size_t lane = 1; lane < LANES; lane++) {
        moments->min = fmin(moments->min, min[lane]);
        moments->max = fmax(moments->max, max[lane]);
    }
}

/*
 * The exponent of the power of two by which the values are divided, so that neither their sum nor a square
 * can overflow or lose digits to underflow. Such a division is exact; 0, which is none, where it changes
 * nothing.
 */
static int find_exponent(const struct moments *moments)
{
    enum { HARMLESS = 300 };
    int exponent;
    frexp(fmax(fabs(moments->min), fabs(moments->max)), &exponent);
    if (exponent > -HARMLESS && exponent < HARMLESS) {
        return 0;
    }
    return exponent < DBL_MIN_EXP ? DBL_MIN_EXP : exponent; /* the inverse power has to be a double */
}

/* The same operations in the same order whatever vectors the processor has. */
INLINE struct moments compute(const double *values, size_t n)
{
    struct moments moments;
    struct sum sum = {0}, deviations = {0}, squares = {0};
    find_extremes_and_sum(values, n, &moments, &sum);
    if (moments.min == moments.max) {
        moments.mean = values[0];
        return moments;
    }
    int exponent = find_exponent(&moments);
    double scale = ldexp(1, -exponent), count = (double)n;
    sum = exponent == 0 ? sum : (struct sum){0};
    for (size_t i = 0; exponent != 0 && i < n; i += LANES) {
        lanes scaled;
        load(&scaled, values, i, n, 0);
        scaled *= scale;
        sum_add(&sum, &scaled);
    }
    double mean = sum_get(&sum) / count;
    for (size_t i = 0; i < n; i += LANES) {
        lanes deviation;
        load(&deviation, values, i, n, mean / scale);
        deviation = deviation * scale - mean;
        lanes square = deviation * deviation;
        sum_add(&deviations, &deviation);
        sum_add(&squares, &square);
    }
    /* The deviations sum to 0 but for the rounding of the mean, which is taken out of the squares here. */
    double rest = sum_get(&deviations);
    double sum_of_squares = fmax(0, sum_get(&squares) - rest * rest / count);
    moments.mean = fmin(fmax(ldexp(mean, exponent), moments.min), moments.max);
    moments.sd = ldexp(sqrt(sum_of_squares / (count - 1)), exponent);
    moments.population_sd = ldexp(sqrt(sum_of_squares / count), exponent);
    return moments;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static struct moments compute_by_avx2(const double *values, size_t n)
{
    return compute(values, n);
}
#endif

struct moments moments_compute(const double *values, size_t n)
{
#if defined(__x86_64__)
    if (cpu_has_avx2()) {
        return compute_by_avx2(values, n);
    }
#endif
    return compute(values, n);
}
