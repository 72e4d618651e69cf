/* faastat import: dumps of any known format into one tidy CSV. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/terminal.h"
#include "commands/commands.h"
#include "commands/data.h"
#include "commands/options.h"
#include "commands/program.h"
#include "commands/query.h"
#include "formats/formats.h"
#include "output/report.h"
#include "table/tidy_write.h"

static const char *quality_name(enum quality quality)
{
    switch (quality) {
    case EXACT:
        return "exact";
    case BUCKETED:
        return "bucketed";
    case SUMMARY:
        return "summary";
    }
    return "";
}

static int compare_names(const void *a, const void *b)
{
    const struct importer *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static enum status print_formats(const struct data_arguments *data, struct error *err)
{
    struct formats formats;
    enum status status = formats_open(&formats, data->rules.values, data->rules.n, err);
    if (status == OK) {
        status = formats_complete(&formats, err);
    }
    if (status == OK) {
        qsort(formats.importers, formats.known.n, sizeof *formats.importers, compare_names);
        printf("%-21s  %-8s  %s\n", "format", "quality", "written by");
    }
    for (size_t i = 0; status == OK && i < formats.known.n; i++) {
        const struct importer *importer = formats.importers[i];
        printf("%-21s  %-8s  %s\n", importer->name, quality_name(importer->quality), importer->writes);
    }
    formats_close(&formats);
    return status;
}

enum { MOST_SOURCES = 10 };

/* Says as what each file was read, and why; the first few of many. */
static enum status print_sources(const struct imported *imported, struct error *err)
{
    struct text line = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < imported->n_sources && i < MOST_SOURCES; i++) {
        const struct import_source *source = &imported->sources[i];
        line.n = 0;
        status = text_print(&line, err, "%s: %zu row%s of '%s', recognised by %s", source->path, source->rows,
                            source->rows == 1 ? "" : "s", source->format, source->signs);
        if (status == OK) {
            program_tell(line.bytes);
        }
    }
    if (imported->n_sources > MOST_SOURCES) {
        fprintf(stderr, "faastat: and %zu files more\n", imported->n_sources - MOST_SOURCES);
    }
    text_release(&line);
    return status;
}

/* Instead of the table: what each file was taken for, and each of its columns. */
static enum status explain(const struct query_words *words, const struct data_arguments *data,
                           const struct opt_result *operands, const char *path, struct error *err)
{
    struct query query = {0};
    struct imported imported = {0};
    struct output output = {0};
    enum status status = query_read(words, &query, err);
    status = status == OK ? data_read(data, &query, operands, NULL, &imported, err) : status;
    status = status == OK ? output_open(&output, path, err) : status;
    for (size_t i = 0; status == OK && i < imported.n_sources; i++) {
        const struct import_source *source = &imported.sources[i];
        terminal_put(source->path, strlen(source->path), output.stream);
        fprintf(output.stream, ": %zu row%s of '%s', %s%s\n", source->rows, source->rows == 1 ? "" : "s",
                source->format, data->from == NULL ? "recognised by " : "as asked",
                data->from == NULL ? source->signs : "");
        fputs(source->columns == NULL ? "" : source->columns, output.stream);
    }
    status = status == OK ? output_commit(&output, err) : status;
    output_discard(&output);
    query_release(&query);
    imported_release(&imported);
    return status;
}

/* Reads everything before the output is opened: bad data leave nothing behind. */
static enum status import(const struct query_words *words, const struct data_arguments *data,
                          const struct opt_result *operands, const struct written_as *writing,
                          struct error *err)
{
    struct query query = {0};
    struct imported imported = {0};
    struct output output = {0};
    enum status status = query_read(words, &query, err);
    if (status == OK) {
        status = data_read(data, &query, operands, NULL, &imported, err);
    }
    if (status == OK && !data->quiet && data->from == NULL) {
        status = print_sources(&imported, err);
    }
    if (status == OK) {
        status = output_open(&output, writing->path, err);
    }
    if (status == OK) {
        status = tidy_write(&imported.table, writing->csv_safe, data->threads, output.stream, err);
    }
    if (status == OK) {
        status = output_commit(&output, err);
    }
    output_discard(&output);
    query_release(&query);
    imported_release(&imported);
    return status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct query_words words = {0};
    struct data_arguments data = {0};
    struct written_as writing = {0};
    bool list = false;
    const struct opt options[] = {
        OUTPUT_OPTION(&writing.path),
        CSV_SAFE_OPTION(&writing.csv_safe),
        MEASURE_OPTION(&words, "what bare numbers are, such as latency_s (value)"),
        WHERE_OPTION(&words),
        DATA_OPTIONS(&data),
        OPT_FLAG(0, "list", &list, "print the known formats"),
        OPT_FLAG(0, "explain", &data.explains, "say instead what each file and column was taken for"),
        {0},
    };
    struct opt_result operands;
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status == OK && !operands.helped && list) {
        status = print_formats(&data, err);
    } else if (status == OK && !operands.helped && data.explains) {
        status = explain(&words, &data, &operands, writing.path, err);
    } else if (status == OK && !operands.helped) {
        status = import(&words, &data, &operands, &writing, err);
    }
    query_words_release(&words);
    data_arguments_release(&data);
    return status;
}

const struct command command_import = {
    .usage = {.name = "faastat import",
              .synopsis = "[option ...] FILE|DIRECTORY ...",
              .purpose = "Read dumps of any known format and write one tidy CSV",
              .details =
                  "A format is recognised by its content. A directory that holds the study's tree is read\n"
                  "as such: model, memory size, experiment and measure come from the paths.",
              .examples =
                  "  faastat import --measure latency_s --set model=resnet50 times.pickle -o warm.csv\n"
                  "  faastat import idls-project -o study.csv\n"},
    .run = run,
};
