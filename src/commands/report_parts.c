#include "commands/report_parts.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/check.h"
#include "analysis/compare.h"
#include "analysis/part.h"
#include "analysis/summary.h"
#include "base/file.h"
#include "figure/drawing.h"
#include "figure/entry.h"
#include "figure/kind.h"
#include "output/check.h"
#include "output/compare.h"
#include "output/formats.h"
#include "output/html.h"
#include "output/summary.h"
#include "stats/definition.h"

enum { MOST_COMPARED = 12 }; /* groups, whose pairs people read */

static void forget_progress(size_t done, size_t n)
{
    (void)done, (void)n;
}

enum status report_parts_end(FILE *stream, enum status status, char **bytes, size_t *n, struct error *err)
{
    long end = stream == NULL || fflush(stream) != 0 || ferror(stream) ? -1 : ftell(stream);
    *n = end < 0 ? 0 : (size_t)end;
    *bytes = status != OK || end < 0 ? NULL : malloc(*n + 1);
    bool read = *bytes != NULL && fseek(stream, 0, SEEK_SET) == 0 && fread(*bytes, 1, *n, stream) == *n;
    if (status == OK && !read) {
        status = error_set(err, BAD_SERVICE, "cannot keep the page meanwhile: %s", strerror(errno));
    }
    if (stream != NULL) {
        fclose(stream);
    }
    return status;
}

/* ---- results ---- */

static void write_heading(const struct report_parts *parts, const char *heading)
{
    fprintf(parts->stream, "<h2>%s</h2>\n", heading);
}

/* A result's table, and the same for programs behind links. */
static enum status write_result(const struct report_parts *parts, const struct form *form, const void *result,
                                const char *caption, const char *name, struct error *err)
{
    static const struct {
        const char *format, *type;
    } formats[] = {{"csv", "text/csv"}, {"json", "application/json"}};
    struct report report = {.csv_safe = parts->csv_safe};
    enum status status = form_fill(form, result, &report, err);
    if (status == OK) {
        html_write_table(&report, caption, parts->stream);
        fputs("<p class=\"downloads\">", parts->stream);
    }
    for (size_t i = 0; status == OK && i < 2; i++) {
        char *bytes = NULL, file[64];
        size_t n = 0;
        FILE *stream = tmpfile();
        status = stream == NULL ? OK : format_write(&report, formats[i].format, stream, err);
        status = report_parts_end(stream, status, &bytes, &n, err);
        snprintf(file, sizeof file, "%s.%s", name, formats[i].format);
        status =
            status == OK ? html_write_download(file, formats[i].type, bytes, n, parts->stream, err) : status;
        free(bytes);
    }
    if (status == OK) {
        fputs("</p>\n", parts->stream);
    }
    report_release(&report);
    return status;
}

static enum status add_comparison(struct report_parts *parts, struct error *err)
{
    const struct query *query = &parts->query;
    struct compare_options options = {
        .by = query->by.values,
        .n_by = query->by.n,
        .pooled = &query->pooled,
        .measures = query->measures.values,
        .n_measures = query->measures.n,
        .quantiles = query->quantiles,
        .n_quantiles = query->n_quantiles,
        .intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95},
        .clusters = query->clusters.values,
        .threads = parts->threads,
    };
    struct compare_result result = {0};
    enum status status = compare_compute(&parts->imported.table, &options, &result, err);
    size_t different = 0;
    for (size_t i = 0; status == OK && i < result.n; i++) {
        different += result.pairs[i].verdict == PAIR_DIFFERENT;
    }
    if (status == OK) {
        status = text_print(&parts->verdict, err, " %zu of %zu comparisons of groups find a difference.",
                            different, result.n);
    }
    if (status == OK) {
        write_heading(parts, "Which groups differ");
        status = write_result(parts, &form_compare, &result, "Pairs of groups: b against a", "compare", err);
    }
    compare_release(&result);
    return status;
}

static enum status add_claims(struct report_parts *parts, struct error *err)
{
    const struct interval_options intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95};
    struct claims claims = {0};
    struct check_result result = {0};
    enum status status = claims_read(&claims, parts->claims, err);
    if (status == OK) {
        status = check_compute(&parts->imported.table, &claims, &intervals, &result, err);
    }
    if (status == OK) {
        status = text_print(&parts->verdict, err,
                            " Of %zu claims %zu hold and %zu fail; of %zu the data cannot tell.", result.n,
                            result.totals[HOLDS], result.totals[FAILS], result.totals[CANNOT_TELL]);
    }
    if (status == OK) {
        write_heading(parts, "Claims");
        status =
            write_result(parts, &form_check, &result, "Claims and what the data say of them", "claims", err);
    }
    check_release(&result);
    claims_release(&claims);
    return status;
}

/* How many requests there are, and how many failed, by the first measure. */
static enum status judge_requests(struct report_parts *parts, const struct summary_result *result,
                                  struct error *err)
{
    double n = 0, failed = 0;
    for (size_t i = 0; i < result->n; i++) {
        const struct summary_row *row = &result->rows[i];
        bool counts = strcmp(row->measure, result->rows[0].measure) == 0;
        n += counts ? row->n + (double)row->missing : 0;
        failed += counts ? row->failed : 0;
    }
    struct text others = parts->verdict;
    parts->verdict = (struct text){0};
    enum status status =
        isnan(n) ? text_print(&parts->verdict, err, "Published figures in %zu groups.", parts->groups)
                 : text_print(&parts->verdict, err, "%.0f requests that succeeded, in %zu group%s; ", n,
                              parts->groups, parts->groups == 1 ? "" : "s");
    if (status == OK && !isnan(n)) {
        status = isnan(failed) ? text_print(&parts->verdict, err, "nobody knows how many failed.")
                               : text_print(&parts->verdict, err, "%.0f failed.", failed);
    }
    if (status == OK && others.n > 0) {
        status = text_append(&parts->verdict, others.bytes, others.n, err);
    }
    text_release(&others);
    return status;
}

/* Last of all, as it takes the requests out of the table. */
static enum status add_summary(struct report_parts *parts, struct error *err)
{
    const struct query *query = &parts->query;
    const struct groups_plan plan = {.by = query->by.values,
                                     .n_by = query->by.n,
                                     .measures = query->measures.values,
                                     .n_measures = query->measures_named ? query->measures.n : 0,
                                     .clusters = query->clusters.values,
                                     .n_clusters = query->clusters.n,
                                     .failure_level = 0.95};
    struct summary_options options = {.by = query->by.values,
                                      .n_by = query->by.n,
                                      .measures = query->measures.values,
                                      .n_measures = query->measures.n,
                                      .quantiles = query->quantiles,
                                      .n_quantiles = query->n_quantiles,
                                      .definition = definition_find("numpy"),
                                      .intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95},
                                      .clusters = query->clusters.values,
                                      .threads = parts->threads,
                                      .pooled = &query->pooled};
    struct groups groups = {0};
    struct summary_result result = {0};
    enum status status = groups_init(&groups, &plan, err);
    if (status == OK) {
        status = part_take_all(&groups, &parts->imported.table, err);
    }
    if (status == OK) {
        status = summary_compute(&groups, &parts->imported.table, &options, &result, err);
    }
    if (status == OK) {
        status = judge_requests(parts, &result, err);
    }
    if (status == OK) {
        write_heading(parts, "Summary");
        status = write_result(parts, &form_summary, &result, "Each group and measure", "summary", err);
    }
    summary_release(&result);
    groups_release(&groups);
    return status;
}

/* ---- pictures ---- */

enum status report_parts_read(const char *path, char **text, struct error *err)
{
    struct input input;
    size_t n = 0;
    enum status status = input_open(&input, path, &(struct input_options){0}, err);
    if (status == OK) {
        status = input_read_all(&input, text, &n, err);
        input_close(&input);
    }
    return status;
}

static enum status write_picture(struct report_parts *parts, const struct drawing *drawing, struct error *err)
{
    char *svg = NULL, *script = NULL, name[80];
    enum status status = report_parts_read(drawing->image, &svg, err);
    if (status == OK) {
        status = report_parts_read(drawing->script, &script, err);
    }
    if (status == OK) {
        fputs("<figure>\n", parts->stream);
        status = html_write_svg(svg, ++parts->pictures, drawing->figure->title, parts->stream, err);
    }
    if (status == OK) {
        fputs("</figure>\n<p class=\"downloads\">", parts->stream);
        snprintf(name, sizeof name, "%.60s.gp", drawing->figure->id);
        status = html_write_download(name, "text/plain", script, strlen(script), parts->stream, err);
        fputs("</p>\n", parts->stream);
    }
    free(svg);
    free(script);
    return status;
}

static void write_refusal(const struct report_parts *parts, const char *why)
{
    fputs("<p class=\"refused\">No picture: ", parts->stream);
    html_write_text(why, parts->stream);
    fputs("</p>\n", parts->stream);
}

/* Draws the figures of a file; one that the data can't support is refused in words. */
static enum status write_pictures(struct report_parts *parts, struct drawings *all, struct error *err)
{
    const struct provenance provenance = {.figure_file = "none, drawn by 'faastat report'"};
    struct table table = parts->imported.table; /* whose columns stay where they are */
    drawings_write_scripts(all, &table, &provenance);
    enum status status = drawings_draw(all, err);
    for (size_t i = 0; i < all->n; i++) {
        const struct drawing *drawing = &all->drawings[i];
        if (status == OK && drawing->status == BAD_SERVICE) {
            status = error_set(err, BAD_SERVICE, "%s", drawing->error.text);
        } else if (status == OK && drawing->status != OK) {
            write_refusal(parts, drawing->error.text);
        } else if (status == OK) {
            status = write_picture(parts, drawing, err);
        }
        unlink(drawing->script);
        unlink(drawing->image);
    }
    return status;
}

static enum status add_picture(struct report_parts *parts, const char *kind, const char *heading,
                               struct error *err)
{
    const struct query *query = &parts->query;
    const struct entry_request request = {
        .kind = kind,
        .measure = query->measures_named ? query->measures.values[0] : NULL,
        .claims = figure_find_kind(kind)->of_claims ? parts->claims : NULL,
        .by = &query->by,
        .measures = &query->measures,
        .data = (const char *const *)parts->operands->operands,
        .n_data = parts->operands->n,
    };
    const struct drawing_options options = {.directory = parts->folder,
                                            .terminal = "svg",
                                            .templates = parts->templates,
                                            .scale = 1,
                                            .threads = parts->threads,
                                            .progress = forget_progress};
    struct text entry = {0};
    struct figure_file file = {0};
    struct error why = {{0}};
    struct drawings all = {.options = &options, .file = &file};
    enum status status = entry_write(&request, &parts->imported.table, &entry, &why);
    if (status == BAD_DATA) {
        write_heading(parts, heading);
        write_refusal(parts, why.text);
        text_release(&entry);
        return OK;
    }
    if (status != OK) {
        return error_set(err, status, "%s", why.text);
    }
    if (status == OK) {
        status = figure_file_parse(&file, "the report's figure", entry.bytes, entry.n, err);
    }
    for (size_t i = 0; status == OK && i < file.n; i++) {
        status = drawings_add(&all, &file.figures[i], err);
    }
    if (status == OK) {
        write_heading(parts, heading);
        status = write_pictures(parts, &all, err);
    }
    drawings_release(&all);
    figure_file_release(&file);
    text_release(&entry);
    return status;
}

/* Whether the table has the column, as numbers, and any of these. */
static bool has_numbers(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == MEASURE && !column_is_empty(column, table->rows);
}

/* How many different sizes of memory there are. */
static size_t count_sizes(const struct table *table)
{
    const struct column *column = table_find_column(table, "memory_mb");
    return column == NULL || column->kind != FACTOR ? 0 : column->dictionary.n;
}

static enum status add_pictures(struct report_parts *parts, struct error *err)
{
    enum { CURVE = 3, PANELS = 12, LEAST_COMPARED = 2 };
    const struct table *table = &parts->imported.table;
    const struct {
        const char *kind, *heading;
        bool fits;
    } kinds[] = {{"spectrum", "How slow is the tail", true},
                 {"time", "What changed in time", has_numbers(table, "start_s") && parts->groups <= PANELS},
                 {"lines", "More memory, less time", count_sizes(table) >= CURVE},
                 {"pareto", "Is more memory worth its price", count_sizes(table) >= CURVE},
                 {"load", "What the load does", has_numbers(table, "start_s") && parts->groups <= PANELS},
                 {"forest", "By how much groups differ",
                  parts->groups >= LEAST_COMPARED && parts->groups <= MOST_COMPARED}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof kinds / sizeof *kinds; i++) {
        status = kinds[i].fits ? add_picture(parts, kinds[i].kind, kinds[i].heading, err) : OK;
    }
    return status;
}

/* The summary stands before what has to be made before it. */
static enum status make_summary(struct report_parts *parts, struct error *err)
{
    FILE *behind = parts->stream;
    parts->stream = tmpfile();
    enum status status = parts->stream == NULL ? OK : add_summary(parts, err);
    status = report_parts_end(parts->stream, status, &parts->summary, &parts->summary_n, err);
    parts->stream = behind;
    return status;
}

enum status report_parts_make(struct report_parts *parts, struct error *err)
{
    bool compares = parts->groups >= 2 && parts->groups <= MOST_COMPARED;
    enum status status = add_pictures(parts, err);
    if (status == OK && parts->groups > MOST_COMPARED) {
        write_heading(parts, "Which groups differ");
        fprintf(parts->stream,
                "<p class=\"refused\">Not compared, nor drawn over time: %zu groups, expected at most %d; "
                "name fewer "
                "factors with --by.</p>\n",
                parts->groups, MOST_COMPARED);
    }
    if (status == OK && compares) {
        status = add_comparison(parts, err);
    }
    if (status == OK && parts->claims != NULL) {
        status = add_picture(parts, "claims", "How far claims are from what they allow", err);
        status = status == OK ? add_claims(parts, err) : status;
    }
    return status == OK ? make_summary(parts, err) : status;
}
