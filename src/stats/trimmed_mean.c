#include "stats/trimmed_mean.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/moments.h"
#include "stats/quantile.h"

enum status trimmed_mean_compute(const double *values, size_t n, double share, struct trimmed_mean *trimmed,
                                 struct error *err)
{
    /* A product that is short of a whole number by no more than rounding is that number: 0.07 x 100. */
    size_t each_end = (size_t)floor(share * (double)n * (1 + 1e-12));
    double *sorted = reallocarray(NULL, n, sizeof *sorted);
    if (sorted == NULL) {
        return error_no_memory(err);
    }
    memcpy(sorted, values, n * sizeof *sorted);
    quantile_sort(sorted, n);
    size_t left = n - 2 * each_end;
    struct moments middle = moments_compute(sorted + each_end, left);
    for (size_t i = 0; i < each_end; i++) { /* winsorised */
        sorted[i] = sorted[each_end];
        sorted[n - 1 - i] = sorted[n - 1 - each_end];
    }
    double sd = moments_compute(sorted, n).sd, h = (double)left;
    *trimmed = (struct trimmed_mean){middle.mean, NAN, h - 1, each_end};
    if (left > 1) {
        trimmed->standard_error = sd * sqrt((double)(n - 1) / (h * (h - 1)));
    }
    free(sorted);
    return OK;
}
