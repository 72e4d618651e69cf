/*
 * Whether a load test measured what it was meant to: requests in flight by Little's law, closed loops, what
 * they leave out of the tail, and failures apart.
 */
#ifndef FAASTAT_ANALYSIS_AUDIT_H
#define FAASTAT_ANALYSIS_AUDIT_H

#include "output/report.h"
#include "table/table.h"

struct audit_options {
    const char *const *by;
    size_t n_by;
    const char *measure; /* the time that a client waited, in seconds */
    const double *quantiles;
    size_t n_quantiles;
    double users, wait_s; /* of a closed model, as the load generator was told; NaN when it is not known */
};

/*
 * Adds a row for each group of requests with clock times; cells, notes and JSON. BAD_DATA when there is none.
 * The report is zeroed before; caller releases it either way.
 */
enum status audit_report(struct table *table, const struct audit_options *options, struct report *report,
                         struct error *err);

#endif
