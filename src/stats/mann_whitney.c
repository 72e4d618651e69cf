#include "stats/mann_whitney.h"

#include <math.h>
#include <stdlib.h>

/*
 * Orders of the values with U = u are partitions of u into at most n_a parts of at most n_b each. With
 * counts[m][u] for m parts, those with a part of n added to those with none: in place, for n from 1 up.
 */
static void count_partitions(double *counts, size_t n_a, size_t n_b, size_t width)
{
    for (size_t m = 0; m <= n_a; m++) {
        counts[m * width] = 1;
    }
    for (size_t n = 1; n <= n_b; n++) {
        for (size_t m = 1; m <= n_a; m++) {
            const double *fewer = &counts[(m - 1) * width];
            double *parts = &counts[m * width];
            for (size_t u = n; u < width; u++) {
                parts[u] += fewer[u - n];
            }
        }
    }
}

enum status mann_whitney_distribution(size_t n_a, size_t n_b, double **cumulative, struct error *err)
{
    size_t width = n_a * n_b / 2 + 1;
    double *counts = calloc((n_a + 1) * width, sizeof *counts);
    double *sums = calloc(width, sizeof *sums);
    if (counts == NULL || sums == NULL) {
        free(counts);
        free(sums);
        return error_no_memory(err);
    }
    count_partitions(counts, n_a, n_b, width);
    double orders = 1, sum = 0;
    for (size_t i = 1; i <= n_a; i++) {
        orders *= (double)(n_b + i) / (double)i;
    }
    for (size_t u = 0; u < width; u++) {
        sum += counts[n_a * width + u];
        sums[u] = sum / orders;
    }
    free(counts);
    *cumulative = sums;
    return OK;
}

bool mann_whitney_is_exact(const struct sorted_pair *pair)
{
    return pair->n_a <= MANN_WHITNEY_EXACT_N && pair->n_b <= MANN_WHITNEY_EXACT_N &&
           !sorted_pair_has_ties(pair);
}

/* Two-sided, given the smaller of both samples' U. */
static enum status exact_p(const struct sorted_pair *pair, double u, double *p, struct error *err)
{
    double *cumulative = NULL;
    enum status status = mann_whitney_distribution(pair->n_a, pair->n_b, &cumulative, err);
    if (status == OK) {
        *p = fmin(1, 2 * cumulative[(size_t)u]);
    }
    free(cumulative);
    return status;
}

/* The same by the normal approximation; `ties` is the sum of t^3 - t. */
static double normal_p(const struct sorted_pair *pair, double u, double ties)
{
    double n_a = (double)pair->n_a, n_b = (double)pair->n_b, n = n_a + n_b;
    double sd = sqrt(n_a * n_b / 12 * (n + 1 - ties / (n * (n - 1))));
    double distance = fmax(0, n_a * n_b / 2 - u - 0.5);
    return erfc(distance / sd / sqrt(2));
}

enum status mann_whitney_test(const struct draws *a, const struct draws *b, struct test_result *result,
                              bool *exact, struct error *err)
{
    struct sorted_pair pair;
    enum status status = sorted_pair_init(&pair, a, b, "mann-whitney", err);
    if (status != OK) {
        return status;
    }
    struct tie tie = {0};
    double u = 0, ties = 0, p = 0;
    while (sorted_pair_next(&pair, &tie)) {
        double equal = (double)(tie.a + tie.b);
        u += (double)tie.a * ((double)tie.b_below + (double)tie.b / 2);
        ties += equal * (equal - 1) * (equal + 1);
    }
    bool is_exact = mann_whitney_is_exact(&pair);
    double smaller = fmin(u, (double)pair.n_a * (double)pair.n_b - u);
    if (tie.a == pair.n_a && tie.b == pair.n_b) {
        status = error_set(err, BAD_DATA, "mann-whitney: all values are equal");
    } else if (is_exact) {
        status = exact_p(&pair, smaller, &p, err);
    } else {
        p = normal_p(&pair, smaller, ties);
    }
    sorted_pair_release(&pair);
    if (status == OK) {
        *result = (struct test_result){u, NAN, p};
        *exact = is_exact;
    }
    return status;
}
