/* faastat summary: per group the count, mean, sd and quantiles with their intervals, and throughput. */
#include "analysis/summary.h"
#include "analysis/summary_sort.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/accumulate/part.h"
#include "analysis/ranks/groups_spread.h"
#include "base/number.h"
#include "base/ranks.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/options.h"
#include "commands/query.h"
#include "commands/share.h"
#include "commands/states.h"
#include "commands/taking.h"
#include "formats/formats.h"
#include "import/dumps.h"
#include "output/formats.h"
#include "output/summary.h"
#include "stats/definition.h"

struct arguments {
    const char *trim, *definition, *sort, *save_state;
    struct written_as writing;
    size_t top;
    bool population, diagnose, stream;
    double trim_share;
    struct interval_arguments words_of_intervals;
    struct interval_options intervals;
    struct query_words words;
    struct data_arguments data;
    struct states states;
};

/* Whether all dumps are files, which can be read from their start again. */
static bool can_be_read_again(const struct opt_result *operands)
{
    struct stat found;
    for (size_t i = 0; i < operands->n; i++) {
        if (stat(operands->operands[i], &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) {
            return false;
        }
        if (strcmp(operands->operands[i], "-") == 0) {
            return false;
        }
    }
    return true;
}

/* Takes the requests of a whole table into groups by the factors that it turned out to have. */
static enum status take_all(struct query *query, struct groups *groups, struct table *table,
                            struct error *err)
{
    struct groups_plan plan = groups->plan;
    enum status status = query_choose_factors(query, table, err);
    plan.by = query->by.values;
    plan.n_by = query->by.n;
    groups_release(groups);
    if (status == OK) {
        status = groups_init(groups, &plan, err);
    }
    return status == OK ? part_take_all(groups, table, err) : status;
}

/* Whether what is counted is put together with what others have counted. */
static bool is_stripped(const struct arguments *arguments)
{
    return arguments->save_state != NULL || arguments->states.paths.n > 0;
}

/* How many dumps there are, on all ranks. */
static enum status count_dumps(const struct arguments *arguments, const struct opt_result *operands,
                               size_t *n, struct error *err)
{
    struct dumps dumps = {0};
    struct share share = {0};
    bool several = ranks_are_several();
    const char *from = arguments->data.from;
    enum status status = several
                             ? share_find(operands, &formats_coded, from, &share, err)
                             : dumps_find(&dumps, operands->operands, operands->n, &formats_coded, from, err);
    *n = several ? share.paths.n : dumps.n;
    share_release(&share);
    dumps_release(&dumps);
    return status;
}

/* The factors of groups that are made while the dumps are read: the usual ones, and the names of few files.
 */
static enum status plan_factors(const struct arguments *arguments, const struct query *query,
                                const struct opt_result *operands, struct names *by, struct error *err)
{
    size_t n;
    enum status status = count_dumps(arguments, operands, &n, err);
    for (size_t i = 0; status == OK && i < query->factors.n; i++) {
        status = names_add(by, query->factors.values[i], strlen(query->factors.values[i]), err);
    }
    if (status == OK && !query->by_named && !is_stripped(arguments) && n <= FACTORS_MOST_VALUES) {
        status = names_add(by, "file", strlen("file"), err);
    }
    return status;
}

/* Reads the dumps, if there are any, and has their requests taken. */
static enum status read_dumps(const struct arguments *arguments, const struct query *query,
                              const struct opt_result *operands, struct taking *taking,
                              struct imported *imported, struct error *err)
{
    const struct import_sink sink = taking_sink(taking);
    /* Ranks don't see which factors make groups by values that others read. */
    bool sinks = arguments->stream || query->by_named || (taking->can_be_again && !ranks_are_several());
    taking->declined = !sinks;
    return operands->n == 0 && arguments->states.paths.n > 0
               ? OK
               : data_read(&arguments->data, query, operands, sinks ? &sink : NULL, imported, err);
}

/* Puts the groups of all ranks together, and all values in order. */
static enum status finish(struct groups *groups, struct table *rest, struct error *err)
{
    enum status status = ranks_are_several() ? groups_spread(groups, err) : OK;
    return status == OK ? groups_finish(groups, rest, err) : status;
}

static enum status read_groups(struct arguments *arguments, struct query *query,
                               const struct opt_result *operands, struct groups *groups,
                               struct imported *imported, struct error *err)
{
    bool sees = arguments->stream && query->automatic && !query->by_named && !is_stripped(arguments);
    struct taking taking = {.groups = groups,
                            .query = query,
                            .sees = sees,
                            .mutex = PTHREAD_MUTEX_INITIALIZER,
                            .can_be_again = can_be_read_again(operands)};
    struct states *states = &arguments->states;
    enum status status = read_dumps(arguments, query, operands, &taking, imported, err);
    status = status == OK ? factors_tell_seen(&taking.seen, &query->pooled, err) : status;
    factors_seen_release(&taking.seen);
    if (status == OK && is_stripped(arguments) && imported->n_sources > 0) {
        status = states_take_live(states, query, imported, groups, err);
    }
    if (status == OK) {
        status = states_merge(states, query, groups, &imported->table, err);
    }
    if (status == OK) {
        status = query_bind(query, &imported->table, err);
    }
    if (status == OK && taking.declined) {
        return take_all(query, groups, &imported->table, err);
    }
    if (status == OK) {
        status = finish(groups, &imported->table, err);
    }
    if (status == OK && arguments->save_state != NULL) {
        status = states_make(states, groups, err);
    }
    return status == OK ? query_choose_factors(query, &imported->table, err) : status;
}

/* How the values of each row are spread. */
static bool shows_shapes(const struct arguments *arguments)
{
    return arguments->writing.path == NULL && format_shows_pictures(arguments->writing.format);
}

/* Whether the values of large groups can stay with several ranks: nobody asks for more of them than their
 * moments, and values at ranks that are known from how many they are. */
static bool stays_apart(const struct arguments *arguments)
{
    enum interval_method method = arguments->intervals.method;
    return ranks_are_several() && !arguments->stream &&
           (method == INTERVAL_INDEPENDENT || method == INTERVAL_NONE) && arguments->trim == NULL &&
           !arguments->diagnose && !shows_shapes(arguments);
}

static enum status read_rows(struct arguments *arguments, struct query *query,
                             const struct opt_result *operands, struct groups *groups,
                             struct imported *imported, struct error *err)
{
    const struct names *measures = arguments->stream ? &query->measures : &query->kept;
    struct names by = {0};
    enum status status = plan_factors(arguments, query, operands, &by, err);
    const struct groups_plan plan = {
        .by = by.values,
        .n_by = by.n,
        .measures = measures->values,
        .n_measures = measures->n,
        .bounded = arguments->stream,
        .deferred =
            arguments->stream && arguments->intervals.method == INTERVAL_DEPENDENT && ranks_are_several(),
        .dependent = arguments->intervals.method == INTERVAL_DEPENDENT || is_stripped(arguments),
        .stripped = is_stripped(arguments),
        .clusters = query->clusters.values,
        .n_clusters = query->clusters.n,
        .order = query->order,
        .apart = stays_apart(arguments),
        .failure_level = arguments->intervals.method == INTERVAL_DEPENDENT ? arguments->intervals.level : 0};
    if (status == OK) {
        status = groups_init(groups, &plan, err);
    }
    if (status == OK) {
        status = read_groups(arguments, query, operands, groups, imported, err);
    }
    groups->plan.by = NULL; /* they are finished */
    groups->plan.n_by = 0;
    names_release(&by);
    return status;
}

/* ---- the report ---- */

/* KEY_NONE where the rows stay as they are. */
static enum status read_sorting(const struct arguments *arguments, const struct query *query,
                                struct summary_sorting *sorting, struct error *err)
{
    const char *key = arguments->sort == NULL && arguments->top > 0 ? "mean" : arguments->sort;
    return key == NULL ? OK : summary_sort_read(key, query->quantiles, query->n_quantiles, sorting, err);
}

static enum status report_requests(const struct arguments *arguments, const struct query *query,
                                   const struct summary_sorting *sorting, struct groups *groups,
                                   struct table *rest, struct error *err)
{
    struct summary_result result = {0};
    const struct summary_options options = {
        .by = query->by.values,
        .n_by = query->by.n,
        .measures = query->measures.values,
        .n_measures = query->measures.n,
        .quantiles = query->quantiles,
        .n_quantiles = query->n_quantiles,
        .definition = definition_find(arguments->definition),
        .population = arguments->population,
        .intervals = arguments->intervals,
        .clusters = query->clusters.values,
        .n_clusters = query->clusters.n,
        .order = query->order,
        .threads = arguments->data.threads,
        .diagnose = arguments->diagnose,
        .pooled = &query->pooled,
        .shapes = shows_shapes(arguments),
        .trim = arguments->trim_share,
    };
    enum status status = summary_compute(groups, rest, &options, &result, err);
    if (status == OK && sorting->key != KEY_NONE) {
        status = summary_sort(&result, sorting, arguments->top, err);
    }
    groups_release(groups); /* what is written has room where they were */
    if (status == OK) {
        status = form_write(&form_summary, &result, &arguments->writing, err);
    }
    summary_release(&result);
    return status;
}

static enum status summarise(struct arguments *arguments, const struct opt_result *operands,
                             struct error *err)
{
    struct imported imported = {0};
    struct query query = {0};
    struct groups groups = {0};
    struct opt_result dumps = *operands; /* without the states among them */
    struct summary_sorting sorting = {0};
    enum status status = query_read(&arguments->words, &query, err);
    if (status == OK) {
        status = read_sorting(arguments, &query, &sorting, err);
    }
    if (status == OK && is_stripped(arguments)) {
        dumps.operands = arguments->states.dumps.paths;
        dumps.n = arguments->states.dumps.n;
        status = states_prepare(&arguments->states, &query, err);
    }
    if (status == OK) {
        status = read_rows(arguments, &query, &dumps, &groups, &imported, err);
    }
    if (status == OK) {
        status = query_tell_pooled(&query, err);
    }
    if (status == OK) {
        status = states_tell_mixed(&arguments->states, err);
    }
    if (status == OK) {
        status = report_requests(arguments, &query, &sorting, &groups, &imported.table, err);
    }
    if (status == OK && arguments->save_state != NULL) {
        status = states_save(&arguments->states, arguments->save_state, err);
    }
    groups_release(&groups);
    query_release(&query);
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
    if (definition_find(name) != NULL) {
        return OK;
    }
    const char *nearest = text_nearest(name, names, n);
    return nearest == NULL
               ? error_set(err, BAD_USAGE, "--definition: unknown '%.40s'; see 'faastat reconcile'", name)
               : error_set(err, BAD_USAGE, "--definition: unknown '%.40s'; did you mean '%s'?", name,
                           nearest);
}

static enum status read_trim(struct arguments *arguments, struct error *err)
{
    const char *text = arguments->trim;
    size_t n = strlen(text);
    double *share = &arguments->trim_share;
    if (n < 2 || text[n - 1] != '%' || !number_parse(text, n - 1, share) || !(*share > 0 && *share < 50)) {
        return error_set(err, BAD_USAGE,
                         "--trim: found '%.40s', expected a share of each end under 50 %%, such as 5%%",
                         text);
    }
    *share /= 100;
    return arguments->intervals.method == INTERVAL_BOOTSTRAP
               ? error_set(err, BAD_USAGE,
                           "--trim: has an interval of its own, expected no --interval bootstrap")
               : OK;
}

/* What needs the requests themselves is not to be had without them. */
static enum status check_stream(const struct arguments *arguments, struct error *err)
{
    if (is_stripped(arguments) && ranks_are_several()) {
        return error_set(err, BAD_USAGE,
                         "%s: expected dumps and no state, as states are put together by 'faastat summary', "
                         "whoever saved them",
                         arguments->save_state != NULL ? "--save-state" : arguments->states.paths.paths[0]);
    }
    if (arguments->diagnose || arguments->trim != NULL) {
        return error_set(err, BAD_USAGE, "--%s: needs the requests, which --stream does not keep",
                         arguments->diagnose ? "diagnose" : "trim");
    }
    if (arguments->words.order != NULL) {
        return error_set(err, BAD_USAGE, "--order: needs the requests, which --stream does not keep");
    }
    if (arguments->words.clusters.n > 1) {
        return error_set(
            err, BAD_USAGE,
            "--cluster: found %zu columns, expected one with --stream, which can't tell the coarsest",
            arguments->words.clusters.n);
    }
    if (arguments->intervals.method == INTERVAL_BOOTSTRAP) {
        return error_set(err, BAD_USAGE,
                         "--interval: 'bootstrap' draws from the requests, which --stream does not keep");
    }
    return arguments->definition != NULL && strcmp(arguments->definition, "r1") != 0
               ? error_set(err, BAD_USAGE,
                           "--definition: found '%.40s', expected r1, the only one of buckets, with --stream",
                           arguments->definition)
               : OK;
}

static enum status check_arguments(struct arguments *arguments, struct error *err)
{
    enum status status = options_read_intervals(&arguments->words_of_intervals, &arguments->words.clusters,
                                                &arguments->intervals, err);
    if (status == OK && arguments->trim != NULL) {
        status = read_trim(arguments, err);
    }
    if (status == OK && arguments->stream) {
        status = check_stream(arguments, err);
    }
    if (arguments->definition == NULL) {
        arguments->definition = arguments->stream ? "r1" : "numpy";
    }
    if (status == OK) {
        status = check_definition(arguments->definition, err);
    }
    return status == OK ? format_check(arguments->writing.format, err) : status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {
        .words = {.quantiles = "0.5,0.9,0.95,0.99", .only_asked = true, .automatic = true},
        .writing.format = "table",
        .words_of_intervals = INTERVAL_DEFAULTS};
    const struct opt options[] = {
        BY_OPTION(&arguments.words, "file, and those of few values"),
        MEASURE_OPTION(&arguments.words, "summarise this column (repeatable; all); what bare numbers are"),
        QUANTILES_OPTION(&arguments.words, "0.5,0.9,0.95,0.99"),
        OPT_TEXT(0, "definition", "NAME", &arguments.definition,
                 "of a quantile: r1..r9, numpy, locust, k6, hdr-java, ... (numpy)"),
        INTERVAL_OPTIONS(&arguments.words_of_intervals),
        CLUSTER_OPTION(&arguments.words),
        ORDER_OPTION(&arguments.words),
        OPT_FLAG(0, "diagnose", &arguments.diagnose,
                 "look for drift, a change, a warm-up, modes (5 % each), outliers"),
        OPT_TEXT(0, "trim", "SHARE", &arguments.trim,
                 "the mean leaves out this share at each end, such as 5%"),
        OPT_FLAG(0, "stream", &arguments.stream,
                 "count requests and keep none, for any number of them; quantiles to 0.05 %"),
        OPT_TEXT(0, "save-state", "FILE", &arguments.save_state,
                 "what --stream has counted, to be put together with others' later"),
        OPT_FLAG(0, "population", &arguments.population, "sd with n, not n - 1"),
        OPT_TEXT(0, "sort", "KEY", &arguments.sort,
                 "the largest first: n, failed, mean, max, or a quantile such as p95"),
        OPT_COUNT(0, "top", "N", &arguments.top, "only the first N of each measure (by mean, unless sorted)"),
        WRITING_OPTIONS(&arguments.writing),
        WHERE_OPTION(&arguments.words),
        DATA_OPTIONS(&arguments.data),
        {0},
    };
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status == OK && !operands.helped) {
        bool looks = ranks.own == 0 || ranks.local; /* where the files are */
        status = looks ? states_find(&arguments.states, &operands, arguments.data.from, err) : OK;
        arguments.stream |= is_stripped(&arguments);
        arguments.data.digest = is_stripped(&arguments);
        status = status == OK ? check_arguments(&arguments, err) : status;
        if (status == OK) {
            status = summarise(&arguments, &operands, err);
        }
    }
    query_words_release(&arguments.words);
    data_arguments_release(&arguments.data);
    states_release(&arguments.states);
    return status;
}

static void list_summary_columns(FILE *stream)
{
    form_list(&form_summary, stream);
}

const struct command command_summary = {
    .usage = {.name = "faastat summary",
              .synopsis = "[option ...] FILE|DIRECTORY ...",
              .purpose = "Count, mean, sd, quantiles with exact intervals, and throughput of each group",
              .details =
                  "Failed requests are counted and left out of every other number. What the data can't\n"
                  "support is not printed but said in words.",
              .examples = "  faastat summary --by model,memory_mb data/study/cold.csv\n"
                          "  faastat summary --measure latency_s --format json times_512.pickle\n",
              .columns = list_summary_columns},
    .run = run,
};
