#include "stats/outliers.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/quantile.h"

/* The sd of a normal distribution is its MAD times this, 1 / its 0.75 quantile. */
static const double NORMAL_SCALE = 1.482602218505602;

/* The MADs of the sorted values on both sides of the median: a median of distances is that of the values. */
static void measure_sides(const double *sorted, size_t n, struct outliers *outliers)
{
    double median = quantile_sorted(sorted, n, 0.5, QUANTILE_TYPE_DEFAULT);
    size_t below = 0, up_to = 0;
    for (size_t i = 0; i < n; i++) {
        below += sorted[i] < median;
        up_to += sorted[i] <= median;
    }
    outliers->median = median;
    outliers->low.mad = NORMAL_SCALE * (median - quantile_sorted(sorted, up_to, 0.5, QUANTILE_TYPE_DEFAULT));
    outliers->high.mad =
        NORMAL_SCALE * (quantile_sorted(sorted + below, n - below, 0.5, QUANTILE_TYPE_DEFAULT) - median);
}

static void limit_sides(double smallest, double largest, double cutoff, struct outliers *outliers)
{
    struct outlier_side *low = &outliers->low, *high = &outliers->high;
    if (low->mad > 0) {
        low->limit = fmax(outliers->median - cutoff * low->mad, -DBL_MAX);
    } else {
        low->limit = smallest;
        low->note = "half or more of the values up to the median are equal to it";
    }
    if (high->mad > 0) {
        high->limit = fmin(outliers->median + cutoff * high->mad, DBL_MAX);
    } else {
        high->limit = largest;
        high->note = "half or more of the values from the median on are equal to it";
    }
}

/* All but the counts; sorts `values`. */
static enum status find_limits(double *values, size_t n, double cutoff, struct outliers *outliers,
                               struct error *err)
{
    quantile_sort(values, n);
    double smallest = values[0], largest = values[n - 1];
    if (smallest == largest) {
        return error_set(err, BAD_DATA, "double_mad: all values are equal");
    }
    if (!isfinite((largest - smallest) * NORMAL_SCALE)) {
        return error_set(err, BAD_DATA, "double_mad: the distances are past the largest double");
    }
    measure_sides(values, n, outliers);
    if (!(outliers->low.mad > 0) && !(outliers->high.mad > 0)) {
        return error_set(err, BAD_DATA,
                         "double_mad: too many values are equal to the median, both MADs are 0");
    }
    limit_sides(smallest, largest, cutoff, outliers);
    return OK;
}

enum status outliers_double_mad(const double *values, size_t n, double cutoff, struct outliers *outliers,
                                signed char *marks, struct error *err)
{
    if (n < 2) {
        return error_set(err, BAD_DATA, "double_mad: needs n >= 2");
    }
    double *sorted = reallocarray(NULL, n, sizeof *sorted);
    if (sorted == NULL) {
        return error_no_memory(err);
    }
    memcpy(sorted, values, n * sizeof *sorted);
    struct outliers result = {0};
    enum status status = find_limits(sorted, n, cutoff, &result, err);
    free(sorted);
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        int low = values[i]<result.low.limit, high = values[i]> result.high.limit;
        result.low.n += (size_t)low;
        result.high.n += (size_t)high;
        if (marks != NULL) {
            marks[i] = (signed char)(high - low);
        }
    }
    *outliers = result;
    return OK;
}
