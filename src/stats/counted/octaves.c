#include "stats/counted/octaves.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "stats/counted/buckets.h"

/* The place of an octave, or where it belongs. */
static size_t find_octave(const struct octaves *octaves, int32_t octave)
{
    size_t low = 0, high = octaves->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (octaves->octaves[middle].octave < octave) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

enum status octaves_add(struct octaves *octaves, const struct octave *more, struct error *err)
{
    size_t at = find_octave(octaves, more->octave);
    if (at == octaves->n || octaves->octaves[at].octave != more->octave) {
        struct octave *grown =
            array_reserve(octaves->octaves, &octaves->capacity, octaves->n + 1, sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        octaves->octaves = grown;
        memmove(grown + at + 1, grown + at, (octaves->n++ - at) * sizeof *grown);
        grown[at] = (struct octave){.octave = more->octave};
    }
    struct octave *octave = &octaves->octaves[at];
    octave->n += more->n;
    octave->offsets += more->offsets;
    wide_add(octave->squares, more->squares);
    return OK;
}

enum status octaves_add_bucket(struct octaves *octaves, int32_t bucket, uint64_t n, octaves_sum offsets,
                               octaves_sum squares, struct error *err)
{
    int32_t octave = buckets_octave(bucket);
    uint64_t base = (uint64_t)(bucket - octave * BUCKETS_STEPS) << BUCKETS_BITS;
    struct octave sums = {.n = n, .octave = octave, .offsets = (octaves_sum)n * base + offsets};
    wide_add_product(sums.squares, squares, 1);
    wide_add_product(sums.squares, offsets, 2 * base);
    wide_add_product(sums.squares, (octaves_sum)base * base, n);
    return octaves_add(octaves, &sums, err);
}

void octaves_release(struct octaves *octaves)
{
    free(octaves->octaves);
    *octaves = (struct octaves){0};
}

/* ---- moments ---- */

/* Neumaier's sum. */
struct sum {
    double kept, lost;
};

static void sum_add(struct sum *sum, double value)
{
    double kept = sum->kept + value, arrived = kept - sum->kept;
    sum->lost += (sum->kept - (kept - arrived)) + (value - arrived);
    sum->kept = kept;
}

/* The numbers of one power of two: their mean is `mean` + `rest`, and `squares` the sum of their squared
 * distances from it. All in units of what moments are computed in, a power of two. */
struct part {
    double n, mean, rest, squares;
};

static struct part part_of(const struct octave *octave, double scale)
{
    /* The offset next to the mean: sums about it are whole numbers still, and small. */
    octaves_sum n = octave->n, middle = (octave->offsets + n / 2) / n;
    uint64_t squares[WIDE_LIMBS];
    memcpy(squares, octave->squares, sizeof squares);
    wide_add_product(squares, middle * middle, octave->n);
    wide_take_product(squares, octave->offsets, 2 * (uint64_t)middle);
    double rest = (double)(int64_t)(octave->offsets - n * middle);
    double unit = buckets_octave_unit(octave->octave) * scale, count = (double)octave->n;
    return (struct part){.n = count,
                         .mean = buckets_octave_number(octave->octave, (uint64_t)middle) * scale,
                         .rest = rest / count * unit,
                         .squares = (wide_value(squares) - rest * rest / count) * unit * unit};
}

static double mean_of(const struct octaves *octaves, double n, double scale)
{
    struct sum sum = {0};
    for (size_t i = 0; i < octaves->n; i++) {
        struct part part = part_of(&octaves->octaves[i], scale);
        double product = part.n * part.mean;
        sum_add(&sum, product);
        sum.lost += fma(part.n, part.mean, -product) + part.n * part.rest;
    }
    return (sum.kept + sum.lost) / n;
}

struct moments octaves_moments(const struct octaves *octaves, size_t n, double min, double max)
{
    struct moments moments = {.min = min, .max = max};
    if (moments.min == moments.max) {
        moments.mean = moments.min;
        return moments;
    }
    /* As in moments_compute: no sum overflows, and no square is lost. */
    int exponent;
    frexp(fmax(fabs(moments.min), fabs(moments.max)), &exponent);
    exponent = exponent < DBL_MIN_EXP ? DBL_MIN_EXP : exponent;
    double scale = ldexp(1, -exponent), count = (double)n, mean = mean_of(octaves, count, scale);
    struct sum deviations = {0}, squares = {0};
    for (size_t i = 0; i < octaves->n; i++) {
        struct part part = part_of(&octaves->octaves[i], scale);
        double deviation = part.mean - mean + part.rest;
        sum_add(&deviations, part.n * deviation);
        sum_add(&squares, part.squares);
        sum_add(&squares, part.n * deviation * deviation);
    }
    double rest = deviations.kept + deviations.lost;
    double sum_of_squares = fmax(0, squares.kept + squares.lost - rest * rest / count);
    moments.mean = fmin(fmax(ldexp(mean, exponent), moments.min), moments.max);
    moments.sd = ldexp(sqrt(sum_of_squares / (count - 1)), exponent);
    moments.population_sd = ldexp(sqrt(sum_of_squares / count), exponent);
    return moments;
}
