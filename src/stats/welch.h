/* Welch's t test: whether two means differ, when the variances may. It knows figures, not samples. */
#ifndef FAASTAT_STATS_WELCH_H
#define FAASTAT_STATS_WELCH_H

#include "base/error.h"
#include "stats/test_result.h"

/* What is published of a sample: mean and sd in the same unit, sd >= 0 with n - 1. */
struct summary_figures {
    double mean, sd, n;
    double between; /* what else makes the mean uncertain: a standard deviation that is known; 0: nothing */
};

/*
 * Two-sided test of equal means.
 *
 * a, b     n >= 2 each; one of the two sds may be 0
 * result   statistic t of a - b, dimensionless; df by Welch and Satterthwaite, seldom whole; untouched on
 *          failure
 *
 * Assumes independent draws and means that are about normal. As R's t.test(a, b).
 * Returns OK, or BAD_DATA in words.
 * Source: Welch (1947), Biometrika 34, 28-35.
 */
enum status welch_test(const struct summary_figures *a, const struct summary_figures *b,
                       struct test_result *result, struct error *err);

#endif
