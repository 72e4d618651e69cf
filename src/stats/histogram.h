/*
 * Numbers counted in buckets of a fixed relative width, from which quantiles are known to 1/2048 and the
 * moments exactly. Its size depends on how far the numbers spread, not on how many they are.
 */
#ifndef FAASTAT_STATS_HISTOGRAM_H
#define FAASTAT_STATS_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "stats/counted/octaves.h"
#include "stats/moments.h"

/*
 * By how much of a number its bucket's end is off at most. HdrHistogram splits each power of two between a
 * lowest and a highest number, given beforehand, into equal steps: 1024 for three significant digits. The
 * exponent of a double and the first 11 bits of its mantissa do the same with 2048 steps, for every power of
 * two that a double can have, below zero too, so that no range need be given. Below 2.2e-308, where doubles
 * lose digits, the steps are 1.1e-311 wide.
 */
#define HISTOGRAM_ERROR (1.0 / 2048)

/* What is known of the numbers in one bucket. Whole numbers, so that their order changes nothing. */
struct histogram_cell {
    octaves_sum offsets, squares; /* of where they are in the bucket, in units of a double's last bit */
    uint64_t n;                   /* 0: a free cell */
    int32_t bucket;
};

/* Zeroed: empty. */
struct histogram {
    struct histogram_cell *cells; /* an open-addressed index; sorted: one cell after the other */
    size_t cells_n, capacity;     /* a power of two, or 0 */
    size_t n;                     /* numbers */
    double min, max;
    bool settled; /* what the cells have summed up is in the octaves: nothing is added but by merging */
    struct octaves octaves;
    unsigned level; /* settled: each cell is of 2^level buckets, of which `bucket` is the number >> level */
};

/* Counts those of values[0..n) that are finite. BAD_SERVICE when memory is out. */
enum status histogram_add(struct histogram *histogram, const double *values, size_t n, struct error *err);
/* Counts what `from` has counted, which is not sorted, or settled. Of different levels the higher stays, and
 * so does what one of them has settled. */
enum status histogram_merge(struct histogram *to, const struct histogram *from, struct error *err);
/* Puts the cells in order: after this nothing can be added, and the following can be asked. */
void histogram_sort(struct histogram *histogram);
/* Moves what the cells have summed up to the octaves. BAD_SERVICE when memory is out. */
enum status histogram_settle(struct histogram *histogram, struct error *err);
/* Puts buckets of a settled histogram together two by two until there are at most `most` cells, of which each
 * then has one or more: which depends on the numbers alone, not on the parts in which they came (the uniform
 * collapse of Epicoco and others 2020, UDDSketch). Leaves the cells sorted. */
void histogram_coarsen(struct histogram *histogram, size_t most);
/* How much larger than a number, by that share of it, the end of its cell may be. */
double histogram_error(unsigned level);
void histogram_release(struct histogram *histogram);

/* Numbers above `low` and up to `high`, or with `low` among them when it is the smallest of all. */
struct histogram_bucket {
    double low, high;
    size_t n;
};
/* Bucket i, from 0 and below cells_n, in ascending order. */
struct histogram_bucket histogram_get(const struct histogram *histogram, size_t i);

/*
 * The moments of all n >= 1 numbers of a settled histogram, as moments_compute has them but for the last
 * digit or two: the sums of each power of two are exact, and added by compensated sums in ascending order, so
 * that the result depends on nothing but the numbers.
 */
struct moments histogram_moments(const struct histogram *histogram);

#endif
