/*
 * How often the interval of the share of failed requests covers the true one, where failures come one by one,
 * in bursts, or of some environments. `failures short` is part of the tests.
 */
#include <stdlib.h>

#include "analysis/failures.h"
#include "populations.h"
#include "stats/wilson.h"

enum { MOST = 10000, ENVIRONMENTS = 50 };

/* Requests fail while the service is down: it goes down at `down` of those it serves, and is up again after
 * `length` of them, on average; or, where there are environments, with a probability of their own. */
static const struct load {
    const char *name;
    size_t n;
    double rate, length;
    bool in_environments;
    double least; /* percent */
} loads[] = {
    {"one by one, 5 %", 500, 0.05, 1, false, 92.5},    {"one by one, 1 %", 2500, 0.01, 1, false, 92.5},
    {"bursts of 5, 10 %", 1000, 0.1, 5, false, 91},    {"bursts of 20, 10 %", 5000, 0.1, 20, false, 91},
    {"50 environments, 10 %", 2500, 0.1, 1, true, 91}, {"bursts of 5, 2 %", 5000, 0.02, 5, false, 91},
    {"bursts of 20, 30 %", 2500, 0.3, 20, false, 91},  {"50 environments, 5 %", 10000, 0.05, 1, true, 88},
};

static double places[MOST];
static uint32_t codes[MOST], failed_codes[MOST];

/* Lays the requests out as a group has them; returns how many failed. */
static size_t draw_load(gsl_rng *rng, const struct load *load, size_t *succeeded)
{
    double chances[ENVIRONMENTS], shape = 2 * load->rate / (1 - load->rate);
    size_t n_failed = 0;
    bool down = gsl_rng_uniform(rng) < load->rate;
    for (size_t e = 0; e < ENVIRONMENTS; e++) {
        chances[e] = gsl_ran_beta(rng, shape, 2);
    }
    *succeeded = 0;
    for (size_t i = 0; i < load->n; i++) {
        size_t environment = gsl_rng_uniform_int(rng, ENVIRONMENTS);
        double up = load->rate / (1 - load->rate) / load->length;
        down = gsl_rng_uniform(rng) < (load->length == 1 ? load->rate : down ? 1 - 1 / load->length : up);
        bool fails = load->in_environments ? gsl_rng_uniform(rng) < chances[environment] : down;
        if (fails) {
            failed_codes[n_failed] = (uint32_t)environment + 1;
            places[n_failed++] = (double)*succeeded - 0.5;
        } else {
            codes[(*succeeded)++] = (uint32_t)environment + 1;
        }
    }
    return n_failed;
}

/* The interval as summary makes it; false when memory is out. */
static bool find_interval(const struct load *load, size_t n_failed, size_t succeeded,
                          struct interval *interval)
{
    char place[16], code[16];
    (void)snprintf(place, sizeof place, "%s", accumulator_place);
    (void)snprintf(code, sizeof code, "%s", sample_cluster_columns[0]);
    struct column requests[] = {{.name = code, .kind = CLUSTER, .codes = {{.four = codes}, sizeof *codes}}};
    struct column failed[] = {
        {.name = place, .kind = MEASURE, .values = places},
        {.name = code, .kind = CLUSTER, .codes = {{.four = failed_codes}, sizeof *failed_codes}}};
    const struct table columns = {0};
    struct table apart = {.columns = failed, .n_columns = 1 + load->in_environments, .rows = n_failed};
    struct accumulator group = {
        .counts = {.requests = succeeded, .failed = n_failed, .failed_apart = n_failed},
        .values = {.columns = requests, .n_columns = load->in_environments, .rows = succeeded},
        .failed = &apart};
    struct error err = {{0}};
    if (failures_measure(&group, &columns, NULL, LEVEL, &err) != OK) {
        return false;
    }
    double n = fmax(1, (double)load->n * group.failure_worth);
    return wilson_interval((double)n_failed / (double)load->n * n, n, LEVEL, interval, &err) == OK;
}

static size_t calibrate(bool brief, gsl_rng *rng)
{
    size_t failed = 0;
    printf("%-34s  %-16s %6s  %7s  %8s\n", "interval of the failed share", "failures", "n", "covers",
           "samples");
    for (size_t i = 0; i < (brief ? 5 : sizeof loads / sizeof *loads); i++) {
        struct rate covered = {0};
        gsl_rng_set(rng, 8000 + i);
        for (size_t round = 0; round < (brief ? 500 : 4000); round++) {
            struct interval interval = {NAN, NAN};
            size_t succeeded, n_failed = draw_load(rng, &loads[i], &succeeded);
            failed += !find_interval(&loads[i], n_failed, succeeded, &interval);
            count(&covered, true, covers(&interval, loads[i].rate));
        }
        print_rate("Wilson's", loads[i].name, loads[i].n, &covered);
        failed += demand(percent(&covered) >= loads[i].least - slack(&covered), "Wilson's", loads[i].name,
                         loads[i].n);
    }
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
