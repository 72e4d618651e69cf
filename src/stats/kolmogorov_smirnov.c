#include "stats/kolmogorov_smirnov.h"

#include <math.h>
#include <stdlib.h>

/* Both in units of 1 / (n_a n_b), in which they are whole: |F_a - F_b| after i values of a and k of b. */
static double distance_at(const struct sorted_pair *pair, size_t i, size_t k)
{
    return fabs((double)i * (double)pair->n_b - (double)k * (double)pair->n_a);
}

/* Marks the numbers of values, of both samples together, after which a distinct value of the pair ends. NULL
 * when memory is out; caller frees. */
static bool *mark_steps(const struct sorted_pair *pair)
{
    bool *steps = calloc(pair->n_a + pair->n_b + 1, sizeof *steps);
    struct tie tie = {0};
    while (steps != NULL && sorted_pair_next(pair, &tie)) {
        steps[tie.a_below + tie.a + tie.b_below + tie.b] = true;
    }
    return steps;
}

/*
 * The share of paths from (0, 0) to (n_a, n_b) that come to a distance of at least `distance` where a
 * distinct value ends: with ties, the distribution functions are not looked at in between. Of those to (i,
 * k), i in i + k come by (i - 1, k); only positive numbers are added, so that a tiny p has its digits.
 */
static enum status exact_p(const struct sorted_pair *pair, double distance, double *p, struct error *err)
{
    enum status status = OK;
    bool *steps = mark_steps(pair);
    double *reached = calloc(pair->n_b + 1, sizeof *reached); /* for the i of the loop; before, of i - 1 */
    if (steps == NULL || reached == NULL) {
        status = error_no_memory(err);
        goto out;
    }
    for (size_t i = 0; i <= pair->n_a; i++) {
        for (size_t k = 0; k <= pair->n_b; k++) {
            double by_a = i > 0 ? (double)i * reached[k] : 0, by_b = k > 0 ? (double)k * reached[k - 1] : 0;
            bool outside = steps[i + k] && distance_at(pair, i, k) >= distance;
            reached[k] = outside ? 1 : i + k == 0 ? 0 : (by_a + by_b) / (double)(i + k);
        }
    }
    *p = distance > 0 ? fmin(1, reached[pair->n_b]) : 1;
out:
    free(steps);
    free(reached);
    return status;
}

/* P(K > x) of Kolmogorov's distribution, by the one of its two series that converges at once. */
static double limit_p(double x)
{
    const double pi = acos(-1);
    double sum = 0;
    if (x <= 0) {
        return 1;
    }
    if (x < 1) {
        for (int k = 1; k <= 9; k += 2) {
            sum += exp(-k * k * pi * pi / (8 * x * x));
        }
        return 1 - sqrt(2 * pi) / x * sum;
    }
    for (int k = 5; k >= 1; k--) {
        sum += (k % 2 == 1 ? 2 : -2) * exp(-2.0 * k * k * x * x);
    }
    return sum;
}

enum status kolmogorov_smirnov_test(const struct draws *a, const struct draws *b, struct test_result *result,
                                    bool *exact, struct error *err)
{
    struct sorted_pair pair;
    enum status status = sorted_pair_init(&pair, a, b, "kolmogorov-smirnov", err);
    if (status != OK) {
        return status;
    }
    struct tie tie = {0};
    double distance = 0, n_a = (double)pair.n_a, n_b = (double)pair.n_b, p = 0;
    while (sorted_pair_next(&pair, &tie)) {
        distance = fmax(distance, distance_at(&pair, tie.a_below + tie.a, tie.b_below + tie.b));
    }
    bool is_exact = n_a * n_b <= KOLMOGOROV_SMIRNOV_EXACT_PAIRS;
    if (is_exact) {
        status = exact_p(&pair, distance, &p, err);
    } else {
        p = limit_p(distance / (n_a * n_b) * sqrt(n_a * n_b / (n_a + n_b)));
    }
    sorted_pair_release(&pair);
    if (status == OK) {
        *result = (struct test_result){distance / (n_a * n_b), NAN, p};
        *exact = is_exact;
    }
    return status;
}
