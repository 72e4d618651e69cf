#include "stats/kruskal_wallis.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

struct pooled_value {
    double value;
    size_t group;
};

static int compare_values(const void *left, const void *right)
{
    const struct pooled_value *a = left, *b = right;
    return (a->value > b->value) - (a->value < b->value);
}

static enum status check_groups(const struct draws *groups, size_t n_groups, size_t *n, struct error *err)
{
    if (n_groups < 2) {
        return error_set(err, BAD_DATA, "kruskal-wallis: needs 2 groups or more");
    }
    *n = 0;
    for (size_t i = 0; i < n_groups; i++) {
        if (groups[i].n < 1) {
            return error_set(err, BAD_DATA, "kruskal-wallis: needs n >= 1 in each group");
        }
        *n += groups[i].n;
    }
    return OK;
}

/* Adds each rank's distance from the mean rank to its group's; returns the sum of the distances' squares. */
static double add_ranks(const struct pooled_value *sorted, size_t n, double *distances)
{
    double squares = 0;
    for (size_t first = 0, end; first < n; first = end) {
        end = first + 1;
        while (end < n && sorted[end].value == sorted[first].value) {
            end++;
        }
        double distance = ((double)(first + end) - (double)n) / 2;
        squares += (double)(end - first) * distance * distance;
        for (size_t i = first; i < end; i++) {
            distances[sorted[i].group] += distance;
        }
    }
    return squares;
}

enum status kruskal_wallis_test(const struct draws *groups, size_t n_groups, struct test_result *result,
                                struct error *err)
{
    size_t n;
    enum status status = check_groups(groups, n_groups, &n, err);
    if (status != OK) {
        return status;
    }
    struct pooled_value *pooled = calloc(n, sizeof *pooled);
    double *distances = calloc(n_groups, sizeof *distances);
    double between = 0, total = 0;
    if (pooled == NULL || distances == NULL) {
        status = error_no_memory(err);
        goto out;
    }
    for (size_t group = 0, at = 0; group < n_groups; group++) {
        for (size_t i = 0; i < groups[group].n; i++) {
            pooled[at++] = (struct pooled_value){groups[group].values[i], group};
        }
    }
    qsort(pooled, n, sizeof *pooled, compare_values);
    total = add_ranks(pooled, n, distances);
    if (total == 0) {
        status = error_set(err, BAD_DATA, "kruskal-wallis: all values are equal");
        goto out;
    }
    for (size_t group = 0; group < n_groups; group++) {
        between += distances[group] * distances[group] / (double)groups[group].n;
    }
    double h = ((double)n - 1) * between / total, df = (double)n_groups - 1;
    *result = (struct test_result){h, df, gsl_cdf_chisq_Q(h, df)};
out:
    free(pooled);
    free(distances);
    return status;
}
