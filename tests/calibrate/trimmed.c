/*
 * How often Yuen's interval covers the mean of the middle of a population. `trimmed short` is part of the
 * tests; exits with 1 when it covers under 93 %, less what chance may take.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>

#include "populations.h"
#include "stats/student.h"
#include "stats/trimmed_mean.h"

static double normal_quantile(double p)
{
    return gsl_cdf_gaussian_Pinv(p, 1) + 10;
}

static void draw_normal(gsl_rng *rng, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = 10 + gsl_ran_gaussian(rng, 1);
    }
}

static const struct population middles[] = {{"normal", draw_normal, 10, normal_quantile},
                                            {"lognormal", draw_lognormal, 0, quantile_lognormal}};

/* The mean of the quantiles between the share and one less it, by the midpoints of many strips. */
static double middle_of(const struct population *population, double share)
{
    enum { STRIPS = 20000 };
    double sum = 0;
    for (int i = 0; i < STRIPS; i++) {
        sum += population->quantile(share + (1 - 2 * share) * (i + 0.5) / STRIPS);
    }
    return sum / STRIPS;
}

static size_t measure(gsl_rng *rng, const struct population *population, size_t n, size_t samples)
{
    enum { MOST = 1000 };
    static const double shares[] = {0.05, 0.2};
    size_t out = 0;
    for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
        struct rate rate = {0, 0};
        double truth = middle_of(population, shares[s]), values[MOST];
        for (size_t i = 0; i < samples; i++) {
            struct trimmed_mean got;
            struct error err = {{0}};
            population->draw(rng, values, n);
            bool made = trimmed_mean_compute(values, n, shares[s], &got, &err) == OK;
            double half = made ? student_quantile((1 - LEVEL) / 2, got.df) * got.standard_error : 0;
            count(&rate, made, made && fabs(got.mean - truth) <= half);
        }
        const char *what =
            shares[s] < 0.1 ? "trimmed mean, 5 % of each end" : "trimmed mean, 20 % of each end";
        print_rate(what, population->name, n, &rate);
        out += demand(percent(&rate) >= 93 - slack(&rate), what, population->name, n);
    }
    return out;
}

static size_t calibrate(bool brief, gsl_rng *rng)
{
    static const size_t sizes[] = {20, 100, 1000};
    size_t failed = 0;
    for (size_t p = 0; p < sizeof middles / sizeof *middles; p++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            failed += measure(rng, &middles[p], sizes[i], brief ? 1000 : 20000);
        }
    }
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
