#include "stats/omission.h"

#include <math.h>
#include <stdlib.h>

/* How many values are added for x. */
static double added(double x, double interval)
{
    return x > interval ? floor((x - interval) / interval + 1e-9) : 0;
}

enum status omission_correct(const double *values, size_t n, double interval, double **corrected,
                             size_t *n_corrected, struct error *err)
{
    double total = (double)n;
    if (!(interval > 0)) {
        return error_set(err, BAD_DATA, "omission: expected an interval above 0");
    }
    for (size_t i = 0; i < n; i++) {
        total += added(values[i], interval);
    }
    if (!(total <= MOST_CORRECTED)) {
        return error_set(err, BAD_DATA, "omission: an interval of %g adds more than %d values", interval,
                         MOST_CORRECTED);
    }
    double *all = calloc((size_t)total + 1, sizeof *all);
    if (all == NULL) {
        return error_no_memory(err);
    }
    size_t next = 0;
    for (size_t i = 0; i < n; i++) {
        size_t more = (size_t)added(values[i], interval);
        for (size_t k = 0; k <= more; k++) {
            all[next++] = values[i] - (double)k * interval;
        }
    }
    *corrected = all;
    *n_corrected = next;
    return OK;
}
