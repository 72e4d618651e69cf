#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "stats/block_length.h"

enum { SERIES = 10, LONGEST = 600 };

/* Fills values with those of the series; returns how many. */
static size_t read_series(const char *series, double *values)
{
    char line[128], name[64];
    double value;
    size_t n = 0;
    FILE *file = fopen("tests/reference/block_length_data.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(sscanf(line, "%63[^,],%lf", name, &value), 2);
        if (strcmp(name, series) == 0) {
            assert_true(n < LONGEST);
            values[n++] = value;
        }
    }
    fclose(file);
    return n;
}

/*
 * Written again in Python from the papers: tests/reference/block_length.py. b.star()'s steps with R 4.2.2's
 * acf() and ccf() gave the same to 12 decimals. Rounding of sums leaves 1e-11.
 */
static void test_reference(void **state)
{
    (void)state;
    char line[128], name[64];
    double values[LONGEST], want, got;
    size_t rows = 0, n;
    FILE *file = fopen("tests/reference/block_length.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        struct error err = {{0}};
        assert_int_equal(sscanf(line, "%63[^,],%zu,%lf", name, &n, &want), 3);
        assert_int_equal(read_series(name, values), n);
        assert_int_equal(block_length(values, n, &got, &err), OK);
        assert_string_equal(err.text, "");
        if (!(fabs(got - want) <= 1e-11 * want)) {
            fail_msg("%s: got %.15g, want %.15g", name, got, want);
        }
        /* Neither the unit nor the level of a series is its autocorrelation. */
        double rescaled;
        for (size_t i = 0; i < n; i++) {
            values[i] = 0x1p900 * values[i];
        }
        assert_int_equal(block_length(values, n, &rescaled, &err), OK);
        check_close(rescaled, got, 1e-11);
    }
    fclose(file);
    assert_int_equal(rows, SERIES);
}

static void test_constant(void **state)
{
    (void)state;
    const double values[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    struct error err = {{0}};
    double got = -2.5;
    assert_int_equal(block_length(values, sizeof values / sizeof *values, &got, &err), OK);
    assert_true(got == 1);
}

static void test_small(void **state)
{
    (void)state;
    const double values[] = {3.5, 1.25, 2.5, 8.5, 1.5, 2.25, 9.5, 4.5, 4.75};
    for (size_t n = 0; n <= BLOCK_LENGTH_MIN_N; n++) {
        struct error err = {{0}};
        double got = -2.5;
        enum status status = block_length(values, n, &got, &err);
        if (n < BLOCK_LENGTH_MIN_N) {
            assert_int_equal(status, BAD_DATA);
            assert_string_equal(err.text, "block length: needs n >= 9");
            assert_true(got == -2.5);
        } else {
            assert_int_equal(status, OK);
            assert_true(got >= 1 && got <= 3);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_constant),
        cmocka_unit_test(test_small),
    };
    return cmocka_run_group_tests_name("block_length", tests, NULL, NULL);
}
