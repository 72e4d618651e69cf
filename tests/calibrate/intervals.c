/*
 * How often the intervals that allow for dependence cover: of the mean and of quantiles, for series, for
 * environments, and for skewed values. An open end counts as covering. `intervals short` is part of the tests
 * and exits with 1 when a rate is out of the bounds that the manual states.
 */
#include <stdlib.h>
#include <string.h>

#include "populations.h"
#include "stats/interval.h"
#include "stats/moments.h"
#include "stats/precision.h"
#include "stats/quantile.h"

enum { ESTIMATES = 4, MOST = 20000 };
static const double probabilities[ESTIMATES] = {NAN, 0.5, 0.95, 0.99};
static const char *const names[ESTIMATES] = {"mean", "p50", "p95", "p99"};

static double values[MOST], sorted[MOST];
static uint32_t clusters[MOST];

/* ---- one sample ---- */

/* How often each estimate's interval covered, and was closed on both sides. */
struct tally {
    struct rate covered[ESTIMATES], closed[ESTIMATES];
};

static double third_moment(size_t n, const struct moments *m)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double z = (values[i] - m->mean) / m->population_sd;
        sum += z * z * z;
    }
    return sum / (double)n;
}

static void count_mean(size_t n, const struct precision *precision, double truth, struct tally *tally)
{
    struct moments m = moments_compute(values, n);
    const struct mean_figures figures = {
        m.mean, m.sd, third_moment(n, &m), m.min, precision->effective_n, precision->df};
    struct interval interval;
    struct error err = {{0}};
    bool made = interval_of_positive_mean(&figures, LEVEL, &interval, &err) == OK;
    count(&tally->covered[0], true, !made || covers(&interval, truth));
    count(&tally->closed[0], true, made);
}

static void count_quantile(size_t n, const struct precision *precision, size_t q, double truth,
                           struct tally *tally)
{
    struct quantile_interval ranks;
    quantile_interval_effective(n, precision_binomial_n(precision, n, LEVEL), probabilities[q], LEVEL,
                                &ranks);
    bool low = ranks.low == 0 || sorted[ranks.low - 1] <= truth;
    bool high = ranks.high == 0 || sorted[ranks.high - 1] >= truth;
    count(&tally->covered[q], true, low && high);
    count(&tally->closed[q], true, ranks.low > 0 && ranks.high > 0);
}

/* Of the values that were drawn, which have these true figures. */
static int count_sample(size_t n, size_t n_clusters, const double truth[ESTIMATES], struct tally *tally)
{
    struct influence influences[ESTIMATES] = {{NAN, INFINITY}};
    struct precision precisions[ESTIMATES];
    struct error err = {{0}};
    memcpy(sorted, values, n * sizeof *values);
    quantile_sort(sorted, n);
    for (size_t q = 1; q < ESTIMATES; q++) {
        influences[q] =
            (struct influence){quantile_sorted(sorted, n, probabilities[q], QUANTILE_TYPE_DEFAULT), INFINITY};
    }
    const struct time_series series = {values, n, n_clusters == 0 ? NULL : clusters, n_clusters};
    if (precision_measure(&series, influences, ESTIMATES, precisions, &err) != OK) {
        return 1;
    }
    count_mean(n, &precisions[0], truth[0], tally);
    for (size_t q = 1; q < ESTIMATES; q++) {
        count_quantile(n, &precisions[q], q, truth[q], tally);
    }
    return 0;
}

static size_t demand_all(const char *what, const char *population, size_t n, const struct tally *tally,
                         const double least[ESTIMATES])
{
    size_t failed = 0;
    char name[64];
    for (size_t e = 0; e < ESTIMATES; e++) {
        snprintf(name, sizeof name, "%s, %s", what, names[e]);
        printf("%-26s  %-34s %6zu  %6.2f  closed %5.1f  %7zu\n", name, population, n,
               percent(&tally->covered[e]), percent(&tally->closed[e]), tally->covered[e].possible);
        failed +=
            demand(percent(&tally->covered[e]) >= least[e] - slack(&tally->covered[e]), name, population, n);
    }
    return failed;
}

/* ---- in time ---- */

/* AR(1) in the logarithm, lognormal. */
static void draw_series(gsl_rng *rng, size_t n, double phi, double sigma)
{
    double z = gsl_ran_gaussian(rng, 1);
    for (size_t i = 0; i < n; i++) {
        values[i] = exp(sigma * z);
        z = phi * z + sqrt(1 - phi * phi) * gsl_ran_gaussian(rng, 1);
    }
}

/* `most`: percent, of independent values, which an interval must not cover by being too long. */
static const struct series_row {
    size_t n;
    double phi, least[ESTIMATES], most;
} series_rows[] = {
    {100, 0, {92.5, 92.5, 91.5, 91}, 100},      {100, 0.3, {92.5, 92.5, 91.5, 91}, 100},
    {100, 0.6, {92.5, 92.5, 91.5, 91}, 100},    {100, 0.9, {85, 80, 85, 85}, 100},
    {500, 0, {92.5, 92.5, 91.5, 91}, 98.5},     {500, 0.3, {92.5, 92.5, 91.5, 91}, 100},
    {500, 0.6, {92.5, 92.5, 91.5, 91}, 100},    {500, 0.9, {91, 91, 88, 91}, 100},
    {2500, 0, {92.5, 92.5, 91.5, 91}, 98.5},    {2500, 0.6, {92.5, 92.5, 91.5, 91}, 100},
    {2500, 0.9, {92.5, 92.5, 91.5, 91}, 100},   {2500, 0.95, {91, 91, 88, 88}, 100},
    {20000, 0, {92.5, 92.5, 91.5, 91}, 98.5},   {20000, 0.9, {92.5, 92.5, 91.5, 91}, 100},
    {20000, 0.95, {92.5, 92.5, 91.5, 91}, 100},
};

static size_t calibrate_series(bool brief, gsl_rng *rng)
{
    size_t failed = 0;
    for (size_t i = 0; i < sizeof series_rows / sizeof *series_rows; i++) {
        const struct series_row *row = &series_rows[i];
        size_t rounds = !brief ? (row->n > 2500 ? 1000 : 4000) : row->n > 2500 ? 0 : 60000 / row->n;
        struct tally tally = {0};
        double truth[ESTIMATES] = {exp(SIGMA * SIGMA / 2)};
        char population[64];
        for (size_t q = 1; q < ESTIMATES; q++) {
            truth[q] = quantile_lognormal(probabilities[q]);
        }
        gsl_rng_set(rng, 1000 + i);
        for (size_t round = 0; round < rounds; round++) {
            draw_series(rng, row->n, row->phi, SIGMA);
            failed += (size_t)count_sample(row->n, 0, truth, &tally);
        }
        snprintf(population, sizeof population, "AR(1), phi %g", row->phi);
        failed += rounds == 0 ? 0 : demand_all("series", population, row->n, &tally, row->least);
        for (size_t e = 0; e < ESTIMATES; e++) {
            failed += demand(rounds == 0 || percent(&tally.covered[e]) <= row->most + (brief ? 3 : 0),
                             "too long", population, row->n);
        }
    }
    return failed;
}

/* ---- in clusters ---- */

/* Environments of about `size` requests each, sd between them 0.3 and within 0.1 of the logarithm. */
static const struct cluster_row {
    const char *name;
    size_t k, size;
    bool unequal, shocks; /* sizes are lognormal; all environments share an AR(1) with phi 0.9 and sd 0.1 */
    double least[ESTIMATES];
} cluster_rows[] = {
    {"50 x 20", 50, 20, false, false, {92, 92, 90, 88}},
    {"20 x 50", 20, 50, false, false, {92, 92, 90, 88}},
    {"8 x 100", 8, 100, false, false, {92, 92, 90, 88}},
    {"50 x 20, unequal", 50, 20, true, false, {92, 92, 86, 84}},
    {"20 x 50, unequal", 20, 50, true, false, {92, 92, 86, 84}},
    {"8 x 100, unequal", 8, 100, true, false, {92, 92, 86, 84}},
    {"50 x 20, shocks", 50, 20, false, true, {92, 92, 90, 88}},
    {"20 x 50, shocks", 20, 50, false, true, {92, 92, 90, 88}},
    {"8 x 100, shocks", 8, 100, false, true, {92, 92, 90, 88}},
    {"50 x 20, unequal, shocks", 50, 20, true, true, {92, 92, 86, 84}},
    {"8 x 100, unequal, shocks", 8, 100, true, true, {92, 92, 86, 84}},
};

/* Requests of environments come in random turns. Returns how many there are. */
static size_t draw_environments(gsl_rng *rng, const struct cluster_row *row)
{
    const double phi = 0.9;
    size_t n = 0;
    double effects[64], shock = gsl_ran_gaussian(rng, 0.1);
    for (size_t g = 0; g < row->k; g++) {
        double size = (double)row->size * (row->unequal ? gsl_ran_lognormal(rng, -0.32, 0.8) : 1);
        effects[g] = gsl_ran_gaussian(rng, 0.3);
        for (size_t i = 0; i < (size_t)fmax(1, size) && n < MOST; i++) {
            clusters[n++] = (uint32_t)g;
        }
    }
    gsl_ran_shuffle(rng, clusters, n, sizeof *clusters);
    for (size_t i = 0; i < n; i++) {
        values[i] = exp(effects[clusters[i]] + gsl_ran_gaussian(rng, 0.1) + (row->shocks ? shock : 0));
        shock = phi * shock + gsl_ran_gaussian(rng, 0.1 * sqrt(1 - phi * phi));
    }
    return n;
}

static size_t calibrate_clusters(bool brief, gsl_rng *rng)
{
    size_t failed = 0;
    for (size_t i = 0; i < sizeof cluster_rows / sizeof *cluster_rows; i++) {
        const struct cluster_row *row = &cluster_rows[i];
        struct tally tally = {0};
        double sigma = sqrt(0.09 + 0.01 + (row->shocks ? 0.01 : 0));
        double truth[ESTIMATES] = {exp(sigma * sigma / 2)};
        for (size_t q = 1; q < ESTIMATES; q++) {
            truth[q] = gsl_cdf_lognormal_Pinv(probabilities[q], 0, sigma);
        }
        gsl_rng_set(rng, 2000 + i);
        for (size_t round = 0; round < (brief ? 100 : 4000); round++) {
            size_t n = draw_environments(rng, row);
            failed += (size_t)count_sample(n, row->k, truth, &tally);
        }
        failed += demand_all("environments", row->name, row->k * row->size, &tally, row->least);
    }
    return failed;
}

/* ---- skewed values ---- */

static void draw_skewed(gsl_rng *rng, size_t n, double sigma)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = sigma == 0  ? 10 + gsl_ran_gaussian(rng, 1)
                    : sigma < 0 ? gsl_ran_gamma(rng, 1, 1)
                                : gsl_ran_lognormal(rng, 0, sigma);
    }
}

/* sigma of the lognormal; 0: normal, below 0: gamma of shape 1. */
static const struct skew_row {
    const char *name;
    double sigma, least;
} skew_rows[] = {{"normal", 0, 93.5},
                 {"lognormal 0.5", 0.5, 93.5},
                 {"gamma of shape 1", -1, 93.5},
                 {"lognormal 1.0", 1, 91},
                 {"lognormal 1.5", 1.5, 86}};

static size_t calibrate_skew(bool brief, gsl_rng *rng)
{
    static const size_t sizes[] = {10, 30, 100};
    size_t failed = 0;
    for (size_t i = 0; i < sizeof skew_rows / sizeof *skew_rows; i++) {
        const struct skew_row *row = &skew_rows[i];
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct tally tally = {0};
            double mean = row->sigma == 0 ? 10 : row->sigma < 0 ? 1 : exp(row->sigma * row->sigma / 2);
            gsl_rng_set(rng, 3000 + 10 * i + s);
            for (size_t round = 0; round < (brief ? 200 : 20000); round++) {
                const struct influence influence = {NAN, INFINITY};
                const struct time_series series = {values, sizes[s], NULL, 0};
                struct precision precision;
                struct error err = {{0}};
                draw_skewed(rng, sizes[s], row->sigma);
                failed += precision_measure(&series, &influence, 1, &precision, &err) != OK;
                count_mean(sizes[s], &precision, mean, &tally);
            }
            print_rate("skewed, mean", row->name, sizes[s], &tally.covered[0]);
            failed += demand(percent(&tally.covered[0]) >= row->least - slack(&tally.covered[0]),
                             "skewed, mean", row->name, sizes[s]);
        }
    }
    return failed;
}

static size_t calibrate(bool brief, gsl_rng *rng)
{
    size_t failed =
        calibrate_series(brief, rng) + calibrate_clusters(brief, rng) + calibrate_skew(brief, rng);
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
