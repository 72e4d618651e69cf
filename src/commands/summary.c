/* faastat summary: per group the count, mean, sd and quantiles with their intervals, and throughput. */
#include "analysis/summary.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/part.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/selection.h"
#include "commands/shared.h"
#include "output/summary.h"
#include "stats/definition.h"

struct arguments {
    const char *by, *quantiles, *definition, *interval, *format, *output;
    double level;
    bool population, diagnose, trim, stream;
    enum mean_method mean_method;
    size_t resamples, seed;
    struct data_arguments data;
};

/* What is made of the rows while they are read. */
struct reading {
    struct opt_list factors;
    char *factors_text;
    struct opt_list measures;  /* that are kept or counted; none: all that there may be */
    struct selection measured; /* what they borrow from */
    struct groups groups;
};

static void reading_release(struct reading *reading)
{
    groups_release(&reading->groups);
    opt_list_release(&reading->measures);
    selection_release(&reading->measured);
    opt_list_release(&reading->factors);
    free(reading->factors_text);
}

/* ---- the requests, taken out of the tables while these are read ---- */

static enum status take(void *context, struct table *table, void **part, struct error *err)
{
    struct part *taken = NULL;
    enum status status = part_take(context, table, &taken, err);
    *part = taken;
    return status;
}

static enum status join(void *context, void *part, double more, struct error *err)
{
    return part_join(context, part, more, err);
}

static void settle(void *context, void *part)
{
    part_settle(context, part);
}

static void release(void *part)
{
    part_release(part);
}

/* The measures that are asked for, and beside those that are kept what tells when each request was made. */
static enum status choose_measures(const struct arguments *arguments, struct reading *reading,
                                   struct error *err)
{
    static const char *const clock[] = {"start_s", "request", "latency_s", "duration_s"};
    enum status status = selection_measures(&arguments->data.measures, &reading->measured, err);
    const struct opt_list *asked = &reading->measured.measures;
    for (size_t i = 0; status == OK && i < asked->n; i++) {
        status = list_add_name(&reading->measures, asked->values[i], err);
    }
    for (size_t i = 0; asked->n > 0 && !arguments->stream && status == OK && i < sizeof clock / sizeof *clock;
         i++) {
        status = list_add_name(&reading->measures, clock[i], err);
    }
    return status;
}

static enum status read_rows(struct arguments *arguments, const struct opt_result *operands,
                             struct reading *reading, struct imported *imported, struct error *err)
{
    struct opt_list *factors = &reading->factors;
    enum status status = selection_factors(arguments->by, &reading->factors_text, factors, err);
    if (status == OK) {
        status = choose_measures(arguments, reading, err);
    }
    if (status == OK) {
        const struct groups_plan plan = {.by = factors->values,
                                         .n_by = factors->n,
                                         .measures = reading->measures.values,
                                         .n_measures = reading->measures.n,
                                         .bounded = arguments->stream};
        status = groups_init(&reading->groups, &plan, err);
    }
    if (status != OK) {
        return status;
    }
    const struct import_sink sink = {.take = take,
                                     .join = join,
                                     .settle = settle,
                                     .release = release,
                                     .context = &reading->groups,
                                     .takes_all = arguments->stream};
    arguments->data.sink = &sink;
    status = data_read(&arguments->data, operands, imported, err);
    arguments->data.sink = NULL;
    return status;
}

/* ---- the report ---- */

static enum status report_requests(const struct arguments *arguments, struct selection *selection,
                                   struct reading *reading, struct table *rest, struct error *err)
{
    struct summary_result result = {0};
    struct summary_options options = {
        .by = selection->by.values,
        .n_by = selection->by.n,
        .measures = selection->measures.values,
        .n_measures = selection->measures.n,
        .quantiles = selection->quantiles,
        .n_quantiles = selection->quantile_texts.n,
        .level = arguments->level,
        .definition = quantile_find_definition(arguments->definition),
        .population = arguments->population,
        .resamples = arguments->resamples,
        .threads = arguments->data.threads,
        .seed = arguments->seed,
        .diagnose = arguments->diagnose,
        .trim = arguments->trim,
        .mean_method = arguments->mean_method,
    };
    enum status status = summary_compute(&reading->groups, rest, &options, &result, err);
    if (status == OK) {
        status = form_write(&form_summary, &result, arguments->format, arguments->output, err);
    }
    summary_release(&result);
    return status;
}

static enum status summarise(struct arguments *arguments, const struct opt_result *operands,
                             struct error *err)
{
    struct imported imported = {0};
    struct selection selection = {0};
    struct reading reading = {0};
    enum status status = selection_quantiles(arguments->quantiles, &selection, err);
    if (status == OK) {
        status = read_rows(arguments, operands, &reading, &imported, err);
    }
    if (status == OK) {
        status =
            selection_columns(arguments->by, &arguments->data.measures, &imported.table, &selection, err);
    }
    if (status == OK) {
        status = report_requests(arguments, &selection, &reading, &imported.table, err);
    }
    reading_release(&reading);
    selection_release(&selection);
    imported_release(&imported);
    return status;
}

static enum status check_definition(const char *name, struct error *err)
{
    enum { MOST = 64 };
    const char *names[MOST];
    size_t n = 0;
    for (; n < MOST && quantile_definitions[n].name != NULL; n++) {
        names[n] = quantile_definitions[n].name;
    }
    if (quantile_find_definition(name) != NULL) {
        return OK;
    }
    const char *nearest = text_nearest(name, names, n);
    return nearest == NULL
               ? error_set(err, BAD_USAGE, "--definition: unknown '%.40s'; see 'faastat reconcile'", name)
               : error_set(err, BAD_USAGE, "--definition: unknown '%.40s'; did you mean '%s'?", name,
                           nearest);
}

static enum status read_interval(struct arguments *arguments, struct error *err)
{
    for (size_t i = 0; i <= MEAN_NONE; i++) {
        if (strcmp(arguments->interval, mean_method_names[i]) == 0) {
            arguments->mean_method = (enum mean_method)i;
            return OK;
        }
    }
    return error_set(err, BAD_USAGE, "--interval: found '%.40s', expected t, percentile, bca or none",
                     arguments->interval);
}

/* What needs the requests themselves is not to be had without them. */
static enum status check_stream(const struct arguments *arguments, struct error *err)
{
    if (arguments->diagnose || arguments->trim) {
        return error_set(err, BAD_USAGE, "--%s: needs the requests, which --stream does not keep",
                         arguments->diagnose ? "diagnose" : "trim");
    }
    if (arguments->mean_method == MEAN_PERCENTILE || arguments->mean_method == MEAN_BCA) {
        return error_set(err, BAD_USAGE,
                         "--interval: '%s' draws from the requests, which --stream does not keep; expected t "
                         "or none",
                         arguments->interval);
    }
    return arguments->definition != NULL && strcmp(arguments->definition, "r1") != 0
               ? error_set(err, BAD_USAGE,
                           "--definition: found '%.40s', expected r1, the only one of buckets, with --stream",
                           arguments->definition)
               : OK;
}

static enum status check_arguments(struct arguments *arguments, struct error *err)
{
    if (!(arguments->level > 0 && arguments->level < 1)) {
        return error_set(err, BAD_USAGE, "--level: expected a number between 0 and 1, such as 0.95");
    }
    if (arguments->resamples < 99 || arguments->resamples > 10000000) {
        return error_set(err, BAD_USAGE, "--resamples: found %zu, expected 99 to 10000000",
                         arguments->resamples);
    }
    enum status status = read_interval(arguments, err);
    if (status == OK && arguments->stream) {
        status = check_stream(arguments, err);
    }
    if (arguments->definition == NULL) {
        arguments->definition = arguments->stream ? "r1" : "numpy";
    }
    if (status == OK) {
        status = check_definition(arguments->definition, err);
    }
    return status == OK ? report_check_format(arguments->format, err) : status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.quantiles = "0.5,0.9,0.95,0.99",
                                  .format = "table",
                                  .interval = "t",
                                  .level = 0.95,
                                  .resamples = 9999,
                                  .seed = 1};
    const struct opt options[] = {
        OPT_TEXT('b', "by", "FACTORS", &arguments.by, "group by these columns, a,b (those of the study)"),
        OPT_LIST('m', "measure", "NAME", &arguments.data.measures,
                 "summarise this column (repeatable; all); what bare numbers are"),
        OPT_TEXT('q', "quantiles", "P,P", &arguments.quantiles, "probabilities (0.5,0.9,0.95,0.99)"),
        OPT_TEXT(0, "definition", "NAME", &arguments.definition,
                 "of a quantile: r1..r9, numpy, locust, k6, hdr-java, ... (numpy)"),
        OPT_NUMBER('l', "level", "P", &arguments.level, "coverage of the intervals (0.95)"),
        OPT_TEXT(0, "interval", "t|percentile|bca|none", &arguments.interval,
                 "how the mean's is made (t); none: numbers alone"),
        OPT_COUNT(0, "resamples", "N", &arguments.resamples,
                  "of the bootstrap, for dependent requests (9999)"),
        OPT_COUNT(0, "seed", "N", &arguments.seed, "of the bootstrap (1)"),
        OPT_FLAG(0, "diagnose", &arguments.diagnose, "look for drift, a change, a warm-up, outliers, modes"),
        OPT_FLAG(0, "trim", &arguments.trim, "leave outliers out (double MAD)"),
        OPT_FLAG(0, "stream", &arguments.stream,
                 "count requests and keep none, for any number of them; quantiles to 0.05 %"),
        OPT_FLAG(0, "population", &arguments.population, "sd with n, not n - 1"),
        OPT_TEXT('f', "format", "table|csv|json|markdown", &arguments.format, "of the output (table)"),
        OPT_TEXT('o', "output", "FILE", &arguments.output,
                 "write here, whole or not at all (standard output)"),
        DATA_OPTIONS(&arguments.data),
        {0},
    };
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    arguments.data.only_asked = true;
    arguments.data.by = arguments.by;
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
