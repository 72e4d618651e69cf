#include "stats/kruskal_wallis.h"

#include <gsl/gsl_cdf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats/quantile.h"

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

/* The distance of each value's rank from the mean rank, at the first place of those that are equal to it;
 * returns the sum of their squares. */
static double find_distances(const double *sorted, size_t n, double *distances)
{
    double squares = 0;
    for (size_t first = 0, end; first < n; first = end) {
        end = first + 1;
        while (end < n && sorted[end] == sorted[first]) {
            end++;
        }
        distances[first] = ((double)(first + end) - (double)n) / 2;
        squares += (double)(end - first) * distances[first] * distances[first];
    }
    return squares;
}

/* The groups' values, in ascending order. */
static void pool(const struct draws *groups, size_t n_groups, double *sorted, size_t n)
{
    double *to = sorted;
    for (size_t group = 0; group < n_groups; group++) {
        memcpy(to, groups[group].values, groups[group].n * sizeof *to);
        to += groups[group].n;
    }
    quantile_sort(sorted, n);
}

enum status kruskal_wallis_test(const struct draws *groups, size_t n_groups, struct test_result *result,
                                struct error *err)
{
    size_t n;
    enum status status = check_groups(groups, n_groups, &n, err);
    if (status != OK) {
        return status;
    }
    double *sorted = calloc(n, sizeof *sorted), *distances = calloc(n, sizeof *distances);
    uint32_t *ranks = calloc(n, sizeof *ranks);
    double between = 0, total = 0;
    if (sorted == NULL || distances == NULL || ranks == NULL) {
        status = error_no_memory(err);
        goto out;
    }
    pool(groups, n_groups, sorted, n);
    total = find_distances(sorted, n, distances);
    if (total == 0) {
        status = error_set(err, BAD_DATA, "kruskal-wallis: all values are equal");
        goto out;
    }
    for (size_t group = 0; group < n_groups; group++) {
        double sum = 0; /* of halves, without rounding */
        quantile_rank(groups[group].values, groups[group].n, sorted, n, ranks);
        for (size_t i = 0; i < groups[group].n; i++) {
            sum += distances[ranks[i]];
        }
        between += sum * sum / (double)groups[group].n;
    }
    double h = ((double)n - 1) * between / total, df = (double)n_groups - 1;
    *result = (struct test_result){h, df, gsl_cdf_chisq_Q(h, df)};
out:
    free(sorted);
    free(distances);
    free(ranks);
    return status;
}
