#include "check.h"

#include <stdbool.h>
#include <string.h>

#include "stats/adjust.h"
#include "stats/kruskal_wallis.h"
#include "stats/welch.h"
#include "stats/wilson.h"

/* Reference values: R 4.2.2, tests/reference/two_samples.R. */

/* ---- Welch's test ---- */

static void test_welch_reference(void **state)
{
    (void)state;
    char line[512];
    size_t rows = 0;
    FILE *file = open_rows("tests/reference/welch.csv");
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        struct summary_figures a = {0}, b = {0};
        struct test_result want, got;
        struct error err = {{0}};
        assert_int_equal(sscanf(line, "%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", &a.mean, &a.sd, &a.n, &b.mean,
                                &b.sd, &b.n, &want.statistic, &want.df, &want.p),
                         9);
        assert_int_equal(welch_test(&a, &b, &got, &err), OK);
        check_close(got.statistic, want.statistic, 1e-12);
        check_close(got.df, want.df, 1e-12);
        if (want.p > 1e-300) { /* below is less than GSL's range */
            check_close(got.p, want.p, 1e-9);
        } else {
            assert_true(got.p <= 1e-300);
        }
    }
    fclose(file);
    assert_int_equal(rows, 162);
}

static const struct welch_row {
    const char *label;
    struct summary_figures a, b;
    const char *words; /* of the refusal; NULL: none */
} welch_rows[] = {
    {"welch: n of 1", {2.5, 0.5, 1, 0}, {3.5, 0.5, 5, 0}, "welch: needs n >= 2 in both groups"},
    {"welch: n of 1.5", {2.5, 0.5, 8, 0}, {3.5, 0.5, 1.5, 0}, "welch: needs n >= 2 in both groups"},
    {"welch: n not known", {2.5, 0.5, NAN, 0}, {3.5, 0.5, 5, 0}, "welch: needs n >= 2 in both groups"},
    {"welch: both constant", {2.5, 0, 5, 0}, {3.5, 0, 5, 0}, "welch: both groups are constant"},
    {"welch: too large", {1.5e308, 0.5, 5, 0}, {-1.5e308, 0.5, 5, 0}, "welch: the figures are too large"},
    {"welch: huge, df as of figures of 1", {2e300, 5e299, 5, 0}, {3e300, 5e299, 5, 0}, NULL},
    {"welch: tiny, df as of figures of 1", {2e-300, 5e-301, 5, 0}, {3e-300, 5e-301, 5, 0}, NULL},
};

static void test_welch(void **state)
{
    const struct welch_row *row = *state;
    struct test_result got = {-1.5, -2.5, -3.5};
    struct error err = {{0}};
    enum status status = welch_test(&row->a, &row->b, &got, &err);
    if (row->words != NULL) {
        assert_int_equal(status, BAD_DATA);
        assert_string_equal(err.text, row->words);
        check_close(got.statistic, -1.5, 0);
        return;
    }
    assert_int_equal(status, OK);
    check_close(got.statistic, -sqrt(10), 1e-12); /* equal sds and n: 1 / (0.5 sqrt(2 / 5)), 2 (n - 1) */
    check_close(got.df, 8, 1e-12);
}

/* ---- the Kruskal-Wallis test ---- */

enum { MOST_GROUPS = 16, MOST_VALUES = 16 };

/* The cold starts of a model, a group for each memory size, of which each is in one piece of the file. */
static size_t read_cold(const char *model, double values[MOST_GROUPS][MOST_VALUES], struct draws *groups)
{
    char line[256], found[64];
    double memory_mb, value, last_mb = 0;
    size_t n_groups = 0;
    FILE *file = open_rows("data/study/cold.csv");
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(sscanf(line, "cold,%63[^,],%lf,%*u,%lf", found, &memory_mb, &value), 3);
        if (strcmp(found, model) != 0) {
            continue;
        }
        if (n_groups == 0 || memory_mb != last_mb) {
            assert_true(n_groups < MOST_GROUPS);
            groups[n_groups] = (struct draws){values[n_groups], 0};
            n_groups++;
            last_mb = memory_mb;
        }
        struct draws *group = &groups[n_groups - 1];
        assert_true(group->n < MOST_VALUES);
        values[n_groups - 1][group->n++] = value;
    }
    fclose(file);
    return n_groups;
}

static void test_kruskal_wallis_reference(void **state)
{
    (void)state;
    char line[256], model[64];
    size_t rows = 0;
    FILE *file = open_rows("tests/reference/kruskal_wallis.csv");
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        double values[MOST_GROUPS][MOST_VALUES];
        struct draws groups[MOST_GROUPS];
        struct test_result want, got;
        struct error err = {{0}};
        assert_int_equal(sscanf(line, "%63[^,],%lf,%lf,%lf", model, &want.statistic, &want.df, &want.p), 4);
        assert_int_equal(kruskal_wallis_test(groups, read_cold(model, values, groups), &got, &err), OK);
        check_close(got.statistic, want.statistic, 1e-12);
        check_close(got.df, want.df, 0);
        check_close(got.p, want.p, 1e-9);
    }
    fclose(file);
    assert_int_equal(rows, 3);
}

/* ---- p-values adjusted ---- */

enum { MOST_TESTS = 64 };

static void check_adjusted(const double *got, const double *want, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(isnan(got[i]), isnan(want[i]));
        if (!isnan(want[i])) {
            check_close(got[i], want[i], 1e-14);
        }
    }
}

static void check_adjust(double *p, const double *holm, const double *hochberg, size_t n)
{
    double got[MOST_TESTS];
    struct error err = {{0}};
    assert_int_equal(adjust_holm(p, n, got, &err), OK);
    check_adjusted(got, holm, n);
    assert_int_equal(adjust_benjamini_hochberg(p, n, got, &err), OK);
    check_adjusted(got, hochberg, n);
    assert_int_equal(adjust_holm(p, n, p, &err), OK); /* in place */
    check_adjusted(p, holm, n);
}

static void test_adjust_reference(void **state)
{
    (void)state;
    char line[256];
    double p[MOST_TESTS], holm[MOST_TESTS], hochberg[MOST_TESTS];
    unsigned set = 0, last = 1, sets = 0;
    size_t n = 0;
    FILE *file = open_rows("tests/reference/adjust.csv");
    for (bool more = true; more; last = set) {
        double row[3] = {0};
        more = fgets(line, sizeof line, file) != NULL;
        set = 0;
        assert_true(!more || sscanf(line, "%u,%lf,%lf,%lf", &set, &row[0], &row[1], &row[2]) == 4);
        if (set != last) {
            check_adjust(p, holm, hochberg, n);
            sets++;
            n = 0;
        }
        assert_true(n < MOST_TESTS);
        p[n] = row[0];
        holm[n] = row[1];
        hochberg[n++] = row[2];
    }
    fclose(file);
    assert_int_equal(sets, 8);
    check_adjust(p, holm, hochberg, 0);
}

/* ---- Wilson's interval ---- */

static void test_wilson_reference(void **state)
{
    (void)state;
    char line[256];
    size_t rows = 0;
    FILE *file = open_rows("tests/reference/wilson.csv");
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        double successes, n, level;
        struct interval want, got;
        struct error err = {{0}};
        assert_int_equal(sscanf(line, "%lf,%lf,%lf,%lf,%lf", &successes, &n, &level, &want.low, &want.high),
                         5);
        assert_int_equal(wilson_interval(successes, n, level, &got, &err), OK);
        check_close(got.low, want.low, 1e-9);
        check_close(got.high, want.high, 1e-9);
        assert_true(successes > 0 || got.low == 0);
        assert_true(successes < n || got.high == 1);
    }
    fclose(file);
    assert_int_equal(rows, 96);
}

static void test_wilson_refused(void **state)
{
    (void)state;
    struct interval got = {-1.5, -2.5};
    struct error none = {{0}}, more = {{0}};
    assert_int_equal(wilson_interval(0, 0, 0.95, &got, &none), BAD_DATA);
    assert_string_equal(none.text, "wilson: needs n >= 1");
    assert_int_equal(wilson_interval(8, 7, 0.95, &got, &more), BAD_DATA);
    assert_string_equal(more.text, "wilson: found 8 successes, expected at most n = 7");
    assert_true(got.low == -1.5 && got.high == -2.5);
}

int main(void)
{
    enum { WELCH = sizeof welch_rows / sizeof *welch_rows, OTHERS = 5 };
    struct CMUnitTest tests[OTHERS + WELCH] = {
        cmocka_unit_test(test_welch_reference),  cmocka_unit_test(test_kruskal_wallis_reference),
        cmocka_unit_test(test_adjust_reference), cmocka_unit_test(test_wilson_reference),
        cmocka_unit_test(test_wilson_refused),
    };
    for (size_t i = 0; i < WELCH; i++) {
        tests[OTHERS + i] = CHECK_ROW(test_welch, &welch_rows[i]);
    }
    return cmocka_run_group_tests_name("compared", tests, NULL, NULL);
}
