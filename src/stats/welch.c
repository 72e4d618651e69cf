#include "stats/welch.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/*
 * Two-sided p of Student's t. Between the bounds by F of t^2: there GSL 2.7.1's own t is an expansion that is
 * off by up to 5e-7, beside 1e-13 by F; beyond them it is F that fails, at a df of 10^6 or a t^2 past the
 * doubles.
 */
static double student_p(double t, double df)
{
    return df > 30 && df < 3000 ? gsl_cdf_fdist_Q(t * t, 1, df) : 2 * gsl_cdf_tdist_Q(fabs(t), df);
}

enum status welch_test(const struct summary_figures *a, const struct summary_figures *b,
                       struct test_result *result, struct error *err)
{
    if (!(a->n >= 2 && b->n >= 2)) {
        return error_set(err, BAD_DATA, "welch: needs n >= 2 in both groups");
    }
    double error_a = a->sd / sqrt(a->n), error_b = b->sd / sqrt(b->n);
    double error = hypot(error_a, error_b); /* squares of tiny or huge ones would not be doubles */
    if (error == 0) {
        return error_set(err, BAD_DATA, "welch: both groups are constant");
    }
    double difference = a->mean - b->mean;
    if (!isfinite(difference) || !isfinite(error)) {
        return error_set(err, BAD_DATA, "welch: the figures are too large");
    }
    double share_a = error_a / error * (error_a / error), share_b = error_b / error * (error_b / error);
    double t = difference / error;
    double df = 1 / (share_a * share_a / (a->n - 1) + share_b * share_b / (b->n - 1));
    *result = (struct test_result){t, df, student_p(t, df)};
    return OK;
}
