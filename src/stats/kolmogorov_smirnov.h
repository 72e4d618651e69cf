/* The Kolmogorov-Smirnov test of two samples. */
#ifndef FAASTAT_STATS_KOLMOGOROV_SMIRNOV_H
#define FAASTAT_STATS_KOLMOGOROV_SMIRNOV_H

#include <stdbool.h>

#include "base/error.h"
#include "stats/draws.h"
#include "stats/test_result.h"

/* Up to this n_a n_b, and without ties, p is exact. */
enum { KOLMOGOROV_SMIRNOV_EXACT_PAIRS = 10000 };

/*
 * Two-sided test of whether two samples are of the same distribution.
 *
 * a, b     n >= 1 each
 * result   statistic D, the largest distance between the two empirical distribution functions, 0..1; df NaN;
 *          untouched on failure
 * exact    whether p is the share of all orders of the values with a distance of at least D; else it is the
 *          limit for large samples, which is too large when there are ties; untouched on failure
 *
 * Assumes independent draws. As R's ks.test(a, b), where that takes the limit for samples with ties too.
 * Returns OK, BAD_DATA when a sample is empty, or BAD_SERVICE when memory is out.
 * Sources: Smirnov (1948), Ann. Math. Stat. 19, 279-281 (the limit); Hodges (1958), Ark. Mat. 3, 469-486 (the
 * exact p, by counting paths).
 */
enum status kolmogorov_smirnov_test(const struct draws *a, const struct draws *b, struct test_result *result,
                                    bool *exact, struct error *err);

#endif
