/*
 * How often the tests of `summary --diagnose` raise a false alarm, on series whose values depend on those
 * before too, and how often they find what is there. `diagnosis short` is part of the tests.
 */
#include <stdlib.h>

#include "populations.h"
#include "stats/autocorrelation.h"
#include "stats/change_point.h"
#include "stats/modes.h"
#include "stats/quantile.h"
#include "stats/ranks.h"
#include "stats/trend.h"
#include "stats/warm_up.h"

enum { MOST = 2500, LAGS = 20 };

/* ---- normal numbers of which each depends on the one before, made latencies ---- */

static double make_lognormal(double z)
{
    return exp(SIGMA * z);
}

static double make_normal(double z)
{
    return 10 + z;
}

static double make_gamma(double z)
{
    return gsl_cdf_gamma_Qinv(gsl_cdf_ugaussian_Q(z), 2, 1);
}

static double make_pareto(double z)
{
    return pow(gsl_cdf_ugaussian_Q(z), -1 / 2.1);
}

static double make_heavy(double z)
{
    return pow(gsl_cdf_ugaussian_Q(z), -1 / 1.2);
}

static void draw_series(gsl_rng *rng, double phi, double (*make)(double z), double *values, size_t n)
{
    double z = gsl_ran_gaussian(rng, 1);
    for (size_t i = 0; i < n; i++) {
        values[i] = make(z);
        z = phi * z + sqrt(1 - phi * phi) * gsl_ran_gaussian(rng, 1);
    }
}

/* ---- tests of a series in order ---- */

enum { TREND, CHANGE, WARM_UP, LJUNG_BOX, TESTS };
static const char *const test_names[TESTS] = {"trend", "change", "warm-up", "Ljung-Box, 20 lags"};

/* What is put into a series: what the last value gains on the first, the values behind three fifths on those
 * before, and the first twentieth on the others. */
struct oddity {
    const char *name;
    double drift, step, start;
    double least_found[TESTS]; /* percent; of these tests */
};

static void put(const struct oddity *oddity, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] *= 1 + oddity->drift * (double)i / (double)n;
        values[i] *= 5 * i >= 3 * n ? 1 + oddity->step : 1;
        values[i] *= 20 * i < n ? 1 + oddity->start : 1;
    }
}

/* All of these are known not to fail on such values. */
static void count_series(const double *values, size_t n, struct rate alarms[TESTS])
{
    double ranks[MOST], statistic, p[TESTS] = {NAN, NAN, NAN, NAN};
    struct trend trend = {0};
    struct change_point change = {0};
    struct warm_up warm_up = {0};
    struct error err = {{0}};
    bool made = ranks_of_series(values, n, ranks, "ranks", &err) == OK &&
                trend_test(ranks, n, &trend, &err) == OK &&
                change_point_pettitt(ranks, n, &change, &err) == OK &&
                warm_up_mser5(values, n, &warm_up, &err) == OK &&
                warm_up_test(ranks, n, warm_up.cut, &p[WARM_UP], &err) == OK &&
                autocorrelation_ljung_box(values, n, LAGS, &statistic, &p[LJUNG_BOX], &err) == OK;
    if (!made) {
        abort();
    }
    p[TREND] = trend.p;
    p[CHANGE] = change.p;
    for (size_t t = 0; t < TESTS; t++) {
        count(&alarms[t], true, p[t] < 1 - LEVEL);
    }
}

static void measure_series(gsl_rng *rng, double phi, size_t n, const struct oddity *oddity, size_t rounds,
                           struct rate alarms[TESTS])
{
    double values[MOST];
    for (size_t round = 0; round < rounds; round++) {
        draw_series(rng, phi, make_lognormal, values, n);
        put(oddity, values, n);
        count_series(values, n, alarms);
    }
}

/* Nothing is there. Of independent values all tests keep 5 %; of others not Ljung and Box's, which looks for
 * just that. */
static size_t calibrate_alarms(bool brief, gsl_rng *rng)
{
    static const struct {
        double phi;
        size_t n;
        double least, most;
    } rows[] = {{0, 100, 2.5, 6},    {0, 500, 2.5, 6},   {0.6, 100, 2, 8}, {0.6, 500, 2, 8},
                {0.9, 500, 2, 8},    {0, 2500, 2.5, 6},  {0.3, 100, 2, 8}, {0.3, 2500, 1.5, 8},
                {0.6, 2500, 1.5, 8}, {0.9, 2500, 1.5, 8}};
    static const struct oddity nothing = {.name = "nothing"};
    size_t failed = 0;
    for (size_t i = 0; i < (brief ? 5 : sizeof rows / sizeof *rows); i++) {
        struct rate alarms[TESTS] = {{0}};
        char name[32];
        (void)snprintf(name, sizeof name, "AR(1), phi %.1f", rows[i].phi);
        gsl_rng_set(rng, 7000 + i);
        measure_series(rng, rows[i].phi, rows[i].n, &nothing, brief ? 1000 : 4000, alarms);
        for (size_t t = 0; t < TESTS; t++) {
            double rate = percent(&alarms[t]), room = slack(&alarms[t]);
            bool asked = t != LJUNG_BOX || rows[i].phi == 0;
            print_rate(test_names[t], name, rows[i].n, &alarms[t]);
            failed += demand(!asked || (rate >= rows[i].least - room && rate <= rows[i].most + room),
                             test_names[t], name, rows[i].n);
        }
    }
    return failed;
}

/* Half of it behind, half as much again at the end, and five times at the start. */
static size_t calibrate_power(bool brief, gsl_rng *rng)
{
    static const struct oddity oddities[] = {{"drift to +50 %", 0.5, 0, 0, {60, 0, 0, 0}},
                                             {"step of +50 %", 0, 0.5, 0, {0, 92, 0, 0}},
                                             {"5 % start at x 5", 0, 0, 4, {0, 0, 95, 0}}};
    static const double phis[] = {0.6, 0, 0.9};
    size_t failed = 0;
    for (size_t i = 0; i < sizeof oddities / sizeof *oddities; i++) {
        for (size_t k = 0; k < (brief ? 1 : sizeof phis / sizeof *phis); k++) {
            struct rate found[TESTS] = {{0}};
            gsl_rng_set(rng, 7100 + 10 * i + k);
            measure_series(rng, phis[k], 500, &oddities[i], brief ? 150 : 1000, found);
            for (size_t t = 0; t < LJUNG_BOX; t++) {
                char name[64];
                (void)snprintf(name, sizeof name, "%s, phi %.1f", test_names[t], phis[k]);
                print_rate(name, oddities[i].name, 500, &found[t]);
                failed += demand(phis[k] > 0.6 ||
                                     percent(&found[t]) >= oddities[i].least_found[t] - slack(&found[t]),
                                 name, oddities[i].name, 500);
            }
        }
    }
    return failed;
}

/* ---- requests that stand apart ---- */

/* What stands in place of a tick for values of two significant digits. */
static const double TWO_DIGITS = -1;

static void round_to(double tick, double *values, size_t n)
{
    for (size_t i = 0; tick == TWO_DIGITS && i < n; i++) {
        double step = pow(10, floor(log10(values[i])) - 1);
        values[i] = round(values[i] / step) * step;
    }
    for (size_t i = 0; tick > 0 && i < n; i++) {
        values[i] = round(values[i] / tick) * tick;
    }
}

/* A share of the values are rounded to a coarse tick, the others to a fine one; or but one tiny value stands
 * among them. */
struct mix {
    const char *name;
    double share, tick, fine;
    bool tiny;
};

static void round_mixed(gsl_rng *rng, const struct mix *mix, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double tick = gsl_rng_uniform(rng) < mix->share ? mix->tick : mix->fine;
        round_to(tick, &values[i], 1);
    }
    values[n / 2] = mix->tiny ? 1e-7 : values[n / 2];
}

static void count_modes(double *values, size_t n, struct rate *found)
{
    double scratch[MOST];
    struct modes modes = {.p = 1};
    struct error err = {{0}};
    quantile_sort(values, n);
    (void)modes_find_gap(values, n, modes_tick(values, n, scratch), &modes,
                         &err); /* refused: nothing found */
    count(found, true, modes.p < 1 - LEVEL);
}

/* The worst over the ticks, which are shares of the median, about, up to a coarse one. */
static struct rate measure_one_mode(gsl_rng *rng, double (*make)(double z), double phi, size_t n,
                                    size_t rounds)
{
    const double ticks[] = {0, 0.001, 0.05, 0.3, TWO_DIGITS};
    struct rate worst = {0};
    double values[MOST];
    for (size_t t = 0; t < sizeof ticks / sizeof *ticks; t++) {
        struct rate rate = {0};
        for (size_t round = 0; round < rounds; round++) {
            draw_series(rng, phi, make, values, n);
            round_to(ticks[t] > 0 ? ticks[t] * make(0) : ticks[t], values, n);
            count_modes(values, n, &rate);
        }
        worst = t == 0 || rate.held > worst.held ? rate : worst;
    }
    return worst;
}

static size_t calibrate_one_mode(bool brief, gsl_rng *rng)
{
    static const struct {
        const char *name;
        double (*make)(double z);
    } shapes[] = {{"lognormal", make_lognormal},
                  {"Pareto 2.1", make_pareto},
                  {"normal", make_normal},
                  {"gamma", make_gamma},
                  {"Pareto 1.2", make_heavy}};
    static const double phis[] = {0, 0.9, 0.6};
    static const size_t sizes[] = {500, 100, 2500};
    size_t failed = 0;
    for (size_t i = 0; i < (brief ? 2 : sizeof shapes / sizeof *shapes); i++) {
        for (size_t k = 0; k < (brief ? 2 : sizeof phis / sizeof *phis); k++) {
            for (size_t s = 0; s < (brief ? 1 : sizeof sizes / sizeof *sizes); s++) {
                char name[32];
                gsl_rng_set(rng, 7200 + 10 * i + k);
                struct rate rate =
                    measure_one_mode(rng, shapes[i].make, phis[k], sizes[s], brief ? 200 : 1000);
                (void)snprintf(name, sizeof name, "modes, worst tick, phi %.1f", phis[k]);
                print_rate(name, shapes[i].name, sizes[s], &rate);
                failed += demand(percent(&rate) <= 5 + slack(&rate), name, shapes[i].name, sizes[s]);
            }
        }
    }
    return failed;
}

/* Ticks that are not those of all values, in shares of the median. */
static size_t calibrate_mixed(bool brief, gsl_rng *rng)
{
    static const struct mix mixes[] = {
        {"9 of 10 on 0.3", 0.9, 0.3, 0.001, false},   {"one of 1e-7", 1, 0.3, 0, true},
        {"1 of 2 on 0.3", 0.5, 0.3, 0.001, false},    {"1 of 4 on 0.3", 0.25, 0.3, 0, false},
        {"9 of 10 on 0.05", 0.9, 0.05, 0.001, false}, {"9 of 10 on 1", 0.9, 1, 0.01, false}};
    static const size_t sizes[] = {500, 100, 2500};
    double values[MOST];
    size_t failed = 0;
    for (size_t i = 0; i < (brief ? 2 : sizeof mixes / sizeof *mixes); i++) {
        for (size_t s = 0; s < (brief ? 1 : sizeof sizes / sizeof *sizes); s++) {
            struct rate rate = {0};
            gsl_rng_set(rng, 7400 + i);
            for (size_t round = 0; round < (brief ? 400 : 2000); round++) {
                draw_series(rng, 0, make_lognormal, values, sizes[s]);
                round_mixed(rng, &mixes[i], values, sizes[s]);
                count_modes(values, sizes[s], &rate);
            }
            print_rate("modes, mixed ticks", mixes[i].name, sizes[s], &rate);
            failed +=
                demand(percent(&rate) <= 5 + slack(&rate), "modes, mixed ticks", mixes[i].name, sizes[s]);
        }
    }
    return failed;
}

/* Some requests take ten times the time, or a third of them twice. */
static size_t calibrate_two_modes(bool brief, gsl_rng *rng)
{
    static const struct {
        double share, times, spread, tick, least_found;
    } rows[] = {{0.01, 10, 0.3, 0.001, 90}, {0.05, 10, 0.3, 0.001, 98}, {0.05, 10, 0.3, 0.05, 98},
                {0.01, 10, 0.1, 0.001, 90}, {0.01, 10, 0.3, 0, 90},     {0.01, 10, 0.3, 0.05, 80},
                {0.3, 2, 0.1, 0.001, 98},   {0.3, 2, 0.2, 0.001, 0}};
    double values[MOST];
    size_t failed = 0, rounds = brief ? 300 : 2000, n = 500;
    for (size_t i = 0; i < (brief ? 3 : sizeof rows / sizeof *rows); i++) {
        struct rate found = {0};
        char name[64];
        gsl_rng_set(rng, 7300 + i);
        for (size_t round = 0; round < rounds; round++) {
            for (size_t k = 0; k < n; k++) {
                double factor = gsl_rng_uniform(rng) < rows[i].share ? rows[i].times : 1;
                values[k] = factor * gsl_ran_lognormal(rng, 0, rows[i].spread);
            }
            round_to(rows[i].tick, values, n);
            count_modes(values, n, &found);
        }
        (void)snprintf(name, sizeof name, "%.0f %% at x %.0f, spread %.1f, tick %g", 100 * rows[i].share,
                       rows[i].times, rows[i].spread, rows[i].tick);
        print_rate(name, "lognormal", n, &found);
        failed += demand(percent(&found) >= rows[i].least_found - slack(&found), name, "lognormal", n);
    }
    return failed;
}

static size_t calibrate(bool brief, gsl_rng *rng)
{
    printf("%-34s  %-16s %6s  %7s  %8s\n", "test at 5 %, nothing there", "population", "n", "alarms %",
           "tests");
    size_t failed =
        calibrate_alarms(brief, rng) + calibrate_one_mode(brief, rng) + calibrate_mixed(brief, rng);
    printf("\n%-34s  %-16s %6s  %7s  %8s\n", "test at 5 %", "what is there", "n", "found %", "tests");
    failed += calibrate_power(brief, rng) + calibrate_two_modes(brief, rng);
    return failed;
}

int main(int argc, char **argv)
{
    return calibrate_all(argc, argv, calibrate);
}
