/* Whether a series begins before it has settled, and how many values at its start to leave out then. */
#ifndef FAASTAT_STATS_WARM_UP_H
#define FAASTAT_STATS_WARM_UP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { WARM_UP_BATCH = 5, WARM_UP_MIN_N = 4 * WARM_UP_BATCH };

struct warm_up {
    size_t cut;       /* leading values to leave out, a multiple of WARM_UP_BATCH */
    bool at_limit;    /* the cut is the largest that was tried: the series may be too short to have settled */
    double mean;      /* of all values, in their unit */
    double mean_kept; /* without the cut ones */
};

/*
 * The cut of d batches of 5 values with the smallest sum of squares about the mean of the other batch means,
 * divided by the square of their number; the smallest d of several.
 *
 * values    n >= WARM_UP_MIN_N finite numbers in the order of time
 * warm_up   untouched on failure
 *
 * An estimate of where a warm-up ends, not a sign that there is one: half of the series without one are cut
 * too. Only d up to half of the floor(n / 5) batches are tried, since the criterion is small by chance where
 * few batches are left. Values at the end that fill no batch count in the means only. Equal values have
 * nothing to cut. Returns OK, BAD_DATA when n is too small, or BAD_SERVICE when memory is out. Sources: White
 * (1997), Simulation 69, 323-334; White, Cobb and Spratt (2000), Proc. Winter Simulation Conference, 755-765
 * (batches of 5); Hoad, Robinson and Davies (2010), J. Oper. Res. Soc. 61, 1630-1644 (the first half).
 */
enum status warm_up_mser5(const double *values, size_t n, struct warm_up *warm_up, struct error *err);

/*
 * Tests whether the values at the start are above or below those that follow.
 *
 * ranks   of n >= 2 values in the order of time, not all equal, by ranks_of_series()
 * cut     where the warm-up would end, 0 <= cut < n, for example by MSER-5
 * p       two-sided; untouched on failure
 *
 * The statistic is the sum over k of (1 - k / n) k (mean of all - mean of the first k), which weighs what is
 * odd the more the earlier it is, of the values' exponential scores, so that no distribution is taken for
 * granted and large values count for more than small ones. It is judged by the long-run variance of the
 * scores once the step at the cut is taken out, by Student's t with three degrees of freedom less than the
 * values that independent ones would be. At most 8 % of settled series that are AR(1) have p < 0.05, with a
 * coefficient of 0.6 from n = 100 and of 0.9 from n = 500 (tests/calibrate/diagnosis.c). O(n). Returns OK, or
 * BAD_SERVICE when memory is out.
 * Sources: Schruben, Singh and Tierney (1983), Oper. Res. 31, 1167-1178; Savage (1956), Ann. Math. Stat. 27,
 * 590-615 (scores); Andrews (1991), Econometrica 59, 817-858 (long-run variance).
 */
enum status warm_up_test(const double *ranks, size_t n, size_t cut, double *p, struct error *err);

#endif
