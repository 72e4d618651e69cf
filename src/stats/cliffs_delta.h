/* Cliff's delta: how far one sample is above another, counted by pairs. */
#ifndef FAASTAT_STATS_CLIFFS_DELTA_H
#define FAASTAT_STATS_CLIFFS_DELTA_H

#include "base/error.h"
#include "stats/draws.h"
#include "stats/interval.h"

struct dominance {
    double delta;             /* P(b > a) - P(b < a), -1..1 */
    double p_above;           /* P(b > a) + P(b = a) / 2 = (delta + 1) / 2, Vargha and Delaney's A */
    struct interval interval; /* of delta; that of p_above by the same relation */
};

/*
 * Cliff's delta of b against a, with its two-sided interval.
 *
 * a, b        n >= 2 each
 * level       0 < level < 1, for example 0.95
 * dominance   untouched on failure
 *
 * The variance is Cliff's consistent one, but not below (1 - delta^2) / (n_a n_b - 1), the least that he
 * allows; the interval is the asymmetric one of Feng and Cliff, by Student's t with n_a + n_b - 2 degrees of
 * freedom, as in R's effsize (use.unbiased = FALSE) and orddom. There is no variance when delta is 1 or -1:
 * the interval then goes from delta to (n - t^2) / (n + t^2), of delta's sign, for n of the smaller sample
 * (their equation 8). Assumes independent draws. Takes O(n log n) steps.
 * Returns OK, BAD_DATA in words when a sample is too small, or BAD_SERVICE when memory is out.
 * Sources: Cliff (1996), Ordinal Methods for Behavioral Data Analysis, page 138; Feng and Cliff (2004), J.
 * Mod. Appl. Stat. Methods 3, 322-332; Vargha and Delaney (2000), J. Educ. Behav. Stat. 25, 101-132.
 */
enum status cliffs_delta(const struct draws *a, const struct draws *b, double level,
                         struct dominance *dominance, struct error *err);

#endif
