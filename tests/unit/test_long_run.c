/* The long-run variance, against its closed form for autoregressions and by properties. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>

#include "check.h"
#include "stats/long_run.h"

/* x_t = phi x_(t-1) + e_t with e of variance 1 has long-run variance 1 / (1 - phi)^2 (Hamilton 1994, 3.6),
 * but never less than the variance 1 / (1 - phi^2) is returned. */
static const struct ar_row {
    const char *label;
    double phi;
    size_t n;
    double want, within;
} ar_rows[] = {
    {"AR(1), phi 0: 1", 0, 400000, 1, 0.06},
    {"AR(1), phi 0.3", 0.3, 400000, 2.040816, 0.06},
    {"AR(1), phi 0.6", 0.6, 400000, 6.25, 0.06},
    {"AR(1), phi 0.9", 0.9, 400000, 100, 0.1},
    {"AR(1), phi 0.9, short", 0.9, 4000, 100, 0.35},
    {"AR(1), phi -0.5: the variance", -0.5, 4000, 1.333333, 0.1},
};

static double *draw(double phi, size_t n)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double *series = calloc(n, sizeof *series);
    assert_non_null(rng);
    assert_non_null(series);
    gsl_rng_set(rng, 5);
    double x = gsl_ran_gaussian(rng, 1 / sqrt(1 - phi * phi));
    for (size_t i = 0; i < n; i++) {
        series[i] = 1000 + x;
        x = phi * x + gsl_ran_gaussian(rng, 1);
    }
    gsl_rng_free(rng);
    return series;
}

static void test_ar(void **state)
{
    const struct ar_row *row = *state;
    double *series = draw(row->phi, row->n);
    check_close(long_run_variance(series, row->n), row->want, row->within);
    free(series);
}

static void test_edges(void **state)
{
    (void)state;
    const double few[] = {3, 1, 4, 1, 5}, same[20] = {0};
    double steps[60];
    for (size_t i = 0; i < 60; i++) {
        steps[i] = (double)(i >= 30);
    }
    assert_true(isnan(long_run_variance(few, 1)));
    check_close(long_run_variance(few, 5), 3.2, 1e-12); /* var(c(3, 1, 4, 1, 5)) in R */
    assert_true(long_run_variance(same, 20) == 0);
    assert_true(long_run_variance(steps, 60) > 10 * 0.25); /* 0.25: of independent ones */
    assert_int_equal(long_run_width(4096), 1);
    assert_int_equal(long_run_width(4097), 2);
    assert_int_equal(long_run_width(8193), 2);
    assert_int_equal(long_run_width(10000000), 4096);
}

/* A scaled series has a variance scaled by the square, and one turned round about the same. */
static void test_properties(void **state)
{
    (void)state;
    enum { N = 3000 };
    double *series = draw(0.6, N), scaled[N];
    for (size_t i = 0; i < N; i++) {
        scaled[i] = -8 * series[i];
    }
    check_close(long_run_variance(scaled, N), 64 * long_run_variance(series, N), 1e-9);
    free(series);
}

int main(void)
{
    enum { ROWS = sizeof ar_rows / sizeof *ar_rows, ALL = ROWS + 2 };
    struct CMUnitTest tests[ALL];
    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = CHECK_ROW(test_ar, &ar_rows[i]);
    }
    tests[ROWS] = (struct CMUnitTest)cmocka_unit_test(test_edges);
    tests[ROWS + 1] = (struct CMUnitTest)cmocka_unit_test(test_properties);
    return cmocka_run_group_tests_name("long run", tests, NULL, NULL);
}
