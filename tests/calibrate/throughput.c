/*
 * How often the interval of a throughput covers, and how often a gap is found where there is none, for loads
 * whose rate is known. `throughput short` is part of the tests.
 */
#include <stdlib.h>

#include "populations.h"
#include "stats/quantile.h"
#include "stats/throughput.h"

enum { MOST = 10000, MOST_USERS = 32 };

/* ---- loads of 10 requests a second ---- */

static const double RATE = 10;

static void draw_poisson(gsl_rng *rng, size_t parts, double *start_s, size_t n)
{
    (void)parts;
    double at = 0;
    for (size_t i = 0; i < n; i++) {
        at += gsl_ran_exponential(rng, 1 / RATE);
        start_s[i] = at;
    }
}

/* One every 0.1 s, up to 10 ms late. */
static void draw_paced(gsl_rng *rng, size_t parts, double *start_s, size_t n)
{
    (void)parts;
    for (size_t i = 0; i < n; i++) {
        start_s[i] = (double)i / RATE + 0.01 * gsl_rng_uniform(rng);
    }
}

/* `parts` users who send the next request when one returns, after lognormal times; from one start. */
static void draw_loop(gsl_rng *rng, size_t parts, double *start_s, size_t n)
{
    double at[MOST_USERS] = {0}, mean_s = exp(SIGMA * SIGMA / 2);
    for (size_t i = 0; i < n; i++) {
        size_t first = 0;
        for (size_t user = 1; user < parts; user++) {
            first = at[user] < at[first] ? user : first;
        }
        start_s[i] = at[first];
        at[first] += (double)parts / RATE * gsl_ran_lognormal(rng, 0, SIGMA) / mean_s;
    }
}

/* The same with times that depend on one another: the server is slow for a while, for all. */
static void draw_slow_loop(gsl_rng *rng, size_t parts, double *start_s, size_t n)
{
    const double phi = 0.9;
    double at[MOST_USERS] = {0}, mean_s = exp(SIGMA * SIGMA / 2), z = gsl_ran_gaussian(rng, 1);
    for (size_t i = 0; i < n; i++) {
        size_t first = 0;
        for (size_t user = 1; user < parts; user++) {
            first = at[user] < at[first] ? user : first;
        }
        start_s[i] = at[first];
        at[first] += (double)parts / RATE * exp(SIGMA * z) / mean_s;
        z = phi * z + sqrt(1 - phi * phi) * gsl_ran_gaussian(rng, 1);
    }
}

/* `parts` bursts at Poisson's times, of a Poisson number of requests, one every ms. */
static void draw_bursts(gsl_rng *rng, size_t parts, double *start_s, size_t n)
{
    double size = (double)n / (double)parts, at = 0;
    for (size_t i = 0; i < n;) {
        at += gsl_ran_exponential(rng, size / RATE);
        unsigned int requests = gsl_ran_poisson(rng, size);
        for (unsigned int k = 0; k < requests && i < n; k++) {
            start_s[i++] = at + 0.001 * (double)k;
        }
    }
    quantile_sort(start_s, n);
}

/* About `parts` waves: nearly twice as many requests for a while, then next to none. */
static void draw_waves(gsl_rng *rng, size_t parts, double *start_s, size_t n)
{
    double wave_s = (double)n / RATE / (double)parts, at = 0, left_s = gsl_ran_exponential(rng, wave_s / 2);
    bool busy = gsl_rng_uniform(rng) < 0.5;
    for (size_t i = 0; i < n;) {
        double next_s = gsl_ran_exponential(rng, 1 / (RATE * (busy ? 1.8 : 0.2)));
        if (next_s < left_s) {
            at += next_s;
            left_s -= next_s;
            start_s[i++] = at;
        } else {
            at += left_s;
            left_s = gsl_ran_exponential(rng, wave_s / 2);
            busy = !busy;
        }
    }
}

/* Least cover in percent; 0 where none is promised: so few bursts tell nothing. No gaps: pauses of that kind
 * are the load's own, and a gap is found in at most 1 %. */
static const struct load {
    const char *name;
    void (*draw)(gsl_rng *rng, size_t parts, double *start_s, size_t n);
    size_t parts, n;
    double least;
    bool no_gaps;
} loads[] = {
    {"Poisson", draw_poisson, 0, 50, 93, true},
    {"Poisson", draw_poisson, 0, 100, 93, true},
    {"Poisson", draw_poisson, 0, 250, 93.5, true},
    {"Poisson", draw_poisson, 0, 2500, 94, true},
    {"Poisson", draw_poisson, 0, 10000, 94, true},
    {"paced", draw_paced, 0, 100, 95, true},
    {"paced", draw_paced, 0, 2500, 95, true},
    {"1 user", draw_loop, 1, 50, 93, true},
    {"1 user", draw_loop, 1, 250, 93.5, true},
    {"5 users", draw_loop, 5, 100, 93.5, true},
    {"5 users", draw_loop, 5, 2500, 94, true},
    {"20 users", draw_loop, 20, 250, 94, true},
    {"20 users", draw_loop, 20, 2500, 94, true},
    {"5, slow phases", draw_slow_loop, 5, 250, 88, true},
    {"5, slow phases", draw_slow_loop, 5, 2500, 93.5, true},
    {"8 bursts", draw_bursts, 8, 1000, 0, false},
    {"12 bursts", draw_bursts, 12, 1000, 92, false},
    {"25 bursts", draw_bursts, 25, 1000, 93, true},
    {"100 bursts", draw_bursts, 100, 1000, 93.5, true},
    {"100 bursts", draw_bursts, 100, 10000, 94, true},
    {"5 waves", draw_waves, 5, 1000, 91.5, false},
    {"12 waves", draw_waves, 12, 1000, 94, false},
    {"25 waves", draw_waves, 25, 1000, 94, false},
    {"100 waves", draw_waves, 100, 10000, 94, true},
};

/* As a summary does: where there are gaps, there is no interval. */
struct rates {
    struct rate covers, given, gaps;
};

static struct rates measure(const struct load *load, size_t rounds, gsl_rng *rng)
{
    static double start_s[MOST];
    struct rates rates = {0};
    for (size_t round = 0; round < rounds; round++) {
        struct interval interval;
        struct error err = {{0}};
        load->draw(rng, load->parts, start_s, load->n);
        bool any = throughput_find_gaps(&(struct throughput_load){start_s, NULL, load->n}).n > 0;
        bool made = !any && throughput_interval(&(struct throughput_load){start_s, NULL, load->n}, LEVEL,
                                                &interval, &err) == OK;
        count(&rates.covers, made, made && covers(&interval, RATE));
        count(&rates.given, true, made);
        count(&rates.gaps, true, any);
    }
    return rates;
}

static size_t calibrate(bool brief, gsl_rng *rng)
{
    size_t failed = 0;
    printf("%-16s %6s  %8s  %7s  %6s\n", "95 % interval of", "n", "covers %", "given %", "gaps %");
    for (size_t l = 0; l < sizeof loads / sizeof *loads; l++) {
        const struct load *load = &loads[l];
        gsl_rng_set(rng, 9000 + l);
        struct rates rates = measure(load, brief ? 100 : 10000, rng);
        printf("%-16s %6zu  %8.2f  %7.2f  %6.2f\n", load->name, load->n, percent(&rates.covers),
               percent(&rates.given), percent(&rates.gaps));
        failed += demand(load->least == 0 || percent(&rates.covers) >= load->least - slack(&rates.covers),
                         "the throughput's interval covers", load->name, load->n);
        failed += demand(!load->no_gaps || percent(&rates.gaps) <= 1, "no gaps", load->name, load->n);
        failed += demand(!load->no_gaps || percent(&rates.given) >= 90, "an interval is given", load->name,
                         load->n);
    }
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
