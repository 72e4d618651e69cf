/* Where doubles are among buckets of a fixed relative width: the exponent and the first bits of the mantissa.
 */
#ifndef FAASTAT_STATS_COUNTED_BUCKETS_H
#define FAASTAT_STATS_COUNTED_BUCKETS_H

#include <stdint.h>

/* Each power of two, an octave, has 2048 buckets, and each of these 2^41 doubles. Buckets are below
 * BUCKETS_MOST and at least -BUCKETS_MOST. */
enum {
    BUCKETS_BITS = 41,
    BUCKETS_STEP_BITS = 11,
    BUCKETS_STEPS = 1 << BUCKETS_STEP_BITS,
    BUCKETS_MOST = 2047 * BUCKETS_STEPS
};

/* The bucket of a finite number, which of larger ones is the same or a higher one, and how many doubles of it
 * are below the number. */
int32_t buckets_find(double value, uint64_t *offset);
/* The number before the first of a bucket, which is the last of the one before; the last finite one of those
 * that are none. */
double buckets_before(int64_t bucket);
int32_t buckets_octave(int32_t bucket);
/* The number at an offset, below 2^52, of an octave, and how far its numbers are apart. */
double buckets_octave_number(int32_t octave, uint64_t offset);
double buckets_octave_unit(int32_t octave);

#endif
