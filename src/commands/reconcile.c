/* faastat reconcile: the same sample's quantiles by the definition of every tool. */
#include "analysis/reconcile.h"
#include "commands/commands.h"
#include "commands/selection.h"
#include "commands/shared.h"
#include "output/reconcile.h"

struct arguments {
    const char *by, *quantiles, *format, *output;
    struct data_arguments data;
};

static enum status reconcile(const struct arguments *arguments, const struct opt_result *operands,
                             struct error *err)
{
    struct imported imported = {0};
    struct selection selection = {0};
    struct reconcile_result result = {0};
    struct table *table = &imported.table;
    enum status status = selection_quantiles(arguments->quantiles, &selection, err);
    if (status == OK) {
        status = data_read(&arguments->data, operands, &imported, err);
    }
    if (status == OK) {
        status = selection_columns(arguments->by, &arguments->data.measures, table, &selection, err);
    }
    const struct reconcile_options options = {
        .by = selection.by.values,
        .n_by = selection.by.n,
        .measures = selection.measures.values,
        .n_measures = selection.measures.n,
        .quantiles = selection.quantiles,
        .n_quantiles = selection.quantile_texts.n,
    };
    if (status == OK) {
        status = reconcile_compute(table, &options, &result, err);
    }
    if (status == OK) {
        status = form_write(&form_reconcile, &result, arguments->format, arguments->output, err);
    }
    reconcile_release(&result);
    selection_release(&selection);
    imported_release(&imported);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.quantiles = "0.5,0.9,0.95,0.99", .format = "table"};
    const struct opt options[] = {
        OPT_TEXT('b', "by", "FACTORS", &arguments.by, "group by these columns, a,b (those of the study)"),
        OPT_LIST('m', "measure", "NAME", &arguments.data.measures,
                 "quantiles of this column (repeatable; all); what bare numbers are"),
        OPT_TEXT('q', "quantiles", "P,P", &arguments.quantiles, "probabilities (0.5,0.9,0.95,0.99)"),
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
        status = report_check_format(arguments.format, err);
        if (status == OK) {
            status = reconcile(&arguments, &operands, err);
        }
    }
    data_arguments_release(&arguments.data);
    return status;
}

static void list_columns(FILE *stream)
{
    form_list(&form_reconcile, stream);
}

const struct command command_reconcile = {
    .usage =
        {.name = "faastat reconcile",
         .synopsis = "[option ...] FILE|DIRECTORY ...",
         .purpose = "Quantiles of one sample as each tool defines them, side by side",
         .details =
             "Tools that round or bucket times do so after the rank; only Locust's rounding is done here.\n"
             "A tool that prints no such percentile has an empty cell.",
         .examples =
             "  faastat reconcile --where memory_mb=512 -m latency_s data/study/warm_requests_resnet50.csv\n"
             "  faastat reconcile --by model -q 0.95,0.99 --format csv runs.csv\n",
         .columns = list_columns},
    .run = run,
};
