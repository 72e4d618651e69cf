#include "stats/histogram.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A double's bits without its sign count the doubles from zero on; with it, they are an ordinal that stands
 * among others as the number does. Bucket b holds the ordinals above b << OFFSET_BITS, up to the beginning of
 * the next one: within it the numbers are equally far apart, as no bucket reaches over a power of two but
 * with its last number. Both zeros have the ordinal 0.
 */
enum { OFFSET_BITS = 41, STEP_BITS = 11, FIRST_CELLS = 16 };
static const uint64_t OFFSETS = (UINT64_C(1) << OFFSET_BITS) - 1, SIGN = UINT64_C(1) << 63;

static int64_t ordinal_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int64_t magnitude = (int64_t)(bits & ~SIGN);
    return bits >= SIGN ? -magnitude : magnitude;
}

static double value_of(int64_t ordinal)
{
    uint64_t bits = ordinal < 0 ? (uint64_t)-ordinal | SIGN : (uint64_t)ordinal;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The first ordinal of the bucket. */
static int64_t first_ordinal(int32_t bucket)
{
    return (int64_t)bucket * (INT64_C(1) << OFFSET_BITS) + 1;
}

/* How far the numbers of the bucket are apart. */
static double unit_of(int32_t bucket)
{
    int exponent = (bucket < 0 ? -(bucket + 1) : bucket) >> STEP_BITS; /* 0 and 1 have the same unit */
    return ldexp(1, DBL_MIN_EXP - DBL_MANT_DIG + (exponent == 0 ? 0 : exponent - 1));
}

/* ---- counting ---- */

/* Spread, as runs of cells side by side would make long ways where they meet. */
static size_t hash(int32_t bucket)
{
    return (size_t)((uint32_t)bucket * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

/* The cell of the bucket, or the free one where it belongs. */
static struct histogram_cell *find_cell(struct histogram_cell *cells, size_t capacity, int32_t bucket)
{
    size_t i = hash(bucket) & (capacity - 1);
    while (cells[i].n != 0 && cells[i].bucket != bucket) {
        i = (i + 1) & (capacity - 1);
    }
    return &cells[i];
}

/* Doubles the index, which is kept at most three quarters full. */
static enum status grow(struct histogram *histogram, struct error *err)
{
    size_t wanted = histogram->capacity == 0 ? FIRST_CELLS : histogram->capacity * 2;
    struct histogram_cell *cells = calloc(wanted, sizeof *cells);
    if (cells == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < histogram->capacity; i++) {
        if (histogram->cells[i].n != 0) {
            *find_cell(cells, wanted, histogram->cells[i].bucket) = histogram->cells[i];
        }
    }
    free(histogram->cells);
    histogram->cells = cells;
    histogram->capacity = wanted;
    return OK;
}

/* The cell of the bucket, made when there is none; NULL with err set when memory is out. */
static struct histogram_cell *get_cell(struct histogram *histogram, int32_t bucket, struct error *err)
{
    bool is_full = (histogram->cells_n + 1) * 4 > histogram->capacity * 3;
    struct histogram_cell *cell =
        histogram->capacity == 0 ? NULL : find_cell(histogram->cells, histogram->capacity, bucket);
    if (cell == NULL || (cell->n == 0 && is_full)) {
        if (grow(histogram, err) != OK) {
            return NULL;
        }
        cell = find_cell(histogram->cells, histogram->capacity, bucket);
    }
    if (cell->n == 0) {
        cell->bucket = bucket;
        histogram->cells_n++;
    }
    return cell;
}

/* Of two extremes, -0 is below 0, so that the order in which they come does not matter. */
static void widen(struct histogram *histogram, double min, double max)
{
    bool first = histogram->n == 0;
    if (first || min < histogram->min || (min == 0 && histogram->min == 0 && signbit(min))) {
        histogram->min = min;
    }
    if (first || max > histogram->max || (max == 0 && histogram->max == 0 && !signbit(max))) {
        histogram->max = max;
    }
}

/* Of those that are finite. */
static void find_extremes(const double *values, size_t n, double *min, double *max)
{
    *min = INFINITY;
    *max = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        bool zero = values[i] == 0, any = isfinite(values[i]); /* zeros of either sign are told apart */
        *min = any && (values[i] < *min || (zero && *min == 0 && signbit(values[i]))) ? values[i] : *min;
        *max = any && (values[i] > *max || (zero && *max == 0 && !signbit(values[i]))) ? values[i] : *max;
    }
}

enum status histogram_add(struct histogram *histogram, const double *values, size_t n, struct error *err)
{
    double min, max;
    size_t finite = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i])) {
            continue;
        }
        uint64_t place = (uint64_t)ordinal_of(values[i]) - 1;
        uint64_t offset = place & OFFSETS;
        /* Exact: what is left is a multiple of the divisor, whatever the sign. */
        int32_t bucket = (int32_t)((int64_t)(place - offset) / (INT64_C(1) << OFFSET_BITS));
        struct histogram_cell *cell = get_cell(histogram, bucket, err);
        if (cell == NULL) {
            return BAD_SERVICE;
        }
        cell->n++;
        cell->offsets += offset;
        cell->squares += (histogram_sum)offset * offset;
        finite++;
    }
    if (finite > 0) {
        find_extremes(values, n, &min, &max);
        widen(histogram, min, max);
        histogram->n += finite;
    }
    return OK;
}

enum status histogram_merge(struct histogram *to, const struct histogram *from, struct error *err)
{
    for (size_t i = 0; i < from->capacity; i++) {
        const struct histogram_cell *theirs = &from->cells[i];
        if (theirs->n == 0) {
            continue;
        }
        struct histogram_cell *cell = get_cell(to, theirs->bucket, err);
        if (cell == NULL) {
            return BAD_SERVICE;
        }
        cell->n += theirs->n;
        cell->offsets += theirs->offsets;
        cell->squares += theirs->squares;
    }
    if (from->n > 0) {
        widen(to, from->min, from->max);
        to->n += from->n;
    }
    return OK;
}

static int compare_cells(const void *left, const void *right)
{
    const struct histogram_cell *a = left, *b = right;
    return (a->bucket > b->bucket) - (a->bucket < b->bucket);
}

void histogram_sort(struct histogram *histogram)
{
    size_t n = 0;
    for (size_t i = 0; i < histogram->capacity; i++) {
        if (histogram->cells[i].n != 0) {
            histogram->cells[n++] = histogram->cells[i];
        }
    }
    if (n > 0) {
        qsort(histogram->cells, n, sizeof *histogram->cells, compare_cells);
    }
    histogram->capacity = 0;
}

void histogram_release(struct histogram *histogram)
{
    free(histogram->cells);
    *histogram = (struct histogram){0};
}

struct histogram_bucket histogram_get(const struct histogram *histogram, size_t i)
{
    const struct histogram_cell *cell = &histogram->cells[i];
    double low = value_of(first_ordinal(cell->bucket) - 1),
           high = value_of(first_ordinal(cell->bucket + 1) - 1);
    return (struct histogram_bucket){fmax(low, histogram->min), fmin(high, histogram->max), cell->n};
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

/* The numbers of one bucket: their mean is `mean` + `rest`, and `squares` the sum of their squared distances
 * from it. All in units of what moments are computed in, a power of two. */
struct part {
    double n, mean, rest, squares;
};

static struct part part_of(const struct histogram_cell *cell, double scale)
{
    /* The offset next to the mean: sums about it are whole numbers still, and small. */
    histogram_sum n = cell->n, middle = (cell->offsets + n / 2) / n;
    histogram_sum squares = cell->squares - 2 * middle * cell->offsets + n * middle * middle;
    double rest = (double)(int64_t)(cell->offsets - n * middle), unit = unit_of(cell->bucket) * scale;
    return (struct part){.n = (double)cell->n,
                         .mean = value_of(first_ordinal(cell->bucket) + (int64_t)middle) * scale,
                         .rest = rest / (double)cell->n * unit,
                         .squares = ((double)squares - rest * rest / (double)cell->n) * unit * unit};
}

static double mean_of(const struct histogram *histogram, double scale)
{
    struct sum sum = {0};
    for (size_t i = 0; i < histogram->cells_n; i++) {
        struct part part = part_of(&histogram->cells[i], scale);
        double product = part.n * part.mean;
        sum_add(&sum, product);
        sum.lost += fma(part.n, part.mean, -product) + part.n * part.rest;
    }
    return (sum.kept + sum.lost) / (double)histogram->n;
}

struct moments histogram_moments(const struct histogram *histogram)
{
    struct moments moments = {.min = histogram->min, .max = histogram->max};
    assert(histogram->n > 0);
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
    for (size_t i = 0; i < histogram->cells_n; i++) {
        struct part part = part_of(&histogram->cells[i], scale);
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
