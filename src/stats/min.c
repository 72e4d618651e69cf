/* The smallest value. */
#include "stats/statistic.h"

static double compute(const struct distribution *distribution)
{
    return distribution->moments.min;
}

const struct statistic statistic_min = {
    .name = "min", .meaning = "smallest value", .least_n = 1, .of_least = true, .compute = compute};
