/*
 * How often two tunings of the same truth are said to disagree, and two of functions whose cheapest size has
 * changed; how often the interval of the share of cold starts covers. `make calibrate` runs it in full;
 * `tunings short` is part of the tests and exits with 1 when a rate is out of bounds.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>

#include "analysis/tune/tune.h"
#include "analysis/tune/tune_agree.h"
#include "populations.h"

static const double memory_mb[] = {128, 256, 512, 1024, 1769, 3008};
enum { SIZES = sizeof memory_mb / sizeof *memory_mb, REQUESTS = 100, WORDS = 64 };

/* ---- tables ---- */

static bool add_text(struct table *table, size_t column, const char *text, struct error *err)
{
    return table_set_text(table, column, text, strlen(text), err) == OK;
}

/* Requests of one size in a tuning: an AR(1) process in the logarithm, around the mean. */
static bool add_requests(struct table *table, const char *name, double size_mb, double mean_s, double phi,
                         gsl_rng *rng)
{
    const double sigma = 0.2;
    char size[WORDS];
    struct error err = {{0}};
    double z = gsl_ran_gaussian(rng, 1);
    snprintf(size, sizeof size, "%g", size_mb);
    for (size_t i = 0; i < REQUESTS; i++) {
        if (table_open_row(table, &err) != OK || !add_text(table, 0, name, &err) ||
            !add_text(table, 1, size, &err)) {
            return false;
        }
        table_set_number(table, 2, mean_s * exp(sigma * z - sigma * sigma / 2));
        table_close_row(table);
        z = phi * z + sqrt(1 - phi * phi) * gsl_ran_gaussian(rng, 1);
    }
    return true;
}

static bool init_table(struct table *table)
{
    struct error err = {{0}};
    size_t index;
    return table_add_column(table, "tuning", FACTOR, &index, &err) == OK &&
           table_add_column(table, "memory_mb", FACTOR, &index, &err) == OK &&
           table_add_column(table, "latency_s", MEASURE, &index, &err) == OK;
}

/* ---- two tunings ---- */

/* A function: its mean at each size, in seconds, before and now. */
struct pair_of_truths {
    double mean_s[2][SIZES];
};

/* What is asked of a pair: sizes that cost nearly or exactly the same, or 15 % more but for one, which is
 * another one now. */
enum kind { NEARLY, EQUAL, CHANGED };

static struct pair_of_truths draw_truths(enum kind kind, gsl_rng *rng)
{
    struct pair_of_truths truths;
    size_t best = gsl_rng_uniform_int(rng, SIZES);
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < SIZES; i++) {
            bool is_best = i == (t == 0 ? best : (best + 2) % SIZES);
            truths.mean_s[t][i] = 200 / memory_mb[i] * (kind == CHANGED && !is_best ? 1.15 : 1);
        }
    }
    for (size_t i = 0; kind == NEARLY && i < SIZES; i++) {
        truths.mean_s[0][i] *= exp(gsl_ran_gaussian(rng, 0.05));
        truths.mean_s[1][i] = truths.mean_s[0][i];
    }
    return truths;
}

static enum agreement compare(const struct pair_of_truths *truths, double phi, const char *objective,
                              gsl_rng *rng)
{
    static const char *const by[] = {"tuning"};
    struct prices prices = {.usd_per_gb_s = 1.66667e-5, .usd_per_request = 0, .most_mb = INFINITY};
    struct tune_options options = {.by = by,
                                   .n_by = 1,
                                   .compared = by[0],
                                   .measure = "latency_s",
                                   .prices = &prices,
                                   .billing_ms = 1e-6,
                                   .requests_per_month = 1e6,
                                   .current_mb = NAN,
                                   .intervals = {.method = INTERVAL_DEPENDENT, .level = LEVEL}};
    struct table table = {0};
    struct tune_result result = {0};
    struct error err = {{0}};
    if (objective != NULL) {
        options.objective.text = objective;
        options.objective.statistic.kind = STATISTIC_MEAN;
        options.objective.bound_s = truths->mean_s[0][SIZES / 2];
    }
    bool made = init_table(&table);
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; made && i < SIZES; i++) {
            made = add_requests(&table, tune_agree_names[t], memory_mb[i], truths->mean_s[t][i], phi, rng);
        }
    }
    made = made && tune_compute(&table, &options, &result, &err) == OK;
    enum agreement agreement = made ? result.comparisons[0].agreement : AGREEMENTS;
    tune_release(&result);
    table_release(&table);
    return agreement;
}

struct scenario {
    const char *name;
    enum kind kind;
    double phi;
    const char *objective;
    double least, most; /* percent that may disagree */
};

/* An objective that one of the sizes just meets is as likely as not to be met. */
static const struct scenario scenarios[] = {
    {"nearly alike", NEARLY, 0, NULL, 0, 5},
    {"equal costs", EQUAL, 0, NULL, 0, 5},
    {"equal costs, AR(1) 0.6", EQUAL, 0.6, NULL, 0, 5},
    {"at the objective", NEARLY, 0, "mean", 0, 5},
    {"15 % cheaper, moved", CHANGED, 0, NULL, 80, 100},
};

static size_t calibrate_pairs(const struct scenario *scenario, size_t pairs, gsl_rng *rng)
{
    struct rate disagree = {0}, same = {0};
    for (size_t i = 0; i < pairs; i++) {
        const struct pair_of_truths truths = draw_truths(scenario->kind, rng);
        enum agreement agreement = compare(&truths, scenario->phi, scenario->objective, rng);
        count(&disagree, agreement < AGREEMENT_UNKNOWN, agreement == DISAGREE);
        count(&same, agreement < AGREEMENT_UNKNOWN, agreement == AGREE);
    }
    print_rate("tunings disagree", scenario->name, REQUESTS, &disagree);
    print_rate("tunings choose the same", scenario->name, REQUESTS, &same);
    double chance = slack(&disagree);
    return demand(2 * disagree.possible > pairs, "tunings are compared", scenario->name, REQUESTS) +
           demand(percent(&disagree) >= scenario->least - chance &&
                      percent(&disagree) <= scenario->most + (scenario->most < 100 ? chance : 0),
                  "tunings disagree", scenario->name, REQUESTS);
}

/* ---- cold starts ---- */

/* Of n requests those are cold at which an AR(1) process is that high. */
static bool draw_cold(struct table *table, size_t n, double share, double phi, gsl_rng *rng)
{
    struct error err = {{0}};
    size_t index;
    double z = gsl_ran_gaussian(rng, 1), limit = gsl_cdf_ugaussian_Qinv(share);
    bool made = table_add_column(table, "cold", FACTOR, &index, &err) == OK;
    for (size_t i = 0; made && i < n; i++) {
        made = table_open_row(table, &err) == OK && add_text(table, 0, z > limit ? "true" : "false", &err);
        table_close_row(table);
        z = phi * z + sqrt(1 - phi * phi) * gsl_ran_gaussian(rng, 1);
    }
    return made;
}

static bool covers_share(size_t n, double share, double phi, gsl_rng *rng)
{
    const struct interval_options intervals = {.method = INTERVAL_DEPENDENT, .level = LEVEL};
    struct table table = {0};
    struct start_columns columns = {0};
    struct cold_starts found = {0};
    struct error err = {{0}};
    size_t *rows = calloc(n, sizeof *rows);
    for (size_t i = 0; rows != NULL && i < n; i++) {
        rows[i] = i;
    }
    bool made = rows != NULL && draw_cold(&table, n, share, phi, rng) &&
                start_columns_init(&columns, &table, 1, &err) == OK &&
                cold_starts_count(&columns, rows, n, &intervals, &found, &err) == OK;
    bool covered = made && covers(&found.share_interval, share);
    start_columns_release(&columns);
    table_release(&table);
    free(rows);
    return covered;
}

static size_t calibrate_share(size_t n, double share, double phi, size_t samples, gsl_rng *rng)
{
    struct rate rate = {0};
    char name[WORDS];
    snprintf(name, sizeof name, "%g %%, AR(1) %g", 100 * share, phi);
    for (size_t i = 0; i < samples; i++) {
        count(&rate, true, covers_share(n, share, phi, rng));
    }
    print_rate("share of cold starts covered", name, n, &rate);
    return demand(percent(&rate) >= 92 - slack(&rate), "share of cold starts", name, n);
}

static size_t calibrate(bool brief, gsl_rng *rng)
{
    size_t failed = 0;
    printf("%-34s  %-16s %6s  %7s  %8s\n", "of tunings", "", "n", "held %", "samples");
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        failed += calibrate_pairs(&scenarios[i], brief ? 30 : 2000, rng);
    }
    for (size_t i = 0; i < 6; i++) {
        static const double shares[] = {0.02, 0.1, 0.3}, phis[] = {0, 0.8};
        failed += calibrate_share(1000, shares[i / 2], phis[i % 2], brief ? 100 : 4000, rng);
    }
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
