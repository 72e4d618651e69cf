/* faastat tune: which memory size is fast enough, and what it costs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/statistic.h"
#include "analysis/tune/tune.h"
#include "analysis/tune/tune_agree.h"
#include "base/datadir.h"
#include "base/file.h"
#include "base/units.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/options.h"
#include "commands/program.h"
#include "commands/query.h"
#include "output/formats.h"
#include "output/tune.h"

struct arguments {
    const char *objective, *prices, *architecture, *headroom, *compared;
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

/* ---- two tunings ---- */

/* The factor that tells two tunings apart. */
static const char tuning[] = "tuning";

static enum status mark(struct table *table, const char *name, struct error *err)
{
    return table_find_column(table, tuning) == NULL
               ? table_add_constant_text(table, tuning, name, err)
               : error_set(err, BAD_USAGE,
                           "--compare-to: the data have a column '%s', expected none; --rename it", tuning);
}

/* Whether the table has a factor of that name, in some row. */
static bool has_factor(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && !column_is_empty(column, table->rows);
}

/* A factor that just one of the two has would leave nothing to compare, so that it makes no groups unless
 * somebody names it. */
static enum status leave_out_others(const struct table *a, const struct table *b, struct query *query,
                                    struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && !query->by_named && i < a->n_columns; i++) {
        const struct column *column = &a->columns[i];
        bool apart = column->kind == FACTOR && strcmp(column->name, tuning) != 0 &&
                     strcmp(column->name, "memory_mb") != 0 && !factors_is_outcome(column->name) &&
                     has_factor(a, column->name) && !has_factor(b, column->name);
        if (apart && !names_have(&query->not_by, column->name)) {
            char line[128];
            snprintf(line, sizeof line, "no groups by '%.40s', which just one of the two dumps has",
                     column->name);
            program_tell(line);
            status = names_add(&query->not_by, column->name, strlen(column->name), err);
        }
    }
    return status;
}

/* Reads what is compared with, and puts both together: a factor tells them apart. */
static enum status add_compared(const struct arguments *arguments, struct query *query,
                                struct imported *imported, struct error *err)
{
    char *path = (char *)arguments->compared; /* operands are words of the command line, too */
    const struct opt_result operands = {.operands = &path, .n = 1};
    struct imported earlier = {0};
    enum status status = mark(&imported->table, tune_agree_names[1], err);
    if (status == OK) {
        status = data_read(&arguments->data, query, &operands, NULL, &earlier, err);
    }
    if (status == OK) {
        status = mark(&earlier.table, tune_agree_names[0], err);
    }
    if (status == OK) {
        status = leave_out_others(&imported->table, &earlier.table, query, err);
    }
    if (status == OK) {
        status = leave_out_others(&earlier.table, &imported->table, query, err);
    }
    if (status == OK) {
        status = table_append(&earlier.table, &imported->table, err);
    }
    if (status == OK) {
        const struct table both = earlier.table;
        earlier.table = imported->table;
        imported->table = both;
    }
    imported_release(&earlier);
    return status;
}

/* ---- the whole ---- */

/* The factors of the groups, and behind them that of two tunings; the caller frees *by. */
static enum status list_factors(const struct arguments *arguments, const struct query *query,
                                const char ***by, struct tune_options *options, struct error *err)
{
    if (arguments->compared != NULL && names_have(&query->by, tuning)) {
        return error_set(err, BAD_USAGE, "--by %s: --compare-to does so by itself, expected other factors",
                         tuning);
    }
    const char **names = calloc(query->by.n + 1, sizeof *names);
    if (names == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < query->by.n; i++) {
        names[i] = query->by.values[i];
    }
    options->n_by = query->by.n;
    if (arguments->compared != NULL) {
        options->compared = tuning;
        names[options->n_by++] = tuning;
    }
    options->by = *by = names;
    return OK;
}

/* A column that tells cold starts, by which rows were chosen. */
static const char *find_chosen(const struct query *query)
{
    static const char *const telling[] = {"cold", "init_s", "restore_s", "billing"};
    for (size_t i = 0; i < query->where.n; i++) {
        for (size_t k = 0; k < sizeof telling / sizeof *telling; k++) {
            if (strcmp(query->where.rows[i].column, telling[k]) == 0) {
                return telling[k];
            }
        }
    }
    return NULL;
}

static enum status tune_bound(const struct arguments *arguments, struct query *query, struct table *table,
                              struct tune_options *options, struct error *err)
{
    struct tune_result result = {0};
    const char **by = NULL;
    enum status status = list_factors(arguments, query, &by, options, err);
    if (status != OK) {
        return status;
    }
    options->pooled = &query->pooled;
    options->measure = query->measures_named ? query->measures.values[0] : choose_measure(table);
    options->clusters = query->clusters.values;
    options->chosen = find_chosen(query);
    status = query_tell_pooled(query, err);
    if (status == OK) {
        status = check_measure(options->measure, err);
    }
    if (status == OK) {
        status = tune_compute(table, options, &result, err);
    }
    if (status == OK) {
        status = form_write(&form_tune, &result, &arguments->writing, err);
    }
    tune_release(&result);
    free(by);
    return status;
}

static enum status tune(const struct arguments *arguments, const struct opt_result *operands,
                        const struct tune_options *asked, struct error *err)
{
    struct tune_options options = *asked;
    struct imported imported = {0};
    struct query query = {0};
    struct prices prices = {0};
    enum status status = query_read(&arguments->words, &query, err);
    if (status == OK) {
        status = read_prices(arguments, &prices, err);
    }
    if (status == OK) {
        status = data_read(&arguments->data, &query, operands, NULL, &imported, err);
    }
    if (status == OK && arguments->compared != NULL) {
        status = add_compared(arguments, &query, &imported, err);
    }
    if (status == OK) {
        status = query_bind(&query, &imported.table, err);
    }
    if (status == OK) {
        status = query_choose_factors(&query, &imported.table, err);
    }
    if (status == OK) {
        options.prices = &prices;
        status = tune_bound(arguments, &query, &imported.table, &options, err);
    }
    query_release(&query);
    prices_release(&prices);
    imported_release(&imported);
    return status;
}

static enum status read_headroom(const char *text, double *headroom, struct error *err)
{
    return options_read_share(text, headroom) && *headroom >= 0 && *headroom <= 10
               ? OK
               : error_set(err, BAD_USAGE, "--headroom: found '%.40s', expected a share such as 20%%", text);
}

static enum status read_options(const struct arguments *arguments, struct tune_options *options,
                                struct error *err)
{
    bool month_given = !isnan(arguments->requests);
    if (!(arguments->billing_ms > 0) || !(!month_given || arguments->requests > 0)) {
        return error_set(err, BAD_USAGE, "--billing and --requests: expected numbers above 0");
    }
    *options = (struct tune_options){.billing_ms = arguments->billing_ms,
                                     .requests_per_month = month_given ? arguments->requests : 1e6,
                                     .month_given = month_given,
                                     .current_mb = arguments->current_mb};
    enum status status =
        options_read_intervals(&arguments->intervals, &arguments->words.clusters, &options->intervals, err);
    if (status == OK) {
        status = options_check_level(arguments->intervals.level, 0.5, err);
    }
    if (status == OK) {
        status = read_headroom(arguments->headroom, &options->headroom, err);
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
        .requests = NAN,
        .headroom = "20%",
        .intervals = INTERVAL_DEFAULTS};
    struct tune_options options = {0};
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
        OPT_NUMBER(0, "requests", "N", &arguments.requests,
                   "requests a month (1000000; of cold starts those at the data's rate)"),
        OPT_TEXT(0, "headroom", "SHARE", &arguments.headroom,
                 "memory that a size has above what was used (20%)"),
        OPT_TEXT(0, "compare-to", "FILE", &arguments.compared, "an earlier dump, to compare its tuning with"),
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
        if (arguments.compared != NULL) {
            arguments.words.not_by = "memory_mb,path,file,tuning";
        }
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
             "meet it with its upper bound, not just with its point. Cost is price x billed time.\n"
             "Where a log tells max_memory_mb or cold starts, another table has what they cost.",
         .examples = "  faastat tune -m latency_s data/study/warm_requests_resnet50.csv\n"
                     "  faastat tune --objective 'p90<4s' --current 3000 -m latency_s runs.csv\n"
                     "  faastat tune --compare-to may.log june.log\n",
         .columns = list_tune_columns},
    .run = run,
};
