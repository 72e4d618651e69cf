#include "stats/wilson.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum status wilson_interval(double successes, double n, double level, struct interval *interval,
                            struct error *err)
{
    if (!(n >= 1)) {
        return error_set(err, BAD_DATA, "wilson: needs n >= 1");
    }
    if (successes > n) {
        return error_set(err, BAD_DATA, "wilson: found %.6g successes, expected at most n = %.6g", successes,
                         n);
    }
    double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
    double square = z * z;
    double top = successes + square / 2 + z * sqrt(successes * (n - successes) / n + square / 4);
    /* The low end times the high end is successes^2 / (n (n + z^2)): no digits are lost when one is near 0.
     */
    interval->low = successes / n * (successes / top);
    interval->high = successes == n ? 1 : top / (n + square);
    return OK;
}
