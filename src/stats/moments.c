#include "stats/moments.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/*
 * Each number is cut every FOLD_BITS bits, counted from those of the largest one. The pieces are multiples of
 * one unit each, so that sums of them have no rounding as long as they have no more bits than a double: of a
 * block. Blocks are summed up in whole numbers, of two pieces each.
 * (Demmel and Nguyen 2015, IEEE Trans. Comput. 64, 2060-2070.)
 */
enum { FOLD_BITS = 40, FOLDS = 4, LANES = 8, BLOCK = LANES << (DBL_MANT_DIG - FOLD_BITS) };

/* What the numbers are of the values: times a power of two; or less their mean, squared. */
struct numbers {
    double scale, mean;
    bool squares;
    size_t folds;
    double units[FOLDS]; /* of the pieces */
};

/* Sums of pieces side by side, so that one need not wait for another. */
struct folds {
    double sums[FOLDS][LANES];
};

static void cut_up_to(double most, struct numbers *numbers)
{
    int exponent;
    frexp(most, &exponent);
    double unit = ldexp(1, exponent);
    for (size_t k = 0; k < FOLDS; k++) {
        unit /= (double)(UINT64_C(1) << FOLD_BITS);
        numbers->units[k] = unit;
    }
}

/* While this is added, rounding is to multiples of the unit: it is amid the numbers that have that as their
 * last bit. */
static inline double anchor_of(double unit)
{
    return unit * (double)(UINT64_C(3) << (DBL_MANT_DIG - 2));
}

/* ---- value by value: what is left over when whole steps are done, too ---- */

static void add_plainly(const double *values, size_t n, const struct numbers *numbers, struct folds *folds)
{
    for (size_t i = 0; i < n; i++) {
        double number = values[i] * numbers->scale;
        if (numbers->squares) {
            number -= numbers->mean;
            number *= number;
        }
        for (size_t k = 0; k < numbers->folds; k++) {
            double anchor = anchor_of(numbers->units[k]), piece = number + anchor;
            piece -= anchor;
            folds->sums[k][i % LANES] += piece;
            number -= piece;
        }
    }
}

static void widen_plainly(const double *values, size_t n, double *min, double *max)
{
    for (size_t i = 0; i < n; i++) {
        *min = values[i] < *min ? values[i] : *min;
        *max = values[i] > *max ? values[i] : *max;
    }
}

/* ---- all lanes at a time: the same operations ---- */

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2")))
enum { WIDTH = 4, PARTS = LANES / WIDTH };

AVX2 static inline __m256d fold(__m256d number, __m256d anchor, __m256d *sum)
{
    __m256d piece = (number + anchor) - anchor;
    *sum += piece;
    return number - piece;
}

/* Return how many values are done. */
AVX2 static size_t add_by_avx2(const double *values, size_t n, const struct numbers *numbers,
                               struct folds *folds)
{
    const __m256d scale = _mm256_set1_pd(numbers->scale);
    __m256d anchors[FOLDS], sums[PARTS][FOLDS];
    size_t i = 0;
    for (size_t k = 0; k < FOLDS; k++) {
        anchors[k] = _mm256_set1_pd(anchor_of(numbers->units[k]));
        sums[0][k] = sums[1][k] = _mm256_setzero_pd();
    }
    for (; i + LANES <= n; i += LANES) {
        for (size_t part = 0; part < PARTS; part++) {
            __m256d number = _mm256_loadu_pd(values + i + part * WIDTH) * scale;
            for (size_t k = 0; k < FOLDS; k++) {
                number = fold(number, anchors[k], &sums[part][k]);
            }
        }
    }
    for (size_t part = 0; part < PARTS; part++) {
        for (size_t k = 0; k < FOLDS; k++) {
            _mm256_storeu_pd(folds->sums[k] + part * WIDTH, sums[part][k]);
        }
    }
    return i;
}

AVX2 static size_t add_squares_by_avx2(const double *values, size_t n, const struct numbers *numbers,
                                       struct folds *folds)
{
    const __m256d scale = _mm256_set1_pd(numbers->scale), mean = _mm256_set1_pd(numbers->mean);
    const __m256d first = _mm256_set1_pd(anchor_of(numbers->units[0])),
                  second = _mm256_set1_pd(anchor_of(numbers->units[1]));
    __m256d sums[PARTS][2];
    size_t i = 0;
    sums[0][0] = sums[0][1] = sums[1][0] = sums[1][1] = _mm256_setzero_pd();
    for (; i + LANES <= n; i += LANES) {
        for (size_t part = 0; part < PARTS; part++) {
            __m256d deviation = _mm256_loadu_pd(values + i + part * WIDTH) * scale - mean;
            (void)fold(fold(deviation * deviation, first, &sums[part][0]), second, &sums[part][1]);
        }
    }
    for (size_t part = 0; part < PARTS; part++) {
        _mm256_storeu_pd(folds->sums[0] + part * WIDTH, sums[part][0]);
        _mm256_storeu_pd(folds->sums[1] + part * WIDTH, sums[part][1]);
    }
    return i;
}

AVX2 static size_t widen_by_avx2(const double *values, size_t n, double *min, double *max)
{
    __m256d least = _mm256_set1_pd(*min), most = _mm256_set1_pd(*max);
    double mins[WIDTH], maxs[WIDTH];
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        __m256d some = _mm256_loadu_pd(values + i);
        least = _mm256_min_pd(some, least);
        most = _mm256_max_pd(some, most);
    }
    _mm256_storeu_pd(mins, least);
    _mm256_storeu_pd(maxs, most);
    for (size_t k = 0; k < WIDTH; k++) {
        *min = fmin(*min, mins[k]);
        *max = fmax(*max, maxs[k]);
    }
    return i;
}

static size_t add_wide(const double *values, size_t n, const struct numbers *numbers, struct folds *folds)
{
    return !cpu_has_avx2()    ? 0
           : numbers->squares ? add_squares_by_avx2(values, n, numbers, folds)
                              : add_by_avx2(values, n, numbers, folds);
}

static size_t widen_wide(const double *values, size_t n, double *min, double *max)
{
    return cpu_has_avx2() ? widen_by_avx2(values, n, min, max) : 0;
}

#else
static size_t add_wide(const double *values, size_t n, const struct numbers *numbers, struct folds *folds)
{
    (void)values, (void)n, (void)numbers, (void)folds;
    return 0;
}

static size_t widen_wide(const double *values, size_t n, double *min, double *max)
{
    (void)values, (void)n, (void)min, (void)max;
    return 0;
}
#endif

/* Adds the numbers, in units of the second pieces, and what is left of them in those of the fourth. */
static void add_up(const double *values, size_t n, const struct numbers *numbers, moments_whole *to,
                   moments_whole *rest)
{
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t some = n - first < BLOCK ? n - first : BLOCK;
        struct folds folds = {{{0}}};
        size_t done = add_wide(values + first, some, numbers, &folds);
        add_plainly(values + first + done, some - done, numbers, &folds);
        for (size_t k = 0; k < numbers->folds; k++) {
            moments_whole *sum = k < 2 ? to : rest;
            for (size_t lane = 0; lane < LANES; lane++) {
                moments_whole units = (moments_whole)(folds.sums[k][lane] / numbers->units[k]);
                *sum += k % 2 == 0 ? units * ((moments_whole)1 << FOLD_BITS) : units;
            }
        }
    }
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

/* The scaled values as they are. */
static struct numbers first_powers(const struct moments_sums *of)
{
    struct numbers numbers = {.scale = ldexp(1, -find_exponent(of->min, of->max)), .folds = FOLDS};
    cut_up_to(fmax(fabs(of->min), fabs(of->max)) * numbers.scale, &numbers);
    return numbers;
}

/* Their sum less `count` times a mean, which is 0 or near theirs. */
static double sum_less(const struct moments_sums *of, double mean)
{
    const struct numbers numbers = first_powers(of);
    double unit = numbers.units[1], count = (double)of->n, in_units = mean / unit;
    double high = (double)of->sum, low = (double)(of->sum - (moments_whole)high);
    double product = count * in_units, lost = fma(count, in_units, -product);
    low += (double)of->rest * (numbers.units[FOLDS - 1] / unit);
    return ((high - product) + (low - lost)) * unit;
}

/* The squares of their distances from the mean. */
static struct numbers second_powers(const struct moments_sums *of)
{
    struct numbers numbers = first_powers(of);
    numbers.mean = sum_less(of, 0) / (double)of->n;
    numbers.squares = true;
    numbers.folds = 2;
    double far =
        fmax(fabs(of->min * numbers.scale - numbers.mean), fabs(of->max * numbers.scale - numbers.mean));
    cut_up_to(far * far, &numbers);
    return numbers;
}

void moments_widen(struct moments_sums *sums, const double *values, size_t n)
{
    double min = n > 0 ? values[0] : 0, max = min;
    size_t done = widen_wide(values, n, &min, &max);
    widen_plainly(values + done, n - done, &min, &max);
    /* A zero has no sign: which one comes first of those that are equal is up to the lanes. */
    sums->min = n > 0 && (sums->n == 0 || min < sums->min) ? min + 0.0 : sums->min;
    sums->max = n > 0 && (sums->n == 0 || max > sums->max) ? max + 0.0 : sums->max;
    sums->n += n;
}

void moments_add(struct moments_sums *sums, const double *values, size_t n)
{
    if (sums->min < sums->max) {
        const struct numbers numbers = first_powers(sums);
        add_up(values, n, &numbers, &sums->sum, &sums->rest);
    }
}

void moments_add_squares(struct moments_sums *sums, const double *values, size_t n)
{
    moments_whole none = 0;
    if (sums->min < sums->max) {
        const struct numbers numbers = second_powers(sums);
        add_up(values, n, &numbers, &sums->squares, &none);
    }
}

struct moments moments_of_sums(const struct moments_sums *sums)
{
    struct moments moments = {.mean = sums->min, .min = sums->min, .max = sums->max};
    if (sums->min == sums->max) {
        return moments;
    }
    const struct numbers numbers = second_powers(sums);
    int exponent = find_exponent(sums->min, sums->max);
    /* The deviations sum to 0 but for the rounding of the mean, which is taken out of the squares here. */
    double rest = sum_less(sums, numbers.mean), count = (double)sums->n;
    double squares = fmax(0, (double)sums->squares * numbers.units[1] - rest * rest / count);
    moments.mean = fmin(fmax(ldexp(numbers.mean, exponent), moments.min), moments.max);
    moments.sd = ldexp(sqrt(squares / (count - 1)), exponent);
    moments.population_sd = ldexp(sqrt(squares / count), exponent);
    return moments;
}

struct moments moments_compute(const double *values, size_t n)
{
    struct moments_sums sums = {0};
    moments_widen(&sums, values, n);
    moments_add(&sums, values, n);
    moments_add_squares(&sums, values, n);
    return moments_of_sums(&sums);
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
