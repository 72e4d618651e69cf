/*
 * Times BCa intervals of a mean and of p95 in process, 9999 resamples of 2500 lognormal values, against each
 * script in tests/bench/peers/bootstrap, in turn, and prints tables in Markdown. A program whose bounds are
 * further from faastat's than two random bootstraps come is not timed, and the exit status is 1.
 * Usage: bca BUILD ROUNDS.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "race.h"
#include "stats/bootstrap.h"

#define PEER_FOLDER "tests/bench/peers/bootstrap"

enum { VALUES = 2500, RESAMPLES = 9999, MOST_PEERS = 8, CASES = 2 };

/* Of the interval's width. A bound is a 2.5 % quantile of 9999 estimates, so its standard error is 0.7 % of
 * the width for a normal law; BCa moves it at random too, and a quantile's estimates have gaps. */
static const double TOLERANCE = 0.1;

static const struct bootstrap_case {
    const char *name;
    struct estimator estimator;
} cases[CASES] = {{"mean", {.kind = ESTIMATE_MEAN}},
                  {"p95", {.kind = ESTIMATE_QUANTILE, .p = 0.95, .type = 7}}};

struct measured {
    char label[64];
    double low[CASES], high[CASES], seconds[CASES][MOST_ROUNDS];
};

static bool write_values(const char *path, double *values)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    FILE *file = fopen(path, "w");
    bool written = file != NULL;
    for (size_t i = 0; i < VALUES; i++) {
        values[i] = gsl_ran_lognormal(rng, 0, 0.5);
        written = written && fprintf(file, "%.17g\n", values[i]) > 0;
    }
    gsl_rng_free(rng);
    return file != NULL && fclose(file) == 0 && written;
}

/* faastat's, on so many threads; 0: all. */
static bool measure_own(const double *values, size_t threads, size_t round, struct measured *own)
{
    for (size_t k = 0; k < CASES; k++) {
        const struct bootstrap_options options = {
            .method = BOOTSTRAP_BCA, .resamples = RESAMPLES, .level = 0.95, .seed = 1, .threads = threads};
        struct interval interval;
        struct error err = {{0}};
        double start_s = seconds_now();
        if (bootstrap_interval(values, VALUES, &cases[k].estimator, &options, &interval, &err) != OK) {
            fprintf(stderr, "bca: %s\n", err.text);
            return false;
        }
        own->seconds[k][round] = seconds_now() - start_s;
        own->low[k] = interval.low;
        own->high[k] = interval.high;
    }
    return true;
}

/* A script prints a line for each case: NAME LOW HIGH SECONDS. */
static bool measure_peer(char *script, char *values_path, const char *output, size_t round,
                         struct measured *peer)
{
    char *argv[] = {script, values_path, NULL}, name[32];
    struct usage usage;
    bool good = run_measured(argv, output, &usage);
    FILE *file = good ? fopen(output, "r") : NULL;
    for (size_t k = 0; file != NULL && k < CASES; k++) {
        good = good &&
               fscanf(file, "%31s %lf %lf %lf", name, &peer->low[k], &peer->high[k],
                      &peer->seconds[k][round]) == 4 &&
               strcmp(name, cases[k].name) == 0;
    }
    if (file != NULL) {
        fclose(file);
    }
    return good && file != NULL;
}

static bool agrees(const struct measured *peer, const struct measured *own)
{
    for (size_t k = 0; k < CASES; k++) {
        double allowed = TOLERANCE * (own->high[k] - own->low[k]);
        if (!(fabs(peer->low[k] - own->low[k]) <= allowed && fabs(peer->high[k] - own->high[k]) <= allowed)) {
            printf("%s is not timed: %s: found %g to %g, expected %g to %g.\n\n", peer->label, cases[k].name,
                   peer->low[k], peer->high[k], own->low[k], own->high[k]);
            return false;
        }
    }
    return true;
}

static void print_row(struct measured *measured, const double *base_s, size_t rounds)
{
    printf("| %-26s |", measured->label);
    for (size_t k = 0; k < CASES; k++) {
        double seconds = median_of(measured->seconds[k], rounds);
        printf(" %9.2f | %10.2f |", 1e3 * seconds, seconds / base_s[k]);
    }
    putchar('\n');
}

/* ---- rounds ---- */

struct contest {
    char values_path[512], output[512];
    double values[VALUES];
    struct measured own, one_thread, peers[MOST_PEERS];
    char scripts[MOST_PEERS][512];
    size_t n_peers;
};

/* Those that are installed and agree; the number of those that do not agree. */
static int find_peers(struct contest *contest)
{
    struct scripts scripts = find_scripts(PEER_FOLDER);
    int wrong = 0;
    for (size_t i = 0; i < scripts.n && contest->n_peers < MOST_PEERS; i++) {
        struct measured *peer = &contest->peers[contest->n_peers];
        char *script = contest->scripts[contest->n_peers];
        snprintf(script, sizeof contest->scripts[0], "%s/%s", PEER_FOLDER, scripts.names[i]);
        if (!read_label(script, contest->output, peer->label, sizeof peer->label)) {
            printf("%s is missing; `make deps-bench` installs it.\n\n", script);
        } else if (measure_peer(script, contest->values_path, contest->output, 0, peer) &&
                   agrees(peer, &contest->own)) {
            contest->n_peers++;
        } else {
            wrong = 1;
        }
    }
    return wrong;
}

static bool run_rounds(struct contest *contest, size_t rounds)
{
    bool good = true;
    for (size_t round = 0; good && round < rounds; round++) {
        good = measure_own(contest->values, 0, round, &contest->own) &&
               measure_own(contest->values, 1, round, &contest->one_thread);
        for (size_t i = 0; good && i < contest->n_peers; i++) {
            good = measure_peer(contest->scripts[i], contest->values_path, contest->output, round,
                                &contest->peers[i]);
        }
    }
    return good;
}

int main(int argc, char **argv)
{
    static struct contest contest = {.own = {.label = "faastat"},
                                     .one_thread = {.label = "faastat, one thread"}};
    size_t rounds = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;
    if (rounds < 1 || rounds > MOST_ROUNDS) {
        fprintf(stderr, "usage: bca BUILD ROUNDS, 1 to %d rounds\n", MOST_ROUNDS);
        return 2;
    }
    snprintf(contest.values_path, sizeof contest.values_path, "%s/bench/bca.txt", argv[1]);
    snprintf(contest.output, sizeof contest.output, "%s/bench/output", argv[1]);
    printf("**BCa intervals**: %d resamples of %d values, in process, medians of %zu rounds.\n\n", RESAMPLES,
           VALUES, rounds);
    if (!write_values(contest.values_path, contest.values) ||
        !measure_own(contest.values, 0, 0, &contest.own)) {
        fputs("bca: cannot begin\n", stderr);
        return 4;
    }
    int wrong = find_peers(&contest);
    if (!run_rounds(&contest, rounds)) {
        fputs("bca: a program failed\n", stderr);
        return 1;
    }
    double base_s[CASES];
    for (size_t k = 0; k < CASES; k++) {
        base_s[k] = median_of(contest.own.seconds[k], rounds);
    }
    printf("| %-26s | %9s | %10s | %9s | %10s |\n", "program", "mean, ms", "to faastat", "p95, ms",
           "to faastat");
    puts("| --- | ---: | ---: | ---: | ---: |");
    print_row(&contest.own, base_s, rounds);
    print_row(&contest.one_thread, base_s, rounds);
    for (size_t i = 0; i < contest.n_peers; i++) {
        print_row(&contest.peers[i], base_s, rounds);
    }
    putchar('\n');
    return wrong;
}
