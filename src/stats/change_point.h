/* Whether and where the level of a series changes once: Pettitt's test, for values that depend on others. */
#ifndef FAASTAT_STATS_CHANGE_POINT_H
#define FAASTAT_STATS_CHANGE_POINT_H

#include <stddef.h>

#include "base/error.h"

struct change_point {
    double k;        /* the largest |U_t|, U_t being 2 times the sum of the first t ranks less t (n + 1) */
    size_t position; /* how many values are before the change, 1..n - 1: the first t that has it */
    double p;        /* approximate; at most 1 */
};

/*
 * Tests for one change of location at an unknown place.
 *
 * ranks    of n >= 2 values in the order of time, not all equal, by ranks_of_series()
 * change   p = 2 exp(-2 d^2), at most 1, with d = K / sqrt(n v) (1.96 / t)^2: v is the long-run variance of
 *          the ranks once the step at `position` is taken out of them, t the 0.975-quantile of Student's t
 *          with three degrees of freedom less than the values that independent ones would be: 1 where
 *          these are too few; the chance of two such parts where nothing is left; untouched on failure
 *
 * The correction by t, found by simulation, keeps the 5 % level: at most 8 % of series are called changed
 * that are AR(1) with a coefficient of 0.6 from n = 100 and of 0.9 from n = 500
 * (tests/calibrate/diagnosis.c). Other levels are approximate, and a trend makes p small too. O(n). Returns
 * OK, or BAD_SERVICE when memory is out. Sources: Pettitt (1979), Appl. Stat. 28, 126-135; Andrews (1991),
 * Econometrica 59, 817-858 (long-run variance); Kolmogorov's distribution, its first term.
 */
enum status change_point_pettitt(const double *ranks, size_t n, struct change_point *change,
                                 struct error *err);

#endif
