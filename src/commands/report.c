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
#include "commands/report_change.h"
#include "commands/report_parts.h"
#include "output/html.h"

static const char usual_output[] = "report.html";

struct arguments {
    const char *output, *title, *claims, *templates;
    struct opt_list figures, compared;
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

static void write_files(const struct imported *imported, FILE *stream)
{
    for (size_t i = 0; i < imported->n_sources; i++) {
        const struct import_source *source = &imported->sources[i];
        fputs("<tr><td>", stream);
        html_write_text(source->path, stream);
        fputs("</td><td>", stream);
        html_write_text(source->format, stream);
        fprintf(stream,
                "</td><td class=\"number\" data-value=\"%zu\">%zu</td><td><code>%s</code></td></tr>\n",
                source->rows, source->rows, source->sha256);
    }
}

static void write_sources(const struct arguments *arguments, const struct report_page *page, FILE *stream)
{
    fputs("<h2>Where the data come from</h2>\n", stream);
    html_write_table_head("Files that were read", stream);
    fputs(
        "<th scope=\"col\">file</th><th scope=\"col\">format</th><th scope=\"col\" class=\"number\">rows</th>"
        "<th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n",
        stream);
    write_files(&page->imported, stream);
    write_files(&page->old, stream);
    fprintf(stream, "</tbody></table></div>\n<p>By faastat %s: <code>faastat", version_number);
    for (char *const *word = arguments->command; *word != NULL; word++) {
        write_word(*word, stream);
    }
    fputs("</code>. ", stream);
    for (size_t i = 0; i < page->query.pooled.n; i++) {
        fputs(i == 0 ? "Pooled, as their values are many: " : ", ", stream);
        html_write_text(page->query.pooled.rows[i].name, stream);
        fprintf(stream, " (%zu values)", page->query.pooled.rows[i].values);
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

static enum status write_page(const struct arguments *arguments, const struct report_page *page,
                              struct error *err)
{
    char *paths[2] = {path_join(page->templates, "report/report.css", err),
                      path_join(page->templates, "report/report.js", err)};
    char *texts[2] = {NULL, NULL};
    struct output output = {0};
    enum status status = paths[0] == NULL || paths[1] == NULL ? BAD_SERVICE : OK;
    for (size_t i = 0; status == OK && i < 2; i++) {
        status = report_page_read(paths[i], &texts[i], err);
    }
    if (status == OK) {
        const char *place = arguments->output;
        status = output_open(&output, place == NULL ? usual_output : place, err);
    }
    if (status == OK) {
        const struct html_page html = {arguments->title, texts[0], texts[1]};
        html_write_head(&html, output.stream);
        fputs("<p class=\"verdict\">", output.stream);
        html_write_text(page->verdict.bytes, output.stream);
        fputs("</p>\n", output.stream);
        write_sources(arguments, page, output.stream);
        fwrite(page->summary, 1, page->summary_n, output.stream);
        fwrite(page->text, 1, page->text_n, output.stream);
        html_write_foot(&html, output.stream);
        status = output_commit(&output, err);
    }
    output_discard(&output);
    for (size_t i = 0; i < 2; i++) {
        free(paths[i]);
        free(texts[i]);
    }
    return status;
}

static enum status count_groups(struct report_page *page, struct error *err)
{
    const struct names *by = &page->query.by;
    struct known_groups *groups;
    report_page_know(page);
    enum status status = known_table_group(&page->known, by->values, by->n, NULL, &groups, err);
    page->groups = status == OK ? groups->grouping.n : 0;
    return status;
}

/* Reads dumps; `side` is a constant of theirs, or NULL. */
static enum status read_side(const struct arguments *arguments, const char *side,
                             const struct opt_result *dumps, const struct query *query,
                             struct imported *imported, struct error *err)
{
    struct data_arguments data = arguments->data;
    struct opt_list set = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < data.set.n; i++) {
        status = opt_list_add(&set, data.set.values[i], err);
    }
    if (status == OK && side != NULL) {
        status = opt_list_add(&set, side, err);
    }
    data.set = set;
    if (status == OK) {
        status = data_read(&data, query, dumps, NULL, imported, err);
    }
    opt_list_release(&set);
    return status;
}

static enum status read_data(const struct arguments *arguments, struct report_page *page, struct error *err)
{
    struct query *query = &page->query;
    const struct opt_result old = {.operands = (char **)arguments->compared.values,
                                   .n = arguments->compared.n};
    enum status status = query_read(&arguments->words, query, err);
    if (status == OK && old.n > 0) {
        status = read_side(arguments, report_change_old, &old, query, &page->old, err);
    }
    if (status == OK) {
        status = read_side(arguments, old.n > 0 ? report_change_new : NULL, page->operands, query,
                           &page->imported, err);
    }
    if (status == OK) {
        status = query_bind(query, &page->imported.table, err);
    }
    if (status == OK) {
        status = query_choose_factors(query, &page->imported.table, err);
    }
    return status == OK ? count_groups(page, err) : status;
}

static enum status report(const struct arguments *arguments, struct report_page *page, struct error *err)
{
    enum status status = read_data(arguments, page, err);
    if (status == OK) {
        status = leftovers_make_folder("faastat-report-", &page->folder, &page->leftover, err);
    }
    if (status != OK) {
        return status;
    }
    page->templates = arguments->templates != NULL
                          ? text_copy(arguments->templates, strlen(arguments->templates), err)
                          : datadir_find("templates", err);
    page->stream = tmpfile();
    if (page->templates == NULL) {
        status = BAD_SERVICE;
    }
    if (status == OK && page->stream != NULL) {
        status = report_parts_make(page, err);
    }
    status = report_page_end(page->stream, status, &page->text, &page->text_n, err);
    rmdir(page->folder);
    leftovers_forget(&page->leftover);
    free(page->folder);
    page->folder = NULL;
    status = status == OK ? write_page(arguments, page, err) : status;
    return status == OK && page->failed > 0
               ? error_set(err, BAD_SERVICE, "%zu of %zu pictures failed; the page says which", page->failed,
                           page->failed + page->pictures)
               : status;
}

static enum status run(int argc, char **argv, const struct opt_usage *usage, struct error *err)
{
    static const char *const looks_at[] = {"memory_mb", "cold", NULL};
    struct arguments arguments = {
        .title = "What the requests say",
        .words = {.automatic = true, .quantiles = "0.5,0.95,0.99", .looks_at = looks_at},
        .data.digest = true};
    const struct opt options[] = {
        OPT_TEXT('o', "output", "FILE", &arguments.output, "the page, whole or not at all (report.html)"),
        OPT_TEXT(0, "title", "TEXT", &arguments.title, "of the page"),
        OPT_TEXT(0, "claims", "FILE", &arguments.claims, "claims to be judged by the data"),
        OPT_LIST(0, "figures", "FILE", &arguments.figures,
                 "a figure file, whose figures are drawn too (repeatable)"),
        OPT_LIST(0, "compare-to", "OLD", &arguments.compared,
                 "dumps that the others are compared with (repeatable)"),
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
    struct report_page page = {.operands = &operands};
    enum status status = opt_parse(argc, argv, usage, options, &operands, err);
    if (status == OK && !operands.helped) {
        arguments.command = argv;
        page.claims = arguments.claims;
        page.figures = &arguments.figures;
        page.compared = &arguments.compared;
        page.data = &arguments.data;
        page.csv_safe = arguments.csv_safe;
        /* claims and figures may be of any column */
        arguments.words.only_asked = arguments.claims == NULL && arguments.figures.n == 0;
        status = check_place(&arguments, err);
        status = status == OK ? report(&arguments, &page, err) : status;
    }
    free(page.summary);
    free(page.text);
    free(page.templates);
    text_release(&page.verdict);
    known_table_release(&page.known);
    query_release(&page.query);
    imported_release(&page.imported);
    imported_release(&page.old);
    opt_list_release(&arguments.figures);
    opt_list_release(&arguments.compared);
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
                          "  faastat report new.json --compare-to old.json --claims slo.json\n"},
    .run = run,
};
