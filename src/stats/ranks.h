/* The ranks of a series, in the order of time, and how much they tell when they depend on one another. */
#ifndef FAASTAT_STATS_RANKS_H
#define FAASTAT_STATS_RANKS_H

#include <stddef.h>

#include "base/error.h"

/*
 * Twice the rank of each value among all, less n + 1: whole numbers that add up to 0, from -(n - 1) to n - 1.
 * Equal values share the mean of their ranks.
 *
 * values   n finite numbers
 * ranks    room for n; untouched on failure
 * method   begins the message
 *
 * O(n log n). Returns OK, BAD_DATA when n < 2 or all values are equal, or BAD_SERVICE when memory is out.
 */
enum status ranks_of_series(const double *values, size_t n, double *ranks, const char *method,
                            struct error *err);

/* The series less the mean of its first `position` values, and of the others; 0 <= position <= n. */
void ranks_without_step(const double *series, size_t n, size_t position, double *rest);

/* What is left of a series once a step or a slope is taken out, and how much it tells. */
struct ranks_precision {
    double variance;    /* the long-run variance: n times the variance of the mean */
    double effective_n; /* how many independent values would tell as much; at most n; 0: nothing is left */
};
struct ranks_precision ranks_precision(const double *rest, size_t n);

/* The chance that n independent values, `position` of which are equal and the others too, come in two such
 * parts, one behind the other: of a step that leaves nothing. */
double ranks_chance_of_step(size_t n, size_t position);

#endif
