#include "commands/selection.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "base/number.h"
#include "commands/shared.h"
#include "table/tidy.h"

void selection_release(struct selection *selection)
{
    for (size_t i = 0; i < selection->n_owned; i++) {
        free(selection->owned[i]);
    }
    free(selection->owned);
    free(selection->by_text);
    free(selection->quantiles_text);
    free(selection->quantiles);
    opt_list_release(&selection->by);
    opt_list_release(&selection->quantile_texts);
    opt_list_release(&selection->measures);
}

enum status list_add_name(struct opt_list *list, const char *name, struct error *err)
{
    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(list->values[i], name) == 0) {
            return OK;
        }
    }
    const char **grown = array_reserve(list->values, &list->capacity, list->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    list->values = grown;
    grown[list->n++] = name;
    return OK;
}

enum status selection_quantiles(const char *quantiles, struct selection *selection, struct error *err)
{
    enum status status = split_list(quantiles, &selection->quantiles_text, &selection->quantile_texts, err);
    selection->quantiles = calloc(selection->quantile_texts.n + 1, sizeof *selection->quantiles);
    if (status == OK && selection->quantiles == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < selection->quantile_texts.n; i++) {
        const char *text = selection->quantile_texts.values[i];
        double *p = &selection->quantiles[i];
        if (!number_parse(text, strlen(text), p) || *p <= 0 || *p >= 1) {
            status = error_set(err, BAD_USAGE,
                               "--quantiles: found '%.40s', expected a number between 0 and 1, such as 0.95",
                               text);
        }
    }
    return status;
}

enum status selection_factors(const char *by, char **copy, struct opt_list *list, struct error *err)
{
    static const char *const usual[] = {"experiment", "model", "memory_mb", "cold", "path"};
    enum status status = OK;
    if (by != NULL) {
        return split_list(by, copy, list, err);
    }
    for (size_t i = 0; status == OK && i < sizeof usual / sizeof *usual; i++) {
        status = list_add_name(list, usual[i], err);
    }
    return status;
}

/* Without --by, the factors that tell of what was measured, where the data have them. */
static enum status choose_by(const char *by, const struct table *table, struct selection *selection,
                             struct error *err)
{
    struct opt_list factors = {0};
    enum status status = selection_factors(by, &selection->by_text, &factors, err);
    for (size_t i = 0; status == OK && i < factors.n; i++) {
        if (by != NULL || table_find_column(table, factors.values[i]) != NULL) {
            status = list_add_name(&selection->by, factors.values[i], err);
        }
    }
    opt_list_release(&factors);
    return status;
}

/* Adds a measure by a name that the selection takes over; NULL when there was no memory for it. */
static enum status add_owned(struct selection *selection, char *measure, struct error *err)
{
    char **grown =
        array_reserve(selection->owned, &selection->owned_capacity, selection->n_owned + 1, sizeof *grown);
    if (measure == NULL || grown == NULL) {
        free(measure);
        return error_no_memory(err);
    }
    selection->owned = grown;
    grown[selection->n_owned++] = measure;
    return list_add_name(&selection->measures, measure, err);
}

/* Measures that are there only as published figures, such as latency_s for latency_mean_s. */
static enum status add_published_measures(const struct table *table, struct selection *selection,
                                          struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        struct tidy_figure figure;
        const char *name = table->columns[i].name;
        if (tidy_find_figure(name, &figure)) {
            status = add_owned(selection, tidy_figure_measure(name, &figure, err), err);
        }
    }
    return status;
}

enum status selection_measures(const struct opt_list *measures, struct selection *selection,
                               struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < measures->n; i++) {
        enum unit unit;
        char *in_seconds = tidy_name_in_seconds(measures->values[i], &unit, err);
        if (in_seconds == NULL && err->text[0] != '\0') {
            return BAD_SERVICE;
        }
        status = in_seconds != NULL ? add_owned(selection, in_seconds, err)
                                    : list_add_name(&selection->measures, measures->values[i], err);
    }
    return status;
}

static enum status choose_measures(const struct opt_list *measures, const struct table *table,
                                   struct selection *selection, struct error *err)
{
    enum status status = selection_measures(measures, selection, err);
    if (status != OK || selection->measures.n > 0) {
        return status;
    }
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        if (tidy_is_usual_measure(&table->columns[i])) {
            status = list_add_name(&selection->measures, table->columns[i].name, err);
        }
    }
    if (status == OK) {
        status = add_published_measures(table, selection, err);
    }
    return status == OK && selection->measures.n == 0
               ? error_set(err, BAD_DATA, "the data have no column of numbers to summarise")
               : status;
}

enum status selection_columns(const char *by, const struct opt_list *measures, const struct table *table,
                              struct selection *selection, struct error *err)
{
    enum status status = choose_by(by, table, selection, err);
    return status == OK ? choose_measures(measures, table, selection, err) : status;
}

enum status report_print(const struct report *report, const char *format, const char *path, struct error *err)
{
    struct output output = {0};
    enum status status = output_open(&output, path, err);
    if (status == OK) {
        status = report_write(report, format, output.stream, err);
    }
    if (status == OK) {
        status = output_commit(&output, err);
    }
    output_discard(&output);
    return status;
}
