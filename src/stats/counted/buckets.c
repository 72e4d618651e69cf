#include "stats/counted/buckets.h"

#include <float.h>
#include <math.h>
#include <string.h>

/*
 * A double's bits without its sign count the doubles from zero on; with it, they are an ordinal that stands
 * among others as the number does. Bucket b holds the ordinals above b << BUCKETS_BITS, up to the beginning
 * of the next one: within it the numbers are equally far apart, as no bucket reaches over a power of two but
 * with its last number. Both zeros have the ordinal 0.
 */
static const uint64_t OFFSETS = (UINT64_C(1) << BUCKETS_BITS) - 1, SIGN = UINT64_C(1) << 63;

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

int32_t buckets_find(double value, uint64_t *offset)
{
    uint64_t place = (uint64_t)ordinal_of(value) - 1;
    *offset = place & OFFSETS;
    /* Exact: what is left is a multiple of the divisor, whatever the sign. */
    return (int32_t)((int64_t)(place - *offset) / (INT64_C(1) << BUCKETS_BITS));
}

double buckets_before(int64_t bucket)
{
    return bucket >= BUCKETS_MOST    ? DBL_MAX
           : bucket <= -BUCKETS_MOST ? -DBL_MAX
                                     : value_of(bucket * (INT64_C(1) << BUCKETS_BITS));
}

int32_t buckets_octave(int32_t bucket)
{
    return bucket >> BUCKETS_STEP_BITS; /* rounded down, below 0 too */
}

double buckets_octave_number(int32_t octave, uint64_t offset)
{
    int64_t first = (int64_t)octave * BUCKETS_STEPS * (INT64_C(1) << BUCKETS_BITS) + 1;
    return value_of(first + (int64_t)offset);
}

double buckets_octave_unit(int32_t octave)
{
    int exponent = octave < 0 ? -(octave + 1) : octave; /* 0 and 1 have the same unit */
    return ldexp(1, DBL_MIN_EXP - DBL_MANT_DIG + (exponent == 0 ? 0 : exponent - 1));
}
