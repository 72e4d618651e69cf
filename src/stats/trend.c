#include "stats/trend.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats/moments.h"
#include "stats/quantile.h"
#include "stats/ranks.h"
#include "stats/student.h"

/* ---- pairs that fall, counted by merges ---- */

/* Merges two ascending runs into `to`; the pairs with the second run's value below (or equal to) the first's.
 */
static uint64_t merge(const double *from, size_t n_first, size_t n, double *to, bool or_equal)
{
    uint64_t count = 0;
    size_t i = 0, j = n_first;
    for (size_t k = 0; k < n; k++) {
        bool second = i == n_first || (j < n && (from[j] < from[i] || (or_equal && from[j] == from[i])));
        if (second) {
            count += n_first - i;
        }
        to[k] = second ? from[j++] : from[i++];
    }
    return count;
}

/* The pairs i < j with values[j] < values[i], or <= with or_equal. Sorts `values`; `scratch` has n too. */
static uint64_t count_falling(double *values, double *scratch, size_t n, bool or_equal)
{
    uint64_t count = 0;
    double *from = values, *to = scratch;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start < n; start += 2 * width) {
            size_t length = n - start < 2 * width ? n - start : 2 * width;
            size_t n_first = length < width ? length : width;
            count += merge(from + start, n_first, length, to + start, or_equal);
        }
        double *swap = from;
        from = to;
        to = swap;
    }
    if (from != values) {
        memcpy(values, from, n * sizeof *values);
    }
    return count;
}

static double count_pairs(double n)
{
    return n * (n - 1) / 2;
}

/* ---- Mann-Kendall ---- */

/* What equal values take from the pairs and from 18 times the variance of S. */
struct ties {
    double pairs, variance;
};

static struct ties sum_ties(const double *sorted, size_t n)
{
    struct ties ties = {0, 0};
    for (size_t start = 0, end; start < n; start = end) {
        for (end = start + 1; end < n && sorted[end] == sorted[start]; end++) {}
        double t = (double)(end - start);
        ties.pairs += count_pairs(t);
        ties.variance += t * (t - 1) * (2 * t + 5);
    }
    return ties;
}

enum status mann_kendall_test(const double *values, size_t n, struct mann_kendall *result, struct error *err)
{
    if (n < 2) {
        return error_set(err, BAD_DATA, "mann_kendall: needs n >= 2");
    }
    double *copy = reallocarray(NULL, n, 2 * sizeof *copy);
    if (copy == NULL) {
        return error_no_memory(err);
    }
    memcpy(copy, values, n * sizeof *copy);
    double count = (double)n, falling = (double)count_falling(copy, copy + n, n, false);
    struct ties ties = sum_ties(copy, n);
    bool all_equal = copy[0] == copy[n - 1];
    free(copy);
    if (all_equal) {
        return error_set(err, BAD_DATA, "mann_kendall: all values are equal");
    }
    double pairs = count_pairs(count), unequal = pairs - ties.pairs;
    double s = unequal - 2 * falling;
    double sd = sqrt((count * (count - 1) * (2 * count + 5) - ties.variance) / 18);
    *result = (struct mann_kendall){
        .s = s,
        .tau = s / unequal * sqrt(unequal / pairs), /* just 1 when all pairs rise */
        .p = erfc(fmax(0, fabs(s) - 1) / sd / sqrt(2)),
    };
    return OK;
}

/* ---- ranks over time ---- */

static double slope_of_ranks(const double *ranks, size_t n)
{
    double sum = 0, middle = (double)(n - 1) / 2;
    for (size_t i = 0; i < n; i++) {
        sum += ((double)i - middle) * ranks[i];
    }
    return sum;
}

enum status trend_test(const double *ranks, size_t n, struct trend *trend, struct error *err)
{
    double count = (double)n, middle = (count - 1) / 2;
    double times = count * (count * count - 1) / 12; /* the sum of squares of i - middle */
    double *rest = reallocarray(NULL, n, sizeof *rest);
    if (rest == NULL) {
        return error_no_memory(err);
    }
    double product = slope_of_ranks(ranks, n);
    for (size_t i = 0; i < n; i++) {
        rest[i] = ranks[i] - product / times * ((double)i - middle);
    }
    struct ranks_precision precision = ranks_precision(rest, n);
    free(rest);
    double t = product / sqrt(times * precision.variance), df = precision.effective_n - 2;
    double p = df > 0 ? 2 * student_tail(fabs(t), df) : 1;
    if (precision.effective_n == 0) { /* all in a row: one of n! orders, or the other way round */
        p = 2 * exp(-lgamma(count + 1));
    }
    *trend = (struct trend){t, df, p};
    return OK;
}

/* ---- Sen's slope ---- */

/* The median of values[0..n), which it sorts; halves are added, since the sum can be past the largest double.
 */
static double sort_for_median(double *values, size_t n)
{
    quantile_sort(values, n);
    return n % 2 == 1 ? values[n / 2] : values[n / 2 - 1] / 2 + values[n / 2] / 2;
}

static enum status sorted_slope(const double *values, size_t n, double *slope, struct error *err)
{
    size_t pairs = n * (n - 1) / 2, k = 0;
    double *slopes = reallocarray(NULL, pairs, sizeof *slopes);
    if (slopes == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            slopes[k++] = (values[j] - values[i]) / (double)(j - i);
        }
    }
    *slope = sort_for_median(slopes, pairs);
    free(slopes);
    return OK;
}

/* A series whose slopes are counted; `copy` has room for 2 n. */
struct slopes {
    const double *values;
    double *copy;
    size_t n;
    double range;
};

/* How many slopes are below (or equal to) `slope`: the pairs that fall when a line that steep is taken away.
 */
static uint64_t count_slopes(const struct slopes *slopes, double slope, bool or_equal)
{
    size_t middle = slopes->n / 2;
    for (size_t i = 0; i < slopes->n; i++) {
        /* Values as they are for 0, so that this count is exact. */
        slopes->copy[i] = slope == 0
                              ? slopes->values[i]
                              : slopes->values[i] - slopes->values[0] - slope * ((double)i - (double)middle);
    }
    return count_falling(slopes->copy, slopes->copy + slopes->n, slopes->n, or_equal);
}

/* The slope of rank k, from 1. */
static double ranked_slope(const struct slopes *slopes, uint64_t k)
{
    bool negative = k <= count_slopes(slopes, 0, false);
    if (!negative && k <= count_slopes(slopes, 0, true)) {
        return 0;
    }
    double low = negative ? -slopes->range : 0, high = negative ? 0 : slopes->range;
    double resolution = slopes->range / (double)slopes->n * 0x1p-53; /* what rounding leaves of the counts */
    while (high - low > resolution) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) {
            break;
        }
        if (count_slopes(slopes, middle, true) >= k) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return low + (high - low) / 2;
}

static enum status searched_slope(const double *values, size_t n, double range, double *slope,
                                  struct error *err)
{
    struct slopes slopes = {values, reallocarray(NULL, n, 2 * sizeof *values), n, range};
    if (slopes.copy == NULL) {
        return error_no_memory(err);
    }
    uint64_t pairs = (uint64_t)n * (n - 1) / 2, k = (pairs + 1) / 2;
    *slope = ranked_slope(&slopes, k);
    if (pairs % 2 == 0 && count_slopes(&slopes, *slope, true) <= k) {
        *slope = *slope / 2 + ranked_slope(&slopes, k + 1) / 2;
    }
    free(slopes.copy);
    return OK;
}

static enum status slope_of_stretches(const double *values, size_t n, double *slope, struct error *err)
{
    double medians[SEN_SLOPE_SORTED_N];
    size_t width = (n - 1) / SEN_SLOPE_SORTED_N + 1, stretches = n / width;
    double *copy = reallocarray(NULL, width, sizeof *copy);
    if (copy == NULL) {
        return error_no_memory(err);
    }
    for (size_t s = 0; s < stretches; s++) {
        memcpy(copy, values + s * width, width * sizeof *copy);
        medians[s] = sort_for_median(copy, width);
    }
    free(copy);
    enum status status = sorted_slope(medians, stretches, slope, err);
    if (status == OK) {
        *slope /= (double)width;
    }
    return status;
}

enum status trend_sen_slope(const double *values, size_t n, double *slope, struct error *err)
{
    if (n < 2) {
        return error_set(err, BAD_DATA, "sen_slope: needs n >= 2");
    }
    struct moments moments = moments_compute(values, n);
    double range = moments.max - moments.min;
    if (!isfinite(range)) {
        return error_set(err, BAD_DATA, "sen_slope: the range of the values is past the largest double");
    }
    if (n > SEN_SLOPE_COUNTED_N) {
        return slope_of_stretches(values, n, slope, err);
    }
    return n <= SEN_SLOPE_SORTED_N ? sorted_slope(values, n, slope, err)
                                   : searched_slope(values, n, range, slope, err);
}

/* ---- the last tenth ---- */

enum status trend_last_tenth_difference(const double *values, size_t n, double *difference, struct error *err)
{
    size_t tenth = n / 10;
    if (tenth < 1) {
        return error_set(err, BAD_DATA, "last_tenth: needs n >= 10");
    }
    double first = moments_compute(values, tenth).mean;
    double last = moments_compute(values + n - tenth, tenth).mean;
    if (first == 0) {
        return error_set(err, BAD_DATA, "last_tenth: the mean of the first tenth is 0");
    }
    double quotient = (last - first) / fabs(first);
    if (!isfinite(quotient)) {
        return error_set(err, BAD_DATA, "last_tenth: the difference is past the largest double");
    }
    *difference = quotient;
    return OK;
}
