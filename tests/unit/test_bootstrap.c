/* The stationary bootstrap: against what theory says of its resamples, and by properties. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "stats/block_length.h"
#include "stats/bootstrap.h"
#include "stats/moments.h"
#include "stats/quantile.h"

enum { N = 400, RESAMPLES = 4000, QUANTILES = 2 };
static const double quantiles[QUANTILES] = {0.5, 0.95};

/* AR(1) in the logarithm. */
static void draw(double phi, double values[N], double sorted[N])
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_non_null(rng);
    gsl_rng_set(rng, 11);
    double z = gsl_ran_gaussian(rng, 1);
    for (size_t i = 0; i < N; i++) {
        values[i] = exp(0.5 * z);
        z = phi * z + sqrt(1 - phi * phi) * gsl_ran_gaussian(rng, 1);
    }
    gsl_rng_free(rng);
    memcpy(sorted, values, N * sizeof *values);
    quantile_sort(sorted, N);
}

static double *resample(const double *values, const double *sorted, uint64_t stream)
{
    const struct bootstrap_sample sample = {values, sorted, N, quantiles, QUANTILES};
    const struct bootstrap_options options = {.resamples = RESAMPLES, .seed = 3, .stream = stream};
    struct error err = {{0}};
    double *replicates = calloc((QUANTILES + 1) * RESAMPLES, sizeof *replicates);
    assert_non_null(replicates);
    assert_int_equal(bootstrap_stationary(&sample, &options, replicates, &err), OK);
    return replicates;
}

/*
 * The variance of a resample's mean over n, in blocks of mean length 1 / q, is that of Politis and Romano
 * (1994), their equation 4: c(0) + 2 sum (1 - i / n) (1 - q)^i c(i) with circular autocovariances, the
 * weights (1 - i / n) (1 - q)^i + (i / n) (1 - q)^(n - i).
 */
static double theory(const double *values, double mean_block)
{
    double mean = moments_compute(values, N).mean, q = 1 / mean_block, variance = 0;
    for (size_t lag = 0; lag < N; lag++) {
        double product = 0, share = (double)lag / N;
        for (size_t i = 0; i < N; i++) {
            product += (values[i] - mean) * (values[(i + lag) % N] - mean);
        }
        double weight = pow(1 - q, (double)lag) * (1 - share);
        variance += (lag == 0 ? 1 : 2 * weight) * product / N;
    }
    return variance / N;
}

static void test_theory(void **state)
{
    (void)state;
    static const double phis[] = {0, 0.6, 0.9};
    for (size_t i = 0; i < sizeof phis / sizeof *phis; i++) {
        double values[N], sorted[N], mean_block;
        struct error err = {{0}};
        draw(phis[i], values, sorted);
        assert_int_equal(block_length(values, N, &mean_block, &err), OK);
        double *replicates = resample(values, sorted, 0);
        struct moments got = moments_compute(replicates, RESAMPLES);
        double sd = sqrt(theory(values, mean_block));
        check_close(got.sd, sd, 0.05); /* 4 standard errors of an sd of 4000 */
        assert_true(fabs(got.mean - moments_compute(values, N).mean) < 4 * sd / sqrt(RESAMPLES));
        free(replicates);
    }
}

static void test_properties(void **state)
{
    (void)state;
    double values[N], sorted[N];
    draw(0.6, values, sorted);
    double *one = resample(values, sorted, 0), *again = resample(values, sorted, 0),
           *other = resample(values, sorted, 1);
    size_t n = (QUANTILES + 1) * RESAMPLES;
    assert_memory_equal(one, again, n * sizeof *one);
    assert_true(memcmp(one, other, n * sizeof *one) != 0);
    for (size_t i = 0; i < n; i++) {
        assert_true(i % RESAMPLES == 0 || one[i - 1] <= one[i]);
        assert_true(one[i] >= sorted[0] && one[i] <= sorted[N - 1]);
    }
    /* The medians of resamples are values, about half of them at most the sample's own. */
    double median = sorted[N / 2 - 1], below = 0;
    for (size_t i = RESAMPLES; i < 2 * RESAMPLES; i++) {
        below += one[i] <= median;
    }
    check_close(below / RESAMPLES, 0.5, 0.15);
    free(one);
    free(again);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_theory), cmocka_unit_test(test_properties)};
    return cmocka_run_group_tests_name("bootstrap", tests, NULL, NULL);
}
