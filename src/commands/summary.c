/* faastat summary: per group the count, mean, sd and quantiles with their intervals, and throughput. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "commands/commands.h"
#include "commands/shared.h"
#include "report/summary.h"
#include "table/tidy.h"

struct arguments {
    const char *by, *quantiles, *format, *output;
    double level;
    size_t type;
    bool population;
    struct data_arguments data;
};

/* The lists that the options spell, and what they borrow from. */
struct lists {
    char *by_text, *quantiles_text;
    struct opt_list by, quantile_texts, measures;
    double *quantiles;
    char **owned; /* names of measures that are not in the table as they are */
    size_t n_owned, owned_capacity;
};

static void lists_release(struct lists *lists)
{
    for (size_t i = 0; i < lists->n_owned; i++) {
        free(lists->owned[i]);
    }
    free(lists->owned);
    free(lists->by_text);
    free(lists->quantiles_text);
    free(lists->quantiles);
    opt_list_release(&lists->by);
    opt_list_release(&lists->quantile_texts);
    opt_list_release(&lists->measures);
}

static enum status add_name(struct opt_list *list, const char *name, struct error *err)
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

static enum status read_quantiles(const struct arguments *arguments, struct lists *lists, struct error *err)
{
    enum status status =
        split_list(arguments->quantiles, &lists->quantiles_text, &lists->quantile_texts, err);
    lists->quantiles = calloc(lists->quantile_texts.n + 1, sizeof *lists->quantiles);
    if (status == OK && lists->quantiles == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < lists->quantile_texts.n; i++) {
        const char *text = lists->quantile_texts.values[i];
        double *p = &lists->quantiles[i];
        if (!number_parse(text, strlen(text), p) || *p <= 0 || *p >= 1) {
            status = error_set(err, BAD_USAGE,
                               "--quantiles: found '%.40s', expected a number between 0 and 1, such as 0.95",
                               text);
        }
    }
    return status;
}

/* Without --by, the factors that tell of what was measured, where the data have them. */
static enum status choose_by(const struct arguments *arguments, const struct table *table,
                             struct lists *lists, struct error *err)
{
    static const char *const usual[] = {"experiment", "model", "memory_mb", "path"};
    if (arguments->by != NULL) {
        return split_list(arguments->by, &lists->by_text, &lists->by, err);
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof usual / sizeof *usual; i++) {
        if (table_find_column(table, usual[i]) != NULL) {
            status = add_name(&lists->by, usual[i], err);
        }
    }
    return status;
}

/* Whether a column is worth a summary when nobody asked for any: not an order, a clock or a published figure.
 */
static bool is_usual_measure(const struct column *column)
{
    return column->kind == MEASURE && strcmp(column->name, "request") != 0 &&
           strcmp(column->name, "start_s") != 0 && !tidy_is_published(column->name);
}

/* Measures that are there only as a published mean, such as latency_s for latency_mean_s. */
static enum status add_published_measures(const struct table *table, struct lists *lists, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        char *measure = tidy_measure_of_mean(table->columns[i].name, err);
        if (measure == NULL) {
            continue;
        }
        char **grown = array_reserve(lists->owned, &lists->owned_capacity, lists->n_owned + 1, sizeof *grown);
        if (grown == NULL) {
            free(measure);
            return error_no_memory(err);
        }
        lists->owned = grown;
        grown[lists->n_owned++] = measure;
        status = add_name(&lists->measures, measure, err);
    }
    return status;
}

static enum status choose_measures(const struct arguments *arguments, const struct table *table,
                                   struct lists *lists, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < arguments->data.measures.n; i++) {
        status = add_name(&lists->measures, arguments->data.measures.values[i], err);
    }
    if (status != OK || lists->measures.n > 0) {
        return status;
    }
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        if (is_usual_measure(&table->columns[i])) {
            status = add_name(&lists->measures, table->columns[i].name, err);
        }
    }
    if (status == OK) {
        status = add_published_measures(table, lists, err);
    }
    return status == OK && lists->measures.n == 0
               ? error_set(err, BAD_DATA, "the data have no column of numbers to summarise")
               : status;
}

static enum status print(const struct arguments *arguments, const struct report *report, struct error *err)
{
    struct output output = {0};
    enum status status = output_open(&output, arguments->output, err);
    if (status == OK) {
        status = report_write(report, arguments->format, output.stream, err);
    }
    if (status == OK) {
        status = output_commit(&output, err);
    }
    output_discard(&output);
    return status;
}

static enum status summarise(const struct arguments *arguments, const struct opt_result *operands,
                             struct error *err)
{
    struct imported imported = {0};
    struct lists lists = {0};
    struct report report = {0};
    struct table *table = &imported.table;
    enum status status = read_quantiles(arguments, &lists, err);
    if (status == OK) {
        status = data_read(&arguments->data, operands, &imported, err);
    }
    if (status == OK) {
        status = choose_by(arguments, table, &lists, err);
    }
    if (status == OK) {
        status = choose_measures(arguments, table, &lists, err);
    }
    if (status == OK) {
        struct summary_options options = {
            .by = lists.by.values,
            .n_by = lists.by.n,
            .measures = lists.measures.values,
            .n_measures = lists.measures.n,
            .quantiles = lists.quantiles,
            .n_quantiles = lists.quantile_texts.n,
            .level = arguments->level,
            .type = (int)arguments->type,
            .population = arguments->population,
        };
        status = summary_report(table, &options, &report, err);
    }
    if (status == OK) {
        status = print(arguments, &report, err);
    }
    report_release(&report);
    lists_release(&lists);
    imported_release(&imported);
    return status;
}

static enum status check_arguments(const struct arguments *arguments, struct error *err)
{
    if (!(arguments->level > 0 && arguments->level < 1)) {
        return error_set(err, BAD_USAGE, "--level: expected a number between 0 and 1, such as 0.95");
    }
    if (arguments->type < 1 || arguments->type > 9) {
        return error_set(err, BAD_USAGE, "--type: found %zu, expected 1 to 9", arguments->type);
    }
    return report_check_format(arguments->format, err);
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {
        .quantiles = "0.5,0.9,0.95,0.99", .format = "table", .level = 0.95, .type = 7};
    const struct opt options[] = {
        OPT_TEXT('b', "by", "FACTORS", &arguments.by, "group by these columns, a,b (those of the study)"),
        OPT_LIST('m', "measure", "NAME", &arguments.data.measures,
                 "summarise this column (repeatable; all); what bare numbers are"),
        OPT_TEXT('q', "quantiles", "P,P", &arguments.quantiles, "probabilities (0.5,0.9,0.95,0.99)"),
        OPT_COUNT(0, "type", "1..9", &arguments.type, "definition of a quantile, Hyndman-Fan (7)"),
        OPT_NUMBER('l', "level", "P", &arguments.level, "coverage of the intervals (0.95)"),
        OPT_FLAG(0, "population", &arguments.population, "sd with n, not n - 1"),
        OPT_TEXT('f', "format", "table|csv|json|markdown", &arguments.format, "of the output (table)"),
        OPT_TEXT('o', "output", "FILE", &arguments.output,
                 "write here, whole or not at all (standard output)"),
        DATA_OPTIONS(&arguments.data),
        {0},
    };
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status == OK && !operands.helped) {
        status = check_arguments(&arguments, err);
        if (status == OK) {
            status = summarise(&arguments, &operands, err);
        }
    }
    data_arguments_release(&arguments.data);
    return status;
}

const struct command command_summary = {
    .usage = {.name = "faastat summary",
              .synopsis = "[option ...] FILE|DIRECTORY ...",
              .purpose = "Count, mean, sd, quantiles with exact intervals, and throughput of each group",
              .details =
                  "Failed requests are counted and left out of every other number. What the data can't\n"
                  "support is not printed but said in words.",
              .examples = "  faastat summary --by model,memory_mb data/study/cold.csv\n"
                          "  faastat summary --measure latency_s --format json times_512.pickle\n"},
    .run = run,
};
