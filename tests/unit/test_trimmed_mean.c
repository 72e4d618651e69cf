/* Trimmed means and their errors. */
#include "check.h"

#include "stats/trimmed_mean.h"

/* scipy 1.10.1 (trim_mean, mstats.winsorize); tests/reference/trimmed_mean.py. */
static const struct {
    size_t n;
    double share, mean, error;
    size_t each_end;
} rows[] = {
    {10, 0.1, 3143.5, 1050.9326674095594, 1},
    {20, 0.05, 3170.5, 750.2692147541728, 1},
    {25, 0.2, 2672.5333333333333, 771.4408826530854, 5},
    {50, 0.07, 3211.568181818182, 479.8018354159339, 3},
    {99, 0.25, 2749.607843137255, 416.9146718130519, 24},
    {7, 0.1, 2837.0, 986.9815938844384, 0},
};

static void test_against_scipy(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        double values[100];
        struct trimmed_mean got;
        struct error err = {{0}};
        for (size_t i = 0; i < rows[r].n; i++) {
            values[i] = pow((double)((i + 1) * 37 % 101), 2);
        }
        assert_int_equal(trimmed_mean_compute(values, rows[r].n, rows[r].share, &got, &err), OK);
        check_close(got.mean, rows[r].mean, 1e-13);
        check_close(got.standard_error, rows[r].error, 1e-13);
        assert_int_equal(got.each_end, rows[r].each_end);
        check_close(got.df, (double)(rows[r].n - 2 * rows[r].each_end - 1), 0);
    }
}

static void test_one_left(void **state)
{
    (void)state;
    const double values[] = {1.5, 2.5, 8.5};
    struct trimmed_mean got;
    struct error err = {{0}};
    assert_int_equal(trimmed_mean_compute(values, 3, 0.4, &got, &err), OK);
    check_close(got.mean, 2.5, 0);
    assert_true(isnan(got.standard_error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_scipy), cmocka_unit_test(test_one_left)};
    return cmocka_run_group_tests_name("trimmed mean", tests, NULL, NULL);
}
