#include "check.h"

#include <string.h>

#include "stats/interval.h"

/* ---- quantiles ---- */

/*
 * Expected ranks and coverages: R 4.2.2, pbinom(), tests/reference/interval.R; those of a tail that is
 * just (1 - level) / 2: by hand, from powers of 0.5 and 0.1. 0 stands for a bound that there is none of.
 */
static const struct quantile_row {
    const char *label;
    size_t n;
    double p, level;
    size_t low, high;
    double coverage;
    size_t needs_low, needs_high;
} quantile_rows[] = {
    {"median of 25: X(8)..X(18)", 25, 0.5, 0.95, 8, 18, 0.9567147493, 6, 6},
    {"median of 5: none", 5, 0.5, 0.95, 0, 0, 0, 6, 6},
    {"median of 6: all of it", 6, 0.5, 0.95, 1, 6, 0.96875, 6, 6},
    {"p95 of 16: no upper bound", 16, 0.95, 0.95, 13, 0, 0.9929960923, 2, 72},
    {"p05 of 16: no lower bound", 16, 0.05, 0.95, 0, 4, 0.9929960923, 72, 2},
    {"p95 of 71: no upper bound", 71, 0.95, 0.95, 63, 0, 0.9912051016, 2, 72},
    {"p95 of 72: both", 72, 0.95, 0.95, 64, 72, 0.9654900479, 2, 72},
    {"a tail of just 1/4", 2, 0.5, 0.5, 1, 2, 0.5, 2, 2},
    {"a tail of just 1/8", 3, 0.5, 0.75, 1, 3, 0.75, 3, 3},
    {"a tail of just 1/2^10", 10, 0.5, 1 - 2 * 0x1p-10, 1, 10, 1 - 2 * 0x1p-10, 10, 10},
    {"a tail of just 0.05, in decimal", 1, 0.95, 0.9, 1, 0, 0.95, 1, 59},
    {"a tail of just 0.001, in decimal", 3, 0.9, 0.998, 1, 0, 0.999, 3, 66},
    {"p of almost 0: nothing is below", 5, 1e-310, 0.95, 0, 1, 1, SIZE_MAX, 1},
};

static void test_quantile(void **state)
{
    const struct quantile_row *row = *state;
    struct quantile_interval got;
    quantile_interval(row->n, row->p, row->level, &got);
    assert_int_equal(got.low, row->low);
    assert_int_equal(got.high, row->high);
    check_close(got.coverage, row->coverage, 1e-9);
    assert_int_equal(got.needs_low, row->needs_low);
    assert_int_equal(got.needs_high, row->needs_high);
}

/* n up to 10^9: tests/reference/interval.R. */
static void test_quantile_reference(void **state)
{
    (void)state;
    char line[256];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/interval_quantile.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        struct quantile_row row = {.label = line};
        assert_int_equal(sscanf(line, "%zu,%lf,%lf,%zu,%zu,%lf,%zu,%zu", &row.n, &row.p, &row.level, &row.low,
                                &row.high, &row.coverage, &row.needs_low, &row.needs_high),
                         8);
        struct quantile_interval got;
        quantile_interval(row.n, row.p, row.level, &got);
        if (got.low != row.low || got.high != row.high || fabs(got.coverage - row.coverage) > 1e-10 ||
            got.needs_low != row.needs_low || got.needs_high != row.needs_high) {
            fail_msg("want %s got %zu %zu %.15g %zu %zu", line, got.low, got.high, got.coverage,
                     got.needs_low, got.needs_high);
        }
    }
    fclose(file);
    assert_int_equal(rows, 768);
}

/* A bound is there from the n on that is said to support it, and never before; p and 1 - p are mirrored. */
static void test_quantile_properties(void **state)
{
    (void)state;
    const double ps[] = {0.5, 0.75, 0.875, 0.96875, 0.9990234375}; /* 1 - p is exact */
    const double levels[] = {0.5, 0.75, 0.8, 0.9, 0.95, 0.99, 0.999};
    for (size_t i = 0; i < sizeof ps / sizeof *ps; i++) {
        for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
            for (size_t n = 1; n <= 400; n++) {
                struct quantile_interval got, mirrored;
                quantile_interval(n, ps[i], levels[k], &got);
                quantile_interval(n, 1 - ps[i], levels[k], &mirrored);
                assert_int_equal(got.low != 0, n >= got.needs_low);
                assert_int_equal(got.high != 0, n >= got.needs_high);
                assert_int_equal(mirrored.low, got.high == 0 ? 0 : n + 1 - got.high);
                assert_int_equal(mirrored.high, got.low == 0 ? 0 : n + 1 - got.low);
                check_close(mirrored.coverage, got.coverage, 1e-12);
                assert_true(got.low == 0 || got.high == 0 || got.low < got.high);
                assert_true((got.low == 0 && got.high == 0) || got.coverage >= levels[k] - 1e-12);
            }
        }
    }
}

/* ---- the mean ---- */

/* Student's t: tests/reference/interval.R, qt(). */
static void test_mean_reference(void **state)
{
    (void)state;
    char line[256];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/interval_mean.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        double mean, sd, n, level, low, high;
        struct interval got;
        struct error err = {{0}};
        assert_int_equal(sscanf(line, "%lf,%lf,%lf,%lf,%lf,%lf", &mean, &sd, &n, &level, &low, &high), 6);
        assert_int_equal(interval_of_mean(mean, sd, n, level, &got, &err), OK);
        assert_string_equal(err.text, "");
        check_close(got.high - mean, high - mean, 1e-10);
        check_close(mean - got.low, mean - low, 1e-10);
    }
    fclose(file);
    assert_int_equal(rows, 91);
}

static const struct mean_row {
    const char *label;
    double n;
} refused_rows[] = {
    {"mean of none: refused", 0},
    {"mean of one: refused", 1},
    {"mean of a number not known: refused", NAN},
};

static void test_mean_refused(void **state)
{
    const struct mean_row *row = *state;
    struct interval got = {-1.5, -2.5};
    struct error err = {{0}};
    assert_int_equal(interval_of_mean(3.5, 0.25, row->n, 0.95, &got, &err), BAD_DATA);
    assert_non_null(strstr(err.text, "needs n >= 2"));
    assert_true(got.low == -1.5 && got.high == -2.5);
}

int main(void)
{
    enum { QUANTILES = sizeof quantile_rows / sizeof *quantile_rows, REFUSED = 3 };
    struct CMUnitTest tests[QUANTILES + REFUSED + 3] = {
        cmocka_unit_test(test_quantile_reference),
        cmocka_unit_test(test_quantile_properties),
        cmocka_unit_test(test_mean_reference),
    };
    for (size_t i = 0; i < REFUSED; i++) {
        tests[3 + i] = CHECK_ROW(test_mean_refused, &refused_rows[i]);
    }
    for (size_t i = 0; i < QUANTILES; i++) {
        tests[3 + REFUSED + i] = CHECK_ROW(test_quantile, &quantile_rows[i]);
    }
    return cmocka_run_group_tests_name("interval", tests, NULL, NULL);
}
