#include "stats/student.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

/*
 * By F of t^2 where GSL's own is not to be trusted; beyond these bounds it is F that fails, at a df of 10^6
 * or a t^2 past the doubles.
 */
double student_tail(double t, double df)
{
    return df > 30 && df < 3000 ? gsl_cdf_fdist_Q(t * t, 1, df) / 2 : gsl_cdf_tdist_Q(t, df);
}

double student_quantile(double tail, double df)
{
    if (tail > 0.5) {
        return -student_quantile(1 - tail, df);
    }
    double t = gsl_cdf_tdist_Qinv(tail, df);
    for (int i = 0; i < 2; i++) {
        double step = (student_tail(fabs(t), df) - tail) / gsl_ran_tdist_pdf(t, df);
        t += isfinite(step) ? step : 0; /* far out the density is no double */
    }
    return t;
}
