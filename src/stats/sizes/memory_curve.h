/* What means at some memory sizes tell of the true ones, when these lie near a curve: a posterior over a
 * family of curves. */
#ifndef FAASTAT_STATS_SIZES_MEMORY_CURVE_H
#define FAASTAT_STATS_SIZES_MEMORY_CURVE_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

#include "base/error.h"

/* The mean of the requests of one memory size. */
struct curve_point {
    double memory_mb, mean;    /* both above 0 */
    double standard_error, df; /* standard_error 0: known exactly; df: of the standard error */
};

/* One curve's shape, what the means say of its height and slope, and how far sizes are from it. */
struct curve_shape {
    double knee_mb, parallel, deviation;
    double a, b, root[3]; /* what the means say of a and b: center, and Cholesky's root of the precision */
};

struct memory_curve {
    const struct curve_point *points; /* borrowed */
    size_t n;
    double *errors; /* of the points' means, as normal ones */
    struct curve_shape *shapes;
    double *weights; /* of the shapes up to each */
};

/*
 * Weighs the curves  a + b ((1 - parallel) / min(m, knee) + parallel / m),  from which each size is off by a
 * normal deviation of its own, a share of its mean.
 *
 * points     in ascending order of memory, all different; borrowed until the release
 * n          number of points, at least 1
 *
 * A prior that is flat over the logarithm of the knee (from the first size, which is a constant, to the last,
 * which is a hyperbola), over shares of parallel work from 0 to 3 / 4, and over deviations from 0 to 10 %; a
 * and b normal, of the scale of the largest mean. A mean is taken for normal with the middle two thirds of
 * its t distribution. Returns OK, or BAD_SERVICE when memory is out. Caller releases it either way. Sources:
 * Amdahl (1967) for the curves; Efron and Morris (1975), J. Amer. Statist. Assoc. 70, 311-319, for means that
 * shrink to what they have in common; Gelman and others (2013), Bayesian Data Analysis, chapter 5.
 */
enum status memory_curve_init(struct memory_curve *curve, const struct curve_point *points, size_t n,
                              struct error *err);

/* Draws the true means, one a point, from the posterior. */
void memory_curve_draw(const struct memory_curve *curve, gsl_rng *rng, double *means);

void memory_curve_release(struct memory_curve *curve);

#endif
