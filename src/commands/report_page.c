#include "commands/report_page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "output/formats.h"
#include "output/html.h"

struct compare_options report_page_compares(const struct report_page *page)
{
    const struct query *query = &page->query;
    return (struct compare_options){
        .by = query->by.values,
        .n_by = query->by.n,
        .pooled = &query->pooled,
        .measures = query->measures.values,
        .n_measures = query->measures.n,
        .quantiles = query->quantiles,
        .n_quantiles = query->n_quantiles,
        .intervals = {.method = INTERVAL_DEPENDENT, .level = 0.95},
        .clusters = query->clusters.values,
        .threads = page->data->threads,
    };
}

void report_page_know(struct report_page *page)
{
    const struct names *measures = &page->query.measures;
    known_table_release(&page->known);
    page->known = (struct known_table){.table = &page->imported.table,
                                       .threads = page->data->threads,
                                       .stays = measures->n > 0 ? measures->values[0] : NULL};
}

enum status report_page_end(FILE *stream, enum status status, char **bytes, size_t *n, struct error *err)
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

enum status report_page_read(const char *path, char **text, struct error *err)
{
    size_t n;
    return input_read_file(path, &(struct input_options){0}, text, &n, err);
}

void report_page_head(const struct report_page *page, const char *heading)
{
    fprintf(page->stream, "<h2>%s</h2>\n", heading);
}

enum status report_page_result(const struct report_page *page, const struct form *form, const void *result,
                               const char *const names[2], struct error *err)
{
    static const struct {
        const char *format, *type;
    } formats[] = {{"csv", "text/csv"}, {"json", "application/json"}};
    struct report report = {0};
    enum status status = form_fill(form, result, &report, err);
    if (status == OK) {
        html_write_table(&report, names[0], page->stream);
        fputs("<p class=\"downloads\">", page->stream);
    }
    report_release(&report);
    for (size_t i = 0; status == OK && i < 2; i++) {
        const struct written_as writing = {.format = formats[i].format, .csv_safe = page->csv_safe};
        char *bytes = NULL, file[64];
        size_t n = 0;
        FILE *stream = tmpfile();
        status = stream == NULL ? OK : form_write_to(form, result, &writing, stream, err);
        status = report_page_end(stream, status, &bytes, &n, err);
        snprintf(file, sizeof file, "%s.%s", names[1], formats[i].format);
        status =
            status == OK ? html_write_download(file, formats[i].type, bytes, n, page->stream, err) : status;
        free(bytes);
    }
    if (status == OK) {
        fputs("</p>\n", page->stream);
    }
    return status;
}

void report_page_refuse(const struct report_page *page, const char *what, const char *why)
{
    fprintf(page->stream, "<p class=\"refused\">No %s: ", what);
    html_write_text(why, page->stream);
    fputs("</p>\n", page->stream);
}
