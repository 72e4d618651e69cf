#include "stats/histogram.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/wide.h"

/*
 * A double's bits without its sign count the doubles from zero on; with it, they are an ordinal that stands
 * among others as the number does. Bucket b holds the ordinals above b << OFFSET_BITS, up to the beginning of
 * the next one: within it the numbers are equally far apart, as no bucket reaches over a power of two but
 * with its last number. Both zeros have the ordinal 0.
 */
enum { OFFSET_BITS = 41, STEP_BITS = 11, FIRST_CELLS = 16 };
_Static_assert(1 << STEP_BITS == HISTOGRAM_STEPS, "buckets of a power of two");
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

double histogram_octave_unit(int32_t octave)
{
    int exponent = octave < 0 ? -(octave + 1) : octave; /* 0 and 1 have the same unit */
    return ldexp(1, DBL_MIN_EXP - DBL_MANT_DIG + (exponent == 0 ? 0 : exponent - 1));
}

double histogram_octave_number(int32_t octave, uint64_t offset)
{
    return value_of(first_ordinal(octave * HISTOGRAM_STEPS) + (int64_t)offset);
}

static int32_t bucket_of(double value, uint64_t *offset)
{
    uint64_t place = (uint64_t)ordinal_of(value) - 1;
    *offset = place & OFFSETS;
    /* Exact: what is left is a multiple of the divisor, whatever the sign. */
    return (int32_t)((int64_t)(place - *offset) / (INT64_C(1) << OFFSET_BITS));
}

int32_t histogram_bucket_of(double value)
{
    uint64_t offset;
    return bucket_of(value, &offset);
}

double histogram_bucket_end(int32_t bucket)
{
    return value_of(first_ordinal(bucket + 1) - 1);
}

struct histogram_octave histogram_octave_of(const struct histogram_cell *cell)
{
    int32_t octave = cell->bucket >> STEP_BITS; /* rounded down, below 0 too */
    uint64_t base = (uint64_t)(cell->bucket - octave * HISTOGRAM_STEPS) << OFFSET_BITS;
    struct histogram_octave sums = {
        .n = cell->n, .octave = octave, .offsets = (histogram_sum)cell->n * base + cell->offsets};
    wide_add_product(sums.squares, cell->squares, 1);
    wide_add_product(sums.squares, cell->offsets, 2 * base);
    wide_add_product(sums.squares, (histogram_sum)base * base, cell->n);
    return sums;
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
    assert(!histogram->settled);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i])) {
            continue;
        }
        uint64_t offset;
        int32_t bucket = bucket_of(values[i], &offset);
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

/* Adds the octaves of `from`, or what its cells would add to them. */
static enum status merge_octaves(struct histogram *to, const struct histogram *from, struct error *err)
{
    enum status status = OK;
    size_t cells = from->settled ? 0 : from->capacity == 0 ? from->cells_n : from->capacity;
    for (size_t i = 0; status == OK && i < from->octaves_n; i++) {
        status = histogram_add_octave(to, &from->octaves[i], err);
    }
    for (size_t i = 0; status == OK && i < cells; i++) {
        if (from->cells[i].n > 0) {
            const struct histogram_octave sums = histogram_octave_of(&from->cells[i]);
            status = histogram_add_octave(to, &sums, err);
        }
    }
    return status;
}

enum status histogram_settle(struct histogram *histogram, struct error *err)
{
    if (histogram->settled) {
        return OK;
    }
    enum status status = merge_octaves(histogram, histogram, err);
    size_t cells = histogram->capacity == 0 ? histogram->cells_n : histogram->capacity;
    for (size_t i = 0; status == OK && i < cells; i++) {
        histogram->cells[i].offsets = histogram->cells[i].squares = 0;
    }
    histogram->settled = status == OK;
    return status;
}

/* Cells of a power of two more buckets, in the index again. */
static enum status raise_level(struct histogram *histogram, unsigned level, struct error *err)
{
    struct histogram raised = {.settled = true};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < histogram->capacity; i++) {
        const struct histogram_cell *ours = &histogram->cells[i];
        struct histogram_cell *cell =
            ours->n == 0 ? NULL : get_cell(&raised, ours->bucket >> (level - histogram->level), err);
        status = ours->n > 0 && cell == NULL ? BAD_SERVICE : OK;
        if (cell != NULL) {
            cell->n += ours->n;
        }
    }
    if (status != OK) {
        free(raised.cells);
        return status;
    }
    free(histogram->cells);
    histogram->cells = raised.cells;
    histogram->cells_n = raised.cells_n;
    histogram->capacity = raised.capacity;
    histogram->level = level;
    return OK;
}

/* Makes room for what `from` has settled, or for its level. */
static enum status meet(struct histogram *to, const struct histogram *from, struct error *err)
{
    if (!to->settled && !from->settled) {
        return OK;
    }
    enum status status = histogram_settle(to, err);
    status = status == OK ? merge_octaves(to, from, err) : status;
    return status == OK && from->level > to->level ? raise_level(to, from->level, err) : status;
}

enum status histogram_merge(struct histogram *to, const struct histogram *from, struct error *err)
{
    enum status status = from->n == 0 ? OK : meet(to, from, err);
    size_t cells = from->capacity == 0 ? from->cells_n : from->capacity;
    for (size_t i = 0; status == OK && i < cells; i++) {
        const struct histogram_cell *theirs = &from->cells[i];
        if (theirs->n == 0) {
            continue;
        }
        struct histogram_cell *cell = get_cell(to, theirs->bucket >> (to->level - from->level), err);
        if (cell == NULL) {
            return BAD_SERVICE;
        }
        cell->n += theirs->n;
        cell->offsets += to->settled ? 0 : theirs->offsets;
        cell->squares += to->settled ? 0 : theirs->squares;
    }
    if (status == OK && from->n > 0) {
        widen(to, from->min, from->max);
        to->n += from->n;
    }
    return status;
}

static int compare_cells(const void *left, const void *right)
{
    const struct histogram_cell *a = left, *b = right;
    return (a->bucket > b->bucket) - (a->bucket < b->bucket);
}

void histogram_sort(struct histogram *histogram)
{
    size_t n = 0;
    if (histogram->capacity == 0) {
        return;
    }
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

void histogram_coarsen(struct histogram *histogram, size_t most)
{
    histogram_sort(histogram);
    while (histogram->cells_n > most) {
        size_t n = 0;
        for (size_t i = 0; i < histogram->cells_n; i++) {
            struct histogram_cell cell = histogram->cells[i];
            cell.bucket >>= 1;
            if (n > 0 && histogram->cells[n - 1].bucket == cell.bucket) {
                histogram->cells[n - 1].n += cell.n;
            } else {
                histogram->cells[n++] = cell;
            }
        }
        histogram->cells_n = n;
        histogram->level++;
    }
}

double histogram_error(unsigned level)
{
    return level <= STEP_BITS ? ldexp(HISTOGRAM_ERROR, (int)level)
                              : exp2(ldexp(1, (int)level - STEP_BITS)) - 1; /* several powers of two */
}

void histogram_release(struct histogram *histogram)
{
    free(histogram->cells);
    free(histogram->octaves);
    *histogram = (struct histogram){0};
}

/* Of cells at the ends of what doubles can be. */
static double number_at(int64_t bucket)
{
    const int64_t most = INT64_C(2047) << STEP_BITS; /* the first bucket that has no number */
    return bucket >= most    ? DBL_MAX
           : bucket <= -most ? -DBL_MAX
                             : value_of(first_ordinal((int32_t)bucket) - 1);
}

struct histogram_bucket histogram_get(const struct histogram *histogram, size_t i)
{
    const struct histogram_cell *cell = &histogram->cells[i];
    int64_t width = INT64_C(1) << histogram->level;
    double low = number_at(cell->bucket * width), high = number_at((cell->bucket + 1) * width);
    return (struct histogram_bucket){fmax(low, histogram->min), fmin(high, histogram->max), cell->n};
}
