/* Where Brunner and Munzel's test has no variance, few values, or dependent ones; the rest is compared with
 * scipy and R in test_two_samples.c. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "stats/brunner_munzel.h"
#include "stats/quantile.h"
#include "stats/student.h"

enum { MOST = 4096 };

static struct dominance judge(const struct time_series *a, const struct time_series *b, double units_a,
                              double units_b, bool independent)
{
    static double sorted[2][MOST];
    memcpy(sorted[0], a->values, a->n * sizeof *sorted[0]);
    memcpy(sorted[1], b->values, b->n * sizeof *sorted[1]);
    quantile_sort(sorted[0], a->n);
    quantile_sort(sorted[1], b->n);
    static uint32_t ranks[2][MOST];
    quantile_rank(a->values, a->n, sorted[0], a->n, ranks[0]);
    quantile_rank(b->values, b->n, sorted[1], b->n, ranks[1]);
    const struct ranked ranked[] = {{*a, sorted[0], ranks[0], units_a}, {*b, sorted[1], ranks[1], units_b}};
    struct dominance dominance;
    struct error err = {{0}};
    assert_int_equal(brunner_munzel_test(&ranked[0], &ranked[1], independent, &dominance, &err), OK);
    return dominance;
}

/* No overlap: 2 of all orders of the units are as far apart. */
static const struct apart_row {
    const char *label;
    size_t n;
    double units, p;
} apart_rows[] = {
    {"3 against 3", 3, 3, 2.0 / 20},
    {"4 against 4", 4, 4, 2.0 / 70},
    {"12 against 12", 12, 12, 2.0 / 2704156},
    {"12 that are worth 4 against as many", 12, 4.75, 2.0 / 70},
    {"12 that are worth 1 against as many", 12, 1.5, 1},
};

static void test_apart(void **state)
{
    const struct apart_row *row = *state;
    double a[12], b[12];
    for (size_t i = 0; i < row->n; i++) {
        a[i] = (double)(i * 5 % row->n) + 1;
        b[i] = (double)(i * 7 % row->n) + 20;
    }
    const struct time_series series[] = {{a, row->n, NULL, 0}, {b, row->n, NULL, 0}};
    struct dominance got = judge(&series[0], &series[1], row->units, row->units, true);
    check_close(got.delta, 1, 0);
    check_close(got.p, row->p, 1e-12);
    struct dominance swapped = judge(&series[1], &series[0], row->units, row->units, true);
    check_close(swapped.delta, -1, 0);
    check_close(swapped.p, row->p, 1e-12);
    struct interval interval = brunner_munzel_interval(&got, 1 - row->p / 2);
    assert_true(row->p < 1 ? interval.low <= 0 : interval.low == -1); /* at a level above 1 - p, it holds 0 */
    check_close(interval.high, 1, 0);
    if (row->p < 1) { /* at 1 - p it ends at 0 */
        assert_true(fabs(brunner_munzel_interval(&got, 1 - row->p).low) < 1e-6);
    }
}

/* One run a side of many. Expected: tests/reference/between_runs.py, scipy over all pairs. */
static void test_between_runs(void **state)
{
    (void)state;
    static const struct {
        double between, p, low, high;
    } rows[] = {{0.01, 0.0358961300498, 0.035379297677, 0.909065146767},
                {0.05, 0.121954739087, -0.157125578525, 1},
                {0.2, 0.615709254177, -1, 1}};
    double a[] = {1.31, 0.92, 1.07, 1.55, 1.18, 0.99, 1.42, 1.11, 1.02, 1.27, 0.95, 1.21};
    double b[] = {1.36, 1.12, 1.48, 1.71, 1.05, 1.33, 1.59, 1.24, 1.40, 1.17, 1.66, 1.08};
    const struct time_series series[] = {{a, 12, NULL, 0}, {b, 12, NULL, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t swap = 0; swap < 2; swap++) {
            struct dominance got = judge(&series[swap], &series[1 - swap], 12, 12, true);
            double sign = swap ? -1 : 1;
            quantile_sort(a, 12);
            quantile_sort(b, 12);
            const struct ranked sides[] = {{{swap ? b : a, 12, NULL, 0}, swap ? b : a, NULL, 12},
                                           {{swap ? a : b, 12, NULL, 0}, swap ? a : b, NULL, 12}};
            struct interval interval =
                brunner_munzel_between(&sides[0], &sides[1], rows[i].between, 0.95, &got);
            check_close(got.p, rows[i].p, 1e-8);
            check_close(2 * student_tail(fabs(got.delta) / got.error, got.df), got.p, 1e-9);
            check_close(sign * (swap ? interval.high : interval.low), rows[i].low, 1e-9);
            check_close(sign * (swap ? interval.low : interval.high), rows[i].high, 1e-9);
        }
    }
}

/* Infinite values are longer than all others, and as long as one another. */
static void test_infinite(void **state)
{
    (void)state;
    double a[] = {1.5, 2, INFINITY, 3, 1, 2.5, 1.25, 4, 6, 2.25, INFINITY},
           b[] = {2.75, INFINITY, 5, INFINITY, 1.75, 7, 3.5, INFINITY, 3.25, 8, 4.5};
    double far_a[11], far_b[11];
    for (size_t i = 0; i < 11; i++) {
        far_a[i] = fmin(a[i], 1e6);
        far_b[i] = fmin(b[i], 1e6);
    }
    const struct time_series endless[] = {{a, 11, NULL, 0}, {b, 11, NULL, 0}};
    const struct time_series far[] = {{far_a, 11, NULL, 0}, {far_b, 11, NULL, 0}};
    for (int independent = 0; independent < 2; independent++) {
        struct dominance got = judge(&endless[0], &endless[1], 11, 11, independent);
        struct dominance want = judge(&far[0], &far[1], 11, 11, independent);
        check_close(got.delta, want.delta, 0);
        check_close(got.p, want.p, 0);
        check_close(got.error, want.error, 0);
    }
}

/* Each value four times in a row tells little more than each once. */
static void test_dependent(void **state)
{
    (void)state;
    enum { N = 600, TIMES = 4 };
    static double once[2][N], often[2][N * TIMES];
    uint64_t random = 5;
    for (size_t i = 0; i < 2 * N; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        double value = (double)(random >> 40) * 0x1p-24 + (i < N ? 0 : 0.05);
        once[i / N][i % N] = value;
        for (size_t k = 0; k < TIMES; k++) {
            often[i / N][i % N * TIMES + k] = value;
        }
    }
    const struct time_series few[] = {{once[0], N, NULL, 0}, {once[1], N, NULL, 0}};
    const struct time_series many[] = {{often[0], N * TIMES, NULL, 0}, {often[1], N * TIMES, NULL, 0}};
    struct dominance want = judge(&few[0], &few[1], N, N, true);
    struct dominance got = judge(&many[0], &many[1], N, N, false);
    check_close(got.delta, want.delta, 1e-12);
    check_close(got.error, want.error, 0.2);
    check_close(got.design_effect, TIMES, 0.4);
    check_close(judge(&many[0], &many[1], N * TIMES, N * TIMES, true).error, want.error / 2, 0.01);
}

/* The larger clusters' part is that of placements by the jackknife: with one value in each, of the values. */
static void test_clusters_of_one(void **state)
{
    (void)state;
    enum { N = 24 };
    double a[N], b[N];
    uint32_t clusters[N];
    for (size_t i = 0; i < N; i++) {
        double height = (double)(i / 2 * 5 % 12); /* neighbours lie on different sides of the middle */
        a[i] = (i % 2 == 0 ? -1 : 1) * (1 + height);
        b[i] = (i % 2 == 0 ? 1 : -1) * (1.5 + height) + 2;
        clusters[i] = (uint32_t)i;
    }
    const struct time_series series[] = {{a, N, clusters, N}, {b, N, clusters, N}};
    struct dominance got = judge(&series[0], &series[1], N, N, false);
    struct dominance want = judge(&series[0], &series[1], N, N, true);
    check_close(got.delta, want.delta, 0);
    check_close(got.error, want.error, 1e-12);
    check_close(got.p, want.p, 1e-9);
}

int main(void)
{
    enum { APART = sizeof apart_rows / sizeof *apart_rows, OTHERS = 4 };
    struct CMUnitTest tests[OTHERS + APART] = {
        cmocka_unit_test(test_infinite),
        cmocka_unit_test(test_between_runs),
        cmocka_unit_test(test_dependent),
        cmocka_unit_test(test_clusters_of_one),
    };
    for (size_t i = 0; i < APART; i++) {
        tests[OTHERS + i] = CHECK_ROW(test_apart, &apart_rows[i]);
    }
    return cmocka_run_group_tests_name("brunner munzel", tests, NULL, NULL);
}
