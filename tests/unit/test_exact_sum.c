/* Sums that depend on nothing but the numbers. Expected values: Python's fractions. */
#include "check.h"

#include <float.h>

#include "stats/counted/exact_sum.h"

static const struct sum_row {
    const char *label;
    double values[6];
    size_t n;
    double sum;
} sum_rows[] = {
    {"none", {0}, 0, 0},
    {"zeros", {0, -0.0}, 2, 0},
    {"tenths", {0.1, 0.2, 0.3}, 3, 0.6},
    {"what cancels", {1e3, 1.5, -1e3, -0.25}, 4, 1.25},
    {"far apart: the lower digits go", {1e300, 1, -1e300}, 3, 0},
    {"the smallest",
     {4.9406564584124654e-324, 4.9406564584124654e-324, -1.4821969375237396e-323},
     3,
     -4.9406564584124654e-324},
    {"the largest", {DBL_MAX, -DBL_MAX, 3e307}, 3, 3e307},
    {"negative ones", {-3.75, 1.125, -1e-9, 5e-10}, 4, -2.6250000005},
};

static void test_sum(void **state)
{
    const struct sum_row *row = *state;
    struct exact_sum sum = {.top = 0};
    for (size_t i = 0; i < row->n; i++) {
        exact_sum_add(&sum, row->values[i]);
    }
    check_close(exact_sum_value(&sum), row->sum, 0x1p-30);
}

/* Numbers of all magnitudes in thousands of orders and nestings: the same bits. */
static void test_order(void **state)
{
    enum { N = 300, WAYS = 2000 };
    double values[N];
    uint64_t random = 7;
    struct exact_sum want = {.top = 0};
    (void)state;
    for (size_t i = 0; i < N; i++) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        values[i] = ldexp((double)(int64_t)random, (int)(random >> 33) % 120 - 60);
        exact_sum_add(&want, values[i]);
    }
    for (size_t way = 0; way < WAYS; way++) {
        struct exact_sum parts[4] = {{.top = 0}};
        for (size_t i = 0; i < N; i++) {
            random = random * 6364136223846793005U + 1442695040888963407U;
            size_t other = (size_t)(random >> 40) % N;
            double kept = values[i];
            values[i] = values[other];
            values[other] = kept;
        }
        for (size_t i = 0; i < N; i++) {
            random = random * 6364136223846793005U + 1442695040888963407U;
            exact_sum_add(&parts[random >> 62], values[i]);
        }
        size_t first = way % 4;
        exact_sum_merge(&parts[first], &parts[(first + 1) % 4]);
        exact_sum_merge(&parts[(first + 2) % 4], &parts[(first + 3) % 4]);
        exact_sum_merge(&parts[first], &parts[(first + 2) % 4]);
        assert_memory_equal(parts[first].digits, want.digits, sizeof want.digits);
        assert_int_equal(parts[first].top, want.top);
    }
}

int main(void)
{
    enum { ROWS = sizeof sum_rows / sizeof *sum_rows };
    struct CMUnitTest rows[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        rows[i] = CHECK_ROW(test_sum, &sum_rows[i]);
    }
    const struct CMUnitTest orders[] = {cmocka_unit_test(test_order)};
    return cmocka_run_group_tests_name("exact sum: values", rows, NULL, NULL) +
           cmocka_run_group_tests_name("exact sum: order", orders, NULL, NULL);
}
