/* Simulated latencies whose truth is known, and counting how often something holds of them. For the programs
 * beside it.
 */
#ifndef FAASTAT_TESTS_POPULATIONS_H
#define FAASTAT_TESTS_POPULATIONS_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "stats/interval.h"

static const double LEVEL = 0.95;
static const double SIGMA = 0.5; /* of the lognormal: latencies' usual skew */

/* ---- populations, with their true mean and quantiles ---- */

struct population {
    const char *name;
    void (*draw)(gsl_rng *rng, double *values, size_t n);
    double mean;
    double (*quantile)(double p); /* NULL: none in closed form that the simulation needs */
};

static inline void draw_lognormal(gsl_rng *rng, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = gsl_ran_lognormal(rng, 0, SIGMA);
    }
}

static inline double quantile_lognormal(double p)
{
    return gsl_cdf_lognormal_Pinv(p, 0, SIGMA);
}

static inline void draw_gamma(gsl_rng *rng, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = gsl_ran_gamma(rng, 2, 1);
    }
}

static inline double quantile_gamma(double p)
{
    return gsl_cdf_gamma_Pinv(p, 2, 1);
}

/* One request in ten is a cold start, around five times as slow. */
static inline void draw_two_modes(gsl_rng *rng, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool cold = gsl_rng_uniform(rng) < 0.1;
        values[i] = (cold ? 5 : 1) * gsl_ran_lognormal(rng, 0, 0.1);
    }
}

static inline double cdf_two_modes(double x)
{
    return 0.9 * gsl_cdf_lognormal_P(x, 0, 0.1) + 0.1 * gsl_cdf_lognormal_P(x / 5, 0, 0.1);
}

static inline double quantile_two_modes(double p)
{
    double low = 0, high = 100;
    for (int i = 0; i < 200; i++) {
        double middle = (low + high) / 2;
        *(cdf_two_modes(middle) < p ? &low : &high) = middle;
    }
    return low;
}

/* Each request depends on the one before: an AR(1) process with phi = 0.6, exponentiated to the same
 * lognormal. */
static inline void draw_dependent(gsl_rng *rng, double *values, size_t n)
{
    const double phi = 0.6;
    double z = gsl_ran_gaussian(rng, 1);
    for (size_t i = 0; i < n; i++) {
        values[i] = exp(SIGMA * z);
        z = phi * z + sqrt(1 - phi * phi) * gsl_ran_gaussian(rng, 1);
    }
}

/* exp(sigma^2 / 2); shape x scale; (0.9 + 0.1 x 5) exp(0.1^2 / 2) */
static const struct population populations[] = {
    {"lognormal", draw_lognormal, 1.1331484530668263, quantile_lognormal},
    {"gamma", draw_gamma, 2, quantile_gamma},
    {"two modes", draw_two_modes, 1.4070175213539065, quantile_two_modes},
    {"AR(1), phi 0.6", draw_dependent, 1.1331484530668263, quantile_lognormal},
};
enum { POPULATIONS = sizeof populations / sizeof *populations, DEPENDENT = POPULATIONS - 1 };

/* ---- counting ---- */

/* How often something held; `possible` counts the samples that it could be asked of. */
struct rate {
    size_t held, possible;
};

static inline double percent(const struct rate *rate)
{
    return rate->possible == 0 ? NAN : 100.0 * (double)rate->held / (double)rate->possible;
}

static inline void count(struct rate *rate, bool possible, bool held)
{
    rate->possible += possible;
    rate->held += possible && held;
}

static inline bool covers(const struct interval *interval, double truth)
{
    return interval->low <= truth && truth <= interval->high;
}

static inline void print_rate(const char *what, const char *population, size_t n, const struct rate *rate)
{
    if (rate->possible > 0) {
        printf("%-34s  %-16s %6zu  %7.2f  %8zu\n", what, population, n, percent(rate), rate->possible);
    }
}

/* Four standard errors of a rate near the nominal one: what chance may add to a bound. */
static inline double slack(const struct rate *rate)
{
    return 100 * 4 * sqrt(LEVEL * (1 - LEVEL) / (double)rate->possible);
}

static inline size_t demand(bool holds, const char *what, const char *population, size_t n)
{
    if (!holds) {
        printf("OUT OF BOUNDS: %s, %s, n = %zu\n", what, population, n);
    }
    return holds ? 0 : 1;
}

/* ---- the whole ---- */

/* What main() of each program returns: `calibrate` says how many rates were out of their bounds; with the
 * argument `short` it simulates as little as the tests have time for. */
static inline int calibrate_all(int argc, char **argv, size_t (*calibrate)(bool brief, gsl_rng *rng))
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (rng == NULL) {
        return 4;
    }
    gsl_set_error_handler_off();
    size_t failed = calibrate(argc > 1 && strcmp(argv[1], "short") == 0, rng);
    gsl_rng_free(rng);
    printf("%s\n", failed == 0 ? "all within bounds" : "out of bounds");
    return failed == 0 ? 0 : 1;
}

#endif
