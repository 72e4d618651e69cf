/* faastat audit: whether a load test measured what it was meant to. */
#include <math.h>

#include "analysis/audit.h"
#include "commands/commands.h"
#include "commands/selection.h"
#include "commands/shared.h"
#include "output/audit.h"

struct arguments {
    const char *by, *quantiles, *format, *output;
    double users, wait_s;
    struct data_arguments data;
};

static enum status audit(const struct arguments *arguments, const struct opt_result *operands,
                         struct error *err)
{
    struct imported imported = {0};
    struct selection selection = {0};
    struct audit_result result = {0};
    const struct opt_list *measures = &arguments->data.measures;
    enum status status = selection_quantiles(arguments->quantiles, &selection, err);
    if (status == OK) {
        status = data_read(&arguments->data, operands, &imported, err);
    }
    if (status == OK) {
        status = selection_columns(arguments->by, measures, &imported.table, &selection, err);
    }
    if (status == OK) {
        const struct audit_options options = {.by = selection.by.values,
                                              .n_by = selection.by.n,
                                              .measure = measures->n > 0 ? selection.measures.values[0]
                                                                         : "latency_s",
                                              .quantiles = selection.quantiles,
                                              .n_quantiles = selection.quantile_texts.n,
                                              .users = arguments->users,
                                              .wait_s = arguments->wait_s};
        status = audit_compute(&imported.table, &options, &result, err);
        if (status == OK) {
            status = form_write(&form_audit, &result, arguments->format, arguments->output, err);
        }
    }
    audit_release(&result);
    selection_release(&selection);
    imported_release(&imported);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.quantiles = "0.5,0.99", .format = "table", .users = NAN, .wait_s = NAN};
    const struct opt options[] = {
        OPT_TEXT('b', "by", "FACTORS", &arguments.by, "audit each of these groups, a,b (those of the study)"),
        OPT_LIST('m', "measure", "NAME", &arguments.data.measures,
                 "the time that a client waits (latency_s); what bare numbers are"),
        OPT_NUMBER(0, "users", "N", &arguments.users, "how many the load generator had"),
        OPT_NUMBER(0, "wait", "SECONDS", &arguments.wait_s, "that each waited between two requests (0)"),
        OPT_TEXT('q', "quantiles", "P,P", &arguments.quantiles, "probabilities (0.5,0.99)"),
        OPT_TEXT('f', "format", "table|csv|json|markdown", &arguments.format, "of the output (table)"),
        OPT_TEXT('o', "output", "FILE", &arguments.output,
                 "write here, whole or not at all (standard output)"),
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
            status = report_check_format(arguments.format, err);
        }
        if (status == OK) {
            status = audit(&arguments, &operands, err);
        }
    }
    data_arguments_release(&arguments.data);
    return status;
}

static void list_columns(FILE *stream)
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
         .columns = list_columns},
    .run = run,
};
