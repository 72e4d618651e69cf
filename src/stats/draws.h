/* Samples to be compared by ranks: two that are sorted, and the walk through their distinct values. */
#ifndef FAASTAT_STATS_DRAWS_H
#define FAASTAT_STATS_DRAWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* n finite numbers in any order, borrowed. */
struct draws {
    const double *values;
    size_t n;
};

/* The values in ascending order: those of the sample where they are, else a copy, which the caller has to
 * free
 * (*copy, else NULL). NULL when memory is out. */
const double *draws_sort(const struct draws *sample, double **copy);

struct sorted_pair {
    const double *a, *b; /* ascending */
    size_t n_a, n_b;
    double *copies[2]; /* NULL where the samples were sorted: they are borrowed */
};

/*
 * Sorts two samples; sorted_pair_release() frees. `test` begins the message. Returns OK, BAD_DATA
 * when one is empty, or BAD_SERVICE when memory is out; the pair is zeroed on failure.
 */
enum status sorted_pair_init(struct sorted_pair *pair, const struct draws *a, const struct draws *b,
                             const char *test, struct error *err);
void sorted_pair_release(struct sorted_pair *pair);

/* One distinct value of the pair: how many values of each sample are equal to it, and how many are below. */
struct tie {
    size_t a, b, a_below, b_below;
};

/* Goes to the next distinct value, from a zeroed tie to the first; false after the last. */
bool sorted_pair_next(const struct sorted_pair *pair, struct tie *tie);

/* Whether a value occurs twice, in one sample or across both. */
bool sorted_pair_has_ties(const struct sorted_pair *pair);

#endif
