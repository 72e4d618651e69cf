#include "check.h"

#include <string.h>

#include "stats/throughput.h"

/* Expected rates: n / (last end - first start), by hand. */
static const struct throughput_row {
    const char *label;
    double start_s[4], end_s[4];
    size_t n;
    enum status status;
    double per_s;
    const char *message; /* part of it */
} rows[] = {
    {"one after the other", {10, 10.5, 11}, {10.5, 11, 11.5}, 3, OK, 2, ""},
    {"in parallel",
     {1.7e9, 1.7e9, 1.7e9, 1.7e9},
     {1.7e9 + 2, 1.7e9 + 8, 1.7e9 + 3, 1.7e9 + 1},
     4,
     OK,
     0.5,
     ""},
    {"in any order, the first start not first, the last end not last",
     {7, 3, 5, 4},
     {8, 9, 13, 6},
     4,
     OK,
     0.4,
     ""},
    {"two at once that take time", {2, 2}, {2.25, 2.25}, 2, OK, 8, ""},
    {"none: refused", {0}, {0}, 0, BAD_DATA, -1, "needs 2 requests"},
    {"one: refused", {3}, {5}, 1, BAD_DATA, -1, "needs 2 requests"},
    {"no time between: refused", {3, 3}, {3, 3}, 2, BAD_DATA, -1, "time between them"},
    {"ends before starts: refused", {3, 4}, {2, 1}, 2, BAD_DATA, -1, "time between them"},
    {"a start not known: refused", {3, NAN}, {4, 5}, 2, BAD_DATA, -1, "not all requests have clock times"},
    {"an end not known: refused",
     {3, 4, 5},
     {NAN, 5, 6},
     3,
     BAD_DATA,
     -1,
     "not all requests have clock times"},
};

static void test_throughput(void **state)
{
    const struct throughput_row *row = *state;
    struct error err = {{0}};
    double per_s = -1;
    assert_int_equal(throughput(row->start_s, row->end_s, row->n, &per_s, &err), row->status);
    check_close(per_s, row->per_s, 1e-15);
    assert_non_null(strstr(err.text, row->message));
    assert_int_equal(err.text[0] == '\0', row->status == OK);
}

/* ---- the interval ---- */

enum { MOST = 2500 };

/* From Park and Miller's generator: a number of 0 to 1. */
static double draw(uint64_t *seed)
{
    *seed = *seed * 16807 % 2147483647;
    return (double)*seed / 2147483647;
}

/* Gaps of 0 to 0.2 s and latencies of 0.1 to 0.6 s, as in throughput.py. */
static void make_requests(uint64_t seed, size_t n, double *start_s, double *end_s)
{
    double at = 1000;
    for (size_t i = 0; i < n; i++) {
        at += draw(&seed) * 0.2;
        start_s[i] = at;
        end_s[i] = at + 0.1 + draw(&seed) * 0.5;
    }
}

/* Reference: numpy 1.24's histogram and scipy 1.10's t; tests/reference/throughput.py. */
static void test_interval(void **state)
{
    (void)state;
    static double start_s[MOST], end_s[MOST];
    char line[256];
    size_t rows_read = 0;
    FILE *file = fopen("tests/reference/throughput.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (; fgets(line, sizeof line, file) != NULL; rows_read++) {
        unsigned long seed, n;
        double level, want_per_s, per_s;
        struct interval want, got;
        struct error err = {{0}};
        assert_int_equal(
            sscanf(line, "%lu,%lu,%lf,%lf,%lf,%lf", &seed, &n, &level, &want_per_s, &want.low, &want.high),
            6);
        make_requests(seed, n, start_s, end_s);
        assert_int_equal(throughput(start_s, end_s, n, &per_s, &err), OK);
        check_close(per_s, want_per_s, 1e-12);
        assert_int_equal(throughput_interval(start_s, end_s, n, level, &got, &err), OK);
        check_close(got.low, want.low, 1e-9);
        check_close(got.high, want.high, 1e-9);
    }
    fclose(file);
    assert_int_equal(rows_read, 9);
}

static void test_interval_refused(void **state)
{
    (void)state;
    static double start_s[MOST], end_s[MOST];
    struct interval got = {-1.5, -2.5};
    struct error few = {{0}}, unknown = {{0}}, burst = {{0}};
    make_requests(1, MOST, start_s, end_s);
    assert_int_equal(throughput_interval(start_s, end_s, THROUGHPUT_MIN_N - 1, 0.95, &got, &few), BAD_DATA);
    assert_non_null(strstr(few.text, "needs n >= 100"));
    end_s[7] = NAN;
    assert_int_equal(throughput_interval(start_s, end_s, MOST, 0.95, &got, &unknown), BAD_DATA);
    assert_non_null(strstr(unknown.text, "not all requests have clock times"));
    assert_true(got.low == -1.5 && got.high == -2.5);
    /* All but one end at once: the interval reaches down to nothing, and not below. */
    for (size_t i = 0; i < MOST; i++) {
        end_s[i] = start_s[0] + 1 + (i == 0 ? 100 : 0);
    }
    assert_int_equal(throughput_interval(start_s, end_s, MOST, 0.95, &got, &burst), OK);
    assert_true(got.low == 0 && got.high > 25);
}

int main(void)
{
    enum { ROWS = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[ROWS + 2];
    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = CHECK_ROW(test_throughput, &rows[i]);
    }
    tests[ROWS] = (struct CMUnitTest)cmocka_unit_test(test_interval);
    tests[ROWS + 1] = (struct CMUnitTest)cmocka_unit_test(test_interval_refused);
    return cmocka_run_group_tests_name("throughput", tests, NULL, NULL);
}
