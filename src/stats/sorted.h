/*
 * Values that stand in the order of their sizes, as those of a file do that somebody sorted: where they stand
 * says nothing then of when they came.
 */
#ifndef FAASTAT_STATS_SORTED_H
#define FAASTAT_STATS_SORTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which ways values go, one after the other. Zeroed: of none. */
struct sorted {
    bool rise, fall;
    double first, last, different; /* of these, and how many different ones there are */
    double log_orders; /* the logarithm of the number of orders in which the different ones could stand */
};
/* Adds n values behind those that were added before; NaN is passed over. */
void sorted_add(struct sorted *sorted, const double *values, size_t n);
/* Adds what was added to another behind it. */
void sorted_join(struct sorted *sorted, const struct sorted *behind);
/* What comes next has nothing to do with what came. */
void sorted_part(struct sorted *sorted);
/* Whether they never fall, or never rise, as those of one order in 10^9 would by chance. */
bool sorted_is(const struct sorted *sorted);

/* The same of n values among those with the same key, which stand together; keys NULL: among all. */
bool sorted_found(const double *values, const double *keys, size_t n);
/* Puts values with the same key, none NaN, into an order that has nothing to do with their sizes, always the
 * same one, and the code of each (NULL: they have none) with it. */
void sorted_shuffle(double *values, uint32_t *codes, const double *keys, size_t n);

#endif
