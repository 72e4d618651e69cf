#include "stats/change_point.h"

#include <math.h>
#include <stdlib.h>

struct place_of_value {
    double value;
    size_t index;
};

static int compare_values(const void *a, const void *b)
{
    const struct place_of_value *left = a, *right = b;
    return (left->value > right->value) - (left->value < right->value);
}

/* Twice the rank of each value less n + 1, which is a whole number and 0 on average. */
static void rank_values(const struct place_of_value *sorted, size_t n, double *ranks)
{
    for (size_t start = 0, end; start < n; start = end) {
        for (end = start + 1; end < n && sorted[end].value == sorted[start].value; end++) {}
        for (size_t i = start; i < end; i++) {
            ranks[sorted[i].index] = (double)(start + end + 1) - (double)(n + 1);
        }
    }
}

/* The largest |U_t| and the first t that has it. */
static struct change_point find_change(const double *ranks, size_t n)
{
    struct change_point change = {0};
    double u = 0, count = (double)n;
    for (size_t t = 1; t < n; t++) {
        u += ranks[t - 1];
        if (fabs(u) > change.k) {
            change.k = fabs(u);
            change.position = t;
        }
    }
    change.p = fmin(1, 2 * exp(-6 * change.k / (count * count) * change.k / (count + 1)));
    return change;
}

enum status change_point_pettitt(const double *values, size_t n, struct change_point *change,
                                 struct error *err)
{
    if (n < 2) {
        return error_set(err, BAD_DATA, "pettitt: needs n >= 2");
    }
    enum status status = OK;
    struct place_of_value *sorted = reallocarray(NULL, n, sizeof *sorted);
    double *ranks = calloc(n, sizeof *ranks);
    if (sorted == NULL || ranks == NULL) {
        status = error_no_memory(err);
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (struct place_of_value){values[i], i};
    }
    qsort(sorted, n, sizeof *sorted, compare_values);
    if (sorted[0].value == sorted[n - 1].value) {
        status = error_set(err, BAD_DATA, "pettitt: all values are equal");
        goto out;
    }
    rank_values(sorted, n, ranks);
    *change = find_change(ranks, n);
out:
    free(ranks);
    free(sorted);
    return status;
}
