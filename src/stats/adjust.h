/* p-values of several tests, adjusted for their number. */
#ifndef FAASTAT_STATS_ADJUST_H
#define FAASTAT_STATS_ADJUST_H

#include <stddef.h>

#include "base/error.h"

/*
 * Adjusted p-values, in the order of p; those of NaN, tests that gave none, are NaN and do not count.
 *
 * p          n of them, 0..1 or NaN
 * adjusted   room for n; may be p; untouched on failure
 *
 * Holm's hold the chance of any wrong rejection, whatever the dependence between the tests; Benjamini and
 * Hochberg's hold the expected share of the rejections that are wrong, for independent tests and some kinds
 * of positive dependence. As R's p.adjust(). Returns OK, or BAD_SERVICE when memory is out. Sources: Holm
 * (1979), Scand. J. Stat. 6, 65-70; Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289-300.
 */
enum status adjust_holm(const double *p, size_t n, double *adjusted, struct error *err);
enum status adjust_benjamini_hochberg(const double *p, size_t n, double *adjusted, struct error *err);

#endif
