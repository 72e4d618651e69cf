#include "stats/quantile.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The order statistic with rank k from 1, the extremes standing for the ranks beyond them. */
static double ranked(const double *sorted, size_t n, double k)
{
    return k < 1 ? sorted[0] : k > (double)n ? sorted[n - 1] : sorted[(size_t)k - 1];
}

/* Types 1 to 3: steps. */
static double step_quantile(const double *sorted, size_t n, double p, int type)
{
    double position = type == 3 ? (double)n * p - 0.5 : (double)n * p;
    double j = floor(position + 4 * DBL_EPSILON);
    bool at_step = position <= j + 4 * DBL_EPSILON * fmax(1, fabs(j));
    double low = ranked(sorted, n, j), high = ranked(sorted, n, j + 1);
    if (!at_step) {
        return high;
    }
    switch (type) {
    case 1:
        return low;
    case 2:
        return low / 2 + high / 2;
    default: /* to the even rank */
        return fmod(j, 2) == 0 ? low : high;
    }
}

double quantile_sorted(const double *sorted, size_t n, double p, int type)
{
    /* Types 4 to 9 interpolate at a + p (n + 1 - a - b). */
    static const double a[] = {0, 0.5, 0, 1, 1.0 / 3, 3.0 / 8}, b[] = {1, 0.5, 0, 1, 1.0 / 3, 3.0 / 8};
    if (type <= 3) {
        return step_quantile(sorted, n, p, type);
    }
    double position =
        type == 7 ? 1 + ((double)n - 1) * p : a[type - 4] + p * ((double)n + 1 - a[type - 4] - b[type - 4]);
    double j = floor(position + 4 * DBL_EPSILON), weight = position - j;
    double low = ranked(sorted, n, j), high = ranked(sorted, n, j + 1);
    if (fabs(weight) < 4 * DBL_EPSILON) {
        return low;
    }
    return weight == 1 || low == high ? high : low + weight * (high - low);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void sort_values(double *values, size_t n)
{
    if (n > 1) {
        qsort(values, n, sizeof *values, compare);
    }
}
