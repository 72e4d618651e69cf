#include "analysis/reconcile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/group_json.h"
#include "stats/definition.h"
#include "stats/quantile.h"
#include "table/samples.h"

/* One group's sample of one measure, sorted. */
struct sorted_sample {
    const struct grouping *grouping;
    const struct group *group;
    const char *measure;
    double *values;
    size_t n;
};

static enum status add_columns(const struct reconcile_options *options, struct report *report,
                               struct error *err)
{
    static const char *const names[] = {"measure", "n", "definition"};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < options->n_by; i++) {
        status = report_add_column(report, options->by[i], false, false, err);
    }
    for (size_t i = 0; status == OK && i < sizeof names / sizeof *names; i++) {
        status = report_add_column(report, names[i], false, false, err);
    }
    for (size_t q = 0; status == OK && q < options->n_quantiles; q++) {
        char name[32];
        snprintf(name, sizeof name, "p%.10g", options->quantiles[q] * 100);
        status = report_add_column(report, name, false, false, err);
    }
    return status == OK ? report_add_column(report, "meaning", false, false, err) : status;
}

static enum status add_row(const struct reconcile_options *options, const struct sorted_sample *sample,
                           const struct quantile_definition *definition, struct report *report,
                           struct error *err)
{
    enum status status = report_add_row(report, err);
    size_t column = 0;
    for (; status == OK && column < options->n_by; column++) {
        const char *text = group_text(sample->grouping, sample->group, column);
        status = cell_set_text(report_cell(report, column), text == NULL ? "NA" : text, err);
    }
    if (status == OK) {
        status = cell_set_text(report_cell(report, column++), sample->measure, err);
    }
    if (status == OK) {
        cell_set_count(report_cell(report, column++), sample->n);
        status = cell_set_text(report_cell(report, column++), definition->name, err);
    }
    json_t *values = json_object();
    for (size_t q = 0; status == OK && q < options->n_quantiles; q++, column++) {
        double value = quantile_define(definition, sample->values, sample->n, options->quantiles[q]);
        if (!isnan(value)) {
            cell_set_number(report_cell(report, column), value);
        }
        json_object_set_new(values, report->columns[column].name, json_finite(value));
    }
    if (status == OK) {
        status = cell_set_text(report_cell(report, column), definition->meaning, err);
    }
    json_t *row = json_pack("{s:o, s:s, s:I, s:s, s:o}", "by", group_json(sample->grouping, sample->group),
                            "measure", sample->measure, "n", (json_int_t)sample->n, "definition",
                            definition->name, "quantiles", values);
    bool kept = row != NULL && json_array_append_new(json_object_get(report->json, "rows"), row) == 0;
    return status == OK && !kept ? error_no_memory(err) : status;
}

static enum status add_sample(const struct reconcile_options *options, const struct sample *sample,
                              struct sorted_sample *sorted, struct report *report, struct error *err)
{
    sorted->n = sample->n;
    sorted->values = calloc(sample->n + 1, sizeof *sorted->values);
    if (sorted->values == NULL) {
        return error_no_memory(err);
    }
    memcpy(sorted->values, sample->values, sample->n * sizeof *sorted->values);
    sort_values(sorted->values, sorted->n);
    enum status status = OK;
    for (const struct quantile_definition *row = quantile_definitions; status == OK && row->name != NULL;
         row++) {
        status = add_row(options, sorted, row, report, err);
    }
    free(sorted->values);
    return status;
}

static enum status add_measure(const struct table *table, const struct grouping *grouping,
                               const struct reconcile_options *options, const char *measure,
                               struct report *report, struct error *err)
{
    struct samples samples;
    enum status status = samples_collect(table, grouping, measure, NULL, &samples, err);
    if (status != OK) {
        return status;
    }
    for (size_t g = 0; status == OK && g < grouping->n; g++) {
        struct sorted_sample sorted = {
            .grouping = grouping, .group = &grouping->groups[g], .measure = measure};
        if (samples.samples[g].censored > 0) {
            status = error_set(
                err, BAD_DATA,
                "found %zu requests that were cut off, of which no tool knows a quantile; leave them "
                "out with --where 'censored!=true'",
                samples.samples[g].censored);
        } else if (samples.samples[g].n > 0) {
            status = add_sample(options, &samples.samples[g], &sorted, report, err);
        }
    }
    samples_release(&samples);
    return status;
}

enum status reconcile_report(struct table *table, const struct reconcile_options *options,
                             struct report *report, struct error *err)
{
    struct grouping grouping = {0};
    report->json = json_pack("{s:s, s:[]}", "schema", "faastat/reconcile/1", "rows");
    enum status status = report->json == NULL ? error_no_memory(err) : add_columns(options, report, err);
    if (status == OK) {
        status = table_group(table, options->by, options->n_by, &grouping, err);
    }
    for (size_t i = 0; status == OK && i < options->n_measures; i++) {
        status = add_measure(table, &grouping, options, options->measures[i], report, err);
    }
    if (status == OK && report->rows == 0) {
        status = error_set(err, BAD_DATA, "no request is left to compute quantiles of");
    }
    grouping_release(&grouping);
    return status;
}
