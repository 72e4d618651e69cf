/* One sample's quantiles as each tool would print them, side by side: why two reports of the same run differ.
 */
#ifndef FAASTAT_ANALYSIS_RECONCILE_H
#define FAASTAT_ANALYSIS_RECONCILE_H

#include "output/report.h"
#include "table/table.h"

struct reconcile_options {
    const char *const *by;
    size_t n_by;
    const char *const *measures;
    size_t n_measures;
    const double *quantiles;
    size_t n_quantiles;
};

/*
 * Adds a row for each group, measure and definition; cells, notes and JSON. BAD_DATA when no group has
 * requests. The report is zeroed before; caller releases it either way.
 */
enum status reconcile_report(struct table *table, const struct reconcile_options *options,
                             struct report *report, struct error *err);

#endif
