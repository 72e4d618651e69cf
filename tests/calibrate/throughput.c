/* The same as classical.c for throughput. `throughput short` is part of the tests. */
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "populations.h"
#include "stats/throughput.h"

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
    gsl_rng_free(rng);
    printf("%s\n", failed == 0 ? "all within bounds" : "out of bounds");
    return failed == 0 ? 0 : 1;
}
