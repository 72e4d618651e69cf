#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "stats/quantile.h"
#include "stats/random.h"
#include "stats/resample.h"

static const double probabilities[] = {0, 0.001, 0.05, 0.25, 1.0 / 3, 0.5, 0.75, 0.9, 0.95, 0.99, 1};
enum { PROBABILITIES = sizeof probabilities / sizeof *probabilities, TYPES = 9, LARGEST = 67 };

/* Skew values with a few ties. */
static void fill_values(double *values, size_t n, uint64_t seed)
{
    struct random random;
    random_init(&random, seed, 0, 0);
    for (size_t i = 0; i < n; i++) {
        values[i] = 0.1 + floor(-100 * log(1 - random_uniform(&random))) / 100;
    }
}

/* Calls the check with every type and probability, and once with the mean. */
static void for_each_estimator(void (*check)(const struct estimator *))
{
    check(&(struct estimator){ESTIMATE_MEAN, 0, 0});
    for (int type = 1; type <= TYPES; type++) {
        for (size_t i = 0; i < PROBABILITIES; i++) {
            check(&(struct estimator){ESTIMATE_QUANTILE, probabilities[i], type});
        }
    }
}

/* The estimate from each sample without one value, made by copying the others. */
static void check_jackknife(const struct estimator *estimator)
{
    double values[LARGEST], others[LARGEST], scratch[LARGEST], got[LARGEST];
    for (size_t n = 2; n <= LARGEST; n++) {
        fill_values(values, n, n);
        quantile_sort(values, n);
        estimator_jackknife(estimator, values, n, scratch, got);
        for (size_t left_out = 0; left_out < n; left_out++) {
            memcpy(others, values, left_out * sizeof *values);
            memcpy(others + left_out, values + left_out + 1, (n - 1 - left_out) * sizeof *values);
            double want = estimator_compute(estimator, others, n - 1);
            check_close(got[left_out], want, estimator->kind == ESTIMATE_MEAN ? 1e-14 : 0);
        }
    }
}

static void test_jackknife(void **state)
{
    (void)state;
    for_each_estimator(check_jackknife);
}

/* The resamples of the first chunk, drawn and computed one by one. Quantiles: test_resample_ranks.c. */
static void test_resamples(void **state)
{
    (void)state;
    enum { RESAMPLES = 40 };
    const struct resample_run run = {.seed = 8, .stream = 21, .threads = 1};
    double values[LARGEST], drawn[LARGEST], got[RESAMPLES];
    uint32_t ranks[LARGEST];
    for (size_t n = 1; n <= LARGEST; n += 6) {
        struct resampling resampling = {.estimator = {ESTIMATE_MEAN, 0, 0}};
        struct error err = {{0}};
        struct random random;
        fill_values(values, n, n);
        assert_int_equal(resampling_add(&resampling, values, n, &err), OK);
        assert_int_equal(resample_estimates(&resampling, &run, got, RESAMPLES, &err), OK);
        random_init(&random, 8, 21, 0);
        for (size_t i = 0; i < RESAMPLES; i++) {
            random_fill_below(&random, (uint32_t)n, ranks, n);
            for (size_t k = 0; k < n; k++) {
                drawn[k] = resampling.sources[0].sorted[ranks[k]];
            }
            check_close(got[i], estimator_compute(&resampling.estimator, drawn, n), 1e-14);
        }
        resampling_release(&resampling);
    }
}

/* More resamples begin with the same ones, and more threads draw the same bytes. */
static void test_chunks(void **state)
{
    (void)state;
    enum { FEW = 100, MANY = 1000, N = 1300 };
    static double values[N], few[FEW], many[MANY], again[MANY];
    struct resampling resampling = {.estimator = {ESTIMATE_MEAN, 0, 0}};
    struct error err = {{0}};
    fill_values(values, N, 5);
    assert_int_equal(resampling_add(&resampling, values, N, &err), OK);
    struct resample_run run = {.seed = 1, .stream = 2, .threads = 1};
    assert_int_equal(resample_estimates(&resampling, &run, few, FEW, &err), OK);
    assert_int_equal(resample_estimates(&resampling, &run, many, MANY, &err), OK);
    assert_memory_equal(few, many, sizeof few);
    run.threads = 7;
    assert_int_equal(resample_estimates(&resampling, &run, again, MANY, &err), OK);
    assert_memory_equal(again, many, sizeof many);
    for (size_t i = 1; i < MANY; i++) {
        assert_true(many[i] != many[i - 1]); /* no two chunks, nor resamples, are the same */
        assert_true(i < 64 || many[i] != many[i - 64]);
    }
    resampling_release(&resampling);
}

/*
 * The variance of the mean of a stationary resample that Politis and Romano (1994), lemma 1, have:
 * (R(0) + 2 sum of b(i) R(i)) / n, b(i) = (1 - i / n) (1 - q)^i + i / n (1 - q)^(n - i), with q = 1 /
 * mean_block.
 */
static double stationary_variance(const double *values, size_t n, double mean_block)
{
    double mean = 0, sum = 0, keep = 1 - 1 / mean_block, count = (double)n;
    for (size_t i = 0; i < n; i++) {
        mean += values[i] / count;
    }
    for (size_t lag = 0; lag < n; lag++) {
        double covariance = 0, share = (double)lag / count;
        for (size_t i = lag; i < n; i++) {
            covariance += (values[i] - mean) * (values[i - lag] - mean) / count;
        }
        double weight = (1 - share) * pow(keep, (double)lag) + share * pow(keep, count - (double)lag);
        sum += lag == 0 ? covariance : 2 * weight * covariance;
    }
    return sum / count;
}

static const struct block_row {
    const char *label;
    double mean_block;
} block_rows[] = {
    {"blocks of 1: independent draws", 1},
    {"blocks of 2.5", 2.5},
    {"blocks of 20", 20},
    {"blocks longer than the series", 500},
};
enum { BLOCK_ROWS = sizeof block_rows / sizeof *block_rows };

/*
 * Over RESAMPLES the variance has a relative error of about sqrt(2 / RESAMPLES), more for tails heavier than
 * the normal's, which few long blocks have; 5 times 1.5 times that is allowed, and 5 errors for the mean.
 */
static void test_blocks(void **state)
{
    enum { RESAMPLES = 20000, N = 120 };
    const struct block_row *row = *state;
    const struct resample_run run = {.seed = 4, .stream = 3};
    static double got[RESAMPLES];
    double values[N], mean = 0, mean_want = 0, variance = 0;
    fill_values(values, N, 17);
    for (size_t i = 1; i < N; i++) {
        values[i] += 0.7 * values[i - 1];
    }
    for (size_t i = 0; i < N; i++) {
        mean_want += values[i] / N;
    }
    struct resampling resampling = {.estimator = {ESTIMATE_MEAN, 0, 0}};
    struct error err = {{0}};
    assert_int_equal(resampling_add(&resampling, values, N, &err), OK);
    assert_int_equal(resampling_use_blocks(&resampling, values, row->mean_block, &err), OK);
    assert_int_equal(resample_estimates(&resampling, &run, got, RESAMPLES, &err), OK);
    for (size_t i = 0; i < RESAMPLES; i++) {
        mean += got[i] / RESAMPLES;
    }
    for (size_t i = 0; i < RESAMPLES; i++) {
        variance += (got[i] - mean) * (got[i] - mean) / (RESAMPLES - 1);
    }
    double want = stationary_variance(values, N, row->mean_block);
    check_close(variance, want, 7.5 * sqrt(2.0 / RESAMPLES));
    assert_true(fabs(mean - mean_want) <= 5 * sqrt(want / RESAMPLES));
    resampling_release(&resampling);
}

int main(void)
{
    struct CMUnitTest tests[BLOCK_ROWS + 3] = {
        cmocka_unit_test(test_jackknife),
        cmocka_unit_test(test_resamples),
        cmocka_unit_test(test_chunks),
    };
    for (size_t i = 0; i < BLOCK_ROWS; i++) {
        tests[3 + i] = CHECK_ROW(test_blocks, &block_rows[i]);
    }
    return cmocka_run_group_tests_name("resample", tests, NULL, NULL);
}
