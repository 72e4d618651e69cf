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
#include "stats/hodges_lehmann.h"
#include "stats/precision.h"
#include "stats/quantile.h"

enum { MOST = 20000, CLUSTERS = 64 };

static double values[2][MOST], sorted[2][MOST];
static uint32_t clusters[2][MOST], ranks[2][MOST];

/* ---- two groups ---- */

/* p of Brunner and Munzel's test of what was drawn, runs that differ by `between` as stated; NaN when memory
 * is out. */
static double judge(size_t n, size_t n_clusters, double between, struct dominance *dominance)
{
    const struct influence mean = {NAN, INFINITY};
    struct ranked sides[2];
    struct error err = {{0}};
    for (size_t i = 0; i < 2; i++) {
        struct precision precision;
        const struct time_series series = {values[i], n, n_clusters == 0 ? NULL : clusters[i], n_clusters};
        memcpy(sorted[i], values[i], n * sizeof **sorted);
        quantile_sort(sorted[i], n);
        if (precision_measure(&series, &mean, 1, &precision, &err) != OK) {
            return NAN;
        }
        quantile_rank(values[i], n, sorted[i], n, ranks[i]);
        sides[i] = (struct ranked){series, sorted[i], ranks[i],
                                   precision.clusters > 0 ? precision.clusters : precision.effective_n};
    }
    if (brunner_munzel_test(&sides[0], &sides[1], false, dominance, &err) != OK) {
        return NAN;
    }
    if (between > 0) {
        (void)brunner_munzel_between(&sides[0], &sides[1], between, LEVEL, dominance);
    }
    return dominance->p;
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
            struct dominance dominance = {.design_effect = 1};
            double p = judge(row->n, 0, 0, &dominance);
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

/* The shift of what was judged, as compare makes it; false when memory is out. */
static bool find_shift(size_t n, const struct dominance *dominance, struct shift *shift)
{
    const struct draws draws[] = {{sorted[0], n}, {sorted[1], n}};
    const struct shift_options options = {LEVEL, fmax(1, dominance->design_effect), dominance->df};
    struct error err = {{0}};
    return hodges_lehmann_shift(&draws[0], &draws[1], &options, shift, &err) == OK;
}

static size_t calibrate_clusters(bool brief, gsl_rng *rng)
{
    size_t failed = 0;
    for (size_t i = 0; i < sizeof cluster_rows / sizeof *cluster_rows; i++) {
        const struct cluster_row *row = &cluster_rows[i];
        struct rate rate = {0}, covered = {0};
        gsl_rng_set(rng, 5000 + i);
        for (size_t round = 0; round < (brief ? 200 : 4000); round++) {
            draw_clusters(rng, row, 0);
            draw_clusters(rng, row, 1);
            struct dominance dominance = {.design_effect = 1};
            struct shift shift;
            double p = judge(row->k * row->size, row->k, 0, &dominance);
            failed += isnan(p) || !find_shift(row->k * row->size, &dominance, &shift);
            count(&rate, true, p < 1 - LEVEL);
            count(&covered, true, covers(&shift.interval, 0));
        }
        print_rate("called different", row->name, row->k * row->size, &rate);
        print_rate("shift covers 0", row->name, row->k * row->size, &covered);
        failed += demand(percent(&covered) >= 92.5 - slack(&covered), "shift covers 0", row->name,
                         row->k * row->size);
        failed += demand(percent(&rate) <= row->most + slack(&rate), "called different", row->name,
                         row->k * row->size);
    }
    return failed;
}

/* ---- one run a side of many, whose spread is stated ---- */

/* Whether the interval of the means' ratio covers 1; -1 when memory is out. */
static int covers_one(size_t n, double between)
{
    const struct known_options options = {
        .intervals = {.method = INTERVAL_DEPENDENT, .level = LEVEL, .between_runs = between}, .whole = true};
    struct sample samples[2] = {{0}};
    struct known_group groups[2] = {{0}};
    struct effects effects;
    struct error err = {{0}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < 2; i++) {
        samples[i].kept = (struct kept){.values = values[i], .n = n};
        status = known_group_init(&groups[i], &samples[i], &options, &err);
    }
    const struct effect mean = {{&groups[0], &groups[1]}, true, 0, NULL};
    status = status == OK ? effects_measure(&mean, LEVEL, &effects, &err) : status;
    known_group_release(&groups[0]);
    known_group_release(&groups[1]);
    return status == OK ? covers(&effects.ratio.interval, 1) : -1;
}

/* Runs differ by 3 %: requests that vary far more, as much, and far less. */
static size_t calibrate_between(bool brief, gsl_rng *rng)
{
    static const struct {
        const char *name;
        size_t n;
        double phi, sigma, factor, least, most;
    } rows[] = {{"runs 3 %, sigma 0.5", 400, 0.6, 0.5, 1, 0, 7},
                {"runs 3 %, sigma 0.01", 100, 0, 0.01, 1, 0, 7},
                {"runs 3 %, sigma 0.05", 200, 0.3, 0.05, 1, 0, 7},
                {"runs 3 %, sigma 0.001", 50, 0, 0.001, 1, 0, 7},
                {"the same, +20 %", 400, 0.6, 0.1, 1.2, 95, 100}};
    const double between = 0.03;
    size_t failed = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rate different = {0}, covered = {0};
        gsl_rng_set(rng, 5100 + i);
        for (size_t round = 0; round < (brief ? 200 : 4000); round++) {
            for (size_t side = 0; side < 2; side++) {
                double run = gsl_ran_lognormal(rng, 0, between) * (side == 1 ? rows[i].factor : 1);
                draw_series(rng, values[side], rows[i].n, rows[i].phi, rows[i].sigma, run);
            }
            struct dominance dominance = {.design_effect = 1};
            double p = judge(rows[i].n, 0, between, &dominance);
            int covers = covers_one(rows[i].n, between);
            failed += isnan(p) || covers < 0;
            count(&different, true, p < 1 - LEVEL);
            count(&covered, true, covers > 0);
        }
        print_rate("called different", rows[i].name, rows[i].n, &different);
        if (rows[i].factor == 1) {
            print_rate("ratio of means covers 1", rows[i].name, rows[i].n, &covered);
        }
        failed += demand(percent(&different) <= rows[i].most + slack(&different) &&
                             percent(&different) >= rows[i].least - slack(&different),
                         "called different", rows[i].name, rows[i].n);
        failed += demand(rows[i].factor > 1 || percent(&covered) >= 92.5 - slack(&covered),
                         "ratio of means covers 1", rows[i].name, rows[i].n);
    }
    return failed;
}

/* ---- runs that alternate ---- */

/* The level of all runs wanders while they are made, by a tenth from pair to pair; b is `factor` longer. */
static void draw_alternating(gsl_rng *rng, size_t k, size_t size, double factor, double *starts)
{
    double drift = 0;
    for (size_t run = 0; run < 2 * k; run++) {
        size_t side = run % 2, first = run / 2 * size;
        double level = drift + gsl_ran_gaussian(rng, 0.03) + (side == 1 ? log(factor) : 0);
        draw_series(rng, values[side] + first, size, 0.3, 0.1, exp(level));
        for (size_t i = first; i < first + size; i++) {
            clusters[side][i] = (uint32_t)(run / 2);
        }
        starts[side * k + run / 2] = (double)run;
        drift += side == 1 ? gsl_ran_gaussian(rng, 0.1) : 0;
    }
}

/* The p of the shift of pairs, and whether the ratio of means covers `factor`; NaN when memory is out. */
static double judge_pairs(size_t k, size_t size, double factor, double *starts, bool *covers_factor)
{
    static const char *const runs[] = {"run"};
    const struct known_options options = {
        .intervals = {.method = INTERVAL_DEPENDENT, .level = LEVEL}, .clusters = runs, .whole = true};
    struct sample samples[2] = {{0}};
    struct known_group groups[2] = {{0}};
    struct paired paired = {0};
    struct summary_figures shift = {NAN, NAN, NAN, 0};
    struct effects effects = {effect_none, effect_none};
    struct error err = {{0}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < 2; i++) {
        samples[i].kept = (struct kept){.values = values[i],
                                        .n = k * size,
                                        .clusters = clusters[i],
                                        .n_clusters = k,
                                        .cluster_starts = starts + i * k};
        status = known_group_init(&groups[i], &samples[i], &options, &err);
    }
    const struct known_group *const sides[] = {&groups[0], &groups[1]};
    status = status == OK ? paired_find(sides, &paired, &err) : status;
    if (status == OK && paired.n == k) {
        const struct effect mean = {{&groups[0], &groups[1]}, true, 0, &paired};
        status = effects_measure(&mean, LEVEL, &effects, &err);
        status = status == OK ? paired_shift(&paired, &shift, &err) : status;
    }
    *covers_factor = covers(&effects.ratio.interval, factor);
    paired_release(&paired);
    known_group_release(&groups[0]);
    known_group_release(&groups[1]);
    return status == OK ? paired_p(&shift) : NAN;
}

static size_t calibrate_pairs(bool brief, gsl_rng *rng)
{
    static const struct {
        const char *name;
        size_t k, size;
        double factor, least, most;
    } rows[] = {
        {"3 pairs", 3, 60, 1, 0, 7}, {"6 pairs", 6, 60, 1, 0, 7}, {"6 pairs, +10 %", 6, 60, 1.1, 85, 100}};
    double starts[CLUSTERS];
    size_t failed = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rate different = {0}, covered = {0};
        size_t n = rows[i].k * rows[i].size;
        gsl_rng_set(rng, 5200 + i);
        for (size_t round = 0; round < (brief ? 200 : 4000); round++) {
            bool covers_factor;
            draw_alternating(rng, rows[i].k, rows[i].size, rows[i].factor, starts);
            double p = judge_pairs(rows[i].k, rows[i].size, rows[i].factor, starts, &covers_factor);
            failed += isnan(p);
            count(&different, true, p < 1 - LEVEL);
            count(&covered, true, covers_factor);
        }
        print_rate("called different", rows[i].name, n, &different);
        print_rate("ratio of means covers", rows[i].name, n, &covered);
        failed += demand(percent(&different) <= rows[i].most + slack(&different) &&
                             percent(&different) >= rows[i].least - slack(&different),
                         "called different", rows[i].name, n);
        failed +=
            demand(percent(&covered) >= 92.5 - slack(&covered), "ratio of means covers", rows[i].name, n);
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
        const struct effect mean = {{&groups[0], &groups[1]}, true, 0, NULL};
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
    size_t failed = calibrate_series(brief, rng) + calibrate_clusters(brief, rng) +
                    calibrate_between(brief, rng) + calibrate_pairs(brief, rng) + calibrate_gate(brief, rng);
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
