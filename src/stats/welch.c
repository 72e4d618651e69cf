#include "stats/welch.h"

#include <math.h>

#include "stats/student.h"

enum status welch_test(const struct summary_figures *a, const struct summary_figures *b,
                       struct test_result *result, struct error *err)
{
    if (!(a->n >= 2 && b->n >= 2)) {
        return error_set(err, BAD_DATA, "welch: needs n >= 2 in both groups");
    }
    double error_a = a->sd / sqrt(a->n), error_b = b->sd / sqrt(b->n);
    double error =
        hypot(hypot(error_a, error_b),
              hypot(a->between, b->between)); /* squares of tiny or huge ones would not be doubles */
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
    *result = (struct test_result){t, df, 2 * student_tail(fabs(t), df)};
    return OK;
}
