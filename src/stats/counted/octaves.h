/*
 * What is known exactly of numbers that are not kept: sums for each power of two, as whole numbers, so that
 * neither their order nor the parts in which they came change a bit.
 */
#ifndef FAASTAT_STATS_COUNTED_OCTAVES_H
#define FAASTAT_STATS_COUNTED_OCTAVES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "stats/counted/wide.h"
#include "stats/moments.h"

/* Room for the offsets in an octave, below 2^52, of 2^64 numbers, and for the squares of those in a bucket,
 * below 2^41, of 2^46. */
__extension__ typedef unsigned __int128 octaves_sum;

/* The numbers of one power of two, of which see buckets.h. */
struct octave {
    octaves_sum offsets;          /* the sum of their places, in units of how far they are apart */
    uint64_t squares[WIDE_LIMBS]; /* of the squares of these, the lowest 64 bits first */
    uint64_t n;
    int32_t octave;
};

/* Zeroed: of no numbers. */
struct octaves {
    struct octave *octaves; /* ascending */
    size_t n, capacity;
};

/* Adds to the octave of that number, which is made when there is none. BAD_SERVICE when memory is out. */
enum status octaves_add(struct octaves *octaves, const struct octave *more, struct error *err);
/* Adds the n numbers of one bucket, by the sums of their offsets and of the squares of these. */
enum status octaves_add_bucket(struct octaves *octaves, int32_t bucket, uint64_t n, octaves_sum offsets,
                               octaves_sum squares, struct error *err);
/* The moments of all n >= 1 numbers, as histogram_moments() has them. */
struct moments octaves_moments(const struct octaves *octaves, size_t n, double min, double max);
void octaves_release(struct octaves *octaves);

#endif
