/* The Mann-Whitney test, which is Wilcoxon's of two samples, and the exact distribution of its U. */
#ifndef FAASTAT_STATS_MANN_WHITNEY_H
#define FAASTAT_STATS_MANN_WHITNEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stats/draws.h"
#include "stats/test_result.h"

/* Up to this n of both samples, and without ties, p is exact, in a millisecond. */
enum { MANN_WHITNEY_EXACT_N = 50 };

/*
 * Two-sided test of whether values of one sample tend to be above those of the other.
 *
 * a, b     n >= 1 each
 * result   statistic U of a: the pairs with a above b, those of equals counted half; df NaN; untouched on
 *          failure
 * exact    whether p is that of the exact distribution; else the normal approximation's, corrected for ties
 *          and continuity; untouched on failure
 *
 * Assumes independent draws and, under the hypothesis, the same distribution. As R's wilcox.test(a, b) and
 * scipy's mannwhitneyu(a, b). Returns OK, BAD_DATA in words when a sample is empty or all values are equal,
 * or BAD_SERVICE when memory is out.
 * Sources: Mann and Whitney (1947), Ann. Math. Stat. 18, 50-60; Hollander, Wolfe and Chicken (2014),
 * Nonparametric Statistical Methods, section 4.1 (ties).
 */
enum status mann_whitney_test(const struct draws *a, const struct draws *b, struct test_result *result,
                              bool *exact, struct error *err);

/* Whether the exact distribution holds for this pair, and is small enough to be counted. */
bool mann_whitney_is_exact(const struct sorted_pair *pair);

/*
 * The lower half of the exact distribution of U for samples without ties: (*cumulative)[u] is P(U <= u) for u
 * from 0 to n_a n_b / 2, rounded down; the upper half is its mirror image. The caller frees *cumulative.
 *
 * n_a, n_b   1 to MANN_WHITNEY_EXACT_N
 *
 * All digits but the last few are right in the farthest tail too: only positive numbers are added.
 * Returns OK, or BAD_SERVICE when memory is out.
 * Source: Mann and Whitney (1947), the recurrence of section 3.
 */
enum status mann_whitney_distribution(size_t n_a, size_t n_b, double **cumulative, struct error *err);

#endif
