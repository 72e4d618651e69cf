/*
 * Prints how many digits of NIST's certified means, standard deviations and lag-1 autocorrelations
 * (Statistical Reference Datasets, univariate) faastat's statistics have, and exits with 1 when they are
 * fewer than demanded: 12, and 8 for NumAcc4, whose decimals lose the others when they become doubles
 * (NumAcc3's the same: 9). Usage: nist DIRECTORY, which holds the sets as text, one value a line.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/autocorrelation.h"
#include "stats/moments.h"

enum { MOST_VALUES = 5000 };

/* Source: NIST StRD, https://www.itl.nist.gov/div898/strd/univ/homepage.html */
static const struct set {
    const char *name;
    size_t n;
    double mean, sd, lag_1;
    double demanded_digits;
} sets[] = {
    {"Lew", 200, -177.435000000000, 277.332168044316, -0.307304800605679, 12},
    {"Lottery", 218, 518.958715596330, 291.699727470969, -0.120948622967393, 12},
    {"Mavro", 50, 2.00185600000000, 0.000429123454003053, 0.937989183438248, 12},
    {"Michelso", 100, 299.852400000000, 0.0790105478190518, 0.535199668621283, 12},
    {"PiDigits", 5000, 4.53480000000000, 2.86733906028871, -0.00355099287237972, 12},
    {"NumAcc1", 3, 10000002, 1, -0.5, 12},
    {"NumAcc2", 1001, 1.2, 0.1, -0.999, 12},
    {"NumAcc3", 1001, 1000000.2, 0.1, -0.999, 9},
    {"NumAcc4", 1001, 10000000.2, 0.1, -0.999, 8},
};

/* The log relative error: the number of digits that agree, 15 at most as the certified values have no more.
 */
static double digits(double got, double certified)
{
    double error = fabs(got - certified) / fabs(certified);
    return error == 0 ? 15 : fmin(15, -log10(error));
}

static size_t read_values(const char *directory, const char *name, double *values)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.txt", directory, name);
    FILE *file = fopen(path, "r");
    size_t n = 0;
    while (file != NULL && n < MOST_VALUES && fscanf(file, "%lf", &values[n]) == 1) {
        n++;
    }
    if (file != NULL) {
        fclose(file);
    }
    return n;
}

static int check_set(const struct set *set, const double *values, size_t n)
{
    struct moments moments = moments_compute(values, n);
    struct error err = {{0}};
    double lag_1 = NAN;
    if (n != set->n || autocorrelations(values, n, 1, &lag_1, &err) != OK) {
        printf("%-9s  found %zu values, expected %zu\n", set->name, n, set->n);
        return 1;
    }
    double mean = digits(moments.mean, set->mean), sd = digits(moments.sd, set->sd),
           r = digits(lag_1, set->lag_1);
    int failed = fmin(mean, fmin(sd, r)) < set->demanded_digits;
    printf("%-9s  %5zu  %22.15g  %4.1f  %22.15g  %4.1f  %22.15g  %4.1f  %s\n", set->name, n, moments.mean,
           mean, moments.sd, sd, lag_1, r, failed ? "TOO FEW" : "ok");
    return failed;
}

int main(int argc, char **argv)
{
    static double values[MOST_VALUES];
    int failed = 0;
    if (argc != 2) {
        fputs("usage: nist DIRECTORY\n", stderr);
        return 2;
    }
    printf("%-9s  %5s  %22s  %4s  %22s  %4s  %22s  %4s\n", "set", "n", "mean", "LRE", "sd", "LRE",
           "lag-1 autocorrelation", "LRE");
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        failed |= check_set(&sets[i], values, read_values(argv[1], sets[i].name, values));
    }
    return failed;
}
