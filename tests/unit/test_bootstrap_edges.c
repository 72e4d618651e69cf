#include "check.h"

#include <string.h>

#include "stats/bca.h"
#include "stats/block_length.h"
#include "stats/bootstrap.h"
#include "stats/random.h"

/* ---- series ---- */

enum { LONGEST = 600, BOOT_RESAMPLES = 4000, BOOT_RUNS = 16, RESAMPLES = 10000 };

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
 * R's boot: tests/reference/stationary.R. sd is the Monte-Carlo error of one of its runs; those of their mean
 * and of our run follow from it, and 5 such errors are allowed. Few values of the sample can be the bound of
 * a quantile: without any error in 16 runs it has to be the same.
 */
static void check_bound(double got, double want, double sd, const char *line)
{
    double error = sd * sqrt((double)BOOT_RESAMPLES / RESAMPLES + 1.0 / BOOT_RUNS);
    if (!(fabs(got - want) <= 5 * error + 1e-8 * fabs(want))) {
        fail_msg("got %.9g, want %.9g, error %.3g: %s", got, want, error, line);
    }
}

static void test_stationary(void **state)
{
    (void)state;
    char line[256], series[64];
    double values[LONGEST], p, mean_block, level, low, low_sd, high, high_sd;
    int type;
    size_t rows = 0;
    FILE *file = fopen("tests/reference/stationary.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        assert_int_equal(sscanf(line, "%63[^,],%lf,%d,%lf,%lf,%lf,%lf,%lf,%lf", series, &p, &type,
                                &mean_block, &level, &low, &low_sd, &high, &high_sd),
                         9);
        const struct estimator estimator = {p < 0 ? ESTIMATE_MEAN : ESTIMATE_QUANTILE, p < 0 ? 0 : p, type};
        struct bootstrap_options options = {BOOTSTRAP_BCA, RESAMPLES, level, 7, 9, 1};
        struct interval got, again;
        struct error err = {{0}};
        const struct bootstrap_series drawn = {values, read_series(series, values), mean_block};
        assert_int_equal(bootstrap_stationary_interval(&drawn, &estimator, &options, &got, &err), OK);
        check_bound(got.low, low, low_sd, line);
        check_bound(got.high, high, high_sd, line);
        options.threads = 3;
        assert_int_equal(bootstrap_stationary_interval(&drawn, &estimator, &options, &again, &err), OK);
        assert_memory_equal(&again, &got, sizeof got);
    }
    fclose(file);
    assert_int_equal(rows, 15);
}

/* ---- coverage ---- */

/* Of TRIALS intervals at 90 % about 90 % have the true mean: 5 errors of that share, 1 % less for n = 40. */
static void test_coverage(void **state)
{
    (void)state;
    enum { TRIALS = 1000, N = 40 };
    const struct estimator estimators[] = {{ESTIMATE_MEAN, 0, 0}, {ESTIMATE_QUANTILE, 0.5, 7}};
    const double truths[] = {1, 0.6931471805599453}; /* of the exponential distribution: 1, log 2 */
    for (size_t k = 0; k < 2; k++) {
        size_t covered = 0;
        for (size_t trial = 0; trial < TRIALS; trial++) {
            const struct bootstrap_options options = {BOOTSTRAP_BCA, 499, 0.9, 5, trial, 1};
            double values[N];
            struct random random;
            struct interval got;
            struct error err = {{0}};
            random_init(&random, 6, trial, k);
            for (size_t i = 0; i < N; i++) {
                values[i] = -log(1 - random_uniform(&random));
            }
            assert_int_equal(bootstrap_interval(values, N, &estimators[k], &options, &got, &err), OK);
            covered += got.low <= truths[k] && truths[k] <= got.high;
        }
        double share = (double)covered / TRIALS, error = sqrt(0.9 * 0.1 / TRIALS);
        assert_true(share > 0.89 - 5 * error && share < 0.9 + 5 * error);
    }
}

/* ---- what is refused ---- */

static const struct edge_row {
    const char *label;
    double a[4];
    size_t n_a;
    double b[4];
    size_t n_b; /* 0: of a alone */
    struct estimator estimator;
    enum effect effect;
    size_t resamples;
    double mean_block; /* 0: independent draws */
    enum status status;
    const char *says; /* NULL: the interval is [x, x] */
    double x;
} edge_rows[] = {
    {"none", {0}, 0, {0}, 0, {ESTIMATE_MEAN, 0, 0}, 0, 999, 0, BAD_DATA, "bootstrap: needs n >= 2", 0},
    {"one", {2.5}, 1, {0}, 0, {ESTIMATE_MEAN, 0, 0}, 0, 999, 0, BAD_DATA, "bootstrap: needs n >= 2", 0},
    {"one of b", {2.5, 3}, 2, {4}, 1, {ESTIMATE_MEAN, 0, 0}, 0, 999, 0, BAD_DATA, "needs n >= 2", 0},
    {"equal", {0.1, 0.1, 0.1}, 3, {0}, 0, {ESTIMATE_MEAN, 0, 0}, 0, 999, 0, OK, NULL, 0.1},
    {"equal, p95", {0.1, 0.1, 0.1}, 3, {0}, 0, {ESTIMATE_QUANTILE, 0.95, 7}, 0, 999, 0, OK, NULL, 0.1},
    {"equal series", {0.1, 0.1}, 2, {0}, 0, {ESTIMATE_MEAN, 0, 0}, 0, 999, 2, OK, NULL, 0.1},
    {"equal, both", {0.5, 0.5}, 2, {2, 2}, 2, {ESTIMATE_MEAN, 0, 0}, EFFECT_RATIO, 999, 0, OK, NULL, 4},
    {"equal, no ratio",
     {0, 0},
     2,
     {2, 2},
     2,
     {ESTIMATE_MEAN, 0, 0},
     EFFECT_RATIO,
     999,
     0,
     BAD_DATA,
     "can be 0",
     0},
    {"maximum: ties count half", {1, 2, 3, 4}, 4, {0}, 0, {ESTIMATE_QUANTILE, 1, 1}, 0, 999, 0, OK, "", 0},
    {"a changes its sign",
     {-1.5, 2, 3},
     3,
     {2, 3},
     2,
     {ESTIMATE_MEAN, 0, 0},
     EFFECT_RATIO,
     999,
     0,
     BAD_DATA,
     "changes its sign",
     0},
    {"a is 0 at times",
     {0, 2, 3},
     3,
     {2, 3},
     2,
     {ESTIMATE_QUANTILE, 0.5, 1},
     EFFECT_RATIO,
     999,
     0,
     BAD_DATA,
     "can be 0",
     0},
    {"too large", {1e308, 1.5e308, 1.2e308}, 3, {0}, 0, {ESTIMATE_QUANTILE, 0.5, 1}, 0, 999, 0, OK, "", 0},
    {"sum too large",
     {1e308, 1.5e308, 1.2e308},
     3,
     {0},
     0,
     {ESTIMATE_MEAN, 0, 0},
     0,
     999,
     0,
     BAD_DATA,
     "too large",
     0},
    {"38 resamples", {1, 2, 3}, 3, {0}, 0, {ESTIMATE_MEAN, 0, 0}, 0, 38, 0, BAD_DATA, "needs at least 39", 0},
    {"39 resamples", {1, 2, 3}, 3, {0}, 0, {ESTIMATE_MEAN, 0, 0}, 0, 39, 0, OK, "", 0},
    {"blocks below 1",
     {1, 2, 3},
     3,
     {0},
     0,
     {ESTIMATE_MEAN, 0, 0},
     0,
     99,
     0.5,
     BAD_DATA,
     "at least 1 value",
     0},
};
enum { EDGES = sizeof edge_rows / sizeof *edge_rows };

static void test_edge(void **state)
{
    const struct edge_row *row = *state;
    const struct bootstrap_options options = {BOOTSTRAP_BCA, row->resamples, 0.95, 3, 0, 2};
    const struct two_samples samples = {row->a, row->b, row->n_a, row->n_b, 0, 0};
    const struct bootstrap_series series = {row->a, row->n_a, row->mean_block};
    struct interval got = {-1.5, -2.5};
    struct error err = {{0}};
    enum status status;
    if (row->mean_block != 0) {
        status = bootstrap_stationary_interval(&series, &row->estimator, &options, &got, &err);
    } else if (row->n_b > 0) {
        status = bootstrap_effect_interval(&samples, &row->estimator, row->effect, &options, &got, &err);
    } else {
        status = bootstrap_interval(row->a, row->n_a, &row->estimator, &options, &got, &err);
    }
    if (status != row->status || (status != OK && strstr(err.text, row->says) == NULL)) {
        fail_msg("status %d, '%s', %g %g", status, err.text, got.low, got.high);
    }
    if (status != OK) {
        assert_true(got.low == -1.5 && got.high == -2.5);
    } else if (row->says == NULL) {
        assert_true(got.low == row->x && got.high == row->x);
    } else {
        assert_string_equal(err.text, "");
        assert_true(got.low >= row->a[0] && got.high > got.low && isfinite(got.high));
    }
}

/*
 * The difference of the means of AR(1), phi = 0.6, and of independent draws of the same n and variance: the
 * first mean has (1 + phi) / (1 - phi) = 4 times the variance of the other, so the interval is sqrt(5 / 2)
 * = 1.58 times as wide when drawn in blocks, less what blocks of finite length miss.
 */
static void test_effect_of_series(void **state)
{
    (void)state;
    enum { N = 2000 };
    static double series[N], draws[N];
    static const struct estimator mean = {.kind = ESTIMATE_MEAN};
    const struct bootstrap_options options = {BOOTSTRAP_BCA, 999, 0.95, 3, 0, 2};
    const double phi = 0.6, innovation = sqrt(1 - phi * phi);
    struct random random;
    random_init(&random, 7, 0, 0);
    for (size_t i = 0; i < N; i++) {
        draws[i] = 10 + sqrt(12) * (random_uniform(&random) - 0.5);
        series[i] = (i == 0 ? 0 : phi * (series[i - 1] - 20)) + 20 +
                    innovation * sqrt(12) * (random_uniform(&random) - 0.5);
    }
    struct two_samples samples = {draws, series, N, N, 0, 0};
    struct interval plain, blocks, swapped;
    struct error err = {{0}};
    assert_int_equal(bootstrap_effect_interval(&samples, &mean, EFFECT_DIFFERENCE, &options, &plain, &err),
                     OK);
    assert_int_equal(block_length(series, N, &samples.mean_block_b, &err), OK);
    assert_int_equal(bootstrap_effect_interval(&samples, &mean, EFFECT_DIFFERENCE, &options, &blocks, &err),
                     OK);
    double ratio = (blocks.high - blocks.low) / (plain.high - plain.low);
    assert_true(ratio > 1.35 && ratio < 1.75);
    struct two_samples other = {series, draws, N, N, samples.mean_block_b, 0};
    assert_int_equal(bootstrap_effect_interval(&other, &mean, EFFECT_DIFFERENCE, &options, &swapped, &err),
                     OK);
    check_close((swapped.high - swapped.low) / (blocks.high - blocks.low), 1, 0.15);
    samples.mean_block_a = 0.5;
    assert_int_equal(bootstrap_effect_interval(&samples, &mean, EFFECT_DIFFERENCE, &options, &plain, &err),
                     BAD_DATA);
}

static void test_tails_refused(void **state)
{
    (void)state;
    struct interval got = {-1.5, -2.5};
    struct error below = {{0}}, above = {{0}}, skew = {{0}};
    assert_int_equal(bca_tails(0, 0.01, 0.95, &got, &below), BAD_DATA);
    assert_non_null(strstr(below.text, "all resamples are on one side of the estimate"));
    assert_int_equal(bca_tails(1, 0.01, 0.95, &got, &above), BAD_DATA);
    assert_int_equal(bca_tails(0.5, 0.52, 0.95, &got, &skew), BAD_DATA);
    assert_non_null(strstr(skew.text, "too skew"));
    assert_true(got.low == -1.5 && got.high == -2.5);
}

int main(void)
{
    enum { OTHERS = 4 };
    struct CMUnitTest tests[EDGES + OTHERS] = {
        cmocka_unit_test(test_stationary),
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_tails_refused),
        cmocka_unit_test(test_effect_of_series),
    };
    for (size_t i = 0; i < EDGES; i++) {
        tests[OTHERS + i] = CHECK_ROW(test_edge, &edge_rows[i]);
    }
    return cmocka_run_group_tests_name("bootstrap_edges", tests, NULL, NULL);
}
