/* Four generators that go forward together, for the loops that draw most: faster than one after the other. */
#ifndef FAASTAT_STATS_RANDOM_LANES_H
#define FAASTAT_STATS_RANDOM_LANES_H

#include <stddef.h>
#include <stdint.h>

#include "stats/random.h"

enum { RANDOM_LANES = 4 };

/* integers[i] of generator k is integers[i][k]. */
typedef void (*random_lanes_filler)(struct random *randoms, uint32_t n, uint32_t (*integers)[RANDOM_LANES],
                                    size_t count);

/* The ways that this processor has, the fastest first, then NULL. All make the same integers. */
enum { RANDOM_LANES_FILLERS = 2 };
void random_lanes_fillers(random_lanes_filler fillers[RANDOM_LANES_FILLERS]);

/* Integers of 0..n-1, n >= 1, `count` of each generator: those that random_fill_below() makes of each, which
 * end as they do there. */
void random_lanes_fill_below(struct random randoms[RANDOM_LANES], uint32_t n,
                             uint32_t (*integers)[RANDOM_LANES], size_t count);

#endif
