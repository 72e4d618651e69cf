#include "check.h"

#include <float.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/change_point.h"
#include "stats/ranks.h"
#include "stats/trend.h"
#include "stats/warm_up.h"

enum { ROOM = 1024, WANTED = 15, LINE = 16384, LONG = 2500 };

/* Whether there is a result to compare: want NaN stands for one that is refused, in words. */
static bool check_status(enum status status, const struct error *err, double want)
{
    assert_int_equal(status, isnan(want) ? BAD_DATA : OK);
    assert_int_equal(strlen(err->text) > 0, isnan(want));
    return status == OK;
}

/* ---- R and scipy ---- */

static void check_trend(const double *values, size_t n, const double *want)
{
    struct error err[3] = {{{0}}};
    struct mann_kendall trend;
    double slope, tenth;
    if (check_status(mann_kendall_test(values, n, &trend, &err[0]), &err[0], want[0])) {
        assert_true(trend.s == want[0]);
        check_close(trend.tau, want[1], 1e-12);
        check_close(trend.p, want[2], 1e-11);
    }
    if (check_status(trend_sen_slope(values, n, &slope, &err[1]), &err[1], want[3])) {
        check_close(slope, want[3], 1e-12);
    }
    if (check_status(trend_last_tenth_difference(values, n, &tenth, &err[2]), &err[2], want[4])) {
        check_close(tenth, want[4], 1e-11);
    }
}

/* Ranks, and the change that they show; refused as they are. */
static enum status find_change(const double *values, size_t n, struct change_point *change, struct error *err)
{
    static double ranks[ROOM];
    enum status status = ranks_of_series(values, n, ranks, "pettitt", err);
    return status == OK ? change_point_pettitt(ranks, n, change, err) : status;
}

static void check_change_and_warm_up(const double *values, size_t n, const double *want)
{
    struct error err[2] = {{{0}}};
    struct change_point change;
    struct warm_up warm_up;
    if (check_status(find_change(values, n, &change, &err[0]), &err[0], want[0])) {
        assert_true(change.k == want[0]);
        assert_int_equal(change.position, want[1]);
    }
    if (check_status(warm_up_mser5(values, n, &warm_up, &err[1]), &err[1], want[2])) {
        assert_int_equal(warm_up.cut, want[2]);
        check_close(warm_up.mean, want[3], 1e-13);
        check_close(warm_up.mean_kept, want[4], 1e-13);
    }
}

/* tests/reference/drift.R. */
static void test_reference(void **state)
{
    (void)state;
    static char line[LINE];
    static double numbers[ROOM];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/drift.csv", "r");
    assert_non_null(file);
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        size_t n = read_numbers(line, numbers, ROOM) - WANTED;
        check_trend(numbers + WANTED, n, numbers);
        check_change_and_warm_up(numbers + WANTED, n, numbers + 5);
    }
    fclose(file);
    assert_int_equal(rows, 17);
}

/* tests/reference/drift.py: scipy's kendalltau() and theilslopes(), of the series in drift.csv. */
static void test_scipy(void **state)
{
    (void)state;
    static char line[LINE], series[LINE];
    static double numbers[ROOM];
    double want[ROOM], slope;
    size_t rows = 0;
    FILE *file = fopen("tests/reference/drift_python.csv", "r"),
         *data = fopen("tests/reference/drift.csv", "r");
    assert_non_null(file);
    assert_non_null(data);
    for (; read_labelled(file, data, line, series, sizeof line); rows++) {
        assert_int_equal(read_numbers(line, want, ROOM), 7);
        size_t n = read_numbers(series, numbers, ROOM) - WANTED;
        struct mann_kendall trend;
        struct error err = {{0}};
        assert_int_equal(mann_kendall_test(numbers + WANTED, n, &trend, &err), OK);
        assert_int_equal(trend_sen_slope(numbers + WANTED, n, &slope, &err), OK);
        check_close(trend.tau, want[5], 1e-12);
        check_close(slope, want[6], 1e-12);
    }
    fclose(data);
    fclose(file);
    assert_int_equal(rows, 14);
}

/* Whether p is what it should be, as far as the tails of distributions agree. */
static void check_p(double p, double want)
{
    if (!(fabs(p - want) <= 1e-9 * want)) {
        fail_msg("p: got %.15g, want %.15g", p, want);
    }
}

/* tests/reference/diagnosis.py: the tests that allow for dependence, of the series in drift.csv. */
static void test_dependent(void **state)
{
    (void)state;
    static char line[LINE], series[LINE];
    static double numbers[ROOM], ranks[ROOM];
    double want[ROOM];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/diagnosis.csv", "r"), *data = fopen("tests/reference/drift.csv", "r");
    assert_non_null(file);
    assert_non_null(data);
    for (; read_labelled(file, data, line, series, sizeof line); rows++) {
        assert_int_equal(read_numbers(line, want, ROOM), 6);
        size_t n = read_numbers(series, numbers, ROOM) - WANTED;
        struct trend trend;
        struct change_point change;
        struct error err = {{0}};
        assert_int_equal(ranks_of_series(numbers + WANTED, n, ranks, "ranks", &err), OK);
        assert_int_equal(trend_test(ranks, n, &trend, &err), OK);
        if (isfinite(want[0])) { /* else nothing is left but rounding */
            check_close(trend.statistic, want[0], 1e-9);
        }
        check_close(trend.df, want[1], 1e-9);
        check_p(trend.p, want[2]);
        assert_int_equal(change_point_pettitt(ranks, n, &change, &err), OK);
        check_p(change.p, want[3]);
        if (!isnan(want[4])) {
            double p;
            assert_int_equal(warm_up_test(ranks, n, (size_t)want[4], &p, &err), OK);
            check_p(p, want[5]);
        }
    }
    fclose(data);
    fclose(file);
    assert_int_equal(rows, 16);
}

/* ---- Sen's slope of long series ---- */

static double scattered(size_t i)
{
    return (double)(i * 7919 % 10007);
}

static double rising(size_t i)
{
    return scattered(i) / 8 + (double)i / 64;
}

static double steps(size_t i)
{
    return floor(rising(i) / 400);
}

static double falling(size_t i)
{
    return 1e6 - 3 * (double)i + scattered(i) / 512;
}

static double cubes(size_t i)
{
    return (double)(i * i * i);
}

static double ramp(size_t i)
{
    return 1e9 + 0.25 * (double)i;
}

static double far_apart(size_t i)
{
    return i % 3 == 0 ? 1e15 : 1e-15;
}

static double widest(size_t i)
{
    return DBL_MAX / 2 / LONG * (double)i;
}

/* From the median of all slopes in R, printed by tests/reference/drift.R; the last three: by hand. */
static const struct long_row {
    const char *label;
    double (*value)(size_t i);
    size_t n;
    double slope;
} long_rows[] = {
    {"2001 values, an even number of pairs", rising, 2001, 0.012444338422391857},
    {"2500 values", rising, 2500, 0.014665474528960224},
    {"2300 values of few kinds: just 0", steps, 2300, 0},
    {"2400 values that fall", falling, 2400, -3.000027285657954},
    {"2005 cubes: between 3327609 and 3327637", cubes, 2005, 3327623},
    {"2500 values on a line", ramp, 2500, 0.25},
    {"2500 values, 1e15 and 1e-15: just 0", far_apart, 2500, 0},
    {"2500 values as far apart as they can be", widest, 2500, DBL_MAX / 2 / LONG},
};

static void test_long_slope(void **state)
{
    const struct long_row *row = *state;
    static double values[LONG];
    double slope;
    struct error err = {{0}};
    for (size_t i = 0; i < row->n; i++) {
        values[i] = row->value(i + 1);
    }
    assert_int_equal(trend_sen_slope(values, row->n, &slope, &err), OK);
    check_close(slope, row->slope, 1e-12);
}

/* Longer ones are looked at in stretches: a line has the slope that it has, and one in which each tenth value
 * is far off too, as medians do not see these. */
static void test_longest_slope(void **state)
{
    (void)state;
    enum { N = 123456 };
    double *values = calloc(N, sizeof *values), slope;
    struct error err = {{0}};
    assert_non_null(values);
    for (size_t i = 0; i < N; i++) {
        values[i] = 3 - 0.25 * (double)i;
    }
    assert_int_equal(trend_sen_slope(values, N, &slope, &err), OK);
    check_close(slope, -0.25, 1e-12);
    for (size_t i = 0; i < N; i += 10) {
        values[i] = 1e9;
    }
    assert_int_equal(trend_sen_slope(values, N, &slope, &err), OK);
    check_close(slope, -0.25, 1e-3);
    free(values);
}

/* ---- by hand ---- */

/* All values rise, so S is the number of pairs, past what 32 bits hold; and the largest step is in the
 * middle. */
static void test_large(void **state)
{
    (void)state;
    enum { N = 200000 };
    double *values = calloc(N, 2 * sizeof *values), *ranks = values + N;
    struct mann_kendall trend;
    struct change_point change;
    struct error err = {{0}};
    assert_non_null(values);
    for (size_t i = 0; i < N; i++) {
        values[i] = (double)i + (i < N / 2 ? 0 : 1e6);
    }
    assert_int_equal(mann_kendall_test(values, N, &trend, &err), OK);
    assert_true(trend.s == N / 2 * (double)(N - 1) && trend.tau == 1 && trend.p == 0);
    assert_int_equal(ranks_of_series(values, N, ranks, "ranks", &err), OK);
    assert_int_equal(change_point_pettitt(ranks, N, &change, &err), OK);
    assert_true(change.k == N / 2 * (double)(N / 2) && change.position == N / 2);
    for (size_t i = 0; i < N; i++) {
        values[i] = -values[i];
    }
    assert_int_equal(mann_kendall_test(values, N, &trend, &err), OK);
    assert_true(trend.s == -(N / 2 * (double)(N - 1)) && trend.tau == -1 && trend.p == 0);
    free(values);
}

/* A level of 9 for 15 values and of 4 after that: the cut is known, and is not at the limit of 50. */
static void test_warm_up_cut(void **state)
{
    (void)state;
    double values[103];
    struct warm_up warm_up;
    struct error err = {{0}};
    for (size_t i = 0; i < 103; i++) {
        values[i] = i < 15 ? 9 : 4;
    }
    assert_int_equal(warm_up_mser5(values, 103, &warm_up, &err), OK);
    assert_int_equal(warm_up.cut, 15);
    assert_false(warm_up.at_limit);
    check_close(warm_up.mean, (15 * 9 + 88 * 4) / 103.0, 1e-15);
    assert_true(warm_up.mean_kept == 4);
    for (size_t i = 0; i < 103; i++) {
        values[i] = i < 70 ? 100 - (double)i : 30; /* settles in the second half only */
    }
    assert_int_equal(warm_up_mser5(values, 103, &warm_up, &err), OK);
    assert_int_equal(warm_up.cut, 50);
    assert_true(warm_up.at_limit);
}

static void test_far_ends(void **state)
{
    (void)state;
    const double values[] = {-DBL_MAX, 1.5, DBL_MAX, 2.5, 1, 1, 1, 1, 1, DBL_MAX};
    const double near[] = {0, 5e-324, 0, 5e-324, 0, 5e-324};
    double slope = -3.5, tenth = -3.5;
    struct change_point change;
    struct error err[3] = {{{0}}};
    assert_int_equal(trend_sen_slope(values, 10, &slope, &err[0]), BAD_DATA);
    assert_non_null(strstr(err[0].text, "past the largest double"));
    assert_int_equal(trend_last_tenth_difference(values, 10, &tenth, &err[1]), BAD_DATA);
    assert_non_null(strstr(err[1].text, "past the largest double"));
    assert_int_equal(find_change(near, 6, &change, &err[2]), OK);
    assert_true(change.k == 3 && change.position == 1 && slope == -3.5 && tenth == -3.5);
}

/* ---- what is refused ---- */

static void test_refused(void **state)
{
    (void)state;
    const double equal[] = {2.5, 2.5, 2.5, 2.5}, zero_first[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    double number = -3.5;
    struct mann_kendall trend;
    struct change_point change;
    struct warm_up warm_up;
    struct error err[8] = {{{0}}};
    assert_int_equal(mann_kendall_test(equal, 1, &trend, &err[0]), BAD_DATA);
    assert_string_equal(err[0].text, "mann_kendall: needs n >= 2");
    assert_int_equal(mann_kendall_test(equal, 4, &trend, &err[1]), BAD_DATA);
    assert_string_equal(err[1].text, "mann_kendall: all values are equal");
    assert_int_equal(trend_sen_slope(equal, 1, &number, &err[2]), BAD_DATA);
    assert_string_equal(err[2].text, "sen_slope: needs n >= 2");
    assert_int_equal(trend_last_tenth_difference(zero_first, 9, &number, &err[3]), BAD_DATA);
    assert_string_equal(err[3].text, "last_tenth: needs n >= 10");
    assert_int_equal(trend_last_tenth_difference(zero_first, 10, &number, &err[4]), BAD_DATA);
    assert_string_equal(err[4].text, "last_tenth: the mean of the first tenth is 0");
    assert_int_equal(find_change(equal, 1, &change, &err[5]), BAD_DATA);
    assert_string_equal(err[5].text, "pettitt: needs n >= 2");
    assert_int_equal(find_change(equal, 4, &change, &err[6]), BAD_DATA);
    assert_string_equal(err[6].text, "pettitt: all values are equal");
    assert_int_equal(warm_up_mser5(equal, 4, &warm_up, &err[7]), BAD_DATA);
    assert_string_equal(err[7].text, "mser5: needs n >= 20");
    assert_true(number == -3.5);
}

int main(void)
{
    enum { ROWS = sizeof long_rows / sizeof *long_rows };
    struct CMUnitTest tests[8 + ROWS] = {
        cmocka_unit_test(test_reference), cmocka_unit_test(test_scipy),
        cmocka_unit_test(test_large),     cmocka_unit_test(test_warm_up_cut),

        cmocka_unit_test(test_far_ends),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_dependent), cmocka_unit_test(test_longest_slope),
    };
    for (size_t i = 0; i < ROWS; i++) {
        tests[8 + i] = CHECK_ROW(test_long_slope, &long_rows[i]);
    }
    return cmocka_run_group_tests_name("drift", tests, NULL, NULL);
}
