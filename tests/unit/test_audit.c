#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "stats/in_flight.h"
#include "stats/omission.h"
#include "stats/quantile.h"

/* ---- in flight; expected by hand ---- */

static const struct in_flight_row {
    const char *label;
    double start_s[6], end_s[6];
    size_t n;
    enum status status;
    struct in_flight want;
} in_flight_rows[] = {
    {"one after the other", {10, 11, 12}, {11, 12, 13}, 3, OK, {1, 1, 1, 1}},
    {"with gaps", {10, 12, 14}, {11, 13, 15}, 3, OK, {0.5, 1, 1, 0}},
    {"the last but one takes long", {10, 12, 14}, {11, 99, 15}, 3, OK, {0.75, 2, 0, 0}},
    {"two clients in any order", {14, 10, 12, 10, 12, 14}, {16, 12, 14, 12, 14, 16}, 6, OK, {2, 2, 1, 1}},
    {"all at once", {5, 5, 5}, {6, 7, 8}, 3, OK, {NAN, 3, 0, 0}},
    {"a burst, then one by one", {1, 1, 1, 4, 5}, {2, 2, 2, 5, 6}, 5, OK, {1, 3, 0, 0.5}},
    {"one: refused", {1}, {2}, 1, BAD_DATA, {0, 0, 0, 0}},
    {"end before start: refused", {1, 3}, {2, 2}, 2, BAD_DATA, {0, 0, 0, 0}},
    {"not known: refused", {1, NAN}, {2, 2}, 2, BAD_DATA, {0, 0, 0, 0}},
};

static void test_in_flight(void **state)
{
    const struct in_flight_row *row = *state;
    struct in_flight got = {-1, 7, -2, -3};
    struct error err = {{0}};
    double length_s[6];
    for (size_t i = 0; i < row->n; i++) {
        length_s[i] = row->end_s[i] - row->start_s[i];
    }
    assert_int_equal(in_flight_count(row->start_s, length_s, row->n, &got, &err), row->status);
    assert_int_equal(row->status == OK, err.text[0] == '\0');
    if (row->status != OK) {
        assert_true(got.mean == -1 && got.most == 7);
        return;
    }
    assert_int_equal(isnan(got.mean), isnan(row->want.mean));
    check_close(isnan(got.mean) ? 0 : got.mean, isnan(got.mean) ? 0 : row->want.mean, 1e-15);
    assert_int_equal(got.most, row->want.most);
    check_close(got.at_most, row->want.at_most, 1e-15);
    check_close(got.following, row->want.following, 1e-15);
}

/* ---- omission ---- */

/* Expected: the example in the documentation of HdrHistogram's recordValueWithExpectedInterval, and by hand.
 */
static const struct omission_row {
    const char *label;
    double values[3];
    size_t n;
    double interval, want[12];
    size_t n_want;
    enum status status;
} omission_rows[] = {
    {"100 every 10", {100}, 1, 10, {10, 20, 30, 40, 50, 60, 70, 80, 90, 100}, 10, OK},
    {"twice the interval", {20}, 1, 10, {10, 20}, 2, OK},
    {"less than twice", {19.5}, 1, 10, {19.5}, 1, OK},
    {"one of three", {5, 30, 7}, 3, 10, {5, 7, 10, 20, 30}, 5, OK},
    {"tenths", {0.3}, 1, 0.1, {0.1, 0.2, 0.3}, 3, OK},
    {"no interval: refused", {1}, 1, 0, {0}, 0, BAD_DATA},
    {"tiny interval: refused", {1e9}, 1, 1e-9, {0}, 0, BAD_DATA},
};

static void test_omission(void **state)
{
    const struct omission_row *row = *state;
    double *got = NULL;
    size_t n = 0;
    struct error err = {{0}};
    assert_int_equal(omission_correct(row->values, row->n, row->interval, &got, &n, &err), row->status);
    assert_int_equal(n, row->n_want);
    if (row->status == OK) {
        quantile_sort(got, n);
        for (size_t i = 0; i < n; i++) {
            check_close(got[i], row->want[i], 1e-12);
        }
    }
    free(got);
}

int main(void)
{
    enum {
        IN_FLIGHT = sizeof in_flight_rows / sizeof *in_flight_rows,
        OMISSION = sizeof omission_rows / sizeof *omission_rows
    };
    struct CMUnitTest tests[IN_FLIGHT + OMISSION];
    for (size_t i = 0; i < IN_FLIGHT; i++) {
        tests[i] = CHECK_ROW(test_in_flight, &in_flight_rows[i]);
    }
    for (size_t i = 0; i < OMISSION; i++) {
        tests[IN_FLIGHT + i] = CHECK_ROW(test_omission, &omission_rows[i]);
    }
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
