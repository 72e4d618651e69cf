/* faastat tune: which memory size is fast enough, and what it costs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/statistic.h"
#include "analysis/tune/tune.h"
#include "base/datadir.h"
#include "base/file.h"
#include "base/units.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/options.h"
#include "commands/query.h"
#include "output/formats.h"
#include "output/tune.h"

struct arguments {
    const char *objective, *prices, *architecture;
    struct written_as writing;
    double billing_ms, current_mb, requests;
    struct interval_arguments intervals;
    struct query_words words;
    struct data_arguments data;
};

/* A time with its unit, "3s" or "250ms", in seconds. */
static bool read_time(const char *text, double *seconds)
{
    size_t digits = strcspn(text, "ms");
    enum unit unit = unit_find(text + digits, strlen(text + digits), MILLISECONDS, SECONDS);
    return unit != NO_UNIT && unit_parse_seconds(text, digits, unit, seconds) && *seconds > 0;
}

/* "p95<3s" or "mean<500ms". */
static enum status read_objective(const char *text, struct tune_objective *objective, struct error *err)
{
    size_t n = strcspn(text, "<");
    if (!statistic_parse(text, n, &objective->statistic) || text[n] != '<' ||
        !read_time(text + n + 1, &objective->bound_s)) {
        return error_set(err, BAD_USAGE,
                         "--objective: found '%.40s', expected a statistic below a time, such as 'p95<3s' or "
                         "'mean<500ms'",
                         text);
    }
    objective->text = text;
    return OK;
}

/* The time that is billed, or what stands for it: the first of these that the data have. */
static const char *choose_measure(const struct table *table)
{
    static const char *const usual[] = {"duration_s", "latency_s", "inference_s"};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        const struct column *column = table_find_column(table, usual[i]);
        if (column != NULL && !column_is_empty(column, table->rows)) {
            return usual[i];
        }
    }
    return "latency_s";
}

/* The table that --prices names, or the one that faastat brings. */
static enum status read_prices(const struct arguments *arguments, struct prices *prices, struct error *err)
{
    if (arguments->prices != NULL) {
        return prices_read(prices, arguments->prices, arguments->architecture, err);
    }
    char *folder = datadir_find("prices", err);
    char *path = folder == NULL ? NULL : path_join(folder, "aws_lambda.json", err);
    enum status status = path == NULL ? BAD_SERVICE : prices_read(prices, path, arguments->architecture, err);
    free(folder);
    free(path);
    return status;
}

/* What is billed is a time, whose unit its name tells. */
static enum status check_measure(const char *measure, struct error *err)
{
    size_t n = strlen(measure);
    return n > 2 && strcmp(measure + n - 2, "_s") == 0
               ? OK
               : error_set(err, BAD_USAGE,
                           "--measure: '%.40s' says no unit of time; give it one: --rename "
                           "%.40s=%.40s_ms -m %.40s_ms",
                           measure, measure, measure, measure);
}

static enum status tune(const struct arguments *arguments, const struct opt_result *operands,
                        const struct tune_options *asked, struct error *err)
{
    struct tune_options options = *asked;
    struct imported imported = {0};
    struct query query = {0};
    struct tune_result result = {0};
    struct prices prices = {0};
    enum status status = query_read(&arguments->words, &query, err);
    if (status == OK) {
        status = read_prices(arguments, &prices, err);
    }
    if (status == OK) {
        status = data_read(&arguments->data, &query, operands, NULL, &imported, err);
    }
    if (status == OK) {
        status = query_bind(&query, &imported.table, err);
    }
    if (status == OK) {
        status = query_choose_factors(&query, &imported.table, err);
    }
    if (status == OK) {
        query_tell_pooled(&query);
        options.by = query.by.values;
        options.n_by = query.by.n;
        options.pooled = &query.pooled;
        options.measure = query.measures_named ? query.measures.values[0] : choose_measure(&imported.table);
        options.prices = &prices;
        options.clusters = query.clusters.values;
        status = check_measure(options.measure, err);
    }
    if (status == OK) {
        status = tune_compute(&imported.table, &options, &result, err);
    }
    if (status == OK) {
        status = form_write(&form_tune, &result, &arguments->writing, err);
    }
    tune_release(&result);
    query_release(&query);
    prices_release(&prices);
    imported_release(&imported);
    return status;
}

static enum status read_options(const struct arguments *arguments, struct tune_options *options,
                                struct error *err)
{
    if (!(arguments->billing_ms > 0) || !(arguments->requests > 0)) {
        return error_set(err, BAD_USAGE, "--billing and --requests: expected numbers above 0");
    }
    *options = (struct tune_options){.billing_ms = arguments->billing_ms,
                                     .requests_per_month = arguments->requests,
                                     .current_mb = arguments->current_mb};
    enum status status =
        options_read_intervals(&arguments->intervals, &arguments->words.clusters, &options->intervals, err);
    if (status == OK) {
        status = options_check_level(arguments->intervals.level, 0.5, err);
    }
    if (status == OK && arguments->objective != NULL) {
        status = read_objective(arguments->objective, &options->objective, err);
    }
    return status == OK ? format_check(arguments->writing.format, err) : status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {
        .words = {.not_by = "memory_mb,path", .automatic = true}, /* sizes are compared */
        .architecture = "x86_64",
        .writing.format = "table",
        .billing_ms = 1,
        .current_mb = NAN,
        .requests = 1e6,
        .intervals = INTERVAL_DEFAULTS};
    struct tune_options options;
    const struct opt table[] = {
        BY_OPTION(&arguments.words, "file, and those of few values but the sizes"),
        MEASURE_OPTION(&arguments.words,
                       "the billed time (duration_s, else latency_s); what bare numbers are"),
        OPT_TEXT(0, "objective", "LIMIT", &arguments.objective, "what a size has to meet: 'p95<3s'"),
        OPT_NUMBER(0, "current", "MB", &arguments.current_mb, "the size in use, to compare the choice with"),
        OPT_TEXT(0, "prices", "FILE", &arguments.prices, "price table (AWS Lambda's, as installed)"),
        OPT_TEXT(0, "arch", "NAME", &arguments.architecture, "of the price table: x86_64 or arm64 (x86_64)"),
        OPT_NUMBER(0, "billing", "MS", &arguments.billing_ms,
                   "billed time is rounded up to this (1; once 100)"),
        OPT_NUMBER(0, "requests", "N", &arguments.requests, "requests a month (1000000)"),
        INTERVAL_OPTIONS(&arguments.intervals),
        CLUSTER_OPTION(&arguments.words),
        ORDER_OPTION(&arguments.words),
        WRITING_OPTIONS(&arguments.writing),
        WHERE_OPTION(&arguments.words),
        DATA_OPTIONS(&arguments.data),
        {0},
    };
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, table, &operands, err);
    if (status == OK && !operands.helped) {
        status = read_options(&arguments, &options, err);
        if (status == OK) {
            status = tune(&arguments, &operands, &options, err);
        }
    }
    query_words_release(&arguments.words);
    data_arguments_release(&arguments.data);
    return status;
}

static void list_tune_columns(FILE *stream)
{
    form_list(&form_tune, stream);
}

const struct command command_tune = {
    .usage =
        {.name = "faastat tune",
         .synopsis = "[option ...] FILE|DIRECTORY ...",
         .purpose = "Latency and cost against memory: knee, Pareto front, cheapest size",
         .details =
             "A size is chosen from the Pareto front of cost and latency only. With --objective it has to\n"
             "meet it with its upper bound, not just with its point. Cost is price x billed time.",
         .examples = "  faastat tune -m latency_s data/study/warm_requests_resnet50.csv\n"
                     "  faastat tune --objective 'p90<4s' --current 3000 -m latency_s runs.csv\n",
         .columns = list_tune_columns},
    .run = run,
};
