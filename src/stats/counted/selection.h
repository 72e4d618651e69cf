/*
 * Values at some ranks of a sample whose parts are apart: round by round each part counts its values in cells
 * of their keys, and what all of these add up to says in which cells the ranks are, until each cell is one
 * key. What is found is what quantile_sort() would put there.
 */
#ifndef FAASTAT_STATS_SELECTION_H
#define FAASTAT_STATS_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "stats/quantile.h"

/* Bits of the keys that the first round tells apart, of all values, and the others do, of those that are in
 * the cells of ranks. */
enum { SELECTION_FIRST = 12, SELECTION_NEXT = 6 };

/* A rank that is looked for, from 0. */
struct selection_place {
    size_t rank, range; /* the latter a number among all ranges, in their order */
    size_t below;       /* values below the range */
    uint64_t least;     /* key of the range */
};

struct selection {
    struct selection_place *places; /* by ascending ranks */
    size_t n;
    uint64_t *leasts; /* of each range the least key */
    size_t n_ranges;
    unsigned bits, cell_bits; /* of the keys of a range, and of those the first, that its cells tell apart */
    unsigned first_shift;     /* of the only range of the first round, to its cells */
    uint64_t first_least;
    bool wanted[1 << SELECTION_FIRST]; /* of these cells, those that ranges are in */
};

/* Looks for n ascending ranks, all different, of a sample with these extremes. BAD_SERVICE when memory is
 * out; caller releases either way. */
enum status selection_init(struct selection *selection, const struct extremes *extremes, const size_t *ranks,
                           size_t n, struct error *err);
/* How many counts the next round has; 0: there is none. */
size_t selection_cells(const struct selection *selection);
/* Adds the values of a part to the counts, and moves those together that may matter in the rounds to come:
 * returns how many they are. */
size_t selection_count(const struct selection *selection, double *values, size_t n, uint64_t *counts);
/* Goes on to the next round, by the counts of all parts. */
void selection_narrow(struct selection *selection, const uint64_t *counts);
/* The value at the i-th of the ranks, after the last round. */
double selection_value(const struct selection *selection, size_t i);
void selection_release(struct selection *selection);

#endif
