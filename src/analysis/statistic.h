/* The statistics that options and files name: the mean, and quantiles by their percentage. */
#ifndef FAASTAT_ANALYSIS_STATISTIC_H
#define FAASTAT_ANALYSIS_STATISTIC_H

#include <stdbool.h>
#include <stddef.h>

enum statistic_kind { STATISTIC_MEAN, STATISTIC_QUANTILE };

struct statistic_choice {
    enum statistic_kind kind;
    double p; /* of a quantile, 0 < p < 1 */
};

/* Reads the first n bytes, "mean" or "p95". */
bool statistic_parse(const char *text, size_t n, struct statistic_choice *statistic);

enum { STATISTIC_NAME = 32 };
/* Writes "p50" or "p99.9", and returns it. */
const char *statistic_quantile_name(double p, char name[STATISTIC_NAME]);

#endif
