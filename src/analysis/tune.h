/* Which memory size: latency and cost of each, the knee of the curve, the Pareto front, and a choice with
 * reasons. */
#ifndef FAASTAT_ANALYSIS_TUNE_H
#define FAASTAT_ANALYSIS_TUNE_H

#include <stdint.h>

#include "analysis/prices.h"
#include "output/report.h"
#include "stats/estimator.h"
#include "table/table.h"

/* What a size has to meet: "p95<3s". Zeroed: nothing. */
struct tune_objective {
    const char *text; /* NULL: none */
    struct estimator statistic;
    double bound_s;
};

struct tune_options {
    const char *const *by; /* factors beside the memory size; each of their groups is tuned by itself */
    size_t n_by;
    const char *measure; /* a time in seconds that is billed */
    const struct prices *prices;
    double billing_ms; /* what billed time is rounded up to */
    double requests_per_month;
    struct tune_objective objective;
    double current_mb; /* the size in use, NaN when not told */
    double level;
    uint64_t seed;
};

/*
 * Adds a row for each group and memory size; cells, notes and JSON. BAD_DATA when there is nothing to tune.
 * The report is zeroed before; caller releases it either way.
 */
enum status tune_report(struct table *table, const struct tune_options *options, struct report *report,
                        struct error *err);

#endif
