/* How many values at the start of a series to leave out, because it had not settled yet: MSER-5. */
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
 * Only d up to half of the floor(n / 5) batches are tried, since the criterion is small by chance where few
 * batches are left. Values at the end that fill no batch count in the means only. Equal values have nothing
 * to cut. Returns OK, BAD_DATA when n is too small, or BAD_SERVICE when memory is out. Sources: White (1997),
 * Simulation 69, 323-334; White, Cobb and Spratt (2000), Proc. Winter Simulation Conference, 755-765 (batches
 * of 5); Hoad, Robinson and Davies (2010), J. Oper. Res. Soc. 61, 1630-1644 (the first half).
 */
enum status warm_up_mser5(const double *values, size_t n, struct warm_up *warm_up, struct error *err);

#endif
