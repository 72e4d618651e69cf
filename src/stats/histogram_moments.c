/* What a histogram knows of its numbers exactly: sums for each power of two, and the moments by these. */
#include "stats/histogram.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/array.h"
#include "stats/wide.h"

/* The place of an octave, or where it belongs. */
static size_t find_octave(const struct histogram *histogram, int32_t octave)
{
    size_t low = 0, high = histogram->octaves_n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (histogram->octaves[middle].octave < octave) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

enum status histogram_add_octave(struct histogram *histogram, const struct histogram_octave *more,
                                 struct error *err)
{
    size_t at = find_octave(histogram, more->octave);
    if (at == histogram->octaves_n || histogram->octaves[at].octave != more->octave) {
        struct histogram_octave *grown = array_reserve(histogram->octaves, &histogram->octaves_capacity,
                                                       histogram->octaves_n + 1, sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        histogram->octaves = grown;
        memmove(grown + at + 1, grown + at, (histogram->octaves_n++ - at) * sizeof *grown);
        grown[at] = (struct histogram_octave){.octave = more->octave};
    }
    struct histogram_octave *octave = &histogram->octaves[at];
    octave->n += more->n;
    octave->offsets += more->offsets;
    wide_add(octave->squares, more->squares);
    return OK;
}

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

static struct part part_of(const struct histogram_octave *octave, double scale)
{
    /* The offset next to the mean: sums about it are whole numbers still, and small. */
    histogram_sum n = octave->n, middle = (octave->offsets + n / 2) / n;
    uint64_t squares[WIDE_LIMBS];
    memcpy(squares, octave->squares, sizeof squares);
    wide_add_product(squares, middle * middle, octave->n);
    wide_take_product(squares, octave->offsets, 2 * (uint64_t)middle);
    double rest = (double)(int64_t)(octave->offsets - n * middle);
    double unit = histogram_octave_unit(octave->octave) * scale, count = (double)octave->n;
    return (struct part){.n = count,
                         .mean = histogram_octave_number(octave->octave, (uint64_t)middle) * scale,
                         .rest = rest / count * unit,
                         .squares = (wide_value(squares) - rest * rest / count) * unit * unit};
}

static double mean_of(const struct histogram *histogram, double scale)
{
    struct sum sum = {0};
    for (size_t i = 0; i < histogram->octaves_n; i++) {
        struct part part = part_of(&histogram->octaves[i], scale);
        double product = part.n * part.mean;
        sum_add(&sum, product);
        sum.lost += fma(part.n, part.mean, -product) + part.n * part.rest;
    }
    return (sum.kept + sum.lost) / (double)histogram->n;
}

struct moments histogram_moments(const struct histogram *histogram)
{
    struct moments moments = {.min = histogram->min, .max = histogram->max};
    assert(histogram->n > 0 && histogram->settled);
    if (moments.min == moments.max) {
        moments.mean = moments.min;
        return moments;
    }
    /* As in moments_compute: no sum overflows, and no square is lost. */
    int exponent;
    frexp(fmax(fabs(moments.min), fabs(moments.max)), &exponent);
    exponent = exponent < DBL_MIN_EXP ? DBL_MIN_EXP : exponent;
    double scale = ldexp(1, -exponent), count = (double)histogram->n, mean = mean_of(histogram, scale);
    struct sum deviations = {0}, squares = {0};
    for (size_t i = 0; i < histogram->octaves_n; i++) {
        struct part part = part_of(&histogram->octaves[i], scale);
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
