/* One sample's quantiles as each tool would print them, side by side: why two reports of the same run differ.
 */
#ifndef FAASTAT_ANALYSIS_RECONCILE_H
#define FAASTAT_ANALYSIS_RECONCILE_H

#include "stats/definition.h"
#include "table/group.h"

struct reconcile_options {
    const char *const *by;
    size_t n_by;
    const char *const *measures;
    size_t n_measures;
    const double *quantiles;
    size_t n_quantiles;
};

/* One sample by one definition. */
struct reconcile_row {
    size_t group;
    const char *measure; /* borrowed from the options */
    size_t n;
    const struct quantile_definition *definition;
    double *values; /* of the quantiles that were asked for; NaN: the tool prints none */
};

struct reconcile_result {
    const struct reconcile_options *options;
    struct grouping grouping; /* borrows from the table */
    struct reconcile_row *rows;
    size_t n, capacity;
};

/*
 * A row for each group, measure and definition. BAD_DATA when no group has requests. The result is zeroed
 * before; caller releases it either way.
 */
enum status reconcile_compute(struct table *table, const struct reconcile_options *options,
                              struct reconcile_result *result, struct error *err);
void reconcile_release(struct reconcile_result *result);

#endif
