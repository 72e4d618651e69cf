/*
 * Comparison of groups, two at a time: differences, ratios and effect sizes with intervals, tests with p
 * values corrected for their number, and a verdict in words.
 */
#ifndef FAASTAT_ANALYSIS_COMPARE_H
#define FAASTAT_ANALYSIS_COMPARE_H

#include <stdint.h>

#include "output/report.h"
#include "stats/estimator.h"
#include "table/select.h"
#include "table/table.h"

enum correction { CORRECT_HOLM, CORRECT_BENJAMINI_HOCHBERG, CORRECT_NONE };

/* A limit that b may not pass against a: "p95 +10%". Zeroed: none. */
struct compare_limit {
    const char *text; /* as the user wrote it; NULL: no limit */
    struct estimator statistic;
    double share; /* 0.1 of +10%, -0.05 of -5% */
};

struct compare_options {
    const char *const *by; /* factors that make the groups */
    size_t n_by;
    const char *const *within; /* of these, the factors that both groups of a pair have to agree on */
    size_t n_within;
    struct conditions baseline; /* on the group that all are compared with; none: every group with every
                                   later one; borrowed */
    const char *const *measures;
    size_t n_measures;
    const double *quantiles;
    size_t n_quantiles;
    double level;
    enum correction correction;
    double equivalent; /* the largest relative difference of the means that does not matter; 0: not asked */
    struct compare_limit limit;
    size_t resamples, threads;
    uint64_t seed;
};

/*
 * Adds a row for each pair; cells, notes and JSON. CLAIM_FAILED, with the report complete, when a pair is
 * past the limit with its whole interval; BAD_DATA when there are not two groups to compare, BAD_USAGE when
 * the baseline is not one group. The report is zeroed before; caller releases it either way.
 */
enum status compare_report(struct table *table, const struct compare_options *options, struct report *report,
                           struct error *err);

#endif
