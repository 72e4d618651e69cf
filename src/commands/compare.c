/* faastat compare: differences between groups, with intervals, corrected tests, and a gate for CI. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare.h"
#include "analysis/statistic.h"
#include "base/number.h"
#include "commands/commands.h"
#include "commands/selection.h"
#include "commands/shared.h"

struct arguments {
    const char *by, *within, *quantiles, *format, *output, *correction, *equivalent, *fail_if;
    struct opt_list baseline;
    double level;
    size_t resamples, seed;
    struct data_arguments data;
};

/* "10%", "+10%" or "-2.5%" as a share. */
static bool read_percent(const char *text, double *share)
{
    size_t n = strlen(text);
    char *number = n > 1 && text[n - 1] == '%' ? strndup(text, n - 1) : NULL;
    bool read = number != NULL && number_parse(number, n - 1, share);
    *share = read ? *share / 100 : 0;
    free(number);
    return read;
}

/* "p95 +10%" or "mean -5%". */
static enum status read_limit(const char *text, struct compare_limit *limit, struct error *err)
{
    size_t n = strcspn(text, " ");
    const char *share = text + n + strspn(text + n, " ");
    if (!statistic_parse(text, n, &limit->statistic) || (share[0] != '+' && share[0] != '-') ||
        !read_percent(share, &limit->share)) {
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
    if (!(arguments->level > 0 && arguments->level < 1)) {
        return error_set(err, BAD_USAGE, "--level: expected a number between 0 and 1, such as 0.95");
    }
    if (arguments->resamples < 99 || arguments->resamples > 10000000) {
        return error_set(err, BAD_USAGE, "--resamples: found %zu, expected 99 to 10000000",
                         arguments->resamples);
    }
    options->level = arguments->level;
    options->resamples = arguments->resamples;
    options->seed = arguments->seed;
    options->threads = arguments->data.threads;
    if (arguments->equivalent != NULL &&
        (!read_percent(arguments->equivalent, &options->equivalent) || options->equivalent <= 0)) {
        return error_set(err, BAD_USAGE, "--equivalent: found '%.40s', expected a share such as 5%%",
                         arguments->equivalent);
    }
    enum status status = read_correction(arguments->correction, &options->correction, err);
    if (status == OK && arguments->fail_if != NULL) {
        status = read_limit(arguments->fail_if, &options->limit, err);
    }
    return status == OK ? report_check_format(arguments->format, err) : status;
}

/* The factors of --within that are not in --by make groups too. */
static enum status add_within(const char *within, char **text, struct opt_list *list,
                              struct selection *selection, struct error *err)
{
    enum status status = within == NULL ? OK : split_list(within, text, list, err);
    for (size_t i = 0; status == OK && i < list->n; i++) {
        status = list_add_name(&selection->by, list->values[i], err);
    }
    return status;
}

/* Reports whatever was compared, also when the gate fails. */
static enum status compare(const struct arguments *arguments, const struct opt_result *operands,
                           struct compare_options *options, struct error *err)
{
    struct imported imported = {0};
    struct selection selection = {0};
    struct report report = {0};
    struct opt_list within = {0};
    char *within_text = NULL;
    enum status status = selection_quantiles(arguments->quantiles, &selection, err);
    if (status == OK) {
        status = data_read(&arguments->data, operands, &imported, err);
    }
    if (status == OK) {
        status =
            selection_columns(arguments->by, &arguments->data.measures, &imported.table, &selection, err);
    }
    if (status == OK) {
        status = add_within(arguments->within, &within_text, &within, &selection, err);
    }
    for (size_t i = 0; status == OK && i < arguments->baseline.n; i++) {
        status = conditions_add(&options->baseline, arguments->baseline.values[i], err);
    }
    if (status == OK) {
        options->by = selection.by.values;
        options->n_by = selection.by.n;
        options->within = within.values;
        options->n_within = within.n;
        options->measures = selection.measures.values;
        options->n_measures = selection.measures.n;
        options->quantiles = selection.quantiles;
        options->n_quantiles = selection.quantile_texts.n;
        status = compare_report(&imported.table, options, &report, err);
    }
    if (report.json != NULL) {
        struct error why = {{0}};
        enum status printed = report_print(&report, arguments->format, arguments->output, &why);
        if (printed != OK) { /* a verdict that did not arrive is worse than a bad one */
            *err = why;
            status = printed;
        }
    }
    report_release(&report);
    selection_release(&selection);
    opt_list_release(&within);
    free(within_text);
    conditions_release(&options->baseline);
    imported_release(&imported);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.quantiles = "0.5,0.95",
                                  .format = "table",
                                  .correction = "holm",
                                  .level = 0.95,
                                  .resamples = 9999,
                                  .seed = 1};
    struct compare_options options = {0};
    const struct opt table[] = {
        OPT_TEXT('b', "by", "FACTORS", &arguments.by, "groups to compare, a,b (those of the study)"),
        OPT_TEXT(0, "within", "FACTORS", &arguments.within, "compare only groups that agree on these"),
        OPT_LIST(0, "baseline", "CONDITION", &arguments.baseline,
                 "compare all with the groups that meet it (repeatable; every pair)"),
        OPT_LIST('m', "measure", "NAME", &arguments.data.measures,
                 "compare this column (repeatable; all); what bare numbers are"),
        OPT_TEXT('q', "quantiles", "P,P", &arguments.quantiles, "probabilities (0.5,0.95)"),
        OPT_NUMBER('l', "level", "P", &arguments.level, "coverage of the intervals (0.95)"),
        OPT_TEXT(0, "correction", "holm|bh|none", &arguments.correction,
                 "of the p values for the number of pairs (holm)"),
        OPT_TEXT(0, "equivalent", "SHARE", &arguments.equivalent,
                 "differences of the mean up to this don't matter: 5%"),
        OPT_TEXT(0, "fail-if", "LIMIT", &arguments.fail_if,
                 "exit with 1 when an interval is past it: 'p95 +10%'"),
        OPT_COUNT(0, "resamples", "N", &arguments.resamples, "of the bootstrap (9999)"),
        OPT_COUNT(0, "seed", "N", &arguments.seed, "of the bootstrap (1)"),
        OPT_TEXT('f', "format", "table|csv|json|markdown", &arguments.format, "of the output (table)"),
        OPT_TEXT('o', "output", "FILE", &arguments.output,
                 "write here, whole or not at all (standard output)"),
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
    opt_list_release(&arguments.baseline);
    data_arguments_release(&arguments.data);
    return status;
}

const struct command command_compare = {
    .usage =
        {.name = "faastat compare",
         .synopsis = "[option ...] FILE|DIRECTORY ...",
         .purpose = "Differences and ratios between groups with intervals, tests and a verdict",
         .details =
             "Pairs of groups: differences are b - a, ratios b / a, with bootstrap (BCa) intervals; the\n"
             "tests' p values are corrected for the number of pairs. --fail-if makes it a gate.",
         .examples = "  faastat compare --by model --within memory_mb -m duration_s data/study/cold.csv\n"
                     "  faastat compare --by version --baseline version=old --fail-if 'p95 +10%' runs.csv\n"},
    .run = run,
};
