/* What series are worth that were not kept, against the same series that were. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/long_run.h"
#include "stats/precision.h"
#include "stats/quantile.h"
#include "stats/random.h"
#include "stats/stretches.h"

enum { MOST = 100000, SHARES = 5 };
static const double shares[SHARES] = {0.25, 0.5, 0.9, 0.95, 0.99};

static const struct series_row {
    const char *label;
    size_t n;
    double phi;
    double every; /* so many-th value is infinite; 0: none */
    double tolerance;
} series_rows[] = {
    {"one value", 1, 0, 0, 0},
    {"a few values", 37, 0.6, 0, 0},
    {"few, some of them cut off", 500, 0.6, 50, 0},
    {"as many as are kept", LONG_RUN_STRETCHES, 0.6, 0, 0},
    {"one more", LONG_RUN_STRETCHES + 1, 0.6, 0, 0.15},
    {"independent", MOST, 0, 0, 0.15},
    {"dependent", 20000, 0.6, 0, 0.15},
    {"strongly", MOST, 0.9, 0, 0.15},
    {"all equal", 10000, NAN, 0, 0},
    {"many, some of them cut off", 50000, 0.6, 100, 0.2},
};

static double normal(struct random *random)
{
    double sum = -6;
    for (size_t i = 0; i < 12; i++) {
        sum += random_below(random, 1 << 20) * 0x1p-20;
    }
    return sum;
}

static void draw_series(const struct series_row *row, double *values)
{
    struct random random;
    double last = 0;
    random_init(&random, 1, 0, 0);
    for (size_t i = 0; i < row->n; i++) {
        last = row->phi * last + sqrt(1 - row->phi * row->phi) * normal(&random);
        values[i] = isnan(row->phi) ? 0.1 : exp(last / 2);
        if (row->every > 0 && fmod((double)i, row->every) == 7) {
            values[i] = INFINITY;
        }
    }
}

static double longest_finite(const double *sorted, size_t n)
{
    while (isinf(sorted[n - 1])) {
        n--;
    }
    return sorted[n - 1];
}

static void measure_kept(const double *values, size_t n, struct precision *precisions)
{
    double *sorted = calloc(n, sizeof *sorted);
    struct influence influences[SHARES + 1];
    struct error err = {{0}};
    memcpy(sorted, values, n * sizeof *sorted);
    quantile_sort(sorted, n);
    influences[0] = (struct influence){NAN, longest_finite(sorted, n)};
    for (size_t q = 0; q < SHARES; q++) {
        influences[q + 1] = (struct influence){sorted[(size_t)ceil(shares[q] * (double)n) - 1], INFINITY};
    }
    const struct time_series series = {values, n, NULL, 0};
    assert_int_equal(precision_measure(&series, influences, SHARES + 1, precisions, &err), OK);
    free(sorted);
}

/* In parts of at most so many values. */
static void add_in_parts(struct stretches *stretches, const double *values, size_t n, size_t part)
{
    struct error err = {{0}};
    for (size_t done = 0, some; done < n; done += some) {
        some = 1 + (done * 7919) % part;
        some = some < n - done ? some : n - done;
        assert_int_equal(stretches_add(stretches, values + done, NULL, some, &err), OK);
    }
}

static void test_series(void **state)
{
    const struct series_row *row = *state;
    static double values[MOST];
    struct precision want[SHARES + 1], got[SHARES + 1], again[SHARES + 1];
    struct stretches whole = {0}, parts = {0};
    struct error err = {{0}};
    draw_series(row, values);
    measure_kept(values, row->n, want);
    assert_int_equal(stretches_add(&whole, values, NULL, row->n, &err), OK);
    add_in_parts(&parts, values, row->n, 1000);
    assert_int_equal(precision_measure_stretches(&whole, shares, SHARES, got, &err), OK);
    assert_int_equal(precision_measure_stretches(&parts, shares, SHARES, again, &err), OK);
    assert_memory_equal(got, again, sizeof got); /* to the last bit */
    if (row->every == 0) {                       /* else there is no mean, only what is drawn to it */
        check_close(got[0].effective_n, want[0].effective_n, 1e-9);
    }
    for (size_t q = 1; q <= SHARES; q++) {
        check_close(got[q].effective_n, want[q].effective_n, row->tolerance);
        check_close(got[q].df, got[q].effective_n - 1, 0);
    }
    stretches_release(&whole);
    stretches_release(&parts);
}

/* ---- clusters ---- */

static const struct clusters_row {
    const char *label;
    size_t n, clusters;
    size_t coded_from; /* values before it are of none, and nobody says so */
    double tolerance;
} clusters_rows[] = {
    {"few values", 2000, 40, 0, 1e-9},
    {"few, the first of none", 2000, 40, 300, 1e-9},
    {"many values", 50000, 200, 0, 0.05},
    {"many, the first of none", 50000, 200, 5000, 0.25}, /* one that is a stretch of time */
    {"two clusters", 20000, 2, 0, 0.25},                 /* and a share far from all limits */
};

/* Values of one cluster resemble one another; those of many clusters follow in any order. */
static void draw_clusters(const struct clusters_row *row, double *values, uint32_t *codes)
{
    struct random random;
    static double of_cluster[MOST];
    random_init(&random, 3, 0, 0);
    for (size_t c = 0; c <= row->clusters; c++) {
        of_cluster[c] = 0.3 * normal(&random);
    }
    for (size_t i = 0; i < row->n; i++) {
        codes[i] = i < row->coded_from ? 0 : 1 + (uint32_t)random_below(&random, (uint32_t)row->clusters);
        values[i] = exp(of_cluster[codes[i]] + 0.2 * normal(&random));
    }
}

static void test_clusters(void **state)
{
    const struct clusters_row *row = *state;
    static double values[MOST], sorted[MOST];
    static uint32_t codes[MOST];
    struct influence influences[SHARES + 1] = {{NAN, INFINITY}};
    struct precision want[SHARES + 1], got[SHARES + 1];
    struct stretches stretches = {0};
    struct error err = {{0}};
    size_t unclustered, from = row->coded_from;
    draw_clusters(row, values, codes);
    memcpy(sorted, values, row->n * sizeof *sorted);
    quantile_sort(sorted, row->n);
    for (size_t q = 0; q < SHARES; q++) {
        influences[q + 1] =
            (struct influence){sorted[(size_t)ceil(shares[q] * (double)row->n) - 1], INFINITY};
    }
    const struct time_series series = {values, row->n, codes, row->clusters + 1};
    assert_int_equal(precision_measure(&series, influences, SHARES + 1, want, &err), OK);
    assert_int_equal(stretches_add(&stretches, values, NULL, from, &err), OK);
    assert_int_equal(stretches_add(&stretches, values + from, codes + from, row->n - from, &err), OK);
    assert_int_equal(stretches_count_clusters(&stretches, &unclustered), row->clusters);
    assert_int_equal(unclustered, from);
    assert_int_equal(precision_measure_stretches(&stretches, shares, SHARES, got, &err), OK);
    for (size_t q = 0; q <= SHARES; q++) {
        check_close(got[q].effective_n, want[q].effective_n, row->tolerance);
        check_close(got[q].df, want[q].df, 1e-9);
        check_close(got[q].clusters, want[q].clusters, 1e-9);
    }
    stretches_release(&stretches);
}

/* More clusters than are told apart are none, whatever comes before and after. */
static void test_too_many_clusters(void **state)
{
    (void)state;
    static const double values[3] = {1, 2, 4};
    static const uint32_t codes[3] = {1, STRETCHES_CLUSTERS + 1, 2};
    struct stretches stretches = {0};
    struct precision got;
    struct error err = {{0}};
    size_t unclustered;
    for (size_t i = 0; i < 2 * LONG_RUN_STRETCHES; i++) {
        assert_int_equal(stretches_add(&stretches, &values[i % 3], &codes[i % 3], 1, &err), OK);
    }
    assert_true(stretches.too_many);
    assert_int_equal(stretches_count_clusters(&stretches, &unclustered), 0);
    assert_int_equal(precision_measure_stretches(&stretches, NULL, 0, &got, &err), OK);
    check_close(got.clusters, 0, 0);
    stretches_release(&stretches);
}

/* ---- a change ---- */

/* A series that is not what its beginning was: all limits are far above what comes later, whose median is
 * then worth no more than the mean. */
static void test_changed(void **state)
{
    (void)state;
    static double values[MOST];
    static const struct series_row row = {"", MOST, 0.9, 0, 0};
    const double half = 0.5;
    struct precision got[2];
    struct stretches stretches = {0};
    struct error err = {{0}};
    draw_series(&row, values);
    for (size_t i = 0; i < LONG_RUN_STRETCHES + 1; i++) {
        values[i] += 1000;
    }
    assert_int_equal(stretches_add(&stretches, values, NULL, MOST, &err), OK);
    assert_int_equal(precision_measure_stretches(&stretches, &half, 1, got, &err), OK);
    assert_true(got[1].effective_n <= got[0].effective_n);
    stretches_release(&stretches);
}

int main(void)
{
    enum {
        ROWS = sizeof series_rows / sizeof *series_rows,
        CLUSTERS = sizeof clusters_rows / sizeof *clusters_rows
    };
    struct CMUnitTest tests[ROWS + CLUSTERS + 2];
    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = CHECK_ROW(test_series, &series_rows[i]);
    }
    for (size_t i = 0; i < CLUSTERS; i++) {
        tests[ROWS + i] = CHECK_ROW(test_clusters, &clusters_rows[i]);
    }
    tests[ROWS + CLUSTERS] = (struct CMUnitTest)cmocka_unit_test(test_too_many_clusters);
    tests[ROWS + CLUSTERS + 1] = (struct CMUnitTest)cmocka_unit_test(test_changed);
    return cmocka_run_group_tests_name("stretches", tests, NULL, NULL);
}
