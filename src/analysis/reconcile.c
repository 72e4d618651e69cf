#include "analysis/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/samples.h"
#include "base/array.h"
#include "stats/quantile.h"

/* One group's sample of one measure, sorted. */
struct sorted_sample {
    size_t group;
    const char *measure;
    double *values;
    size_t n;
};

static enum status add_row(struct reconcile_result *result, const struct sorted_sample *sample,
                           const struct quantile_definition *definition, struct error *err)
{
    const struct reconcile_options *options = result->options;
    struct reconcile_row *grown =
        array_reserve(result->rows, &result->capacity, result->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    result->rows = grown;
    double *values = calloc(options->n_quantiles + 1, sizeof *values);
    if (values == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; q < options->n_quantiles; q++) {
        values[q] = definition_quantile(definition, sample->values, sample->n, options->quantiles[q]);
    }
    grown[result->n++] =
        (struct reconcile_row){sample->group, sample->measure, sample->n, definition, values};
    return OK;
}

static enum status add_sample(struct reconcile_result *result, const struct sample *sample,
                              struct sorted_sample *sorted, struct error *err)
{
    sorted->n = sample->kept.n;
    sorted->values = calloc(sample->kept.n + 1, sizeof *sorted->values);
    if (sorted->values == NULL) {
        return error_no_memory(err);
    }
    memcpy(sorted->values, sample->kept.values, sample->kept.n * sizeof *sorted->values);
    quantile_sort(sorted->values, sorted->n);
    enum status status = OK;
    for (const struct quantile_definition *row = quantile_definitions; status == OK && row->name != NULL;
         row++) {
        status = add_row(result, sorted, row, err);
    }
    free(sorted->values);
    return status;
}

static enum status add_measure(struct reconcile_result *result, const struct table *table,
                               const char *measure, struct error *err)
{
    struct samples samples;
    enum status status = samples_collect(table, &result->grouping, measure, NULL, &samples, err);
    if (status != OK) {
        return status;
    }
    for (size_t g = 0; status == OK && g < samples.n; g++) {
        struct sorted_sample sorted = {.group = g, .measure = measure};
        if (samples.samples[g].censored > 0) {
            status = error_set(
                err, BAD_DATA,
                "found %zu requests that were cut off, of which no tool knows a quantile; leave them "
                "out with --where 'censored!=true'",
                samples.samples[g].censored);
        } else if (samples.samples[g].kept.n > 0) {
            status = add_sample(result, &samples.samples[g], &sorted, err);
        }
    }
    samples_release(&samples);
    return status;
}

enum status reconcile_compute(struct table *table, const struct reconcile_options *options,
                              struct reconcile_result *result, struct error *err)
{
    result->options = options;
    enum status status = table_group(table, options->by, options->n_by, &result->grouping, err);
    for (size_t i = 0; status == OK && i < options->n_measures; i++) {
        status = add_measure(result, table, options->measures[i], err);
    }
    return status == OK && result->n == 0
               ? error_set(err, BAD_DATA, "no request is left to compute quantiles of")
               : status;
}

void reconcile_release(struct reconcile_result *result)
{
    for (size_t i = 0; i < result->n; i++) {
        free(result->rows[i].values);
    }
    free(result->rows);
    grouping_release(&result->grouping);
    *result = (struct reconcile_result){0};
}
