#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/brunner_munzel.h"
#include "stats/hodges_lehmann.h"
#include "stats/kolmogorov_smirnov.h"
#include "stats/kruskal_wallis.h"
#include "stats/mann_whitney.h"
#include "stats/quantile.h"

static const struct shift_options usual = {0.95, 1, INFINITY};

/* ---- samples that are made here ---- */

/* Whole numbers below `limit`, times 2^-7: exact in sums, with ties when the limit is low. */
static double *make_values(size_t n, unsigned limit, unsigned seed)
{
    double *values = calloc(n, sizeof *values);
    assert_non_null(values);
    uint64_t random = seed;
    for (size_t i = 0; i < n; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        values[i] = (double)((random >> 33) % limit) * 0x1p-7;
    }
    return values;
}

/* The counted order statistics are those of all differences, sorted. */
static void test_shift_brute_force(void **state)
{
    (void)state;
    enum { N_A = 117, N_B = 60, PAIRS = N_A * N_B };
    const unsigned limits[] = {3, 50, 2000000000};
    double *differences = calloc(PAIRS, sizeof *differences);
    assert_non_null(differences);
    for (unsigned seed = 0; seed < 3; seed++) {
        double *a = make_values(N_A, limits[seed], seed + 5), *b = make_values(N_B, limits[seed], seed + 8);
        const struct draws sample_a = {a, N_A}, sample_b = {b, N_B};
        for (size_t i = 0; i < PAIRS; i++) {
            differences[i] = b[i % N_B] - a[i / N_B];
        }
        quantile_sort(differences, PAIRS);
        struct error err = {{0}};
        struct shift got;
        assert_int_equal(hodges_lehmann_shift(&sample_a, &sample_b, &usual, &got, &err), OK);
        check_close(got.estimate, (differences[PAIRS / 2 - 1] + differences[PAIRS / 2]) / 2, 0);
        double sd = sqrt(PAIRS / 12.0 * (N_A + N_B + 1));
        size_t low = (size_t)ceil(PAIRS / 2.0 - 0.5 - 1.959963984540054 * sd);
        check_close(got.interval.low, differences[low - 1], 0);
        check_close(got.interval.high, differences[PAIRS - low], 0);
        free(a);
        free(b);
    }
    free(differences);
}

/* What is added to b is added to the shift, and nothing else changes. */
static void test_shift_moves(void **state)
{
    (void)state;
    enum { N_A = 31, N_B = 26 };
    double *a = make_values(N_A, 1000000, 3), *b = make_values(N_B, 1000000, 4);
    const struct draws sample_a = {a, N_A}, sample_b = {b, N_B};
    struct error err = {{0}};
    struct shift before, after;
    assert_int_equal(hodges_lehmann_shift(&sample_a, &sample_b, &usual, &before, &err), OK);
    for (size_t i = 0; i < N_B; i++) {
        b[i] += 12.375;
    }
    assert_int_equal(hodges_lehmann_shift(&sample_a, &sample_b, &usual, &after, &err), OK);
    assert_true(before.exact && after.exact);
    check_close(after.estimate, before.estimate + 12.375, 0);
    check_close(after.interval.low, before.interval.low + 12.375, 0);
    check_close(after.interval.high, before.interval.high + 12.375, 0);
    check_close(after.coverage, before.coverage, 0);
    free(a);
    free(b);
}

/* 10^10 pairs: b is a moved by 2.5 steps, in another order. */
static void test_large(void **state)
{
    (void)state;
    enum { N = 100000 };
    double *a = calloc(N, sizeof *a), *b = calloc(N, sizeof *b);
    assert_true(a != NULL && b != NULL);
    for (size_t i = 0; i < N; i++) {
        a[i] = (double)(i * 7 % N);
        b[i] = (double)(i * 9 % N) + 2.5;
    }
    const struct draws sample_a = {a, N}, sample_b = {b, N};
    double *sorted_a = calloc(N, sizeof *a), *sorted_b = calloc(N, sizeof *b);
    assert_true(sorted_a != NULL && sorted_b != NULL);
    for (size_t i = 0; i < N;
         i++) { /* 7 and 9 have no factor in common with N, so that both are 0 to N - 1 */
        sorted_a[i] = (double)i;
        sorted_b[i] = (double)i + 2.5;
    }
    uint32_t *ranks_a = calloc(N, sizeof *ranks_a), *ranks_b = calloc(N, sizeof *ranks_b);
    assert_true(ranks_a != NULL && ranks_b != NULL);
    quantile_rank(a, N, sorted_a, N, ranks_a);
    quantile_rank(b, N, sorted_b, N, ranks_b);
    const struct ranked ranked_a = {{a, N, NULL, 0}, sorted_a, ranks_a, N};
    const struct ranked ranked_b = {{b, N, NULL, 0}, sorted_b, ranks_b, N};
    const double pairs = (double)N * N, above = pairs / 2 + 2.5 * N - 3;
    struct error err = {{0}};
    struct shift shift;
    struct dominance dominance;
    struct test_result test;
    bool exact = true;
    assert_int_equal(hodges_lehmann_shift(&sample_a, &sample_b, &usual, &shift, &err), OK);
    check_close(shift.estimate, 2.5, 0);
    assert_true(shift.interval.low < 2.5 && shift.interval.high > 2.5);
    check_close(shift.interval.low + shift.interval.high, 5, 0);
    check_close(shift.coverage, 0.95, 1e-6);
    assert_int_equal(brunner_munzel_test(&ranked_a, &ranked_b, true, &dominance, &err), OK);
    check_close((1 + dominance.delta) / 2, above / pairs, 1e-14);
    assert_int_equal(mann_whitney_test(&sample_a, &sample_b, &test, &exact, &err), OK);
    check_close(test.statistic, pairs - above, 0);
    assert_false(exact);
    assert_int_equal(kolmogorov_smirnov_test(&sample_a, &sample_b, &test, &exact, &err), OK);
    check_close(test.statistic, 3.0 / N, 1e-15);
    check_close(test.p, 1, 0);
    free(ranks_a);
    free(ranks_b);
    free(sorted_a);
    free(sorted_b);
    free(a);
    free(b);
}

/* The lower half of the distribution of U with its mirror image is 1; known counts: 7 of the 252 orders of 5
 * and 5. */
static void test_distribution(void **state)
{
    (void)state;
    for (size_t n_a = 1; n_a <= MANN_WHITNEY_EXACT_N; n_a += 7) {
        for (size_t n_b = 1; n_b <= MANN_WHITNEY_EXACT_N; n_b += 7) {
            double *cumulative = NULL;
            struct error err = {{0}};
            size_t pairs = n_a * n_b, middle = pairs / 2;
            assert_int_equal(mann_whitney_distribution(n_a, n_b, &cumulative, &err), OK);
            double mirrored = pairs % 2 == 1 ? cumulative[middle] : cumulative[middle - 1];
            check_close(cumulative[middle] + mirrored, 1, 1e-13);
            free(cumulative);
        }
    }
    double *five = NULL;
    struct error err = {{0}};
    assert_int_equal(mann_whitney_distribution(5, 5, &five, &err), OK);
    check_close(five[3], 7.0 / 252, 1e-15);
    free(five);
}

/* ---- refused ---- */

/* What stands in results before a call; a refused one has to leave it there. */
static const struct test_result UNTOUCHED = {-1.5, -2.5, -3.5};

static void check_refused(enum status status, const struct error *err, const char *words, double untouched)
{
    assert_int_equal(status, BAD_DATA);
    assert_non_null(strstr(err->text, words));
    check_close(untouched, UNTOUCHED.statistic, 0);
}

static void test_refused(void **state)
{
    (void)state;
    const double values[] = {1.5, 2.5, 3.25}, far_below[] = {-1.5e308, 2.5}, far_above[] = {1.5e308, 3.5};
    const struct draws some = {values, 3}, none = {values, 0}, below = {far_below, 2}, above = {far_above, 2};
    const struct draws groups[] = {some, none};
    struct test_result test = UNTOUCHED;
    struct shift shift = {.estimate = UNTOUCHED.statistic};
    bool exact = false;
    struct error mann = {{0}}, smirnov = {{0}}, lehmann = {{0}}, large = {{0}}, kruskal = {{0}}, one = {{0}};
    check_refused(mann_whitney_test(&some, &none, &test, &exact, &mann), &mann, "mann-whitney: needs n >= 1",
                  test.statistic);
    check_refused(kolmogorov_smirnov_test(&none, &some, &test, &exact, &smirnov), &smirnov,
                  "kolmogorov-smirnov: needs n >= 1", test.statistic);
    check_refused(hodges_lehmann_shift(&none, &some, &usual, &shift, &lehmann), &lehmann, "needs n >= 1",
                  shift.estimate);
    check_refused(hodges_lehmann_shift(&below, &above, &usual, &shift, &large), &large, "are too large",
                  shift.estimate);
    check_refused(kruskal_wallis_test(groups, 2, &test, &kruskal), &kruskal, "needs n >= 1 in each",
                  test.statistic);
    check_refused(kruskal_wallis_test(groups, 1, &test, &one), &one, "needs 2 groups", test.statistic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shift_brute_force),
        cmocka_unit_test(test_shift_moves),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_distribution),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests_name("samples", tests, NULL, NULL);
}
