/*
 * How often two groups are called different, and a gate fails, when nothing differs; and how often a
 * difference is found. `verdicts short` is part of the tests and exits with 1 when a rate is out of the
 * bounds that the manual states.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/effects.h"
#include "populations.h"
#include "stats/adjust.h"
#include "stats/brunner_munzel.h"
#include "stats/precision.h"
#include "stats/quantile.h"

enum { MOST = 20000, CLUSTERS = 64 };

static double values[2][MOST], sorted[2][MOST];
static uint32_t clusters[2][MOST], ranks[2][MOST];

/* ---- two groups ---- */

/* p of Brunner and Munzel's test of what was drawn; NaN when memory is out. */
static double judge(size_t n, size_t n_clusters)
{
    const struct influence mean = {NAN, INFINITY};
    struct ranked sides[2];
    struct error err = {{0}};
    struct dominance dominance;
    for (size_t i = 0; i < 2; i++) {
        struct precision precision;
        const struct time_series series = {values[i], n, n_clusters == 0 ? NULL : clusters[i], n_clusters};
        memcpy(sorted[i], values[i], n * sizeof **sorted);
        quantile_sort(sorted[i], n);
        if (precision_measure(&series, &mean, 1, &precision, &err) != OK) {
            return NAN;
        }
        quantile_rank(values[i], sorted[i], n, ranks[i]);
        sides[i] = (struct ranked){series, sorted[i], ranks[i],
                                   precision.clusters > 0 ? precision.clusters : precision.effective_n};
    }
    return brunner_munzel_test(&sides[0], &sides[1], false, &dominance, &err) == OK ? dominance.p : NAN;
}

/* AR(1) in the logarithm, lognormal, times `factor`. */
static void draw_series(gsl_rng *rng, double *series, size_t n, double phi, double sigma, double factor)
{
    double z = gsl_ran_gaussian(rng, 1);
    for (size_t i = 0; i < n; i++) {
        series[i] = factor * exp(sigma * z);
        z = phi * z + sqrt(1 - phi * phi) * gsl_ran_gaussian(rng, 1);
    }
}

/* `most` percent are called different without a difference; with a factor, `least` percent. */
static const struct series_row {
    size_t n;
    double phi, factor, least, most;
} series_rows[] = {
    {100, 0, 1, 0, 7},     {100, 0.3, 1, 0, 7},   {100, 0.6, 1, 0, 7},       {100, 0.9, 1, 0, 100},
    {400, 0, 1, 0, 7},     {400, 0.3, 1, 0, 7},   {400, 0.6, 1, 0, 7},       {400, 0.9, 1, 0, 8},
    {2500, 0, 1, 0, 7},    {2500, 0.3, 1, 0, 7},  {2500, 0.6, 1, 0, 7},      {2500, 0.9, 1, 0, 7},
    {20000, 0.6, 1, 0, 7}, {20000, 0.9, 1, 0, 7}, {2500, 0.6, 1.2, 95, 100},
};

static size_t calibrate_series(bool brief, gsl_rng *rng)
{
    size_t failed = 0;
    for (size_t i = 0; i < sizeof series_rows / sizeof *series_rows; i++) {
        const struct series_row *row = &series_rows[i];
        struct rate rate = {0};
        char population[64];
        size_t rounds = !brief ? (row->n > 2500 ? 1000 : 4000) : row->n > 2500 ? 0 : 100000 / (row->n + 100);
        gsl_rng_set(rng, 4000 + i);
        for (size_t round = 0; round < rounds; round++) {
            draw_series(rng, values[0], row->n, row->phi, row->n > 2500 ? 0.8 : SIGMA, 1);
            draw_series(rng, values[1], row->n, row->phi, row->n > 2500 ? 0.8 : SIGMA, row->factor);
            double p = judge(row->n, 0);
            failed += isnan(p);
            count(&rate, true, p < 1 - LEVEL);
        }
        snprintf(population, sizeof population, "AR(1), phi %g%s", row->phi, row->factor > 1 ? ", +20%" : "");
        print_rate("called different", population, row->n, &rate);
        failed += rounds == 0 ? 0
                              : demand(percent(&rate) <= row->most + slack(&rate) &&
                                           percent(&rate) >= row->least - slack(&rate),
                                       "called different", population, row->n);
    }
    return failed;
}

/* Environments, or runs: sd between them 0.3 and within 0.1 of the logarithm. */
static const struct cluster_row {
    const char *name;
    size_t k, size;
    double between, most;
    bool in_turn; /* one after the other, as runs are */
} cluster_rows[] = {{"50 environments", 50, 20, 0.3, 7, false}, {"8 runs", 8, 100, 0.1, 7, true}};

static void draw_clusters(gsl_rng *rng, const struct cluster_row *row, size_t side)
{
    double effects[CLUSTERS];
    size_t n = row->k * row->size;
    for (size_t i = 0; i < n; i++) {
        clusters[side][i] = (uint32_t)(i / row->size);
    }
    if (!row->in_turn) {
        gsl_ran_shuffle(rng, clusters[side], n, sizeof **clusters);
    }
    for (size_t g = 0; g < row->k; g++) {
        effects[g] = gsl_ran_gaussian(rng, row->between);
    }
    for (size_t i = 0; i < n; i++) {
        values[side][i] = exp(effects[clusters[side][i]] + gsl_ran_gaussian(rng, 0.1));
    }
}

static size_t calibrate_clusters(bool brief, gsl_rng *rng)
{
    size_t failed = 0;
    for (size_t i = 0; i < sizeof cluster_rows / sizeof *cluster_rows; i++) {
        const struct cluster_row *row = &cluster_rows[i];
        struct rate rate = {0};
        gsl_rng_set(rng, 5000 + i);
        for (size_t round = 0; round < (brief ? 200 : 4000); round++) {
            draw_clusters(rng, row, 0);
            draw_clusters(rng, row, 1);
            double p = judge(row->k * row->size, row->k);
            failed += isnan(p);
            count(&rate, true, p < 1 - LEVEL);
        }
        print_rate("called different", row->name, row->k * row->size, &rate);
        failed += demand(percent(&rate) <= row->most + slack(&rate), "called different", row->name,
                         row->k * row->size);
    }
    return failed;
}

/* ---- a gate over many functions ---- */

enum { FUNCTIONS = 20, REQUESTS = 500 };

/* One-sided p of one function that has not changed, limit 0 %; NaN when memory is out. */
static double gate_p(gsl_rng *rng, double phi)
{
    const struct known_options options = {.intervals = {.method = INTERVAL_DEPENDENT, .level = LEVEL},
                                          .whole = true};
    struct sample samples[2] = {{0}};
    struct known_group groups[2] = {{0}};
    struct effect_p p = {NAN, NAN};
    struct error err = {{0}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < 2; i++) {
        draw_series(rng, values[i], REQUESTS, phi, SIGMA, 1);
        samples[i].kept = (struct kept){.values = values[i], .n = REQUESTS};
        status = known_group_init(&groups[i], &samples[i], &options, &err);
    }
    if (status == OK) {
        const struct effect mean = {{&groups[0], &groups[1]}, true, 0};
        status = effects_ratio_p(&mean, 1, &p, &err);
    }
    known_group_release(&groups[0]);
    known_group_release(&groups[1]);
    return status == OK ? p.at_most : NAN;
}

static size_t calibrate_gate(bool brief, gsl_rng *rng)
{
    static const double phis[] = {0, 0.6};
    size_t failed = 0;
    for (size_t i = 0; i < sizeof phis / sizeof *phis; i++) {
        struct rate rate = {0};
        char population[64];
        gsl_rng_set(rng, 6000 + i);
        for (size_t round = 0; round < (brief ? 10 : 400); round++) {
            double p[FUNCTIONS];
            struct error err = {{0}};
            bool fails = false;
            for (size_t f = 0; f < FUNCTIONS; f++) {
                p[f] = gate_p(rng, phis[i]);
                failed += isnan(p[f]);
            }
            failed += adjust_holm(p, FUNCTIONS, p, &err) != OK;
            for (size_t f = 0; f < FUNCTIONS; f++) {
                fails |= p[f] < (1 - LEVEL) / 2; /* one-sided */
            }
            count(&rate, true, fails);
        }
        snprintf(population, sizeof population, "AR(1), phi %g", phis[i]);
        print_rate("20 functions, gate fails", population, REQUESTS, &rate);
        failed += demand(percent(&rate) <= 7 + slack(&rate), "gate fails", population, REQUESTS);
    }
    return failed;
}

static size_t calibrate(bool brief, gsl_rng *rng)
{
    printf("%-34s  %-16s %6s  %7s  %8s\n", "verdict at 5 %", "population", "n", "%", "samples");
    size_t failed =
        calibrate_series(brief, rng) + calibrate_clusters(brief, rng) + calibrate_gate(brief, rng);
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
