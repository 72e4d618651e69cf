/* faastat reconcile: the same sample's quantiles by the definition of every tool. */
#include "analysis/reconcile.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/options.h"
#include "commands/query.h"
#include "output/formats.h"
#include "output/reconcile.h"

struct arguments {
    struct written_as writing;
    struct query_words words;
    struct data_arguments data;
};

static enum status reconcile(const struct arguments *arguments, const struct opt_result *operands,
                             struct error *err)
{
    struct imported imported = {0};
    struct query query = {0};
    struct reconcile_result result = {0};
    enum status status = query_read(&arguments->words, &query, err);
    if (status == OK) {
        status = data_read(&arguments->data, &query, operands, NULL, &imported, err);
    }
    if (status == OK) {
        status = query_bind(&query, &imported.table, err);
    }
    const struct reconcile_options options = {
        .by = query.by.values,
        .n_by = query.by.n,
        .measures = query.measures.values,
        .n_measures = query.measures.n,
        .quantiles = query.quantiles,
        .n_quantiles = query.n_quantiles,
    };
    if (status == OK) {
        status = reconcile_compute(&imported.table, &options, &result, err);
    }
    if (status == OK) {
        status = form_write(&form_reconcile, &result, &arguments->writing, err);
    }
    reconcile_release(&result);
    query_release(&query);
    imported_release(&imported);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.words = {.quantiles = "0.5,0.9,0.95,0.99", .only_asked = true},
                                  .writing.format = "table"};
    const struct opt options[] = {
        BY_OPTION(&arguments.words, "those of the study"),
        MEASURE_OPTION(&arguments.words, "quantiles of this column (repeatable; all); what bare numbers are"),
        QUANTILES_OPTION(&arguments.words, "0.5,0.9,0.95,0.99"),
        WRITING_OPTIONS(&arguments.writing),
        WHERE_OPTION(&arguments.words),
        DATA_OPTIONS(&arguments.data),
        {0},
    };
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status == OK && !operands.helped) {
        status = format_check(arguments.writing.format, err);
        if (status == OK) {
            status = reconcile(&arguments, &operands, err);
        }
    }
    query_words_release(&arguments.words);
    data_arguments_release(&arguments.data);
    return status;
}

static void list_reconcile_columns(FILE *stream)
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
         .columns = list_reconcile_columns},
    .run = run,
};
