/* The standard deviation, by the moments' two passes. */
#include "stats/statistic.h"

static double compute(const struct distribution *distribution)
{
    return distribution->population ? distribution->moments.population_sd : distribution->moments.sd;
}

const struct statistic statistic_sd = {.name = "sd",
                                       .meaning = "standard deviation, with n - 1 (--population: n)",
                                       .least_n = 2,
                                       .compute = compute};
