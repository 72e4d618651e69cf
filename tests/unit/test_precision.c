/* What dependent values are worth, and the intervals that are made of it. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/interval.h"
#include "stats/long_run.h"
#include "stats/precision.h"

/* Reference values: numpy and scipy, tests/reference/precision.py. */

enum { ROOM = 256 };

struct sample {
    double values[ROOM];
    uint32_t clusters[ROOM];
    struct time_series series;
};

static void read_sample(const char *name, struct sample *sample)
{
    char line[128], found[32];
    double value, cluster;
    size_t n = 0, clusters = 0;
    FILE *file = open_rows("tests/reference/precision_data.csv");
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(sscanf(line, "%31[^,],%lf,%lf", found, &value, &cluster), 3);
        if (strcmp(found, name) == 0) {
            assert_true(n < ROOM);
            sample->values[n] = value;
            sample->clusters[n++] = (uint32_t)cluster;
            clusters = cluster + 1 > (double)clusters ? (size_t)cluster + 1 : clusters;
        }
    }
    fclose(file);
    sample->series = (struct time_series){sample->values, n, sample->clusters, clusters};
}

static struct precision measure(const struct time_series *series, double at, double limit)
{
    const struct influence influence = {at, limit};
    struct precision precision = {NAN, NAN, NAN};
    struct error err = {{0}};
    assert_int_equal(precision_measure(series, &influence, 1, &precision, &err), OK);
    return precision;
}

/* Without dependence in time the jackknife over clusters has it alone. */
static void test_clusters(void **state)
{
    (void)state;
    char line[256], name[32];
    size_t rows = 0;
    FILE *file = open_rows("tests/reference/precision.csv");
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        static struct sample sample;
        struct precision want;
        double at, limit;
        assert_int_equal(sscanf(line, "%31[^,],%lf,%lf,%lf,%lf,%lf", name, &at, &limit, &want.effective_n,
                                &want.df, &want.clusters),
                         6);
        read_sample(name, &sample);
        struct precision got = measure(&sample.series, at, limit);
        check_close(got.effective_n, fmax(1, want.effective_n), 1e-9);
        check_close(got.df, want.df, 1e-12);
        check_close(got.clusters, want.clusters, 1e-12);
    }
    fclose(file);
    assert_int_equal(rows, 10);
}

/* More numbers of clusters than there are clusters, and other numbers for them, change nothing. */
static void test_empty_clusters(void **state)
{
    (void)state;
    static struct sample sample;
    read_sample("unequal", &sample);
    struct precision want = measure(&sample.series, NAN, INFINITY);
    for (size_t i = 0; i < sample.series.n; i++) {
        sample.clusters[i] = 3 * (20 - sample.clusters[i]);
    }
    sample.series.n_clusters = 100;
    struct precision got = measure(&sample.series, NAN, INFINITY);
    check_close(got.effective_n, want.effective_n, 1e-12);
    check_close(got.clusters, want.clusters, 1e-12);
}

/* In time: n variance / long-run variance, of values and of what lies below one of them. */
static void test_time(void **state)
{
    (void)state;
    enum { N = 3000 };
    static double values[N], below[N];
    uint64_t random = 7;
    double last = 0, mean = 0, squares = 0;
    for (size_t i = 0; i < N; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        last = 0.7 * last + (double)(random >> 40) * 0x1p-24 - 0.5;
        values[i] = last;
        mean += last / N;
    }
    for (size_t i = 0; i < N; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
    }
    const struct time_series series = {values, N, NULL, 0};
    const struct influence influences[] = {{NAN, INFINITY}, {0.25, INFINITY}};
    struct precision both[2], alone = measure(&series, 0.25, INFINITY);
    struct error err = {{0}};
    assert_int_equal(precision_measure(&series, influences, 2, both, &err), OK);
    check_close(both[0].effective_n, squares / (N - 1) * N / long_run_variance(values, N), 1e-9);
    check_close(both[0].df, both[0].effective_n - 1, 1e-12);
    check_close(both[0].clusters, 0, 0);
    assert_true(both[0].effective_n < 0.35 * N && both[0].effective_n > 0.1 * N); /* (1 - phi) / (1 + phi) */

    /* Alone a share has its own design effect; behind the mean it is drawn to that of the mean. */
    double ones = 0;
    for (size_t i = 0; i < N; i++) {
        below[i] = values[i] <= 0.25;
        ones += below[i];
    }
    double variance = ones * (N - ones) / N / (N - 1);
    check_close(alone.effective_n, N * variance / long_run_variance(below, N), 1e-9);
    assert_true(both[1].effective_n >= fmin(alone.effective_n, both[0].effective_n) * 0.9);
    assert_true(both[1].effective_n <= fmax(alone.effective_n, both[0].effective_n));
}

/* Values past the limit count as the limit: what they are changes nothing. */
static void test_limit(void **state)
{
    (void)state;
    double values[] = {1.5, 2.5, 9, 1.25, 3, 1.75, 12, 2.25, 1, 2.75, 4}, other[11];
    for (size_t i = 0; i < 11; i++) {
        other[i] = values[i] > 3.5 ? INFINITY : values[i];
    }
    const struct time_series one = {values, 11, NULL, 0}, two = {other, 11, NULL, 0};
    check_close(measure(&one, NAN, 3.5).effective_n, measure(&two, NAN, 3.5).effective_n, 0);
    check_close(measure(&one, 2.5, INFINITY).effective_n, measure(&two, 2.5, INFINITY).effective_n, 0);
    assert_true(isfinite(measure(&two, NAN, 3.5).effective_n));
}

static const struct small_row {
    const char *label;
    double values[4];
    size_t n;
    uint32_t clusters[4];
    size_t n_clusters; /* 0: none */
    struct precision want;
} small_rows[] = {
    {"one value", {2.5}, 1, {0}, 0, {1, 0, 0}},
    {"one value in a cluster", {2.5}, 1, {0}, 1, {1, 0, 1}},
    {"one cluster", {2.5, 3, 1.5, 4}, 4, {1, 1, 1, 1}, 2, {1, 0, 1}},
    {"constant", {2.5, 2.5, 2.5, 2.5}, 4, {0}, 0, {4, 3, 0}},
    {"constant in clusters", {2.5, 2.5, 2.5, 2.5}, 4, {0, 1, 1, 0}, 2, {4, 1, 2}},
    {"two values", {2.5, 4.5}, 2, {0}, 0, {2, 1, 0}},
    {"two clusters of one", {2.5, 4.5}, 2, {0, 1}, 2, {2, 1, 2}},
};

static void test_small(void **state)
{
    const struct small_row *row = *state;
    const struct time_series series = {row->values, row->n, row->n_clusters > 0 ? row->clusters : NULL,
                                       row->n_clusters};
    struct precision got = measure(&series, NAN, INFINITY);
    check_close(got.effective_n, row->want.effective_n, 1e-12);
    check_close(got.df, row->want.df, 1e-12);
    check_close(got.clusters, row->want.clusters, 1e-12);
}

/* Korn and Graubard's factor, with Student's t of 1 degree of freedom, which is tan(pi (level / 2)). */
static void test_binomial_n(void **state)
{
    (void)state;
    const struct precision in_time = {40, 39, 0}, two = {40, 1, 2}, none = {1, 0, 1};
    check_close(precision_binomial_n(&in_time, 100, 0.95), 40, 0);
    check_close(precision_binomial_n(&none, 100, 0.95), 1, 0);
    double ratio = 1.9842169515086827 / 12.706204736432095; /* R 4.2.2: qt(0.975, 99), qt(0.975, 1) */
    check_close(precision_binomial_n(&two, 100, 0.95), 40 * ratio * ratio, 1e-7);
}

/* ---- ranks at an effective n ---- */

/* Ranks in between are off by the interpolation of the tail: at most a twentieth of an effective one. */
static void test_ranks(void **state)
{
    (void)state;
    char line[256];
    size_t rows = 0;
    FILE *file = open_rows("tests/reference/interval_effective.csv");
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        double n, fewer, p, level, low, high;
        struct quantile_interval got;
        assert_int_equal(sscanf(line, "%lf,%lf,%lf,%lf,%lf,%lf", &n, &fewer, &p, &level, &low, &high), 6);
        quantile_interval_effective((size_t)n, fewer, p, level, &got);
        assert_int_equal(got.low == 0, isnan(low));
        assert_int_equal(got.high == 0, isnan(high));
        if (!isnan(low)) {
            assert_true(fabs((double)got.low + 0.5 - low) <= 0.5 + 0.12 * n / fewer);
        }
        if (!isnan(high)) {
            assert_true(fabs((double)got.high - 0.5 - high) <= 0.5 + 0.12 * n / fewer);
        }
    }
    fclose(file);
    assert_true(rows > 60);
}

static void test_ranks_of_all(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 400; n += 3) {
        struct quantile_interval want, got;
        quantile_interval(n, 0.9, 0.95, &want);
        quantile_interval_effective(n, (double)n, 0.9, 0.95, &got);
        assert_memory_equal(&got, &want, sizeof got);
        quantile_interval_effective(n, 2.5 * (double)n, 0.9, 0.95, &got);
        assert_memory_equal(&got, &want, sizeof got);
    }
}

/* A side is open exactly where the effective n is below what is said to be needed. */
static void test_open_ends(void **state)
{
    (void)state;
    static const double ps[] = {0.05, 0.5, 0.9, 0.99};
    for (size_t i = 0; i < sizeof ps / sizeof *ps; i++) {
        for (double fewer = 1; fewer < 400; fewer += 0.75) {
            struct quantile_interval got;
            quantile_interval_effective(1000, fewer, ps[i], 0.95, &got);
            assert_int_equal(got.low > 0, floor(fewer) >= (double)got.needs_low);
            assert_int_equal(got.high > 0, floor(fewer) >= (double)got.needs_high);
            assert_true(got.low <= 1000 && got.high <= 1000);
            assert_true(got.low == 0 || got.high == 0 || got.low < got.high);
            double open = 0.025 * ((got.low > 0) + (got.high > 0));
            check_close(got.coverage, open > 0 ? 1 - open : 0, 1e-15);
        }
    }
}

/* ---- means that can't be below 0 ---- */

static void test_positive_mean(void **state)
{
    (void)state;
    char line[256];
    size_t rows = 0;
    FILE *file = open_rows("tests/reference/positive_mean.csv");
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        struct mean_figures figures;
        struct interval want, got;
        struct error err = {{0}};
        double level;
        assert_int_equal(sscanf(line, "%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", &figures.mean, &figures.sd,
                                &figures.skewness, &figures.min, &figures.effective_n, &figures.df, &level,
                                &want.low, &want.high),
                         9);
        assert_int_equal(interval_of_positive_mean(&figures, level, &got, &err), OK);
        double within = 1e-9 * figures.mean; /* scipy's own t of 2 degrees of freedom is off by 5e-11 */
        assert_true(fabs(got.low - want.low) <= within);
        check_close(got.high, want.high, 1e-9);
        assert_true(!(figures.min >= 0) || got.low >= 0);
    }
    fclose(file);
    assert_int_equal(rows, 160);
}

static void test_positive_mean_refused(void **state)
{
    (void)state;
    static const struct mean_figures refused[] = {
        {2.5, 0.5, 1, 0.5, 1, 1}, {2.5, 0.5, 1, 0.5, 8, 0}, {2.5, 0.5, 1, 0.5, NAN, NAN}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct interval got = {-1.5, -2.5};
        struct error err = {{0}};
        assert_int_equal(interval_of_positive_mean(&refused[i], 0.95, &got, &err), BAD_DATA);
        assert_true(got.low == -1.5 && got.high == -2.5);
    }
}

int main(void)
{
    enum { SMALL = sizeof small_rows / sizeof *small_rows, OTHERS = 10 };
    struct CMUnitTest tests[OTHERS + SMALL] = {
        cmocka_unit_test(test_clusters),      cmocka_unit_test(test_empty_clusters),
        cmocka_unit_test(test_time),          cmocka_unit_test(test_limit),
        cmocka_unit_test(test_binomial_n),    cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_ranks_of_all),  cmocka_unit_test(test_open_ends),
        cmocka_unit_test(test_positive_mean), cmocka_unit_test(test_positive_mean_refused),
    };
    for (size_t i = 0; i < SMALL; i++) {
        tests[OTHERS + i] = CHECK_ROW(test_small, &small_rows[i]);
    }
    return cmocka_run_group_tests_name("precision", tests, NULL, NULL);
}
