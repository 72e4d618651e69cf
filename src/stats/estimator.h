/* What is estimated from a sample, and from two: a mean or a quantile, and their difference or ratio. */
#ifndef FAASTAT_STATS_ESTIMATOR_H
#define FAASTAT_STATS_ESTIMATOR_H

#include <stddef.h>

enum estimator_kind { ESTIMATE_MEAN, ESTIMATE_QUANTILE };

struct estimator {
    enum estimator_kind kind;
    double p; /* of a quantile, 0 <= p <= 1 */
    int type; /* of a quantile: Hyndman and Fan's, 1 to 9 */
};

/* How two estimates are compared. */
enum effect { EFFECT_DIFFERENCE, EFFECT_RATIO }; /* b - a, b / a */

/* The estimate from sorted[0..n), ascending, n >= 1, in the values' unit. */
double estimator_compute(const struct estimator *estimator, const double *sorted, size_t n);

/*
 * The n estimates from sorted[0..n), n >= 2, without each of its values in turn, in that order (the
 * jackknife). Takes as many steps as there are values. `scratch` has room for n values.
 *
 * Source: Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, section 3.
 */
void estimator_jackknife(const struct estimator *estimator, const double *sorted, size_t n, double *scratch,
                         double *estimates);

/* The ranks of a sorted sample, from 0, among which are all that a quantile looks at. */
struct rank_range {
    size_t first, last;
};

/* Those of n values, n >= 1; at most 5. A sample that has only these in place has the quantile of it all. */
struct rank_range estimator_ranks(const struct estimator *estimator, size_t n);

double effect_compute(enum effect effect, double a, double b);

#endif
