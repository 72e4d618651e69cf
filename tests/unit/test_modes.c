#include "check.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "stats/modes.h"
#include "stats/outliers.h"

enum { ROOM = 1024, LINE = 16384 };

/* ---- the dip ---- */

/* R's diptest 0.76: tests/reference/modes.R. */
static void test_reference(void **state)
{
    (void)state;
    static char line[LINE];
    double values[ROOM], scaled[ROOM], dip;
    size_t rows = 0;
    FILE *file = fopen("tests/reference/modes.csv", "r");
    assert_non_null(file);
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        char *rest = strchr(line, ',');
        double want = strtod(rest + 1, &rest);
        size_t n = 0;
        for (; *rest == ',' && n < ROOM; n++) {
            values[n] = strtod(rest + 1, &rest);
            scaled[n] = -values[n] * 0x1p960; /* mirrored, and near the largest double */
        }
        struct error err = {{0}};
        assert_int_equal(modes_dip_statistic(values, n, &dip, &err), OK);
        if (!(fabs(dip - want) <= 1e-13)) {
            fail_msg("%.15s: got %.15g, want %.15g", line, dip, want);
        }
        assert_int_equal(modes_dip_statistic(scaled, n, &dip, &err), OK);
        check_close(dip, want, 1e-12);
        assert_string_equal(err.text, "");
    }
    fclose(file);
    assert_int_equal(rows, 222);
}

static void test_refused(void **state)
{
    (void)state;
    const double equal[] = {2.5, 2.5, 2.5};
    double dip = -3.5, p = -3.5;
    struct error err[3] = {{{0}}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_int_equal(modes_dip_statistic(equal, 1, &dip, &err[0]), BAD_DATA);
    assert_string_equal(err[0].text, "dip: needs n >= 2");
    assert_int_equal(modes_dip_statistic(equal, 3, &dip, &err[1]), BAD_DATA);
    assert_string_equal(err[1].text, "dip: all values are equal");
    assert_int_equal(modes_dip_p_value(0.1, 20, 0, rng, &p, &err[2]), BAD_DATA);
    assert_string_equal(err[2].text, "dip: needs n >= 2 and at least one draw");
    assert_true(dip == -3.5 && p == -3.5);
    gsl_rng_free(rng);
}

/* ---- its chance ---- */

/* Upper quantiles of the dip of n uniform draws: qDiptab of R's diptest 0.76, from 10^6 samples each. */
static const struct p_row {
    const char *label;
    size_t n;
    double dip, p;
} p_rows[] = {
    {"n = 10: p 0.5", 10, 0.09778176304, 0.5},     {"n = 10: p 0.05", 10, 0.13961139514, 0.05},
    {"n = 50: p 0.5", 50, 0.04885115529, 0.5},     {"n = 50: p 0.1", 50, 0.06491363240, 0.1},
    {"n = 50: p 0.01", 50, 0.08119984154, 0.01},   {"n = 200: p 0.5", 200, 0.02558435826, 0.5},
    {"n = 200: p 0.05", 200, 0.03684184139, 0.05}, {"n = 200: p 0.01", 200, 0.04268647998, 0.01},
};

static void test_p(void **state)
{
    const struct p_row *row = *state;
    enum { DRAWS = 20000 };
    double p, again;
    struct error err = {{0}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 20240613);
    assert_int_equal(modes_dip_p_value(row->dip, row->n, DRAWS, rng, &p, &err), OK);
    assert_true(fabs(p - row->p) < 4 * sqrt(row->p * (1 - row->p) / DRAWS));
    gsl_rng_set(rng, 20240613);
    assert_int_equal(modes_dip_p_value(row->dip, row->n, DRAWS, rng, &again, &err), OK);
    assert_true(p == again);
    gsl_rng_free(rng);
}

/* No sample can have less than 1 / (2 n), nor any of these more than 1/4: p is 1, and the least there is. */
static void test_p_limits(void **state)
{
    (void)state;
    double p;
    struct error err = {{0}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_int_equal(modes_dip_p_value(1 / 50.0, 25, 199, rng, &p, &err), OK);
    assert_true(p == 1);
    assert_int_equal(modes_dip_p_value(0.25, 2, 199, rng, &p, &err), OK);
    assert_true(p == 1);
    assert_int_equal(modes_dip_p_value(0.25, 25, 199, rng, &p, &err), OK);
    assert_true(p == 1 / 200.0);
    gsl_rng_free(rng);
}

/* ---- outliers ---- */

static void check_outliers(const double *values, size_t n, const double *want)
{
    struct error err = {{0}};
    struct outliers outliers;
    signed char marks[ROOM];
    enum status status = outliers_double_mad(values, n, OUTLIER_CUTOFF, &outliers, marks, &err);
    assert_int_equal(status, isnan(want[0]) ? BAD_DATA : OK);
    assert_int_equal(strlen(err.text) > 0, isnan(want[0]));
    if (status != OK) {
        return;
    }
    size_t low = 0, high = 0;
    for (size_t i = 0; i < n; i++) {
        low += marks[i] == OUTLIER_LOW;
        high += marks[i] == OUTLIER_HIGH;
    }
    check_close(outliers.median, want[0], 1e-13);
    check_close(outliers.low.mad, want[1], 1e-12);
    check_close(outliers.high.mad, want[2], 1e-12);
    assert_int_equal(outliers.low.n, want[3]);
    assert_int_equal(outliers.high.n, want[4]);
    assert_int_equal(low, want[3]);
    assert_int_equal(high, want[4]);
    assert_int_equal(outliers.low.note != NULL, want[1] == 0);
    assert_int_equal(outliers.high.note != NULL, want[2] == 0);
}

/* tests/reference/drift.R: mad() on each side of the median. */
static void test_outliers(void **state)
{
    (void)state;
    static char line[LINE];
    double numbers[ROOM];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/drift.csv", "r");
    assert_non_null(file);
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        size_t n = 0;
        for (const char *c = strchr(line, ','); c != NULL && n < ROOM; c = strchr(c + 1, ',')) {
            numbers[n++] = strtod(c + 1, NULL);
        }
        check_outliers(numbers + 16, n - 16, numbers + 11);
    }
    fclose(file);
    assert_int_equal(rows, 17);
}

/* Half of what is up to the median is equal to it, so that 1 is no outlier; 50 is one above. */
static void test_outliers_one_side(void **state)
{
    (void)state;
    const double values[] = {50, 1, 5, 5, 6, 5, 8, 5, 9, 10, 5};
    struct outliers outliers;
    signed char marks[11];
    struct error err = {{0}};
    assert_int_equal(outliers_double_mad(values, 11, OUTLIER_CUTOFF, &outliers, marks, &err), OK);
    assert_true(outliers.median == 5 && outliers.low.mad == 0 && outliers.low.limit == 1);
    assert_non_null(strstr(outliers.low.note, "equal to it"));
    assert_null(outliers.high.note);
    check_close(outliers.high.mad, 0.5 * 1.4826022185056, 1e-12); /* of 0 0 0 0 0 1 3 4 5 45 */
    assert_int_equal(outliers.low.n, 0);
    assert_int_equal(outliers.high.n, 4);
    assert_true(marks[0] == OUTLIER_HIGH && marks[1] == OUTLIER_NONE && marks[4] == OUTLIER_NONE);
    /* A wider cutoff: 5 + 50 * 0.74 is above 10. */
    assert_int_equal(outliers_double_mad(values, 11, 50, &outliers, NULL, &err), OK);
    assert_int_equal(outliers.high.n, 1);
}

static void test_outliers_refused(void **state)
{
    (void)state;
    const double equal[] = {2.5, 2.5, 2.5}, most[] = {1, 2.5, 2.5, 2.5, 4}, far[] = {-DBL_MAX, 1.5, DBL_MAX};
    struct outliers outliers = {.median = -3.5};
    struct error err[4] = {{{0}}};
    assert_int_equal(outliers_double_mad(equal, 1, 3.5, &outliers, NULL, &err[0]), BAD_DATA);
    assert_string_equal(err[0].text, "double_mad: needs n >= 2");
    assert_int_equal(outliers_double_mad(equal, 3, 3.5, &outliers, NULL, &err[1]), BAD_DATA);
    assert_string_equal(err[1].text, "double_mad: all values are equal");
    assert_int_equal(outliers_double_mad(most, 5, 3.5, &outliers, NULL, &err[2]), BAD_DATA);
    assert_non_null(strstr(err[2].text, "both MADs are 0"));
    assert_int_equal(outliers_double_mad(far, 3, 3.5, &outliers, NULL, &err[3]), BAD_DATA);
    assert_non_null(strstr(err[3].text, "past the largest double"));
    assert_true(outliers.median == -3.5);
}

int main(void)
{
    enum { ROWS = sizeof p_rows / sizeof *p_rows };
    struct CMUnitTest tests[6 + ROWS] = {
        cmocka_unit_test(test_reference),         cmocka_unit_test(test_refused),
        cmocka_unit_test(test_p_limits),          cmocka_unit_test(test_outliers),
        cmocka_unit_test(test_outliers_one_side), cmocka_unit_test(test_outliers_refused),
    };
    for (size_t i = 0; i < ROWS; i++) {
        tests[6 + i] = CHECK_ROW(test_p, &p_rows[i]);
    }
    return cmocka_run_group_tests_name("modes", tests, NULL, NULL);
}
