#include "stats/wilson.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum status wilson_interval(size_t successes, size_t n, double level, struct interval *interval,
                            struct error *err)
{
    if (n < 1) {
        return error_set(err, BAD_DATA, "wilson: needs n >= 1");
    }
    if (successes > n) {
        return error_set(err, BAD_DATA, "wilson: found %zu successes, expected at most n = %zu", successes,
                         n);
    }
    double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
    double good = (double)successes, all = (double)n, square = z * z;
    double top = good + square / 2 + z * sqrt(good * (double)(n - successes) / all + square / 4);
    /* The low end times the high end is good^2 / (n (n + z^2)): no digits are lost when one is near 0. */
    interval->low = good / all * (good / top);
    interval->high = successes == n ? 1 : top / (all + square);
    return OK;
}
