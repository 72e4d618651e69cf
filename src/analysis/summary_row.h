/* One row of a summary: what a group's sample of one measure says, and what it can't say. Inside of
 * summary.c. */
#ifndef FAASTAT_ANALYSIS_SUMMARY_ROW_H
#define FAASTAT_ANALYSIS_SUMMARY_ROW_H

#include "analysis/dependence.h"
#include "analysis/summary.h"
#include "stats/interval.h"
#include "stats/moments.h"
#include "stats/welch.h"
#include "table/group.h"
#include "table/samples.h"

/* The columns of the report in their order; those of the factors stand before, those of quantiles inside. */
struct summary_layout {
    size_t measure, n, missing, failed, censored, failure_rate, mean, sd, min, quantiles, max, throughput,
        ljung_box, effective_n, quality, notes;
};

/* What a row says of one quantile. NaN: nothing. */
struct quantile_row {
    double value;
    struct quantile_interval ranks; /* of n requests; zeroed without an interval */
    double low, high;               /* of the interval */
    struct interval bucket;         /* that the value is in */
    size_t n;                       /* requests; 0: no interval can be looked for */
    bool cut_off;                   /* the upper bound is among the requests that were */
    char missing[64];               /* why there is no value; "" when there is one, or it has been said */
};

/* What takes time in the row of a group, which is computed for several groups at once. */
struct computed {
    struct moments moments; /* NaN without a value */
    struct dependence dependence;
    struct quantile_row *quantiles;
};

/* One measure of all groups, while its rows are made. */
struct summary_work {
    const struct summary_options *options;
    const struct grouping *grouping;
    struct requests *requests;
    const char *measure;
    struct samples samples;
    struct computed *computed;    /* for each group */
    struct gathered starts, ends; /* clock times of the successful requests; values NULL without */
    struct summary_layout layout;
    struct report *report;
    json_t *groups;
};

/* One row, while it is made. */
struct row {
    const struct sample *sample;
    const struct computed *computed;
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

/* Computes what one group's row will say of its sample; BAD_SERVICE when memory is out. Caller releases
 * either way. */
enum status summary_compute(const struct summary_work *work, size_t group, struct computed *computed,
                            struct error *err);
void computed_release(struct computed *computed);
/* The quantiles of the sample that were asked for, for which there is room, beside the moments. */
enum status quantile_rows_compute(const struct summary_work *work, const struct sample *sample,
                                  struct computed *computed, struct error *err);

/* Adds the row of one group to the report and to the JSON. */
enum status summary_add_row(const struct summary_work *work, size_t group, struct error *err);

#endif
