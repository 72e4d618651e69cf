#include "commands/report_pictures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "commands/program.h"
#include "figure/drawing.h"
#include "figure/entry.h"
#include "figure/kind.h"
#include "output/html.h"

static void forget_progress(size_t done, size_t n)
{
    (void)done, (void)n;
}

static enum status write_picture(struct report_page *page, const struct drawing *drawing, struct error *err)
{
    char *svg = NULL, *script = NULL, *values = NULL, name[80];
    bool told = false;
    enum status status = path_find(drawing->values, &told, err);
    if (status == OK) {
        status = report_page_read(drawing->image, &svg, err);
    }
    if (status == OK) {
        status = report_page_read(drawing->script, &script, err);
    }
    if (status == OK && told) {
        status = report_page_read(drawing->values, &values, err);
    }
    if (status == OK) {
        fputs("<figure data-plots=\"", page->stream);
        html_write_text(values == NULL ? "[]" : values, page->stream);
        fputs("\">\n", page->stream);
        status = html_write_svg(svg, ++page->pictures, drawing->figure->title, page->stream, err);
    }
    if (status == OK) {
        fputs("</figure>\n<p class=\"downloads\">", page->stream);
        snprintf(name, sizeof name, "%.60s.gp", drawing->figure->id);
        status = html_write_download(name, "text/plain", script, strlen(script), page->stream, err);
        fputs("</p>\n", page->stream);
    }
    free(svg);
    free(script);
    free(values);
    return status;
}

/* Draws the figures; one that the data can't support, or that gnuplot fails to draw, is refused in words. */
static enum status write_pictures(struct report_page *page, struct drawings *all, struct known_table *known,
                                  const struct provenance *provenance, struct error *err)
{
    drawings_write_scripts(all, known, provenance);
    enum status status = drawings_draw(all, err);
    for (size_t i = 0; i < all->n; i++) {
        const struct drawing *drawing = &all->drawings[i];
        if (status == OK && drawing->status == BAD_SERVICE && !drawing->complained) {
            status = error_set(err, BAD_SERVICE, "%s", drawing->error.text);
        } else if (status == OK && drawing->status != OK) {
            report_page_refuse(page, "picture", drawing->error.text);
            if (drawing->complained) {
                program_tell(drawing->error.text);
                page->failed++;
            }
        } else if (status == OK) {
            status = write_picture(page, drawing, err);
        }
        unlink(drawing->script);
        unlink(drawing->image);
        unlink(drawing->values);
    }
    return status;
}

/* Draws all figures of a file. */
static enum status draw_file(struct report_page *page, const struct figure_file *file,
                             struct known_table *known, const struct provenance *provenance,
                             struct error *err)
{
    const struct drawing_options options = {.directory = page->folder,
                                            .terminal = "svg",
                                            .templates = page->templates,
                                            .scale = 1,
                                            .values = true,
                                            .threads = page->data->threads,
                                            .progress = forget_progress};
    struct drawings all = {.options = &options, .file = file};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < file->n; i++) {
        status = drawings_add(&all, &file->figures[i], err);
    }
    if (status == OK) {
        status = write_pictures(page, &all, known, provenance, err);
    }
    drawings_release(&all);
    return status;
}

enum status report_pictures_add(struct report_page *page, const struct report_picture *picture,
                                struct error *err)
{
    static const struct provenance provenance = {.figure_file = "none, drawn by 'faastat report'"};
    const struct query *query = &page->query;
    const struct entry_request request = {
        .kind = picture->kind,
        .measure = query->measures_named ? query->measures.values[0] : NULL,
        .claims = figure_find_kind(picture->kind)->of_claims ? page->claims : NULL,
        .title = picture->by != NULL ? picture->heading : NULL,
        .by = picture->by != NULL ? picture->by : &query->by,
        .measures = &query->measures,
        .data = (const char *const *)page->operands->operands,
        .n_data = page->operands->n,
    };
    struct text entry = {0};
    struct figure_file file = {0};
    struct error why = {{0}};
    report_page_head(page, picture->heading);
    enum status status = entry_write(&request, &page->imported.table, &entry, &why);
    if (status == BAD_DATA) {
        report_page_refuse(page, "picture", why.text);
        text_release(&entry);
        return OK;
    }
    if (status != OK) {
        return error_set(err, status, "%s", why.text);
    }
    status = figure_file_parse(&file, "the report's figure", entry.bytes, entry.n, err);
    if (status == OK) {
        status = draw_file(page, &file, &page->known, &provenance, err);
    }
    figure_file_release(&file);
    text_release(&entry);
    return status;
}

/* ---- figure files ---- */

/* Reads the data that the file names, and says which they are. */
static enum status read_own_data(const struct report_page *page, const struct figure_file *file,
                                 struct imported *imported, struct error *err)
{
    const struct data_arguments arguments = {.digest = true, .quiet = true, .threads = page->data->threads};
    const struct opt_result dumps = {.operands = file->data, .n = file->n_data};
    struct query query = {0};
    enum status status = query_read(&(struct query_words){0}, &query, err);
    if (status == OK) {
        status = data_read(&arguments, &query, &dumps, NULL, imported, err);
    }
    for (size_t i = 0; status == OK && i < imported->n_sources; i++) {
        fputs(i == 0 ? "<p>Of the data of the figure file: " : ", ", page->stream);
        html_write_text(imported->sources[i].path, page->stream);
        fprintf(page->stream, " (SHA-256 <code>%s</code>)", imported->sources[i].sha256);
    }
    fputs(status == OK && imported->n_sources > 0 ? ".</p>\n" : "", page->stream);
    query_release(&query);
    return status;
}

enum status report_pictures_add_file(struct report_page *page, const char *path, struct error *err)
{
    struct figure_file file = {0};
    struct imported own = {0};
    struct known_table known = {.table = &own.table, .threads = page->data->threads};
    struct text heading = {0};
    enum status status = figure_file_read(&file, path, err);
    if (status == OK) {
        status = text_print(&heading, err, "Figures of %s", path_name(path));
    }
    if (status == OK) {
        report_page_head(page, heading.bytes);
        status = file.n_data > 0 ? read_own_data(page, &file, &own, err) : OK;
    }
    if (status == OK) {
        const struct provenance provenance = {.figure_file = path};
        status = draw_file(page, &file, file.n_data > 0 ? &known : &page->known, &provenance, err);
    }
    known_table_release(&known);
    text_release(&heading);
    imported_release(&own);
    figure_file_release(&file);
    return status;
}
