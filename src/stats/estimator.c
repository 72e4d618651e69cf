#include "stats/estimator.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "stats/moments.h"
#include "stats/quantile.h"

double estimator_compute(const struct estimator *estimator, const double *sorted, size_t n)
{
    switch (estimator->kind) {
    case ESTIMATE_MEAN:
        return moments_compute(sorted, n).mean;
    case ESTIMATE_QUANTILE:
        return quantile_sorted(sorted, n, estimator->p, estimator->type);
    }
    abort();
}

struct rank_range estimator_ranks(const struct estimator *estimator, size_t n)
{
    assert(estimator->kind == ESTIMATE_QUANTILE && n >= 1);
    /* No type's position, counted from 1, is below n p - 1/2 or above n p + 1; it and the next one are read.
     * One more on each side is for rounding. */
    double middle = floor((double)n * estimator->p);
    size_t first = middle < 2 ? 0 : (size_t)middle - 2;
    size_t last = (size_t)middle + 2;
    first = first < n ? first : n - 1;
    last = last < n ? last : n - 1;
    return (struct rank_range){first, last};
}

static void jackknife_mean(const double *sorted, size_t n, double *estimates)
{
    double mean = moments_compute(sorted, n).mean;
    for (size_t i = 0; i < n; i++) {
        estimates[i] = mean + (mean - sorted[i]) / (double)(n - 1);
    }
}

/* The estimate without the value of that rank; only those that the quantile reads are put in place. */
static double quantile_without(const struct estimator *estimator, const double *sorted, size_t n,
                               size_t left_out, double *scratch)
{
    struct rank_range ranks = estimator_ranks(estimator, n - 1);
    for (size_t rank = ranks.first; rank <= ranks.last; rank++) {
        scratch[rank] = sorted[rank < left_out ? rank : rank + 1];
    }
    /* The extremes are read for ranks beyond them only, and are within the range then. */
    return quantile_sorted(scratch, n - 1, estimator->p, estimator->type);
}

/* All that are left out below what the quantile reads leave the same estimate, and so do all above. */
static void jackknife_quantile(const struct estimator *estimator, const double *sorted, size_t n,
                               double *scratch, double *estimates)
{
    struct rank_range ranks = estimator_ranks(estimator, n - 1);
    double below = quantile_without(estimator, sorted, n, 0, scratch),
           above = quantile_without(estimator, sorted, n, n - 1, scratch);
    for (size_t i = 0; i < n; i++) {
        estimates[i] = i <= ranks.first ? below
                       : i > ranks.last ? above
                                        : quantile_without(estimator, sorted, n, i, scratch);
    }
}

void estimator_jackknife(const struct estimator *estimator, const double *sorted, size_t n, double *scratch,
                         double *estimates)
{
    assert(n >= 2);
    switch (estimator->kind) {
    case ESTIMATE_MEAN:
        jackknife_mean(sorted, n, estimates);
        return;
    case ESTIMATE_QUANTILE:
        jackknife_quantile(estimator, sorted, n, scratch, estimates);
        return;
    }
    abort();
}

double effect_compute(enum effect effect, double a, double b)
{
    switch (effect) {
    case EFFECT_DIFFERENCE:
        return b - a;
    case EFFECT_RATIO:
        return b / a;
    }
    abort();
}
