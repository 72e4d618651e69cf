/* Whether and where the level of a series changes once: Pettitt's test. */
#ifndef FAASTAT_STATS_CHANGE_POINT_H
#define FAASTAT_STATS_CHANGE_POINT_H

#include <stddef.h>

#include "base/error.h"

struct change_point {
    double k;        /* the largest |U_t|, U_t being 2 times the sum of the first t ranks less t (n + 1) */
    size_t position; /* how many values are before the change, 1..n - 1: the first t that has it */
    double p;        /* approximate */
};

/*
 * Tests for one change of location at an unknown place.
 *
 * values   n >= 2 finite numbers in the order of time; equal ones share the mean of their ranks
 * change   p = 2 exp(-6 K^2 / (n^3 + n^2)), at most 1: good below 0.5 and without many ties; untouched on
 *          failure
 *
 * Assumes independent draws under the hypothesis; a trend or autocorrelation makes p small too. Takes
 * O(n log n) steps. Returns OK, BAD_DATA when n < 2 or all values are equal, or BAD_SERVICE when memory is
 * out.
 * Source: Pettitt (1979), Appl. Stat. 28, 126-135.
 */
enum status change_point_pettitt(const double *values, size_t n, struct change_point *change,
                                 struct error *err);

#endif
