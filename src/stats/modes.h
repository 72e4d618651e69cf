/*
 * Whether some values of a sample stand apart above the others, as cold starts do above warm ones: a gap
 * between the values in order that is too wide for one tail.
 */
#ifndef FAASTAT_STATS_MODES_H
#define FAASTAT_STATS_MODES_H

#include <stddef.h>

#include "base/error.h"

struct modes {
    size_t n;     /* values above the widest gap, for the spread of those just below it; 0: no gap at all */
    double start; /* the smallest of them, in the values' unit */
    double p;     /* of such a gap in one tail; at most 1, and a bound */
};

/*
 * The resolution of values that were rounded: the lower quartile of the differences of the values that occur
 * most, where these are multiples of one, whatever stands between them; else of all neighbours that are not
 * equal (by more than what a conversion of units leaves), and at most the value that is larger than a
 * twentieth of those above 0. Of values that were not rounded it is about what lies between two of them, or
 * less. 0 when all are equal.
 *
 * sorted    n values in ascending order
 * scratch   room for n
 */
double modes_tick(const double *sorted, size_t n, double *scratch);

/*
 * Looks for the gap between the k-th largest value and the next, k from 2 to n / 2, that is the widest of all
 * for what follows it: the w = max(30, 2 k) scaled spacings k log(x_k / x_(k+1)) below, or as many as there
 * are, 30 at least. In a tail that falls as a power of the values they are independent and exponential, so
 * that gap over mean exceeds f with a chance of at most (1 + f / w)^-w; in lighter tails they grow downwards,
 * and the chance is less.
 *
 * sorted   n >= MODES_MIN_N finite numbers in ascending order; those up to half a tick are not looked at
 * tick     >= 0: the gap is taken for as narrow, and the value below it for as high, as half a tick makes
 *          them; or half the coarsest power of ten in whose steps all values above it were written, where
 *          that is wider, since the ticks of numbers with so many significant digits grow with these
 * modes    p is four times the chance times the number of gaps looked at: four, so that 5 % is kept
 *          in series whose values come in clusters, as each depends on those before, too; untouched on
 *          failure
 *
 * Does not see two groups that overlap, a second group below the most, nor one of a single value. O(n).
 * Returns OK, or BAD_DATA when n is too small, all values are equal, or too few are above 0.
 * Sources: Renyi (1953), Acta Math. Acad. Sci. Hung. 4, 191-231 (spacings); Weissman (1978), J. Am. Stat.
 * Assoc. 73, 812-815 (of the largest values); Bonferroni's bound.
 */
enum { MODES_MIN_N = 40 };
enum status modes_find_gap(const double *sorted, size_t n, double tick, struct modes *modes,
                           struct error *err);

#endif
