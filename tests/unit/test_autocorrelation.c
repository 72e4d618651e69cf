#include "check.h"

#include <string.h>

#include "stats/autocorrelation.h"

enum { ROOM = 1024, LAGS = 20, LINE = 16384 };

/* Want NaN: refused, and *got stays as it was. */
static void check_result(enum status status, const struct error *err, double got, double want)
{
    if (isnan(want)) {
        assert_int_equal(status, BAD_DATA);
        assert_true(strlen(err->text) > 0);
        assert_true(got == -3.5);
        return;
    }
    assert_string_equal(err->text, "");
    assert_int_equal(status, OK);
    check_close(got, want, 1e-9);
}

/* ---- R and statsmodels ---- */

/* tests/reference/drift.R: acf() and Box.test(). */
static void test_reference(void **state)
{
    (void)state;
    static char line[LINE];
    static double numbers[ROOM];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/autocorrelation.csv", "r");
    assert_non_null(file);
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        size_t n = read_numbers(line, numbers, ROOM) - 2 - LAGS;
        const double *want = numbers, *want_r = numbers + 2, *values = numbers + 2 + LAGS;
        size_t lags = n > LAGS ? LAGS : n - 1;
        double statistic = -3.5, p = -3.5, r[LAGS] = {-3.5};
        struct error err[2] = {{{0}}};
        enum status status = autocorrelation_ljung_box(values, n, lags, &statistic, &p, &err[0]);
        check_result(status, &err[0], statistic, want[0]);
        check_result(status, &err[0], p, want[1]);
        status = autocorrelations(values, n, lags, r, &err[1]);
        check_result(status, &err[1], r[0], want_r[0]);
        for (size_t k = 0; status == OK && k < lags; k++) {
            assert_true(fabs(r[k] - want_r[k]) < 1e-13);
        }
    }
    fclose(file);
    assert_int_equal(rows, 17);
}

/* tests/reference/drift.py: statsmodels' acf() and acorr_ljungbox(), of the series in drift.csv. */
static void test_statsmodels(void **state)
{
    (void)state;
    static char line[LINE], series[LINE];
    static double numbers[ROOM];
    double want[ROOM];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/drift_python.csv", "r"),
         *data = fopen("tests/reference/drift.csv", "r");
    assert_non_null(file);
    assert_non_null(data);
    for (; read_labelled(file, data, line, series, sizeof line); rows++) {
        assert_int_equal(read_numbers(line, want, ROOM), 7);
        size_t n = read_numbers(series, numbers, ROOM) - 15;
        double r[3], statistic, p;
        struct error err = {{0}};
        assert_int_equal(autocorrelations(numbers + 15, n, 3, r, &err), OK);
        assert_int_equal(autocorrelation_ljung_box(numbers + 15, n, 10, &statistic, &p, &err), OK);
        for (size_t k = 0; k < 3; k++) {
            assert_true(fabs(r[k] - want[k]) < 1e-13);
        }
        check_close(statistic, want[3], 1e-10);
        assert_true(fabs(p - want[4]) <= 1e-9 * want[4] || p < 1e-300);
    }
    fclose(data);
    fclose(file);
    assert_int_equal(rows, 14);
}

/* ---- NIST StRD ---- */

/*
 * Source: NIST StRD, univariate summary statistics, certified lag-1 autocorrelations. NumAcc3 and NumAcc4
 * lose digits when their decimals become doubles: exact arithmetic on the doubles agrees with -0.999 to 12
 * and 11 digits, so the wanted values of that arithmetic stand beside the certified ones.
 */
static const struct nist_row {
    const char *label;
    size_t n;
    double first, odd, even; /* values[0], then values[1] and values[2] in turn */
    double certified, certified_relative;
    double exact; /* of the doubles */
} nist_rows[] = {
    {"NumAcc1", 3, 10000001, 10000003, 10000002, -0.5, 1e-15, -0.5},
    {"NumAcc2", 1001, 1.2, 1.1, 1.3, -0.999, 1e-13, -0.999},
    {"NumAcc3", 1001, 1000000.2, 1000000.1, 1000000.3, -0.999, 1e-12, -0.9989999999994185},
    {"NumAcc4", 1001, 10000000.2, 10000000.1, 10000000.3, -0.999, 1e-11, -0.9989999999906961},
};

static void test_nist(void **state)
{
    const struct nist_row *row = *state;
    static double values[1001];
    double r;
    struct error err = {{0}};
    values[0] = row->first;
    for (size_t i = 1; i < row->n; i++) {
        values[i] = i % 2 == 1 ? row->odd : row->even;
    }
    assert_int_equal(autocorrelations(values, row->n, 1, &r, &err), OK);
    check_close(r, row->certified, row->certified_relative);
    check_close(r, row->exact, 1e-14);
}

/* ---- properties ---- */

/* A factor and a shift that are powers of two change nothing; nor do the ends of the range of doubles. */
static void test_scale(void **state)
{
    (void)state;
    const double small[] = {1, 3, 2, 5, 4, 6, 3, 2, 8, 1, 7};
    enum { N = sizeof small / sizeof *small };
    const double factors[] = {0x1p-1074, 0x1p-600, 0x1p600, 0x1p1020, -0x1p1020};
    double want[3], scaled[N];
    struct error err = {{0}};
    assert_int_equal(autocorrelations(small, N, 3, want, &err), OK);
    for (size_t f = 0; f < sizeof factors / sizeof *factors; f++) {
        double got[3];
        for (size_t i = 0; i < N; i++) {
            scaled[i] = small[i] * factors[f];
        }
        assert_int_equal(autocorrelations(scaled, N, 3, got, &err), OK);
        for (size_t k = 0; k < 3; k++) {
            check_close(got[k], want[k], 1e-13);
        }
    }
}

/* ---- what is refused ---- */

static const struct refused_row {
    const char *label;
    double values[5];
    size_t n, lags;
    const char *says;
} refused_rows[] = {
    {"no values: refused", {0}, 0, 1, "needs n > lags >= 1"},
    {"as many lags as values: refused", {1.5, 2.5, 1.25}, 3, 3, "needs n > lags >= 1"},
    {"no lags: refused", {1.5, 2.5, 1.25}, 3, 0, "needs n > lags >= 1"},
    {"equal values: refused", {2.5, 2.5, 2.5, 2.5, 2.5}, 5, 2, "all values are equal"},
};

static void test_refused(void **state)
{
    const struct refused_row *row = *state;
    struct error err = {{0}}, test_err = {{0}};
    double r[5] = {-3.5}, statistic = -3.5, p = -3.5;
    assert_int_equal(autocorrelations(row->values, row->n, row->lags, r, &err), BAD_DATA);
    assert_int_equal(autocorrelation_ljung_box(row->values, row->n, row->lags, &statistic, &p, &test_err),
                     BAD_DATA);
    assert_non_null(strstr(err.text, row->says));
    assert_non_null(strstr(test_err.text, row->says));
    assert_true(r[0] == -3.5 && statistic == -3.5 && p == -3.5);
}

int main(void)
{
    enum {
        NIST = sizeof nist_rows / sizeof *nist_rows,
        REFUSED = sizeof refused_rows / sizeof *refused_rows
    };
    struct CMUnitTest tests[3 + NIST + REFUSED] = {
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_statsmodels),
        cmocka_unit_test(test_scale),
    };
    for (size_t i = 0; i < NIST; i++) {
        tests[3 + i] = CHECK_ROW(test_nist, &nist_rows[i]);
    }
    for (size_t i = 0; i < REFUSED; i++) {
        tests[3 + NIST + i] = CHECK_ROW(test_refused, &refused_rows[i]);
    }
    return cmocka_run_group_tests_name("autocorrelation", tests, NULL, NULL);
}
