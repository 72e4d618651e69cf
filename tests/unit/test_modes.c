#include "check.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "stats/modes.h"
#include "stats/outliers.h"
#include "stats/quantile.h"

enum { ROOM = 1024, LINE = 16384 };

/* ---- gaps ---- */

/* tests/reference/diagnosis.py, from the definition. */
static void test_reference(void **state)
{
    (void)state;
    static char line[LINE];
    double numbers[ROOM], scratch[ROOM];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/gaps.csv", "r");
    assert_non_null(file);
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        size_t n = 0;
        for (const char *c = strchr(line, ','); c != NULL && n < ROOM; c = strchr(c + 1, ',')) {
            numbers[n++] = strtod(c + 1, NULL);
        }
        double *values = numbers + 4;
        struct modes modes;
        struct error err = {{0}};
        n -= 4;
        quantile_sort(values, n);
        double tick = modes_tick(values, n, scratch);
        check_close(tick, numbers[0], 1e-12);
        assert_int_equal(modes_find_gap(values, n, tick, &modes, &err), OK);
        assert_int_equal(modes.n, numbers[1]);
        assert_true(modes.start == numbers[2]);
        check_close(modes.p, numbers[3], 1e-9);
    }
    fclose(file);
    assert_int_equal(rows, 13);
}

/* Numbers that a conversion of units moved by a last digit are on their tick, as are few that are off it. */
static void test_tick(void **state)
{
    (void)state;
    double values[300], scratch[300];
    const double equal[] = {2.5, 2.5, 2.5}, two[] = {0.25, 0.25, 7};
    for (size_t i = 0; i < 300; i++) {
        values[i] = (double)(20 + i * 7 % 60) / 1000 * (1 + (i % 3 == 0 ? 1e-15 : 0));
    }
    values[7] += 0.0003;
    quantile_sort(values, 300);
    check_close(modes_tick(values, 300, scratch), 0.001, 1e-9);
    assert_true(modes_tick(equal, 3, scratch) == 0);
    assert_true(modes_tick(two, 3, scratch) == 0.25);
}

static void test_refused(void **state)
{
    (void)state;
    double equal[50], below[50];
    struct modes modes = {.p = -3.5};
    struct error err[3] = {{{0}}};
    for (size_t i = 0; i < 50; i++) {
        equal[i] = 2.5;
        below[i] = (double)i - 25;
    }
    assert_int_equal(modes_find_gap(below, 39, 0, &modes, &err[0]), BAD_DATA);
    assert_string_equal(err[0].text, "modes: needs n >= 40");
    assert_int_equal(modes_find_gap(equal, 50, 0, &modes, &err[1]), BAD_DATA);
    assert_string_equal(err[1].text, "modes: all values are equal");
    assert_int_equal(modes_find_gap(below, 50, 1, &modes, &err[2]), BAD_DATA);
    assert_string_equal(err[2].text, "modes: needs 40 values above 0");
    assert_true(modes.p == -3.5);
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
        check_outliers(numbers + 15, n - 15, numbers + 10);
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),         cmocka_unit_test(test_tick),
        cmocka_unit_test(test_refused),           cmocka_unit_test(test_outliers),
        cmocka_unit_test(test_outliers_one_side), cmocka_unit_test(test_outliers_refused),
    };
    return cmocka_run_group_tests_name("modes", tests, NULL, NULL);
}
