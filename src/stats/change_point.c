#include "stats/change_point.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "stats/ranks.h"
#include "stats/student.h"

/* The largest |U_t| and the first t that has it. */
static struct change_point find_change(const double *ranks, size_t n)
{
    struct change_point change = {.p = 1};
    double u = 0;
    for (size_t t = 1; t < n; t++) {
        u += ranks[t - 1];
        if (fabs(u) > change.k) {
            change.k = fabs(u);
            change.position = t;
        }
    }
    return change;
}

enum status change_point_pettitt(const double *ranks, size_t n, struct change_point *change,
                                 struct error *err)
{
    struct change_point found = find_change(ranks, n);
    double *rest = reallocarray(NULL, n, sizeof *rest);
    if (rest == NULL) {
        return error_no_memory(err);
    }
    ranks_without_step(ranks, n, found.position, rest);
    struct ranks_precision precision = ranks_precision(rest, n);
    free(rest);
    double df = precision.effective_n - 3;
    if (precision.effective_n == 0) {
        found.p = ranks_chance_of_step(n, found.position);
    } else if (df > 0) {
        double t = student_quantile(0.025, df) / gsl_cdf_ugaussian_Pinv(0.975);
        double d = found.k / sqrt((double)n * precision.variance) / (t * t);
        found.p = fmin(1, 2 * exp(-2 * d * d));
    }
    *change = found;
    return OK;
}
