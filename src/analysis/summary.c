#include "analysis/summary.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/statistic.h"
#include "analysis/summary_row.h"
#include "base/pool.h"
#include "stats/outliers.h"

const char *const mean_method_names[] = {
    [MEAN_STUDENT] = "t", [MEAN_PERCENTILE] = "percentile", [MEAN_BCA] = "bca", [MEAN_NONE] = "none"};

static bool is_measure(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == MEASURE;
}

/* Lays out when each successful request began and ended; without both there is no throughput. */
static enum status gather_clock(struct summary_work *work, const struct table *rest, struct error *err)
{
    const char *length = table_find_column(rest, "latency_s") != NULL ? "latency_s" : "duration_s";
    if (!is_measure(rest, "start_s") || !is_measure(rest, length)) {
        return OK;
    }
    enum status status = requests_gather(work->requests, work->grouping, "start_s", &work->starts, err);
    if (status == OK) {
        status = requests_gather(work->requests, work->grouping, length, &work->ends, err);
    }
    size_t known = 0;
    for (size_t i = 0; status == OK && i < work->starts.starts[work->grouping->n]; i++) {
        known += !isnan(work->starts.values[i]);
        work->ends.values[i] += work->starts.values[i];
    }
    if (known == 0) {
        gathered_release(&work->starts);
        gathered_release(&work->ends);
    }
    return status;
}

/* Whether the group has anything of the measure: a dump of several tools lacks most columns in most rows. */
static bool has_any(const struct sample *sample)
{
    return sample->n > 0 || sample->published.rows > 0 || sample->failed > 0 || sample->censored > 0;
}

/* Takes the outliers out of a sample; one that is too small or too much alike to have any is left as it is.
 */
static enum status trim(struct sample *sample, struct error *err)
{
    double *values = sample->values;
    struct outliers outliers;
    struct error why = {{0}};
    signed char *marks = calloc(sample->n + 1, sizeof *marks);
    if (marks == NULL) {
        return error_no_memory(err);
    }
    if (double_mad_outliers(values, sample->n, OUTLIER_CUTOFF, &outliers, marks, &why) == OK) {
        size_t kept = 0;
        for (size_t i = 0; i < sample->n; i++) {
            if (marks[i] == OUTLIER_NONE) {
                values[kept++] = values[i];
            }
        }
        sample->trimmed = sample->n - kept;
        sample->n = kept;
    }
    free(marks);
    return OK;
}

static enum status compute_group(size_t group, void *context, struct error *err)
{
    struct summary_work *work = context;
    struct sample *sample = &work->samples.samples[group];
    if (!sample->streamed) {
        sample_drop_missing(sample);
    }
    enum status status = work->options->trim && sample->n > 0 ? trim(sample, err) : OK;
    return status == OK ? summary_compute(work, group, &work->computed[group], err) : status;
}

static enum status add_rows(struct summary_work *work, struct error *err)
{
    size_t n = work->grouping->n;
    work->computed = calloc(n + 1, sizeof *work->computed);
    if (work->computed == NULL) {
        return error_no_memory(err);
    }
    enum status status = pool_run(n, work->options->threads, compute_group, work, err);
    for (size_t group = 0; status == OK && group < n; group++) {
        if (has_any(&work->samples.samples[group])) {
            status = summary_add_row(work, group, err);
        }
    }
    for (size_t group = 0; group < n; group++) {
        computed_release(&work->computed[group]);
    }
    free(work->computed);
    return status;
}

static enum status add_measure(struct summary_work *work, const struct table *rest, struct error *err)
{
    const struct stream *stream = work->options->stream;
    enum status status = OK;
    if (stream == NULL) {
        status = samples_collect_others(rest, work->grouping, work->measure, &work->samples, err);
    } else if (table_find_column(rest, work->measure) == NULL) {
        return OK; /* there are only published figures of it, and no row has any */
    } else {
        status = stream_samples(stream, work->grouping, work->measure, &work->samples, err);
    }
    if (status == OK && stream == NULL) {
        requests_add_samples(work->requests, work->grouping, work->measure, &work->samples);
    }
    if (status == OK) {
        status = add_rows(work, err);
    }
    samples_release(&work->samples);
    return status;
}

/* ---- the report ---- */

static enum status add_columns(struct summary_work *work, struct error *err)
{
    struct report *report = work->report;
    struct summary_layout *layout = &work->layout;
    const struct summary_options *options = work->options;
    bool intervals = summary_has_intervals(options);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < options->n_by; i++) {
        status = report_add_column(report, options->by[i], false, false, err);
    }
    const struct {
        const char *name;
        size_t *column;
        bool has_interval, is_detail;
    } columns[] = {
        {"measure", &layout->measure, false, false},
        {"n", &layout->n, false, false},
        {"missing", &layout->missing, false, false},
        {"failed", &layout->failed, false, false},
        {"censored", &layout->censored, false, true},
        {"failure_rate", &layout->failure_rate, true, true},
        {"mean", &layout->mean, true, false},
        {"sd", &layout->sd, false, false},
        {"min", &layout->min, false, false},
        {NULL, &layout->quantiles, false, false},
        {"max", &layout->max, false, false},
        {"throughput_per_s", &layout->throughput, true, false},
        {"ljung_box_p", &layout->ljung_box, false, true},
        {"effective_n", &layout->effective_n, false, true},
        {"quality", &layout->quality, false, true},
        {"notes", &layout->notes, false, true},
    };
    for (size_t i = 0; status == OK && i < sizeof columns / sizeof *columns; i++) {
        *columns[i].column = report->n_columns;
        if (columns[i].name != NULL) {
            status = report_add_column(report, columns[i].name, columns[i].has_interval && intervals,
                                       columns[i].is_detail, err);
        }
        for (size_t q = 0; status == OK && columns[i].name == NULL && q < options->n_quantiles; q++) {
            char name[32], coverage[48];
            quantile_name(options->quantiles[q], name);
            snprintf(coverage, sizeof coverage, "%s_coverage", name);
            status = report_add_column(report, name, intervals, false, err);
            if (status == OK) {
                status = report_add_column(report, coverage, false, true, err);
            }
        }
    }
    return status;
}

/* What the numbers are, below the table. */
static enum status explain(const struct summary_work *work, struct error *err)
{
    static const char *const said[] = {[MEAN_STUDENT] = "Student's t",
                                       [MEAN_PERCENTILE] = "the bootstrap",
                                       [MEAN_BCA] = "the BCa bootstrap",
                                       [MEAN_NONE] = ""};
    const struct summary_options *options = work->options;
    struct text *notes = &work->report->notes;
    enum status status =
        !summary_has_intervals(options)
            ? text_print(notes, err, "no intervals, as asked; quantiles (%s); ", options->definition->name)
            : text_print(
                  notes, err,
                  "%.10g %% intervals stand below the numbers: of the mean by %s, of quantiles (%s) by order "
                  "statistics; ",
                  options->level * 100, said[options->mean_method], options->definition->name);
    return status == OK ? text_print(notes, err, "sd with %s; - is what the sample can't support\n",
                                     options->population ? "n" : "n - 1")
                        : status;
}

static enum status finish(struct summary_work *work, struct error *err)
{
    const struct summary_options *options = work->options;
    struct report *report = work->report;
    enum status status = report_gather_notes(report, work->groups, err);
    if (status == OK) {
        status = explain(work, err);
    }
    report->json = json_pack(
        "{s:s, s:f, s:s, s:s, s:s, s:o*, s:O}", "schema", "faastat/summary/1", "level", options->level,
        "mean_interval", mean_method_names[options->mean_method], "sd", options->population ? "n" : "n - 1",
        "quantile_definition", options->definition->name, "quantile_error",
        options->stream == NULL ? NULL : json_real(HISTOGRAM_ERROR), "groups", work->groups);
    return status == OK && report->json == NULL ? error_no_memory(err) : status;
}

/* Groups what was streamed. The columns that are asked for have to be there, and no measure have published
 * figures. */
static enum status group_streamed(const struct summary_options *options, struct table *columns,
                                  struct grouping *grouping, struct error *err)
{
    struct grouping none;
    enum status status = table_group(columns, options->by, options->n_by, &none, err);
    if (status == OK) {
        grouping_release(&none);
    }
    for (size_t i = 0; status == OK && i < options->n_measures; i++) {
        struct column *column;
        status = samples_find_measure(columns, options->measures[i], &column, err);
        if (status == OK) {
            status = stream_check(options->stream, options->measures[i], err);
        }
    }
    return status == OK
               ? table_group(stream_groups(options->stream), options->by, options->n_by, grouping, err)
               : status;
}

/* Groups the requests and the rest of the tables together. */
static enum status group(struct summary_work *work, struct table *rest, struct grouping *grouping,
                         struct error *err)
{
    if (work->options->stream != NULL) {
        return group_streamed(work->options, rest, grouping, err);
    }
    enum status status = requests_order(work->requests, rest, err);
    if (status == OK) {
        status = requests_add_values(work->requests, rest, err);
    }
    return status == OK ? table_group(rest, work->options->by, work->options->n_by, grouping, err) : status;
}

enum status summary_report(struct requests *requests, struct table *rest,
                           const struct summary_options *options, struct report *report, struct error *err)
{
    struct grouping grouping = {0};
    struct summary_work work = {.options = options,
                                .grouping = &grouping,
                                .requests = requests,
                                .report = report,
                                .groups = json_array()};
    enum status status = work.groups == NULL ? error_no_memory(err) : group(&work, rest, &grouping, err);
    if (status == OK && options->stream == NULL) {
        status = gather_clock(&work, rest, err);
    }
    if (status == OK) {
        status = add_columns(&work, err);
    }
    for (size_t i = 0; status == OK && i < options->n_measures; i++) {
        work.measure = options->measures[i];
        status = add_measure(&work, rest, err);
    }
    if (status == OK && report->rows == 0) {
        status = error_set(err, BAD_DATA, "no request is left to summarise");
    }
    if (status == OK) {
        status = finish(&work, err);
    }
    json_decref(work.groups);
    gathered_release(&work.starts);
    gathered_release(&work.ends);
    grouping_release(&grouping);
    return status;
}
