/* One row of a summary: what a group's sample of one measure says, and what it can't say. Inside of
 * summary.c. */
#ifndef FAASTAT_REPORT_SUMMARY_ROW_H
#define FAASTAT_REPORT_SUMMARY_ROW_H

#include "report/summary.h"
#include "stats/welch.h"
#include "table/group.h"
#include "table/samples.h"

/* The columns of the report in their order; those of the factors stand before, those of quantiles inside. */
struct summary_layout {
    size_t measure, n, missing, failed, censored, failure_rate, mean, sd, min, quantiles, max, throughput,
        ljung_box, effective_n, quality, notes;
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

/* One row, while it is made. */
struct row {
    const struct sample *sample;
    json_t *json, *notes;
};

/* A note is said in the row, once for all like it below the table, and in JSON. */
enum status row_note(struct row *row, struct error *err, const char *text);
enum status row_set(json_t *object, const char *key, json_t *value, struct error *err);
/* Sets a member to [low, high]; null when there is neither. */
enum status row_set_interval(json_t *object, const char *key, double low, double high, struct error *err);
/* Shows a number, unless it is NaN, in a cell of the last row. */
void row_show(const struct summary_work *work, size_t column, double number, double low, double high);

/* The mean with its interval by the method that was asked for; a published one has no requests to draw from.
 */
enum status row_add_mean(const struct summary_work *work, struct row *row, size_t group,
                         const struct summary_figures *figures, struct error *err);
/* The quantiles that were asked for, of requests, of buckets or as published. */
enum status row_add_quantiles(const struct summary_work *work, struct row *row, struct error *err);
/* What was published of requests that were not kept. */
enum status row_add_published(const struct summary_work *work, struct row *row, size_t group,
                              struct error *err);
/* The published mean is of these requests, so it has to agree with them. */
enum status row_compare_published(struct row *row, struct error *err);

/* Adds the row of one group to the report and to the JSON. */
enum status summary_add_row(const struct summary_work *work, size_t group, struct error *err);

#endif
