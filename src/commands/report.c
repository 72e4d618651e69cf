/* faastat report: what the data say, on one page that needs nothing else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/datadir.h"
#include "base/file.h"
#include "base/version.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "commands/report_parts.h"
#include "output/html.h"
#include "table/group.h"

static const char usual_output[] = "report.html";

struct arguments {
    const char *output, *title, *claims, *templates;
    char *const *command; /* the words of it, up to a NULL */
    bool csv_safe;
    struct query_words words;
    struct data_arguments data;
};

/* ---- the page ---- */

/* A word of the command, quoted where a shell would make something else of it. */
static void write_word(const char *word, FILE *stream)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./%@";
    bool is_plain = *word != '\0' && word[strspn(word, plain)] == '\0';
    fputs(is_plain ? " " : " '", stream);
    for (size_t n; *word != '\0'; word += n + (word[n] != '\0')) {
        n = strcspn(word, "'");
        html_write_bytes(word, n, stream);
        fputs(word[n] != '\0' ? "'\\''" : "", stream);
    }
    fputs(is_plain ? "" : "'", stream);
}

static void write_sources(const struct arguments *arguments, const struct report_parts *parts, FILE *stream)
{
    fputs("<h2>Where the data come from</h2>\n", stream);
    html_write_table_head("Files that were read", stream);
    fputs("<th scope=\"col\">file</th><th scope=\"col\">format</th><th scope=\"col\">rows</th>"
          "<th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n",
          stream);
    for (size_t i = 0; i < parts->imported.n_sources; i++) {
        const struct import_source *source = &parts->imported.sources[i];
        fputs("<tr><td>", stream);
        html_write_text(source->path, stream);
        fputs("</td><td>", stream);
        html_write_text(source->format, stream);
        fprintf(stream,
                "</td><td class=\"number\" data-value=\"%zu\">%zu</td><td><code>%s</code></td></tr>\n",
                source->rows, source->rows, source->sha256);
    }
    fprintf(stream, "</tbody></table></div>\n<p>By faastat %s: <code>faastat", version_number);
    for (char *const *word = arguments->command; *word != NULL; word++) {
        write_word(*word, stream);
    }
    fputs("</code>. ", stream);
    for (size_t i = 0; i < parts->query.pooled.n; i++) {
        fputs(i == 0 ? "Pooled, as their values are many: " : ", ", stream);
        html_write_text(parts->query.pooled.rows[i].name, stream);
        fprintf(stream, " (%zu values)", parts->query.pooled.rows[i].values);
    }
    fputs("</p>\n", stream);
}

/* A page of somebody else's is not replaced unless its name is given. */
static enum status check_place(const struct arguments *arguments, struct error *err)
{
    static const char mark[] = "content=\"faastat\"";
    struct input input;
    const char *bytes;
    size_t n = 0;
    bool found = false;
    enum status status = arguments->output == NULL ? path_find(usual_output, &found, err) : OK;
    if (status != OK || !found) {
        return status;
    }
    status = input_open(&input, usual_output, &(struct input_options){0}, err);
    if (status != OK) {
        return status;
    }
    status = input_peek(&input, 1024, &bytes, &n, err);
    bool ours = status == OK && memmem(bytes, n, mark, sizeof mark - 1) != NULL;
    input_close(&input);
    return status != OK || ours
               ? status
               : error_set(err, BAD_USAGE,
                           "found a file '%s' that faastat did not write; name another one with --output",
                           usual_output);
}

static enum status write_page(const struct arguments *arguments, const struct report_parts *parts,
                              struct error *err)
{
    char *paths[2] = {path_join(parts->templates, "report/report.css", err),
                      path_join(parts->templates, "report/report.js", err)};
    char *texts[2] = {NULL, NULL};
    struct output output = {0};
    enum status status = paths[0] == NULL || paths[1] == NULL ? BAD_SERVICE : OK;
    for (size_t i = 0; status == OK && i < 2; i++) {
        status = report_parts_read(paths[i], &texts[i], err);
    }
    if (status == OK) {
        const char *place = arguments->output;
        status = output_open(&output, place == NULL ? usual_output : place, err);
    }
    if (status == OK) {
        const struct html_page page = {arguments->title, texts[0], texts[1]};
        html_write_head(&page, output.stream);
        fputs("<p class=\"verdict\">", output.stream);
        html_write_text(parts->verdict.bytes, output.stream);
        fputs("</p>\n", output.stream);
        write_sources(arguments, parts, output.stream);
        fwrite(parts->summary, 1, parts->summary_n, output.stream);
        fwrite(parts->text, 1, parts->text_n, output.stream);
        html_write_foot(&page, output.stream);
        status = output_commit(&output, err);
    }
    output_discard(&output);
    for (size_t i = 0; i < 2; i++) {
        free(paths[i]);
        free(texts[i]);
    }
    return status;
}

static enum status count_groups(struct report_parts *parts, struct error *err)
{
    struct grouping grouping = {0};
    const struct names *by = &parts->query.by;
    enum status status = table_group(&parts->imported.table, by->values, by->n, &grouping, err);
    parts->groups = grouping.n;
    grouping_release(&grouping);
    return status;
}

static enum status read_data(const struct arguments *arguments, struct report_parts *parts, struct error *err)
{
    struct query *query = &parts->query;
    enum status status = query_read(&arguments->words, query, err);
    if (status == OK) {
        status = data_read(&arguments->data, query, parts->operands, NULL, &parts->imported, err);
    }
    if (status == OK) {
        status = query_bind(query, &parts->imported.table, err);
    }
    if (status == OK) {
        status = query_choose_factors(query, &parts->imported.table, err);
    }
    return status == OK ? count_groups(parts, err) : status;
}

static enum status report(const struct arguments *arguments, struct report_parts *parts, struct error *err)
{
    enum status status = read_data(arguments, parts, err);
    if (status == OK) {
        status = leftovers_make_folder("faastat-report-", &parts->folder, &parts->leftover, err);
    }
    if (status != OK) {
        return status;
    }
    parts->templates = arguments->templates != NULL
                           ? text_copy(arguments->templates, strlen(arguments->templates), err)
                           : datadir_find("templates", err);
    parts->stream = tmpfile();
    if (parts->templates == NULL) {
        status = BAD_SERVICE;
    }
    if (status == OK && parts->stream != NULL) {
        status = report_parts_make(parts, err);
    }
    status = report_parts_end(parts->stream, status, &parts->text, &parts->text_n, err);
    rmdir(parts->folder);
    leftovers_forget(&parts->leftover);
    free(parts->folder);
    parts->folder = NULL;
    return status == OK ? write_page(arguments, parts, err) : status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    struct arguments arguments = {.title = "What the requests say",
                                  .words = {.automatic = true, .quantiles = "0.5,0.95,0.99"},
                                  .data.digest = true};
    const struct opt options[] = {
        OPT_TEXT('o', "output", "FILE", &arguments.output, "the page, whole or not at all (report.html)"),
        OPT_TEXT(0, "title", "TEXT", &arguments.title, "of the page"),
        OPT_TEXT(0, "claims", "FILE", &arguments.claims, "claims to be judged by the data"),
        BY_OPTION(&arguments.words, "file, and those of few values"),
        MEASURE_OPTION(&arguments.words, "report this column (repeatable; all); what bare numbers are"),
        QUANTILES_OPTION(&arguments.words, "0.5,0.95,0.99"),
        WHERE_OPTION(&arguments.words),
        CLUSTER_OPTION(&arguments.words),
        OPT_TEXT(0, "templates", "DIRECTORY", &arguments.templates, "of figures and the page (as installed)"),
        CSV_SAFE_OPTION(&arguments.csv_safe),
        DATA_OPTIONS(&arguments.data),
        {0},
    };
    struct opt_result operands;
    struct report_parts parts = {.operands = &operands};
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status == OK && !operands.helped) {
        arguments.command = argv;
        parts.claims = arguments.claims;
        parts.threads = arguments.data.threads;
        parts.csv_safe = arguments.csv_safe;
        status = check_place(&arguments, err);
        status = status == OK ? report(&arguments, &parts, err) : status;
    }
    free(parts.summary);
    free(parts.text);
    free(parts.templates);
    text_release(&parts.verdict);
    query_release(&parts.query);
    imported_release(&parts.imported);
    query_words_release(&arguments.words);
    data_arguments_release(&arguments.data);
    return status;
}

const struct command command_report = {
    .usage = {.name = "faastat report",
              .synopsis = "[option ...] FILE|DIRECTORY ...",
              .purpose = "One HTML page: summary, pictures, which groups differ, claims",
              .details =
                  "The page needs no server and fetches nothing: images are in it, and what its tables say\n"
                  "is in it as CSV and JSON. It is readable without JavaScript, which only sorts tables.",
              .examples = "  faastat report runs.csv -o report.html\n"
                          "  faastat report old.json new.json --claims slo.json\n"},
    .run = run,
};
