/* What a statistic is computed of: the values of a sample, or how many of them are in each bucket. */
#ifndef FAASTAT_STATS_DISTRIBUTION_H
#define FAASTAT_STATS_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/moments.h"

struct distribution {
    const double *values; /* n_values finite numbers in any order: values, or middles of buckets */
    const double *counts; /* how many there are of each; NULL: one */
    size_t n_values;
    double n; /* of all values together, >= 1 */
    struct moments moments;
    bool population; /* spreads divide by n, not by n - 1 */
};

#endif
