/*
 * The same as classical.c for tests of one series (drift, a change, dependence, a second mode) and
 * for throughput. `series short` is part of the tests.
 */
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "populations.h"
#include "stats/autocorrelation.h"
#include "stats/change_point.h"
#include "stats/modes.h"
#include "stats/moments.h"
#include "stats/throughput.h"
#include "stats/trend.h"

static const double MOST_ALARMS = 5.5; /* percent, of tests at 5 % */

/* ---- tests of a series ---- */

enum { DIP_DRAWS = 199 };

/* Of independent draws from one population any drift, change, dependence or second mode that is found is a
 * false alarm. */
static const struct series_test {
    const char *name;
    size_t min_n;
    bool for_two_modes; /* the two-mode population has two */
} series_tests[] = {
    {"Mann-Kendall", 10, true}, {"Pettitt", 10, true}, {"Ljung-Box, 20 lags", 40, true}, {"dip", 10, false}};
enum { MANN_KENDALL, PETTITT, LJUNG_BOX, DIP, SERIES_TESTS };

static void count_series(const double *values, size_t n, gsl_rng *rng, struct rate alarms[SERIES_TESTS])
{
    struct mann_kendall trend;
    struct change_point change;
    double statistic, dip, p[SERIES_TESTS] = {NAN, NAN, NAN, NAN};
    struct error err = {{0}};
    if (mann_kendall_test(values, n, &trend, &err) == OK) {
        p[MANN_KENDALL] = trend.p;
    }
    if (change_point_pettitt(values, n, &change, &err) == OK) {
        p[PETTITT] = change.p;
    }
    (void)autocorrelation_ljung_box(values, n, 20, &statistic, &p[LJUNG_BOX], &err);
    if (modes_dip_statistic(values, n, &dip, &err) == OK) {
        (void)modes_dip_p_value(dip, n, DIP_DRAWS, rng, &p[DIP], &err);
    }
    for (size_t t = 0; t < SERIES_TESTS; t++) {
        count(&alarms[t], n >= series_tests[t].min_n && !isnan(p[t]), p[t] < 1 - LEVEL);
    }
}

static size_t calibrate_series(bool brief, gsl_rng *rng)
{
    static const size_t sizes[] = {25, 250};
    double values[250];
    size_t failed = 0;
    for (size_t i = 0; i < DEPENDENT; i++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct rate alarms[SERIES_TESTS] = {{0}};
            gsl_rng_set(rng, 7000 + 10 * i + s);
            for (size_t round = 0; round < (brief ? 100 : 5000); round++) {
                populations[i].draw(rng, values, sizes[s]);
                count_series(values, sizes[s], rng, alarms);
            }
            for (size_t t = 0; t < SERIES_TESTS; t++) {
                bool asked = alarms[t].possible > 0 &&
                             (series_tests[t].for_two_modes || populations[i].draw != draw_two_modes);
                if (asked) {
                    print_rate(series_tests[t].name, populations[i].name, sizes[s], &alarms[t]);
                    failed += demand(percent(&alarms[t]) <= MOST_ALARMS + slack(&alarms[t]),
                                     series_tests[t].name, populations[i].name, sizes[s]);
                }
            }
        }
    }
    return failed;
}

/* ---- throughput ---- */

/* Arrivals of a Poisson process of 10 a second, and lognormal latencies. */
static struct rate measure_throughput(size_t n, size_t rounds, gsl_rng *rng)
{
    enum { MOST = 2500 };
    static double start_s[MOST], end_s[MOST];
    struct rate rate = {0};
    for (size_t round = 0; round < rounds; round++) {
        double at = 0;
        for (size_t i = 0; i < n; i++) {
            at += gsl_ran_exponential(rng, 0.1);
            start_s[i] = at;
            end_s[i] = at + gsl_ran_lognormal(rng, -2, SIGMA);
        }
        struct interval interval;
        struct error err = {{0}};
        bool made = throughput_interval(start_s, end_s, n, LEVEL, &interval, &err) == OK;
        count(&rate, made, made && covers(&interval, 10));
    }
    return rate;
}

static size_t calibrate_throughput(bool brief, gsl_rng *rng)
{
    static const size_t sizes[] = {100, 250, 2500};
    size_t failed = 0;
    gsl_rng_set(rng, 9000);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct rate rate = measure_throughput(sizes[s], brief ? 150 : 2000, rng);
        print_rate("throughput, 20 blocks", "Poisson", sizes[s], &rate);
        failed += demand(percent(&rate) >= 90 - slack(&rate), "the throughput's interval covers", "Poisson",
                         sizes[s]);
    }
    return failed;
}

int main(int argc, char **argv)
{
    bool brief = argc > 1 && strcmp(argv[1], "short") == 0;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (rng == NULL) {
        return 4;
    }
    gsl_set_error_handler_off();
    printf("%-34s  %-16s %6s  %7s  %8s\n", "95 % interval", "population", "n", "covers %", "samples");
    size_t failed = calibrate_throughput(brief, rng);
    printf("\n%-34s  %-16s %6s  %7s  %8s\n", "test at 5 %, nothing there", "population", "n", "alarms %",
           "tests");
    failed += calibrate_series(brief, rng);
    gsl_rng_free(rng);
    printf("%s\n", failed == 0 ? "all within bounds" : "out of bounds");
    return failed == 0 ? 0 : 1;
}
