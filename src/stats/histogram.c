#include "stats/histogram.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/counted/buckets.h"

enum { FIRST_CELLS = 4 };

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
        int32_t bucket = buckets_find(values[i], &offset);
        struct histogram_cell *cell = get_cell(histogram, bucket, err);
        if (cell == NULL) {
            return BAD_SERVICE;
        }
        cell->n++;
        cell->offsets += offset;
        cell->squares += (octaves_sum)offset * offset;
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
    for (size_t i = 0; status == OK && i < from->octaves.n; i++) {
        status = octaves_add(&to->octaves, &from->octaves.octaves[i], err);
    }
    for (size_t i = 0; status == OK && i < cells; i++) {
        const struct histogram_cell *cell = &from->cells[i];
        if (cell->n > 0) {
            status =
                octaves_add_bucket(&to->octaves, cell->bucket, cell->n, cell->offsets, cell->squares, err);
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
    return level <= BUCKETS_STEP_BITS
               ? ldexp(HISTOGRAM_ERROR, (int)level)
               : exp2(ldexp(1, (int)level - BUCKETS_STEP_BITS)) - 1; /* several powers of two */
}

void histogram_release(struct histogram *histogram)
{
    free(histogram->cells);
    octaves_release(&histogram->octaves);
    *histogram = (struct histogram){0};
}

struct histogram_bucket histogram_get(const struct histogram *histogram, size_t i)
{
    const struct histogram_cell *cell = &histogram->cells[i];
    int64_t width = INT64_C(1) << histogram->level;
    double low = buckets_before(cell->bucket * width), high = buckets_before((cell->bucket + 1) * width);
    return (struct histogram_bucket){fmax(low, histogram->min), fmin(high, histogram->max), cell->n};
}

struct moments histogram_moments(const struct histogram *histogram)
{
    assert(histogram->n > 0 && histogram->settled);
    return octaves_moments(&histogram->octaves, histogram->n, histogram->min, histogram->max);
}
