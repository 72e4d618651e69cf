/* faastat audit: whether a load test measured what it was meant to. */
#include <math.h>

#include "analysis/audit.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/options.h"
#include "commands/query.h"
#include "output/audit.h"
#include "output/formats.h"

struct arguments {
    struct written_as writing;
    double users, wait_s;
    struct query_words words;
    struct data_arguments data;
};

static enum status audit(const struct arguments *arguments, const struct opt_result *operands,
                         struct error *err)
{
    struct imported imported = {0};
    struct query query = {0};
    struct audit_result result = {0};
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
        const struct audit_options options = {.by = query.by.values,
                                              .n_by = query.by.n,
                                              .measure = query.measures_named ? query.measures.values[0]
                                                                              : "latency_s",
                                              .quantiles = query.quantiles,
                                              .n_quantiles = query.n_quantiles,
                                              .users = arguments->users,
                                              .wait_s = arguments->wait_s};
        status = audit_compute(&imported.table, &options, &result, err);
        if (status == OK) {
            status = form_write(&form_audit, &result, &arguments->writing, err);
        }
    }
    audit_release(&result);
    query_release(&query);
    imported_release(&imported);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {
        .words.quantiles = "0.5,0.99", .writing.format = "table", .users = NAN, .wait_s = NAN};
    const struct opt options[] = {
        BY_OPTION(&arguments.words, "those of the study"),
        MEASURE_OPTION(&arguments.words, "the time that a client waits (latency_s); what bare numbers are"),
        OPT_NUMBER(0, "users", "N", &arguments.users, "how many the load generator had"),
        OPT_NUMBER(0, "wait", "SECONDS", &arguments.wait_s, "that each waited between two requests (0)"),
        QUANTILES_OPTION(&arguments.words, "0.5,0.99"),
        WRITING_OPTIONS(&arguments.writing),
        WHERE_OPTION(&arguments.words),
        DATA_OPTIONS(&arguments.data),
        {0},
    };
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status == OK && !operands.helped) {
        if (arguments.users <= 0 || arguments.wait_s < 0) {
            status =
                error_set(err, BAD_USAGE, "--users and --wait: expected users above 0 and no negative time");
        }
        if (status == OK) {
            status = format_check(arguments.writing.format, err);
        }
        if (status == OK) {
            status = audit(&arguments, &operands, err);
        }
    }
    query_words_release(&arguments.words);
    data_arguments_release(&arguments.data);
    return status;
}

static void list_audit_columns(FILE *stream)
{
    form_list(&form_audit, stream);
}

const struct command command_audit = {
    .usage =
        {.name = "faastat audit",
         .synopsis = "[option ...] FILE|DIRECTORY ...",
         .purpose = "Whether a load test measured what it was meant to: Little's law, closed loops",
         .details =
             "Needs start_s and a latency of each request. Where a closed loop or --users tells how often a\n"
             "client was to send, quantiles stand beside those corrected for coordinated omission.",
         .examples = "  faastat audit --users 50 --wait 1 run.jtl\n"
                     "  faastat audit --by scenario -q 0.5,0.99,0.999 k6.json\n",
         .columns = list_audit_columns},
    .run = run,
};
