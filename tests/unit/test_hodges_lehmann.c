/* Hodges and Lehmann's shift against the sorted list of all differences, which it is the middle of. */
#include "check.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>

#include "stats/hodges_lehmann.h"
#include "stats/quantile.h"

/* Latencies of many kinds: all different, on ticks, of few values, of magnitudes far apart. */
static double draw_value(gsl_rng *rng, size_t kind)
{
    double value = gsl_ran_lognormal(rng, 0, 0.7);
    switch (kind) {
    case 0:
        return value;
    case 1:
        return round(value * 10) / 10;
    case 2:
        return value > 1.25 ? 2.5 : 1.5;
    case 3:
        return (gsl_rng_uniform(rng) < 0.5 ? -1 : 1) * pow(10, 250 * gsl_rng_uniform(rng) - 125);
    default:
        return value + (gsl_rng_uniform(rng) < 0.2 ? 1e7 : 0);
    }
}

static double *draw_sample(gsl_rng *rng, size_t kind, size_t n)
{
    double *values = calloc(n, sizeof *values);
    assert_non_null(values);
    for (size_t i = 0; i < n; i++) {
        values[i] = draw_value(rng, kind);
    }
    return values;
}

static void check_pair(const struct draws *a, const struct draws *b)
{
    struct shift shift;
    struct error err = {{0}};
    size_t n = a->n * b->n, low = 0;
    double *all = calloc(n, sizeof *all);
    assert_non_null(all);
    for (size_t i = 0; i < n; i++) {
        all[i] = b->values[i % b->n] - a->values[i / b->n];
    }
    quantile_sort(all, n);
    assert_int_equal(hodges_lehmann_shift(a, b, &(struct shift_options){0.9, 1, INFINITY}, &shift, &err), OK);
    double below = all[(n - 1) / 2], above = all[n / 2];
    check_close(shift.estimate, below == above ? below : below / 2 + above / 2, 0);
    while (low < n && (all[low] != shift.interval.low || all[n - 1 - low] != shift.interval.high)) {
        low++; /* which rank it is, R tells for the samples of test_two_samples.c */
    }
    assert_true(low < n);
    free(all);
}

static void test_all_differences(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < 4000; i++) {
        bool large = i % 400 == 0;
        size_t n_a = large ? 900 : 1 + gsl_rng_uniform_int(rng, 40);
        size_t n_b = large ? 600 + i / 40 : 1 + gsl_rng_uniform_int(rng, 40);
        double *a = draw_sample(rng, i % 5, n_a), *b = draw_sample(rng, i / 5 % 5, n_b);
        check_pair(&(struct draws){a, n_a}, &(struct draws){b, n_b});
        free(a);
        free(b);
    }
    gsl_rng_free(rng);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_differences)};
    return cmocka_run_group_tests_name("hodges-lehmann", tests, NULL, NULL);
}
