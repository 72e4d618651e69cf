/* faastat check: a claims file against the data, with a verdict for each claim and an exit status for CI. */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/check.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/options.h"
#include "commands/program.h"
#include "commands/query.h"
#include "output/check.h"
#include "output/formats.h"

struct arguments {
    struct query_words words;
    struct data_arguments data;
    struct interval_options check;
    bool strict;
    struct interval_arguments intervals;
    struct written_as writing;
};

/* The data named behind the claims file, or those that the file itself names. */
static struct opt_result choose_data(const struct opt_result *operands, const struct claims *claims)
{
    struct opt_result data = *operands;
    bool own = operands->n > 1;
    data.operands = own ? operands->operands + 1 : claims->data;
    data.n = own ? operands->n - 1 : claims->n_data;
    return data;
}

enum { MOST_TOLD = 5 };

static enum status tell_pooled_in(const struct evidence *evidence, struct error *err)
{
    struct text line = {0};
    enum status status = check_append_pooled(evidence, &line, err);
    if (status == OK) {
        program_tell(line.bytes);
    }
    text_release(&line);
    return status;
}

/* Says on standard error which factors the groups of the first claims mix. */
static enum status tell_pooled(const struct check_result *result, struct error *err)
{
    enum status status = OK;
    size_t told = 0;
    for (size_t i = 0; status == OK && i < result->n; i++) {
        bool pools = result->claims[i].pooled.n > 0;
        if (pools && told < MOST_TOLD) {
            status = tell_pooled_in(&result->claims[i], err);
        }
        told += pools;
    }
    if (status == OK && told > MOST_TOLD) {
        fprintf(stderr, "faastat: pooled: in %zu claims more\n", told - MOST_TOLD);
    }
    return status;
}

static enum status check(const struct arguments *arguments, const struct opt_result *operands,
                         struct error *err)
{
    struct claims claims = {0};
    struct query query = {0};
    struct imported imported = {0};
    struct check_result result = {0};
    enum status status = query_read(&arguments->words, &query, err);
    if (status == OK) {
        status = claims_read(&claims, operands->operands[0], err);
    }
    struct opt_result data = choose_data(operands, &claims);
    if (status == OK && data.n == 0) {
        status = error_set(err, BAD_USAGE, "%s names no data; name some behind it", operands->operands[0]);
    }
    if (status == OK) {
        status = data_read(&arguments->data, &query, &data, NULL, &imported, err);
    }
    if (status == OK) {
        status = query_bind(&query, &imported.table, err);
    }
    if (status == OK) {
        status = check_compute(&imported.table, &claims, &arguments->check, &result, err);
    }
    if (status == OK) {
        status = tell_pooled(&result, err);
    }
    if (status == OK) {
        status = form_write(&form_check, &result, &arguments->writing, err);
    }
    if (status == OK) {
        status = check_gate(&result, arguments->strict, err);
    }
    check_release(&result);
    query_release(&query);
    imported_release(&imported);
    claims_release(&claims);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.writing.format = "table", .intervals = INTERVAL_DEFAULTS};
    const struct opt table[] = {
        OPT_FLAG(0, "strict", &arguments.strict, "exit with 1 also when the data cannot tell"),
        METHOD_OPTIONS(&arguments.intervals),
        BETWEEN_OPTION(&arguments.intervals),
        CLUSTER_OPTION(&arguments.words),
        ORDER_OPTION(&arguments.words),
        WRITING_OPTIONS(&arguments.writing),
        MEASURE_OPTION(&arguments.words, "what bare numbers are, such as latency_s (value)"),
        WHERE_OPTION(&arguments.words),
        DATA_OPTIONS(&arguments.data),
        {0},
    };
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, table, &operands, err);
    if (status == OK && !operands.helped) {
        status = operands.n > 0 ? format_check(arguments.writing.format, err)
                                : error_set(err, BAD_USAGE, "expected a claims file");
        if (status == OK) {
            status = options_read_intervals(&arguments.intervals, &arguments.words.clusters, &arguments.check,
                                            err);
        }
        if (status == OK) {
            status = check(&arguments, &operands, err);
        }
    }
    query_words_release(&arguments.words);
    data_arguments_release(&arguments.data);
    return status;
}

static void list_check_columns(FILE *stream)
{
    form_list(&form_check, stream);
}

const struct command command_check = {
    .usage = {.name = "faastat check",
              .synopsis = "[option ...] CLAIMS [FILE|DIRECTORY ...]",
              .purpose = "Judge the claims of a file by the data: holds, fails, or cannot tell",
              .details =
                  "Without FILE the data are those that the claims file names. Exit status 1 when a claim\n"
                  "fails. A claim holds when each of its parts does at the claim's level; it fails when one\n"
                  "is contradicted at a level that is corrected for the number of parts.",
              .examples = "  faastat check templates/claims.json\n"
                          "  faastat check --strict slo.json run.csv\n",
              .columns = list_check_columns},
    .run = run,
};
