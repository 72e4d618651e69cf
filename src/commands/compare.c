/* faastat compare: differences between groups, with intervals, corrected tests, and a gate for CI. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare.h"
#include "analysis/statistic.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/options.h"
#include "commands/program.h"
#include "commands/query.h"
#include "output/compare.h"
#include "output/formats.h"

struct arguments {
    struct written_as writing;
    const char *correction, *equivalent, *fail_if;
    struct interval_arguments intervals;
    struct query_words words;
    struct data_arguments data;
};

/* "p95 +10%" or "mean -5%". */
static enum status read_limit(const char *text, struct compare_limit *limit, struct error *err)
{
    size_t n = strcspn(text, " ");
    const char *share = text + n + strspn(text + n, " ");
    if (!statistic_parse(text, n, &limit->statistic) || (share[0] != '+' && share[0] != '-') ||
        !options_read_share(share, &limit->share)) {
        return error_set(err, BAD_USAGE,
                         "--fail-if: found '%.40s', expected a statistic and a limit, such as 'p95 +10%%' or "
                         "'mean -5%%'",
                         text);
    }
    limit->text = text;
    return OK;
}

static enum status read_correction(const char *text, enum correction *correction, struct error *err)
{
    static const char *const names[] = {
        [CORRECT_HOLM] = "holm", [CORRECT_BENJAMINI_HOCHBERG] = "bh", [CORRECT_NONE] = "none"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i]) == 0) {
            *correction = (enum correction)i;
            return OK;
        }
    }
    return error_set(err, BAD_USAGE, "--correction: found '%.40s', expected holm, bh or none", text);
}

/* What the options say of the comparison, apart from the lists. */
static enum status read_options(const struct arguments *arguments, struct compare_options *options,
                                struct error *err)
{
    options->threads = arguments->data.threads;
    if (arguments->equivalent != NULL &&
        (!options_read_share(arguments->equivalent, &options->equivalent) || options->equivalent <= 0)) {
        return error_set(err, BAD_USAGE, "--equivalent: found '%.40s', expected a share such as 5%%",
                         arguments->equivalent);
    }
    enum status status =
        options_read_intervals(&arguments->intervals, &arguments->words.clusters, &options->intervals, err);
    if (status == OK) {
        status = read_correction(arguments->correction, &options->correction, err);
    }
    if (status == OK && arguments->fail_if != NULL) {
        status = read_limit(arguments->fail_if, &options->limit, err);
    }
    return status == OK ? format_check(arguments->writing.format, err) : status;
}

/* Two runs differ by more than their requests tell: a gate that knows of one run a side speaks of these
 * alone. */
static void tell_of_runs(const struct compare_options *options, const struct query *query)
{
    bool knows = names_have(&query->clusters, "run") || names_have(&query->clusters, "file");
    bool stated = options->intervals.between_runs > 0;
    if (options->limit.text != NULL && !stated && !(query->clusters_named && knows)) {
        program_tell("one run a side: the verdict is on these runs; --cluster run or file compares several, "
                     "--between-runs 3% states how they differ");
    }
}

/* Reports whatever was compared, also when the gate fails. */
static enum status compare(const struct arguments *arguments, const struct opt_result *operands,
                           struct compare_options *options, struct error *err)
{
    struct imported imported = {0};
    struct query query = {0};
    struct compare_result result = {0};
    struct known_table known = {.table = &imported.table};
    enum status status = query_read(&arguments->words, &query, err);
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
        status = query_tell_pooled(&query, err);
    }
    if (status == OK) {
        tell_of_runs(options, &query);
        options->by = query.by.values;
        options->n_by = query.by.n;
        options->pooled = &query.pooled;
        options->within = query.within.values;
        options->n_within = query.within.n;
        options->baseline = query.baseline;
        options->clusters = query.clusters.values;
        options->order = query.order;
        options->measures = query.measures.values;
        options->n_measures = query.measures.n;
        options->quantiles = query.quantiles;
        options->n_quantiles = query.n_quantiles;
        known.threads = options->threads;
        status = compare_compute(&known, options, &result, err);
    }
    if (status == OK) {
        status = form_write(&form_compare, &result, &arguments->writing, err);
    }
    if (status == OK) { /* a verdict that did not arrive is worse than a bad one */
        status = compare_gate(&result, err);
    }
    compare_release(&result);
    known_table_release(&known);
    options->pooled = NULL; /* they are the query's */
    query_release(&query);
    imported_release(&imported);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.words = {.quantiles = "0.5,0.95", .automatic = true},
                                  .writing.format = "table",
                                  .correction = "holm",
                                  .intervals = INTERVAL_DEFAULTS};
    struct compare_options options = {0};
    const struct opt table[] = {
        BY_OPTION(&arguments.words, "file, and those of few values"),
        OPT_TEXT(0, "within", "FACTORS", &arguments.words.within, "compare only groups that agree on these"),
        OPT_LIST(0, "baseline", "CONDITION", &arguments.words.baseline,
                 "compare all with the groups that meet it, or have that value (repeatable; every pair)"),
        MEASURE_OPTION(&arguments.words, "compare this column (repeatable; all); what bare numbers are"),
        QUANTILES_OPTION(&arguments.words, "0.5,0.95"),
        INTERVAL_OPTIONS(&arguments.intervals),
        BETWEEN_OPTION(&arguments.intervals),
        CLUSTER_OPTION(&arguments.words),
        ORDER_OPTION(&arguments.words),
        OPT_TEXT(0, "correction", "holm|bh|none", &arguments.correction,
                 "of the p values for the number of pairs (holm)"),
        OPT_TEXT(0, "equivalent", "SHARE", &arguments.equivalent,
                 "differences of the mean up to this don't matter: 5%"),
        OPT_TEXT(0, "fail-if", "LIMIT", &arguments.fail_if,
                 "exit with 1 when an interval is past it: 'p95 +10%'"),
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
            status = compare(&arguments, &operands, &options, err);
        }
    }
    query_words_release(&arguments.words);
    data_arguments_release(&arguments.data);
    return status;
}

static void list_compare_columns(FILE *stream)
{
    form_list(&form_compare, stream);
}

const struct command command_compare = {
    .usage =
        {.name = "faastat compare",
         .synopsis = "[option ...] FILE|DIRECTORY ...",
         .purpose = "Differences and ratios between groups with intervals, tests and a verdict",
         .details =
             "Pairs of groups: differences are b - a, ratios b / a, with intervals that allow for requests\n"
             "that depend on one another; p values and --fail-if are corrected for the number of pairs.",
         .examples = "  faastat compare --by model --within memory_mb -m duration_s data/study/cold.csv\n"
                     "  faastat compare --by version --baseline version=old --fail-if 'p95 +10%' runs.csv\n",
         .columns = list_compare_columns},
    .run = run,
};
