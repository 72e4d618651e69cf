#include "output/html.h"

#include <math.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"

/* ---- text ---- */

void html_write_bytes(const char *text, size_t n, FILE *stream)
{
    for (size_t i = 0; i < n;) {
        size_t unsafe = text[i] == '\n' ? 0 : text_unsafe_bytes(text + i, n - i);
        const char *entity = text[i] == '<'   ? "&lt;"
                             : text[i] == '>' ? "&gt;"
                             : text[i] == '&' ? "&amp;"
                             : text[i] == '"' ? "&quot;"
                                              : NULL;
        if (unsafe > 0) {
            putc('?', stream);
        } else if (entity != NULL) {
            fputs(entity, stream);
        } else {
            putc(text[i], stream);
        }
        i += unsafe > 0 ? unsafe : 1;
    }
}

void html_write_text(const char *text, FILE *stream)
{
    html_write_bytes(text, strlen(text), stream);
}

/* ---- tables ---- */

static void write_number(double number, int decimals, FILE *stream)
{
    char text[CELL_TEXT_BYTES];
    cell_write_number(number, decimals, text);
    fputs(text, stream);
}

static bool is_number(const struct cell *cell)
{
    return cell->kind == CELL_COUNT || cell->kind == CELL_NUMBER || cell->kind == CELL_UNKNOWN;
}

static void write_cell(const struct cell *cell, FILE *stream)
{
    fputs(is_number(cell) ? "<td class=\"number\"" : "<td", stream);
    if ((cell->kind == CELL_COUNT || cell->kind == CELL_NUMBER) && !cell->for_programs) {
        fprintf(stream, " data-value=\"%.17g\"", cell->number);
    }
    putc('>', stream);
    int decimals = cell->kind == CELL_NUMBER ? cell_decimals(cell) : 0;
    if (cell->kind == CELL_TEXT) {
        html_write_text(cell->text, stream);
    } else if (is_number(cell)) {
        write_number(cell->kind == CELL_UNKNOWN || cell->for_programs ? NAN : cell->number, decimals, stream);
    }
    if (cell->kind == CELL_NUMBER && (!isnan(cell->low) || !isnan(cell->high))) {
        fputs("<small>[", stream);
        write_number(cell->low, decimals, stream);
        fputs(", ", stream);
        write_number(cell->high, decimals, stream);
        fputs("]</small>", stream);
    }
    fputs("</td>", stream);
}

/* A list of the first n lines; returns what comes behind them. */
static const char *write_lines(const char *lines, size_t n, FILE *stream)
{
    fputs("<ul class=\"notes\">\n", stream);
    for (; n > 0; n--) {
        size_t length = strcspn(lines, "\n");
        if (length > 0) {
            fputs("<li>", stream);
            html_write_bytes(lines, length, stream);
            fputs("</li>\n", stream);
        }
        lines += length + (lines[length] == '\n');
    }
    fputs("</ul>\n", stream);
    return lines;
}

/* Many notes on single rows don't hide what comes behind them; the last tells of all numbers. */
static void write_notes(const char *notes, FILE *stream)
{
    enum { FEW = 8 };
    size_t n = 0;
    for (const char *at = notes; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n') {
        n++;
    }
    if (n > FEW) {
        fprintf(stream, "<details><summary>%zu notes</summary>\n", n - 1);
        notes = write_lines(notes, n - 1, stream);
        fputs("</details>\n", stream);
        n = 1;
    }
    write_lines(notes, n, stream);
}

/* The first cell of a column that has something in it; NULL where it is empty. */
static const struct cell *first_cell(const struct report *report, size_t column)
{
    for (size_t row = 0; row < report->rows; row++) {
        const struct cell *cell = &report->cells[row * report->n_columns + column];
        if (cell->kind != CELL_EMPTY) {
            return cell;
        }
    }
    return NULL;
}

/* What is wider than the window is scrolled with keys, too, also where no script makes buttons of the heads.
 */
void html_write_table_head(const char *caption, FILE *stream)
{
    fputs("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"", stream);
    html_write_text(caption, stream);
    fputs("\"><table class=\"sortable\"><caption>", stream);
    html_write_text(caption, stream);
    fputs("</caption>\n<thead><tr>", stream);
}

void html_write_table(const struct report *report, const char *caption, FILE *stream)
{
    enum { SHORT = 40 }; /* rows that don't hide what comes behind them */
    bool is_long = report->rows > SHORT;
    if (is_long) {
        fprintf(stream, "<details><summary>%zu rows</summary>\n", report->rows);
    }
    html_write_table_head(caption, stream);
    for (size_t i = 0; i < report->n_columns; i++) {
        const struct cell *first = first_cell(report, i);
        if (first != NULL) {
            fprintf(stream, "<th scope=\"col\"%s>", is_number(first) ? " class=\"number\"" : "");
            html_write_text(report->columns[i].name, stream);
            fputs("</th>", stream);
        }
    }
    fputs("</tr></thead>\n<tbody>\n", stream);
    for (size_t row = 0; row < report->rows; row++) {
        fputs("<tr>", stream);
        for (size_t i = 0; i < report->n_columns; i++) {
            if (first_cell(report, i) != NULL) {
                write_cell(&report->cells[row * report->n_columns + i], stream);
            }
        }
        fputs("</tr>\n", stream);
    }
    fputs(is_long ? "</tbody></table></div></details>\n" : "</tbody></table></div>\n", stream);
    if (report->notes.n > 0) {
        write_notes(report->notes.bytes, stream);
    }
}

/* ---- images ---- */

/* A mark behind which a name of the image begins, that is there; NULL: none is. */
static const char *find_mark(const char *at)
{
    static const char *const marks[] = {" id='", " id=\"", "href='#", "href=\"#", "url(#"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strncmp(at, marks[i], strlen(marks[i])) == 0) {
            return marks[i];
        }
    }
    return NULL;
}

/* Past an element of one line that says what drew it. */
static const char *skip_said(const char *at)
{
    static const char *const said[][2] = {{"<title>", "</title>"}, {"<desc>", "</desc>"}};
    for (size_t i = 0; i < 2; i++) {
        const char *end = strncmp(at, said[i][0], strlen(said[i][0])) == 0 ? strstr(at, said[i][1]) : NULL;
        if (end != NULL) {
            return end + strlen(said[i][1]);
        }
    }
    return at;
}

enum status html_write_svg(const char *svg, size_t number, const char *title, FILE *stream, struct error *err)
{
    static const char cdata[] = "<![CDATA[";
    const char *at = strstr(svg, "<svg"), *end;
    if (at == NULL) {
        return error_set(err, BAD_DATA, "found no <svg>, expected gnuplot's image");
    }
    fputs("<svg role=\"img\" aria-label=\"", stream);
    html_write_text(title, stream);
    putc('"', stream);
    bool in_tag = true; /* elsewhere a label may look like a name */
    for (at += strlen("<svg"); *at != '\0';) {
        in_tag = *at == '<' || (in_tag && *at != '>');
        const char *mark = in_tag ? find_mark(at) : NULL;
        if (mark != NULL) {
            fprintf(stream, "%sp%zu-", mark, number);
            at += strlen(mark);
        } else if (strncmp(at, cdata, sizeof cdata - 1) == 0 && (end = strstr(at, "]]>")) != NULL) {
            at += sizeof cdata - 1;
            html_write_bytes(at, (size_t)(end - at), stream);
            at = end + strlen("]]>");
        } else if (skip_said(at) != at) {
            at = skip_said(at);
        } else {
            putc(*at++, stream);
        }
    }
    return OK;
}

/* ---- what links and policies hold ---- */

/* Base64, for the caller to free; NULL with err set. */
static char *encode(const void *bytes, size_t n, struct error *err)
{
    size_t size = (n + 2) / 3 * 4 + 1;
    char *text = malloc(size);
    if (text == NULL || b64_ntop(bytes, n, text, size) < 0) {
        error_no_memory(err);
        free(text);
        return NULL;
    }
    return text;
}

enum status html_write_download(const char *name, const char *type, const char *bytes, size_t n, FILE *stream,
                                struct error *err)
{
    char *text = encode(bytes, n, err);
    if (text == NULL) {
        return BAD_SERVICE;
    }
    fprintf(stream, "<a download=\"%s\" href=\"data:%s;base64,%s\">%s</a>\n", name, type, text, name);
    free(text);
    return OK;
}

static void write_digest(const char *text, FILE *stream)
{
    uint8_t digest[SHA256_BYTES];
    char base64[2 * SHA256_BYTES];
    digest_compute(text, strlen(text), digest);
    if (b64_ntop(digest, sizeof digest, base64, sizeof base64) > 0) {
        fprintf(stream, "'sha256-%s'", base64);
    }
}

void html_write_head(const struct html_page *page, FILE *stream)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" "
          "content=\"faastat\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ",
          stream);
    write_digest(page->style, stream);
    fputs("; script-src ", stream);
    write_digest(page->script, stream);
    fputs("; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
          stream);
    html_write_text(page->title, stream);
    fprintf(stream, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", page->style);
    html_write_text(page->title, stream);
    fputs("</h1>\n", stream);
}

void html_write_foot(const struct html_page *page, FILE *stream)
{
    fprintf(stream, "</main>\n<script>%s</script>\n</body>\n</html>\n", page->script);
}
