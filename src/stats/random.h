/*
 * Random numbers of our own: xoshiro256++, in streams that do not overlap in practice. Fast, the same on
 * every machine, not for secrets.
 */
#ifndef FAASTAT_STATS_RANDOM_H
#define FAASTAT_STATS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* The state of xoshiro256++: not all 0. Copies go on independently with the same numbers. */
struct random {
    uint64_t s[4];
};

/*
 * The next number of splitmix64, which makes states for other generators from a seed.
 * Source: Steele, Lea and Flood (2014), OOPSLA, 453-472; Vigna's splitmix64.c (2015).
 */
uint64_t random_splitmix64(uint64_t *state);

/*
 * Starts the generator of one part of one stream of a seed. With the same seed and stream all parts start
 * from different states, and so do all streams with the same seed and part: splitmix64 is a permutation.
 *
 * Source: Blackman and Vigna (2021), ACM Trans. Math. Softw. 47, 36 (seeding by splitmix64, section 5.3).
 */
void random_init(struct random *random, uint64_t seed, uint64_t stream, uint64_t part);

/*
 * 64 random bits.
 * Source: Blackman and Vigna (2021), ACM Trans. Math. Softw. 47, 36; their xoshiro256plusplus.c (2019).
 */
uint64_t random_next(struct random *random);

/* Uniform among the 2^53 multiples of 2^-53 in [0, 1). */
double random_uniform(struct random *random);

/*
 * An integer of 0..n-1, n >= 1, each as likely as any other.
 *
 * Source: Lemire (2019), ACM Trans. Model. Comput. Simul. 29, 3.
 */
uint32_t random_below(struct random *random, uint32_t n);

#endif
