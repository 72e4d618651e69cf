/* The Kruskal-Wallis test of two or more samples. */
#ifndef FAASTAT_STATS_KRUSKAL_WALLIS_H
#define FAASTAT_STATS_KRUSKAL_WALLIS_H

#include <stddef.h>

#include "base/error.h"
#include "stats/draws.h"
#include "stats/test_result.h"

/*
 * Test of whether values of some of the groups tend to be above those of others.
 *
 * groups     n_groups >= 2, of n >= 1 each
 * result     statistic H, corrected for ties; df n_groups - 1; p from the chi-square distribution, which is
 *            rough for groups of fewer than 5; untouched on failure
 *
 * Assumes independent draws and, under the hypothesis, the same distribution. As R's kruskal.test().
 * Returns OK, BAD_DATA in words when there is nothing to compare, or BAD_SERVICE when memory is out.
 * Source: Kruskal and Wallis (1952), JASA 47, 583-621.
 */
enum status kruskal_wallis_test(const struct draws *groups, size_t n_groups, struct test_result *result,
                                struct error *err);

#endif
