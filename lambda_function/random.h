/* Reproducible numbers without state: the i-th number of a stream, as splitmix64 would draw it. */
#ifndef HANDLER_RANDOM_H
#define HANDLER_RANDOM_H

#include <stdint.h>

/* Source: Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators. */
static inline uint64_t random_bits(uint64_t stream, uint64_t i)
{
    uint64_t z = stream + (i + 1) * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/* Uniform in [low, high). */
static inline float random_uniform(uint64_t stream, uint64_t i, float low, float high)
{
    return low + (high - low) * (float)(random_bits(stream, i) >> 40) * 0x1p-24F;
}

#endif
