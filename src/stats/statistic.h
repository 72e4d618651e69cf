/*
 * The plain statistics of a sample. One is a file here that ends in a row, and a line in STATISTICS:
 * `summary` then has it in every output, and help and manual tell of it.
 */
#ifndef FAASTAT_STATS_STATISTIC_H
#define FAASTAT_STATS_STATISTIC_H

#include "stats/distribution.h"

struct statistic {
    const char *name;    /* column, and key in JSON */
    const char *meaning; /* for --help and the manual */
    const char *unit;    /* NULL: that of the values */
    double least_n;      /* below it there is none */
    bool of_least;       /* known although the longest requests were cut off */
    /* NaN where the values don't have it. */
    double (*compute)(const struct distribution *distribution);
};

#define STATISTICS(ROW)                                                                                      \
    ROW(sd)                                                                                                  \
    ROW(min)
#define DECLARE_STATISTIC(name) extern const struct statistic statistic_##name;
STATISTICS(DECLARE_STATISTIC)
#undef DECLARE_STATISTIC
#define NUMBER_STATISTIC(name) STATISTIC_##name,
enum { STATISTICS(NUMBER_STATISTIC) STATISTICS_N };
#undef NUMBER_STATISTIC

extern const struct statistic *const statistics[STATISTICS_N];

#endif
