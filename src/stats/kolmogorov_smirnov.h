/* The Kolmogorov-Smirnov test of two samples. */
#ifndef FAASTAT_STATS_KOLMOGOROV_SMIRNOV_H
#define FAASTAT_STATS_KOLMOGOROV_SMIRNOV_H

#include <stdbool.h>

#include "base/error.h"
#include "stats/draws.h"
#include "stats/test_result.h"

/* Up to this n_a n_b p is exact, in a few milliseconds. */
enum { KOLMOGOROV_SMIRNOV_EXACT_PAIRS = 250000 };

/*
 * Two-sided test of whether two samples are of the same distribution.
 *
 * a, b     n >= 1 each
 * result   statistic D, the largest distance between the two empirical distribution functions, 0..1; df NaN;
 *          untouched on failure
 * exact    whether p is the share of all orders of the values, ties kept, with a distance of at least D; else
 * it is the limit for large samples, which is too large when there are many ties; untouched on failure
 *
 * Assumes independent draws. As R's ks.test(a, b, exact = TRUE) from 4.2 on, or exact = FALSE beyond.
 * Returns OK, BAD_DATA when a sample is empty, or BAD_SERVICE when memory is out.
 * Sources: Smirnov (1948), Ann. Math. Stat. 19, 279-281 (the limit); Hodges (1958), Ark. Mat. 3, 469-486 (the
 * exact p, by counting paths); Schroeer and Trenkler (1995), Comput. Stat. Data Anal. 20, 185-202 (with
 * ties).
 */
enum status kolmogorov_smirnov_test(const struct draws *a, const struct draws *b, struct test_result *result,
                                    bool *exact, struct error *err);

#endif
