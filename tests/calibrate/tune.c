/*
 * How often memory sizes are on the Pareto front of cost and latency, by the probability that they were
 * given, and how often the knee's interval covers, on curves whose truth is known: with a cap on what memory
 * gains, work that goes on gaining beyond it, and sizes that are off the curve. `make calibrate` runs it in
 * full; `tune short` is part of the tests and exits with 1 when a rate is out of bounds.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "populations.h"
#include "stats/sizes/memory_fit.h"
#include "stats/sizes/pareto.h"

static const double memory_mb[] = {128,  256,  512,  640,  768,  1024, 1536, 1769,
                                   2048, 2560, 3008, 4096, 5120, 7168, 10240};
enum { SIZES = sizeof memory_mb / sizeof *memory_mb };

/* How one function's latency depends on memory, and how it was measured. */
struct truth {
    double serial, knee_mb, parallel, deviation, requests, cv;
};

static double pick(gsl_rng *rng, const double *values, size_t n)
{
    return values[gsl_rng_uniform_int(rng, n)];
}

static struct truth draw_truth(gsl_rng *rng)
{
    static const double parallels[] = {0, 0, 0.1, 0.2, 0.4}, deviations[] = {0, 0.005, 0.015, 0.03, 0.06};
    return (struct truth){.serial = gsl_ran_flat(rng, 0, 0.3),
                          .knee_mb =
                              gsl_rng_uniform(rng) < 0.5 ? 1769 : exp(gsl_ran_flat(rng, log(300), log(8000))),
                          .parallel = pick(rng, parallels, 5),
                          .deviation = pick(rng, deviations, 5),
                          .requests = floor(gsl_ran_flat(rng, 30, 201)),
                          .cv = gsl_ran_flat(rng, 0.05, 0.3)};
}

/* Fills the sizes' true means; latency is 1 s at one vCPU, but for what is off the curve. */
static void draw_means(const struct truth *truth, gsl_rng *rng, size_t n, struct curve_point *points)
{
    for (size_t i = 0; i < n; i++) {
        double m = points[i].memory_mb;
        double work = (1 - truth->parallel) / fmin(m, truth->knee_mb) + truth->parallel / m;
        points[i].mean = truth->serial + (1 - truth->serial) * 1769 * work;
        points[i].mean *= exp(truth->deviation * gsl_ran_gaussian(rng, 1));
    }
}

/* Takes the sizes' true means for what requests tell of them. */
static void measure_means(const struct truth *truth, gsl_rng *rng, size_t n, struct curve_point *points)
{
    double df = truth->requests - 1;
    for (size_t i = 0; i < n; i++) {
        double sd = truth->cv * points[i].mean;
        points[i].mean += sd / sqrt(truth->requests) * gsl_ran_gaussian(rng, 1);
        points[i].standard_error = sd * sqrt(gsl_ran_chisq(rng, df) / df / truth->requests);
        points[i].df = df;
    }
}

/* `least` to `most` of the sizes, in ascending order; returns how many. */
static size_t draw_sizes(gsl_rng *rng, size_t least, size_t most, struct curve_point *points)
{
    double chosen[SIZES];
    size_t n = least + gsl_rng_uniform_int(rng, most - least + 1);
    gsl_ran_choose(rng, chosen, n, (double *)memory_mb, SIZES, sizeof *memory_mb);
    for (size_t i = 0; i < n; i++) {
        points[i].memory_mb = chosen[i];
    }
    return n;
}

/* ---- the front ---- */

static const double bins[] = {0.1, 0.3, 0.5, 0.7, 0.9, INFINITY};
static const char *const bin_names[] = {"under 10 %", "10 to 30 %", "30 to 50 %",
                                        "50 to 70 %", "70 to 90 %", "over 90 %"};
enum { BINS = sizeof bins / sizeof *bins };

static void count_front(const struct truth *truth, gsl_rng *rng, size_t most, struct rate rates[BINS])
{
    struct curve_point points[SIZES];
    struct choice choices[SIZES] = {0};
    bool truly[SIZES];
    double probability[SIZES];
    struct error err = {{0}};
    size_t n = draw_sizes(rng, most < 6 ? 3 : 6, most, points);
    draw_means(truth, rng, n, points);
    for (size_t i = 0; i < n; i++) {
        choices[i] = (struct choice){points[i], points[i].memory_mb / 1024 * 1.66667e-5, 2e-7};
    }
    pareto_front(choices, n, truly);
    measure_means(truth, rng, n, points);
    for (size_t i = 0; i < n; i++) {
        choices[i].latency = points[i];
    }
    bool made = pareto_probability(choices, n, 500, rng, probability, &err) == OK;
    for (size_t i = 0; i < n; i++) {
        size_t bin = 0;
        while (probability[i] >= bins[bin]) {
            bin++;
        }
        count(&rates[bin], made, truly[i]);
    }
}

/* Of `curves` functions, how many of the sizes in each bin are truly on the front. */
static size_t calibrate_front(const char *name, size_t most, size_t curves, gsl_rng *rng)
{
    /* In percent: what sizes of each bin may truly be on the front. */
    static const double low[BINS] = {0, 10, 30, 45, 65, 85}, high[BINS] = {10, 40, 60, 75, 93, 100};
    struct rate rates[BINS] = {{0}};
    size_t failed = 0;
    for (size_t i = 0; i < curves; i++) {
        const struct truth truth = draw_truth(rng);
        count_front(&truth, rng, most, rates);
    }
    for (size_t bin = 0; bin < BINS; bin++) {
        double chance = slack(&rates[bin]);
        print_rate("front, given probability", bin_names[bin], most, &rates[bin]);
        failed += rates[bin].possible > 0 ? demand(percent(&rates[bin]) >= low[bin] - chance &&
                                                       percent(&rates[bin]) <= high[bin] + chance,
                                                   name, bin_names[bin], most)
                                          : 0;
    }
    return failed;
}

/* ---- the knee ---- */

/* How often one was found; its interval then covered; and had both ends. */
struct knees {
    struct rate found, covered, closed;
};

static void count_knee(const struct truth *truth, gsl_rng *rng, struct knees *knees)
{
    struct curve_point points[SIZES];
    struct memory_point measured[SIZES];
    struct memory_fit fit;
    struct error err = {{0}};
    size_t n = draw_sizes(rng, 6, 12, points);
    draw_means(truth, rng, n, points);
    measure_means(truth, rng, n, points);
    for (size_t i = 0; i < n; i++) {
        measured[i] =
            (struct memory_point){points[i].memory_mb, points[i].mean,
                                  points[i].standard_error * sqrt(truth->requests), truth->requests};
    }
    bool found = memory_fit(measured, n, LEVEL, &fit, &err) == OK && fit.model == MEMORY_PLATEAU;
    bool low = found && (isnan(fit.knee.low) || fit.knee.low <= truth->knee_mb);
    bool high = found && (isnan(fit.knee.high) || fit.knee.high >= truth->knee_mb);
    count(&knees->found, true, found);
    count(&knees->covered, found, low && high);
    count(&knees->closed, found, !isnan(fit.knee.low) && !isnan(fit.knee.high));
}

/* Of `curves` functions with that share of parallel work and a knee at one vCPU or anywhere, how many knees
 * are covered; and how many curves that have none are given none. */
static size_t calibrate_knees(double parallel, double deviation, size_t curves, gsl_rng *rng)
{
    struct knees knees = {0}, none = {0};
    char name[64];
    snprintf(name, sizeof name, "%g %% on, %g %% off", 100 * parallel, 100 * deviation);
    for (size_t i = 0; i < curves; i++) {
        struct truth truth = draw_truth(rng);
        truth.parallel = parallel;
        truth.deviation = deviation;
        count_knee(&truth, rng, &knees);
        truth.knee_mb = i % 2 == 0 ? INFINITY : 1; /* a hyperbola; flat but for the parallel work */
        count_knee(&truth, rng, &none);
    }
    print_rate("knee found", name, 12, &knees.found);
    print_rate("knee covered where found", name, 12, &knees.covered);
    print_rate("knee with both ends where found", name, 12, &knees.closed);
    print_rate("knee found where none is", name, 12, &none.found);
    return demand(percent(&knees.covered) >= 95 - slack(&knees.covered), "the knee's interval covers", name,
                  12) +
           demand(percent(&knees.found) >= 50, "knees are found", name, 12) +
           demand(percent(&knees.closed) >= 60, "intervals of knees have both ends", name, 12) +
           demand(percent(&none.found) <= 5 + slack(&none.found), "no knee is found where none is", name, 12);
}

static size_t calibrate(bool brief, gsl_rng *rng)
{
    printf("%-34s  %-16s %6s  %7s  %8s\n", "of memory sizes", "", "most", "held %", "samples");
    size_t failed = calibrate_front("sizes on the front by probability, few", 5, brief ? 100 : 10000, rng);
    failed += calibrate_front("sizes on the front by probability", 12, brief ? 250 : 10000, rng);
    for (size_t i = 0; i < 6; i++) {
        static const double parallels[] = {0, 0.2, 0.4}, deviations[] = {0, 0.03};
        failed += calibrate_knees(parallels[i / 2], deviations[i % 2], brief ? 100 : 10000, rng);
    }
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
