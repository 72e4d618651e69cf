/*
 * A series whose values are not kept, as far as it has to be known to tell what they are worth that depend on
 * one another, where parts of it are counted apart, anywhere, and put together later: in strips of time. What
 * they become depends on the parts alone, not on their order, nor on which were put together before.
 */
#ifndef FAASTAT_STATS_STRIPS_H
#define FAASTAT_STATS_STRIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "stats/counted/exact_sum.h"
#include "stats/stretches.h"

__extension__ typedef unsigned __int128 strips_squares;

/* Strips whose sums are known, strips whose spread is, and clusters of one series at most, and in how many
 * steps of equal width, in the logarithm, values are counted in the latter two. */
enum { STRIPS_SUMS = 2560, STRIPS_SPREADS = 256, STRIPS_CLUSTERS = 96, STRIPS_STEPS = 24 };

/* The values of one strip or cluster. Strips are told apart by their bin: of time, where there is a clock,
 * which is everybody's, or else of the number of a value's row in its part. */
struct strip {
    uint64_t key; /* STRIPS_CLOCK, or the part's; of a cluster, its name's */
    int64_t bin;  /* start_s, in units of 2^(clock_exponent - 20) s; or the row's number, of 2^row_exponent */
    uint64_t n, cut; /* values, and those of them that are infinite */
    int64_t places;  /* the sum of the buckets of the others, see buckets.h: their logarithms, almost */
    struct exact_sum sum;
    uint64_t counts[]; /* where their spread is known: in STRIPS_STEPS steps */
};
enum { STRIPS_MOST_ROWS = 40 }; /* a part has fewer than 2^40 */
enum {
    STRIPS_CLOCK = 0,
    STRIPS_LIVE = 1,
    STRIPS_KEY = 3
}; /* the part that is being counted is STRIPS_LIVE, until it
        has a key; all keys have the bits of STRIPS_KEY */

/*
 * Strips with a clock are as narrow as lets them be few; others are so in their parts, and of too many parts,
 * those whose keys begin alike become one strip. Likewise of too many clusters those whose keys begin alike
 * become one, so that sums of them still vary as they would.
 */
struct strips_list {
    char *bytes; /* strips by key and bin, each of strips_bytes() */
    size_t n, capacity;
    bool spreads;
    unsigned clock_exponent, row_exponent;
    unsigned folded; /* so many of the last bits of keys count no more, and no bin does */
};

/* Zeroed: of no values. */
struct strips {
    int32_t low, high;             /* buckets of the least and the greatest value that is finite */
    bool any;                      /* there is one */
    strips_squares places_squares; /* of all values that are finite, the sum of squares of their buckets */
    struct strips_list sums, spreads, clusters;
    bool too_many; /* clusters: none are told apart */
};

/* What each strip of a list takes. */
static inline size_t strips_bytes(const struct strips_list *list)
{
    return sizeof(struct strip) + (list->spreads ? STRIPS_STEPS * sizeof(uint64_t) : 0);
}
static inline struct strip *strips_get(const struct strips_list *list, size_t i)
{
    return (struct strip *)(void *)(list->bytes + i * strips_bytes(list));
}

/* Values of the part that is being counted. */
struct strips_values {
    const double *values;  /* finite, infinite: longer than all that is asked; or NaN: passed over */
    const double *start_s; /* NaN where one has no clock; NULL: none has */
    const double *rows;    /* whole numbers from 0 on */
    const uint32_t *codes; /* of clusters, up to STRETCHES_CLUSTERS; 0: none; NULL: none has one */
    size_t n;
};

/* Adds values in any order. BAD_SERVICE when memory is out. */
enum status strips_add(struct strips *strips, const struct strips_values *values, struct error *err);
/* Gives the part that was counted its key, and clusters the keys of their
 * codes from 1 on. */
void strips_name(struct strips *strips, uint64_t key, const uint64_t *cluster_keys);
/* Adds what others hold, in which nothing has to be named yet. BAD_SERVICE when memory is out. */
enum status strips_merge(struct strips *to, const struct strips *from, struct error *err);
/* Puts strips and clusters together until there are at most so many of each. */
struct strips_room {
    size_t sums, spreads, clusters;
};
void strips_fit(struct strips *strips, const struct strips_room *room);
/* Makes an empty one ready for lists to be filled in. */
void strips_prepare(struct strips *strips);
/* Adds an empty strip behind the others; NULL with err set when memory is out. */
struct strip *strips_append(struct strips_list *list, struct error *err);
uint64_t strips_count(const struct strips *strips);
/* How values are counted: step i of a strip is of the buckets of which bucket >> level is first + i. */
struct strips_steps {
    unsigned level;
    int32_t first;
};
struct strips_steps strips_steps(int32_t low, int32_t high);

/*
 * The same as a series that was lined up: of stretches of unequal size, with limits that are ends of steps.
 * `longest` is what infinite values count for in sums, and `middle` a value of whose distances `squares` is
 * the sum of squares, with infinite values as long as that. `stretches` is zeroed before; caller releases it
 * either way. BAD_SERVICE when memory is out.
 */
enum status strips_line_up(const struct strips *strips, double longest, double middle, double squares,
                           struct stretches *stretches, struct error *err);
void strips_release(struct strips *strips);

#endif
