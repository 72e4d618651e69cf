#include "stats/fieller.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum status fieller_interval(const struct summary_figures *a, const struct summary_figures *b, double level,
                             struct interval *interval, struct error *err)
{
    if (!(a->n >= 2 && b->n >= 2) || isnan(a->sd) || isnan(b->sd)) {
        return error_set(err, BAD_DATA, "ratio of means: no interval, needs n >= 2 in both groups");
    }
    double variance_a = a->sd * a->sd / a->n, variance_b = b->sd * b->sd / b->n, ratio = b->mean / a->mean;
    double scaled_a = ratio * ratio * variance_a;
    if (!isfinite(ratio)) {
        return error_set(err, BAD_DATA, "ratio of means: no interval, what it is divided by can be 0");
    }
    if (variance_a == 0 && variance_b == 0) {
        return error_set(err, BAD_DATA, "ratio of means: no interval, both groups are constant");
    }
    double df = (scaled_a + variance_b) * (scaled_a + variance_b) /
                (scaled_a * scaled_a / (a->n - 1) + variance_b * variance_b / (b->n - 1));
    double t = gsl_cdf_tdist_Qinv((1 - level) / 2, df);
    /* (b - r a)^2 <= t^2 (variance_b + r^2 variance_a), a quadratic in r, divided by a^2. */
    double square = 1 - t * t * variance_a / (a->mean * a->mean);
    if (!(square > 0)) {
        return error_set(err, BAD_DATA, "ratio of means: no interval, what it is divided by can be 0");
    }
    double half = t * sqrt(variance_b * square + scaled_a) / fabs(a->mean);
    *interval = (struct interval){(ratio - half) / square, (ratio + half) / square};
    return OK;
}
