/* One row of a summary: what a group's sample of one measure says, and what it can't say. Inside of
 * summary.c. */
#ifndef FAASTAT_REPORT_SUMMARY_ROW_H
#define FAASTAT_REPORT_SUMMARY_ROW_H

#include "report/summary.h"
#include "table/group.h"
#include "table/samples.h"

/* The columns of the report in their order; those of the factors stand before, those of quantiles inside. */
struct summary_layout {
    size_t measure, n, missing, failed, failure_rate, mean, sd, min, quantiles, max, throughput, ljung_box,
        effective_n, notes;
};

/* One measure of all groups, while its rows are made. */
struct summary_work {
    const struct summary_options *options;
    const struct grouping *grouping;
    const char *measure;
    struct samples samples;
    struct gathered starts, ends; /* clock times of the successful requests; values NULL without */
    struct summary_layout layout;
    struct report *report;
    json_t *groups;
};

/* Adds the row of one group to the report and to the JSON. */
enum status summary_add_row(const struct summary_work *work, size_t group, struct error *err);

#endif
