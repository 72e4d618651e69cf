/* The Kolmogorov-Smirnov test against R 4.2.2, with ties and without; tests/reference/kolmogorov_smirnov.R.
 */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>

#include "stats/kolmogorov_smirnov.h"

enum { MOST = 100 };

/* As the reference's, on `ticks` different values. */
static void make(double *values, size_t n, size_t step, double ticks, double shift)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = floor((double)((i + 1) * step % 101) * ticks / 101) + shift;
    }
}

static void test_against_r(void **state)
{
    (void)state;
    char line[160];
    size_t n_a, n_b, rows = 0;
    double ticks, shift, d, p, a[MOST], b[MOST];
    FILE *file = fopen("tests/reference/kolmogorov_smirnov.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    while (fgets(line, sizeof line, file) != NULL) {
        struct test_result got;
        struct error err = {{0}};
        bool exact = false;
        assert_int_equal(sscanf(line, "%zu,%zu,%lf,%lf,%lf,%lf", &n_a, &n_b, &ticks, &shift, &d, &p), 6);
        make(a, n_a, 37, ticks, 0);
        make(b, n_b, 59, ticks, shift);
        const struct draws of_a = {a, n_a}, of_b = {b, n_b};
        assert_int_equal(kolmogorov_smirnov_test(&of_a, &of_b, &got, &exact, &err), OK);
        assert_true(exact);
        assert_true(fabs(got.statistic - d) < 1e-14);
        assert_true(fabs(got.p - p) < 1e-13);
        assert_int_equal(kolmogorov_smirnov_test(&of_b, &of_a, &got, &exact, &err), OK);
        assert_true(fabs(got.p - p) < 1e-13);
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 144);
}

/* Past the bound it is the limit: that of x = D sqrt(n / 2) = 1.3581 is 0.05, of 1.2238 0.1 (Smirnov 1948).
 */
static void test_limit(void **state)
{
    (void)state;
    enum { N = 5000 };
    double *a = calloc(N, sizeof *a), *b = calloc(N, sizeof *b);
    struct test_result got;
    struct error err = {{0}};
    bool exact = true;
    assert_true(a != NULL && b != NULL);
    for (size_t i = 0; i < N; i++) {
        a[i] = (double)i;
        b[i] = (double)i + 135.5; /* D = 136 / 5000 */
    }
    assert_int_equal(
        kolmogorov_smirnov_test(&(struct draws){a, N}, &(struct draws){b, N}, &got, &exact, &err), OK);
    assert_false(exact);
    check_close(got.statistic, 136.0 / N, 1e-14);
    assert_true(got.p > 0.049 && got.p < 0.05);
    free(a);
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_r), cmocka_unit_test(test_limit)};
    return cmocka_run_group_tests_name("kolmogorov-smirnov", tests, NULL, NULL);
}
