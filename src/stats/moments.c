#include "stats/moments.h"

#include <float.h>
#include <math.h>

#include "base/cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Sums side by side, so that one need not wait for another: value i goes to lane i % LANES. */
enum { LANES = 8 };

/* Of each lane, what doubles hold of its sum and what rounding took away on the way there. */
struct sum {
    double kept[LANES], lost[LANES];
};

struct first_pass {
    double min, max;
    struct sum sum; /* of the values times the scale */
};

struct second_pass {
    struct sum deviations, squares;
};

/* Knuth's exact sum of two doubles; Neumaier's has the same result and a branch that is hard to predict. */
static inline void sum_add(double *kept, double *lost, double value)
{
    double sum = *kept + value, arrived = sum - *kept;
    *lost += (*kept - (sum - arrived)) + (value - arrived);
    *kept = sum;
}

/* The lanes are added like the values. */
static double sum_get(const struct sum *sum)
{
    double all = 0, lost = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
        sum_add(&all, &lost, sum->kept[lane]);
        lost += sum->lost[lane];
    }
    return all + lost;
}

/* ---- value by value: what is left over when whole steps are done, too ---- */

static void add_first(const double *values, size_t from, size_t n, double scale, struct first_pass *pass)
{
    for (size_t i = from; i < n; i++) {
        pass->min = values[i] < pass->min ? values[i] : pass->min;
        pass->max = values[i] > pass->max ? values[i] : pass->max;
        sum_add(&pass->sum.kept[i % LANES], &pass->sum.lost[i % LANES], values[i] * scale);
    }
}

static void add_second(const double *values, size_t from, size_t n, double scale, double mean,
                       struct second_pass *pass)
{
    struct sum *deviations = &pass->deviations, *squares = &pass->squares;
    for (size_t i = from; i < n; i++) {
        double deviation = values[i] * scale - mean;
        sum_add(&deviations->kept[i % LANES], &deviations->lost[i % LANES], deviation);
        sum_add(&squares->kept[i % LANES], &squares->lost[i % LANES], deviation * deviation);
    }
}

/* ---- all lanes at a time: the same operations in the same order ---- */

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2")))
enum { WIDTH = 4, PARTS = LANES / WIDTH };

/* A sum in registers. */
struct lanes {
    __m256d kept[PARTS], lost[PARTS];
};

AVX2 static inline void lanes_add(struct lanes *lanes, size_t part, __m256d value)
{
    __m256d kept = lanes->kept[part], sum = kept + value, arrived = sum - kept;
    lanes->lost[part] += (kept - (sum - arrived)) + (value - arrived);
    lanes->kept[part] = sum;
}

AVX2 static struct lanes lanes_load(const struct sum *sum)
{
    struct lanes lanes;
    for (size_t part = 0; part < PARTS; part++) {
        lanes.kept[part] = _mm256_loadu_pd(sum->kept + part * WIDTH);
        lanes.lost[part] = _mm256_loadu_pd(sum->lost + part * WIDTH);
    }
    return lanes;
}

AVX2 static void lanes_store(const struct lanes *lanes, struct sum *sum)
{
    for (size_t part = 0; part < PARTS; part++) {
        _mm256_storeu_pd(sum->kept + part * WIDTH, lanes->kept[part]);
        _mm256_storeu_pd(sum->lost + part * WIDTH, lanes->lost[part]);
    }
}

/* Returns how many values are done. */
AVX2 static size_t add_first_by_avx2(const double *values, size_t n, double scale, struct first_pass *pass)
{
    struct lanes sum = lanes_load(&pass->sum);
    const __m256d scales = _mm256_set1_pd(scale);
    __m256d min = _mm256_set1_pd(pass->min), max = _mm256_set1_pd(pass->max);
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t part = 0; part < PARTS; part++) {
            __m256d some = _mm256_loadu_pd(values + i + part * WIDTH);
            min = _mm256_min_pd(some, min);
            max = _mm256_max_pd(some, max);
            lanes_add(&sum, part, some * scales);
        }
    }
    double least[WIDTH], most[WIDTH];
    _mm256_storeu_pd(least, min);
    _mm256_storeu_pd(most, max);
    for (size_t k = 0; k < WIDTH; k++) {
        pass->min = fmin(pass->min, least[k]);
        pass->max = fmax(pass->max, most[k]);
    }
    lanes_store(&sum, &pass->sum);
    return i;
}

AVX2 static size_t add_second_by_avx2(const double *values, size_t n, double scale, double mean,
                                      struct second_pass *pass)
{
    struct lanes deviations = lanes_load(&pass->deviations), squares = lanes_load(&pass->squares);
    const __m256d scales = _mm256_set1_pd(scale), means = _mm256_set1_pd(mean);
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t part = 0; part < PARTS; part++) {
            __m256d deviation = _mm256_loadu_pd(values + i + part * WIDTH) * scales - means;
            lanes_add(&deviations, part, deviation);
            lanes_add(&squares, part, deviation * deviation);
        }
    }
    lanes_store(&deviations, &pass->deviations);
    lanes_store(&squares, &pass->squares);
    return i;
}

#else
static size_t add_first_by_avx2(const double *values, size_t n, double scale, struct first_pass *pass)
{
    (void)values, (void)n, (void)scale, (void)pass;
    return 0;
}

static size_t add_second_by_avx2(const double *values, size_t n, double scale, double mean,
                                 struct second_pass *pass)
{
    (void)values, (void)n, (void)scale, (void)mean, (void)pass;
    return 0;
}
#endif

static struct first_pass first_pass(const double *values, size_t n, double scale)
{
    struct first_pass pass = {.min = values[0], .max = values[0]};
    size_t done = cpu_has_avx2() ? add_first_by_avx2(values, n, scale, &pass) : 0;
    add_first(values, done, n, scale, &pass);
    return pass;
}

static struct second_pass second_pass(const double *values, size_t n, double scale, double mean)
{
    struct second_pass pass = {0};
    size_t done = cpu_has_avx2() ? add_second_by_avx2(values, n, scale, mean, &pass) : 0;
    add_second(values, done, n, scale, mean, &pass);
    return pass;
}

/* ---- moments ---- */

/*
 * The exponent of the power of two by which the values are divided, so that neither their sum nor a square
 * can overflow or lose digits to underflow. Such a division is exact; 0, which is none, where it changes
 * nothing.
 */
static int find_exponent(double min, double max)
{
    enum { HARMLESS = 300 };
    int exponent;
    frexp(fmax(fabs(min), fabs(max)), &exponent);
    if (exponent > -HARMLESS && exponent < HARMLESS) {
        return 0;
    }
    return exponent < DBL_MIN_EXP ? DBL_MIN_EXP : exponent; /* the inverse power has to be a double */
}

struct moments moments_compute(const double *values, size_t n)
{
    struct first_pass first = first_pass(values, n, 1);
    /* A zero has no sign: which one comes first of those that are equal is up to the lanes. */
    struct moments moments = {.mean = values[0] + 0.0, .min = first.min + 0.0, .max = first.max + 0.0};
    if (first.min == first.max) {
        return moments;
    }
    int exponent = find_exponent(first.min, first.max);
    double scale = ldexp(1, -exponent), count = (double)n;
    first = exponent == 0 ? first : first_pass(values, n, scale);
    double mean = sum_get(&first.sum) / count;
    struct second_pass second = second_pass(values, n, scale, mean);
    /* The deviations sum to 0 but for the rounding of the mean, which is taken out of the squares here. */
    double rest = sum_get(&second.deviations);
    double sum_of_squares = fmax(0, sum_get(&second.squares) - rest * rest / count);
    moments.mean = fmin(fmax(ldexp(mean, exponent), moments.min), moments.max);
    moments.sd = ldexp(sqrt(sum_of_squares / (count - 1)), exponent);
    moments.population_sd = ldexp(sqrt(sum_of_squares / count), exponent);
    return moments;
}

double moments_skewness(const double *values, size_t n, const struct moments *moments)
{
    enum { SUMS = 4 };
    double sums[SUMS] = {0}, scale = 1 / moments->population_sd, mean = moments->mean;
    size_t i = 0;
    if (!(moments->population_sd > 0)) {
        return 0;
    }
    for (; i + SUMS <= n; i += SUMS) {
        for (size_t k = 0; k < SUMS; k++) {
            double z = (values[i + k] - mean) * scale;
            sums[k] += z * z * z;
        }
    }
    for (; i < n; i++) {
        double z = (values[i] - mean) * scale;
        sums[0] += z * z * z;
    }
    return (sums[0] + sums[1] + sums[2] + sums[3]) / (double)n;
}
