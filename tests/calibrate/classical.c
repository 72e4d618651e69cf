/*
 * How often the intervals of src/stats cover what they promise, and how often its tests raise a false alarm,
 * on simulated latencies whose truth is known. `make calibrate` runs it in full; `classical short` is part of
 * the tests and exits with 1 when a rate is out of the bounds that the manual states.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "populations.h"
#include "stats/adjust.h"
#include "stats/bootstrap.h"
#include "stats/interval.h"
#include "stats/kolmogorov_smirnov.h"
#include "stats/mann_whitney.h"
#include "stats/moments.h"
#include "stats/quantile.h"
#include "stats/welch.h"

/* ---- intervals ---- */

static const double quantiles[] = {0.5, 0.9, 0.95};
enum { QUANTILES = sizeof quantiles / sizeof *quantiles };

struct coverage {
    struct rate t, stationary, ranks[QUANTILES];
};

static void count_t(const struct population *population, const double *values, size_t n, struct rate *rate)
{
    struct moments moments = moments_compute(values, n);
    struct interval interval;
    struct error err = {{0}};
    bool made = interval_of_mean(moments.mean, moments.sd, (double)n, LEVEL, &interval, &err) == OK;
    count(rate, made, made && covers(&interval, population->mean));
}

/* The percentiles of resampled means. */
static void count_bootstrap(const struct population *population, const double *values, size_t n,
                            uint64_t stream, struct coverage *coverage)
{
    enum { RESAMPLES = 399 };
    static double replicates[RESAMPLES];
    const struct bootstrap_options options = {.resamples = RESAMPLES, .seed = 1, .stream = stream};
    double *sorted = calloc(n, sizeof *sorted);
    struct error err = {{0}};
    bool made = sorted != NULL && n >= 250;
    if (made) {
        memcpy(sorted, values, n * sizeof *sorted);
        quantile_sort(sorted, n);
        const struct bootstrap_sample sample = {values, sorted, n, NULL, 0};
        made = bootstrap_stationary(&sample, &options, replicates, &err) == OK;
    }
    free(sorted);
    const struct interval interval = {
        quantile_sorted(replicates, RESAMPLES, (1 - LEVEL) / 2, QUANTILE_TYPE_DEFAULT),
        quantile_sorted(replicates, RESAMPLES, (1 + LEVEL) / 2, QUANTILE_TYPE_DEFAULT)};
    count(&coverage->stationary, made, made && covers(&interval, population->mean));
}

static void count_ranks(const struct population *population, const double *sorted, size_t n,
                        struct coverage *coverage)
{
    for (size_t q = 0; q < QUANTILES; q++) {
        struct quantile_interval ranks;
        quantile_interval(n, quantiles[q], LEVEL, &ranks);
        bool both = ranks.low > 0 && ranks.high > 0;
        double truth = population->quantile(quantiles[q]);
        count(&coverage->ranks[q], both,
              both && sorted[ranks.low - 1] <= truth && truth <= sorted[ranks.high - 1]);
    }
}

static struct coverage measure_coverage(const struct population *population, size_t n, size_t samples,
                                        bool resample, gsl_rng *rng)
{
    struct coverage coverage = {0};
    double *values = calloc(n, sizeof *values);
    for (size_t i = 0; values != NULL && i < samples; i++) {
        population->draw(rng, values, n);
        count_t(population, values, n, &coverage.t);
        if (resample) {
            count_bootstrap(population, values, n, i, &coverage);
        }
        quantile_sort(values, n);
        count_ranks(population, values, n, &coverage);
    }
    free(values);
    return coverage;
}

static void print_coverage(const struct population *population, size_t n, const struct coverage *coverage)
{
    print_rate("mean, Student's t", population->name, n, &coverage->t);
    print_rate("mean, stationary bootstrap", population->name, n, &coverage->stationary);
    for (size_t q = 0; q < QUANTILES; q++) {
        char what[64];
        snprintf(what, sizeof what, "p%g, order statistics", quantiles[q] * 100);
        print_rate(what, population->name, n, &coverage->ranks[q]);
    }
}

/* ---- tests ---- */

enum { GROUPS = 8, PAIRS = GROUPS * (GROUPS - 1) / 2 };

struct alarms {
    struct rate welch, ranks, distributions, family;
};

/* Eight groups of one population: any difference that is found is a false alarm. */
static void count_alarms(double groups[GROUPS][64], size_t n, struct alarms *alarms)
{
    double p[PAIRS], corrected[PAIRS];
    size_t pair = 0;
    bool any = false;
    for (size_t a = 0; a < GROUPS; a++) {
        for (size_t b = a + 1; b < GROUPS; b++, pair++) {
            struct moments x = moments_compute(groups[a], n), y = moments_compute(groups[b], n);
            struct summary_figures first = {x.mean, x.sd, (double)n, 0},
                                   second = {y.mean, y.sd, (double)n, 0};
            const struct draws draws[2] = {{groups[a], n}, {groups[b], n}};
            struct test_result welch, ranks, distributions;
            struct error err = {{0}};
            bool exact;
            welch_test(&first, &second, &welch, &err);
            mann_whitney_test(&draws[0], &draws[1], &ranks, &exact, &err);
            kolmogorov_smirnov_test(&draws[0], &draws[1], &distributions, &exact, &err);
            count(&alarms->welch, true, welch.p < 1 - LEVEL);
            count(&alarms->ranks, true, ranks.p < 1 - LEVEL);
            count(&alarms->distributions, true, distributions.p < 1 - LEVEL);
            p[pair] = ranks.p;
        }
    }
    struct error err = {{0}};
    adjust_holm(p, PAIRS, corrected, &err);
    for (size_t i = 0; i < PAIRS; i++) {
        any |= corrected[i] < 1 - LEVEL;
    }
    count(&alarms->family, true, any);
}

static struct alarms measure_alarms(const struct population *population, size_t n, size_t rounds,
                                    gsl_rng *rng)
{
    struct alarms alarms = {0};
    double groups[GROUPS][64];
    for (size_t i = 0; i < rounds; i++) {
        for (size_t g = 0; g < GROUPS; g++) {
            population->draw(rng, groups[g], n);
        }
        count_alarms(groups, n, &alarms);
    }
    return alarms;
}

/* ---- the bounds that the manual states ---- */

static size_t check_coverage(size_t index, size_t n, const struct coverage *coverage)
{
    const char *name = populations[index].name;
    size_t failed = 0;
    for (size_t q = 0; q < QUANTILES && index != DEPENDENT; q++) {
        const struct rate *rate = &coverage->ranks[q];
        failed += rate->possible > 0
                      ? demand(percent(rate) >= 94.5 - slack(rate), "order statistics cover", name, n)
                      : 0;
    }
    if (index == DEPENDENT && n == 2500 && coverage->stationary.possible > 0) {
        const struct rate *rate = &coverage->stationary;
        failed += demand(percent(rate) >= 90 - slack(rate), "the stationary bootstrap covers 90 %", name, n);
        failed +=
            demand(percent(&coverage->t) < 80 + slack(rate), "Student's t covers less than 80 %", name, n);
    }
    return failed;
}

static size_t calibrate_intervals(bool brief, gsl_rng *rng)
{
    static const size_t sizes[] = {5, 25, 250, 2500};
    size_t failed = 0;
    printf("%-34s  %-16s %6s  %7s  %8s\n", "95 % interval", "population", "n", "covers %", "samples");
    for (size_t i = 0; i < POPULATIONS; i++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            size_t samples = brief ? 150 : sizes[s] > 250 ? 2000 : 10000;
            bool resample = !brief || i == DEPENDENT;
            gsl_rng_set(rng, 1000 * i + s + 1);
            struct coverage coverage = measure_coverage(&populations[i], sizes[s], samples, resample, rng);
            print_coverage(&populations[i], sizes[s], &coverage);
            failed += check_coverage(i, sizes[s], &coverage);
        }
    }
    return failed;
}

static size_t calibrate_tests(bool brief, gsl_rng *rng)
{
    size_t failed = 0;
    printf("\n%-34s  %-16s %6s  %7s  %8s\n", "test at 5 %, no difference", "population", "n", "alarms %",
           "tests");
    for (size_t i = 0; i < DEPENDENT; i++) {
        gsl_rng_set(rng, 5000 + i);
        struct alarms alarms = measure_alarms(&populations[i], 25, brief ? 100 : 5000, rng);
        print_rate("Welch's t", populations[i].name, 25, &alarms.welch);
        print_rate("Mann-Whitney", populations[i].name, 25, &alarms.ranks);
        print_rate("Kolmogorov-Smirnov", populations[i].name, 25, &alarms.distributions);
        print_rate("Holm over 28 Mann-Whitney tests", populations[i].name, 25, &alarms.family);
        failed += demand(percent(&alarms.family) <= 5.5 + slack(&alarms.family), "Holm's family alarms",
                         populations[i].name, 25);
    }
    return failed;
}

static size_t calibrate(bool brief, gsl_rng *rng)
{
    size_t failed = calibrate_intervals(brief, rng) + calibrate_tests(brief, rng);
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
