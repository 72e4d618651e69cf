/* Counting in buckets: against the sorted numbers and their moments, whatever the numbers and their order. */
#include "check.h"

#include <float.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/histogram.h"
#include "stats/moments.h"
#include "stats/quantile.h"

enum { N = 5000 };

static double uniform(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*random >> 11) * 0x1p-53;
}

/* ---- where the numbers come from ---- */

static double latency(size_t i, double u)
{
    return i % 100 == 0 ? 3 + 40 * u * u * u : 0.2 + 0.3 * u * u;
}

static double negative(size_t i, double u)
{
    (void)i;
    return -exp(20 * u - 10);
}

static double both_signs(size_t i, double u)
{
    return i % 7 == 0 ? 0 : i % 7 == 1 ? -0.0 : (i % 2 == 0 ? -1 : 1) * exp(60 * u - 30);
}

static double denormal(size_t i, double u)
{
    return (i % 2 == 0 ? -1 : 1) * u * DBL_MIN;
}

static double huge(size_t i, double u)
{
    return (i % 3 == 0 ? -1e300 : 1e300) * u;
}

static double largest(size_t i, double u)
{
    return i % 2 == 0 ? DBL_MAX : -DBL_MAX * u;
}

static double anything(size_t i, double u)
{
    return (i % 2 == 0 ? -1 : 1) * ldexp(1 + u, (int)(u * 2000) - 1000);
}

static double power_of_two(size_t i, double u)
{
    (void)u;
    return ldexp(i % 2 == 0 ? 1 : -1, (int)(i % 64) - 32);
}

/* The ends of buckets and their neighbours. */
static double step(size_t i, double u)
{
    double end = 1 + floor(u * 2048) / 2048;
    return i % 3 == 0 ? end : nextafter(end, i % 3 == 1 ? 0 : 4);
}

static double last_bits(size_t i, double u)
{
    (void)i;
    return 1 + floor(u * 8) * DBL_EPSILON;
}

static double equal(size_t i, double u)
{
    (void)i;
    (void)u;
    return 0.3;
}

static double zero(size_t i, double u)
{
    (void)i;
    (void)u;
    return 0;
}

static const struct source_row {
    const char *label;
    double (*draw)(size_t i, double u);
} source_rows[] = {
    {"latencies", latency},
    {"negative numbers", negative},
    {"both signs and zeros", both_signs},
    {"denormals", denormal},
    {"huge", huge},
    {"the largest", largest},
    {"all magnitudes", anything},
    {"powers of two", power_of_two},
    {"ends of buckets", step},
    {"the last bits", last_bits},
    {"equal", equal},
    {"zeros", zero},
};

static void draw_all(const struct source_row *row, double *values)
{
    uint64_t random = 42;
    for (size_t i = 0; i < N; i++) {
        values[i] = row->draw(i, uniform(&random));
    }
}

/* Counted and sorted; caller releases. */
static struct histogram count(const double *values, size_t n)
{
    struct histogram histogram = {0};
    struct error err = {{0}};
    assert_int_equal(histogram_add(&histogram, values, n, &err), OK);
    assert_int_equal(histogram_settle(&histogram, &err), OK);
    histogram_sort(&histogram);
    return histogram;
}

/* ---- the buckets ---- */

/* The bound is written out here, not taken from the header. */
static double most_error(double value)
{
    return fmax(fabs(value) / 2048, 1.1e-311);
}

static void test_buckets(void **state)
{
    double values[N];
    draw_all(*state, values);
    struct histogram histogram = count(values, N);
    quantile_sort(values, N);
    size_t rank = 0;
    for (size_t i = 0; i < histogram.cells_n; i++) {
        struct histogram_bucket bucket = histogram_get(&histogram, i);
        assert_true(bucket.n > 0);
        for (size_t k = 0; k < bucket.n; k++, rank++) {
            assert_true(rank < N);
            assert_true(values[rank] > bucket.low || (i == 0 && values[rank] == bucket.low));
            assert_true(values[rank] <= bucket.high);
            assert_true(bucket.high - values[rank] <= most_error(values[rank]));
        }
    }
    assert_int_equal(rank, N);
    assert_true(histogram.min == values[0] && histogram.max == values[N - 1]);
    histogram_release(&histogram);
}

static void test_moments(void **state)
{
    double values[N];
    draw_all(*state, values);
    struct histogram histogram = count(values, N);
    struct moments got = histogram_moments(&histogram), want = moments_compute(values, N);
    /* Where positive and negative numbers cancel, the mean is as good as the numbers are large. */
    assert_true(fabs(got.mean - want.mean) <= 1e-15 * fmax(fabs(want.mean), want.sd));
    check_close(got.sd, want.sd, 1e-14);
    check_close(got.population_sd, want.population_sd, 1e-14);
    assert_true(got.min == want.min && got.max == want.max);
    histogram_release(&histogram);
}

/* Counted by three in turn and put together, or backwards: the same bits. */
static void test_order(void **state)
{
    double values[N];
    struct histogram parts[3] = {{0}};
    struct error err = {{0}};
    draw_all(*state, values);
    for (size_t i = N; i-- > 0;) {
        assert_int_equal(histogram_add(&parts[i % 7 % 3], &values[i], 1, &err), OK);
    }
    assert_int_equal(histogram_merge(&parts[2], &parts[0], &err), OK);
    assert_int_equal(histogram_merge(&parts[2], &parts[1], &err), OK);
    assert_int_equal(histogram_settle(&parts[2], &err), OK);
    histogram_sort(&parts[2]);
    struct histogram whole = count(values, N);
    struct moments want = histogram_moments(&whole), got = histogram_moments(&parts[2]);
    assert_memory_equal(&got, &want, sizeof got);
    assert_int_equal(parts[2].cells_n, whole.cells_n);
    for (size_t i = 0; i < whole.cells_n; i++) {
        struct histogram_bucket a = histogram_get(&whole, i), b = histogram_get(&parts[2], i);
        assert_memory_equal(&a, &b, sizeof a);
    }
    for (size_t i = 0; i < 3; i++) {
        histogram_release(&parts[i]);
    }
    histogram_release(&whole);
}

/* Counted in parts, some of which are settled, and some with few cells, before they are put together in any
 * order: as the whole is when it has as few. */
static void test_coarse(void **state)
{
    enum { FEW = 40 };
    double values[N];
    struct histogram parts[5] = {{0}}, whole = {0};
    struct error err = {{0}};
    draw_all(*state, values);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(histogram_add(&parts[i * i % 7 % 4], &values[i], 1, &err), OK);
    }
    assert_int_equal(histogram_settle(&parts[1], &err), OK);
    histogram_coarsen(&parts[1], FEW);
    assert_int_equal(histogram_settle(&parts[2], &err), OK);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(histogram_merge(&parts[4], &parts[(i + 3) % 4], &err), OK);
    }
    assert_int_equal(histogram_add(&whole, values, N, &err), OK);
    assert_int_equal(histogram_settle(&whole, &err), OK);
    histogram_coarsen(&whole, FEW);
    histogram_coarsen(&parts[4], FEW);
    struct moments want = histogram_moments(&whole), got = histogram_moments(&parts[4]);
    assert_memory_equal(&got, &want, sizeof got);
    assert_true(whole.cells_n <= FEW && parts[4].level == whole.level && parts[4].cells_n == whole.cells_n);
    quantile_sort(values, N);
    for (size_t i = 0, rank = 0; i < whole.cells_n; i++) {
        struct histogram_bucket a = histogram_get(&whole, i), b = histogram_get(&parts[4], i);
        assert_memory_equal(&a, &b, sizeof a);
        for (size_t k = 0; k < a.n; k++, rank++) {
            assert_true(values[rank] <= a.high && (values[rank] > a.low || i == 0));
            bool bounds = values[rank] >= 0x1p-1022 && whole.level <= 11;
            assert_true(!bounds || a.high - values[rank] <= histogram_error(whole.level) * values[rank]);
        }
    }
    for (size_t i = 0; i < 5; i++) {
        histogram_release(&parts[i]);
    }
    histogram_release(&whole);
}

/* Expected: exact rational arithmetic, rounded once (Python's fractions). The first is NIST's NumAcc4. */
static void test_exact_moments(void **state)
{
    (void)state;
    double accurate[1001] = {10000000.2}, last[5], mixed[] = {-3.5, 0, 0.25, 1e-3, 1e6, -1e6, 7};
    static const int bits[] = {0, 1, 1, 3, 7};
    for (size_t i = 1; i < 1001; i++) {
        accurate[i] = i % 2 == 1 ? 10000000.1 : 10000000.3;
    }
    for (size_t i = 0; i < 5; i++) {
        last[i] = 1 + bits[i] * DBL_EPSILON;
    }
    const struct {
        const double *values;
        size_t n;
        double mean, sd, population_sd;
    } rows[] = {
        {accurate, 1001, 10000000.2, 0.10000000055879354, 0.09995003802729167},
        {last, 5, 1.0000000000000004, 6.201368327193953e-16, 5.546672453247935e-16},
        {mixed, 7, 0.5358571428571428, 577350.2691981853, 534522.4838327734},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct histogram histogram = count(rows[i].values, rows[i].n);
        struct moments moments = histogram_moments(&histogram);
        check_close(moments.mean, rows[i].mean, 2e-16);
        check_close(moments.sd, rows[i].sd, 4e-16);
        check_close(moments.population_sd, rows[i].population_sd, 4e-16);
        histogram_release(&histogram);
    }
}

int main(void)
{
    enum { SOURCES = sizeof source_rows / sizeof *source_rows };
    struct CMUnitTest buckets[SOURCES], moments[SOURCES], orders[SOURCES], coarse[SOURCES];
    for (size_t i = 0; i < SOURCES; i++) {
        buckets[i] = CHECK_ROW(test_buckets, &source_rows[i]);
        moments[i] = CHECK_ROW(test_moments, &source_rows[i]);
        orders[i] = CHECK_ROW(test_order, &source_rows[i]);
        coarse[i] = CHECK_ROW(test_coarse, &source_rows[i]);
    }
    const struct CMUnitTest others[] = {cmocka_unit_test(test_exact_moments)};
    return cmocka_run_group_tests_name("histogram: buckets", buckets, NULL, NULL) +
           cmocka_run_group_tests_name("histogram: moments", moments, NULL, NULL) +
           cmocka_run_group_tests_name("histogram: order", orders, NULL, NULL) +
           cmocka_run_group_tests_name("histogram: few cells", coarse, NULL, NULL) +
           cmocka_run_group_tests_name("histogram: exact", others, NULL, NULL);
}
