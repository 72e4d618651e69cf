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

int main(void)
{
    struct CMUnitTest tests[sizeof rows / sizeof *rows];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tests[i] = CHECK_ROW(test_throughput, &rows[i]);
    }
    return cmocka_run_group_tests_name("throughput", tests, NULL, NULL);
}
