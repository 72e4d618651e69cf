#include "read/csv_rows.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "read/scan.h"

/* The row that is being put together, and whom to give it to. */
struct assembly {
    struct text cells; /* of libcsv */
    uint32_t *ends;    /* where those end */
    size_t n, capacity;
    size_t line; /* that is being read */
    struct csv_row row;
    csv_row_handler handler;
    void *context;
    size_t *comments; /* as in the source */
    bool stop;
    enum status status;
    struct error *err;
};

static void take_cell(void *bytes, size_t n, void *context)
{
    struct assembly *assembly = context;
    if (assembly->status != OK || assembly->stop) {
        return;
    }
    uint32_t *grown = array_reserve(assembly->ends, &assembly->capacity, assembly->n + 1, sizeof *grown);
    if (grown == NULL) {
        assembly->status = error_no_memory(assembly->err);
        return;
    }
    assembly->ends = grown;
    assembly->status = text_append(&assembly->cells, n > 0 ? bytes : "", n, assembly->err);
    if (assembly->status == OK) {
        grown[assembly->n++] = (uint32_t)assembly->cells.n;
        assembly->status = text_append(&assembly->cells, "", 1, assembly->err);
    }
}

static void hand_over(struct assembly *assembly)
{
    if (assembly->status == OK && !assembly->stop) {
        assembly->status =
            assembly->handler(&assembly->row, NULL, assembly->context, &assembly->stop, assembly->err);
    }
}

static void take_row(int end, void *context)
{
    (void)end;
    struct assembly *assembly = context;
    assembly->row.bytes = assembly->cells.bytes;
    assembly->row.ends = assembly->ends;
    assembly->row.n = assembly->n;
    hand_over(assembly);
    assembly->cells.n = 0;
    assembly->n = 0;
    assembly->row.place.line = assembly->line; /* of the next, behind a carriage return by itself */
}

/* After a mistake the parser starts afresh, and what it had of the row is dropped. It gets room for any cell
 * of the source at once: growing by steps takes a long cell quadratic time where realloc copies. */
static enum status restart(struct csv_parser *parser, const struct csv_source *source, struct error *err)
{
    if (csv_init(parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        return error_no_memory(err);
    }
    csv_set_delim(parser, (unsigned char)source->separator);
    csv_set_blk_size(parser, source->n + 1);
    return OK;
}

/* Tells the handler of text that is no CSV; `line` is where it was noticed. */
static void report(struct assembly *assembly, size_t line, const char *problem)
{
    if (assembly->status != OK || assembly->stop) {
        return;
    }
    struct csv_row row = {.n = 0, .place = {assembly->row.place.file, line, assembly->n + 1}};
    assembly->status = assembly->handler(&row, problem, assembly->context, &assembly->stop, assembly->err);
    assembly->cells.n = 0;
    assembly->n = 0;
}

static bool odd_quotes(const char *line, size_t n)
{
    bool odd = false;
    for (size_t i = 0; i < n; i++) {
        odd ^= line[i] == '"';
    }
    return odd;
}

/* libcsv counts no lines, so it is fed one physical line at a time; a row goes on only inside quotes. */
static void feed(struct csv_parser *parser, const struct csv_source *source, struct assembly *assembly,
                 size_t *used)
{
    const char *end = source->bytes + source->n;
    bool quoted = false;
    assembly->line = source->first_line;
    for (const char *line = source->bytes; line < end && assembly->status == OK && !assembly->stop;
         assembly->line++) {
        const char *feed = memchr(line, '\n', (size_t)(end - line));
        size_t n = feed == NULL ? (size_t)(end - line) : (size_t)(feed - line) + 1;
        if (!quoted && line[0] == '#' && source->comments != NULL) {
            ++*source->comments;
            line += n;
            *used = (size_t)(line - source->bytes);
            continue;
        }
        if (!quoted) {
            assembly->row.place.line = assembly->line;
        }
        quoted ^= odd_quotes(line, n);
        if (csv_parse(parser, line, n, take_cell, take_row, assembly) != n) {
            if (csv_error(parser) == CSV_ENOMEM) {
                assembly->status = error_no_memory(assembly->err);
                return;
            }
            report(assembly, assembly->line, "a quote that does not enclose its whole cell");
            csv_free(parser);
            if (assembly->status == OK) {
                assembly->status = restart(parser, source, assembly->err);
            }
            quoted = false;
        }
        line += n;
        *used = (size_t)(line - source->bytes);
    }
}

static enum status read_with_libcsv(const struct csv_source *source, struct assembly *assembly, size_t *used)
{
    struct csv_parser parser;
    enum status status = restart(&parser, source, assembly->err);
    if (status != OK) {
        return status;
    }
    feed(&parser, source, assembly, used);
    if (assembly->status == OK && !assembly->stop && source->complete &&
        csv_fini(&parser, take_cell, take_row, assembly) != 0) {
        report(assembly, assembly->row.place.line, "the end of the file inside a quoted cell");
    }
    csv_free(&parser);
    return assembly->status;
}

/* ---- text without quotes ---- */

/* Whether every carriage return is part of a line end: libcsv takes one by itself for a line end too. */
static bool has_plain_line_ends(const char *bytes, size_t n)
{
    const char *end = bytes + n;
    for (const char *c = bytes; (c = memchr(c, '\r', (size_t)(end - c))) != NULL; c++) {
        if (c + 1 == end || c[1] != '\n') {
            return false;
        }
    }
    return true;
}

bool csv_is_plain_separator(char separator)
{
    return strchr(",;|\t", separator) != NULL && separator != '\0';
}

size_t csv_move_blanks(const struct csv_row *row, size_t start, size_t end)
{
    size_t blanks = 0;
    while (csv_is_blank(row, row->bytes[end - 1 - blanks])) {
        blanks++;
    }
    memmove(row->bytes + start + blanks, row->bytes + start, end - start - blanks);
    memset(row->bytes + start, ' ', blanks);
    return start + blanks;
}

/* Hands over the row whose cells end at `ends`, of which there are n; one with nothing in it is no row. */
static void cut_row(struct assembly *assembly, const uint32_t *ends, size_t n)
{
    size_t length = 1;
    assembly->row.ends = ends;
    assembly->row.n = n;
    if (n == 1) {
        csv_cell(&assembly->row, 0, &length);
    }
    if (assembly->comments != NULL && assembly->row.bytes[assembly->row.start] == '#') {
        ++*assembly->comments;
    } else if (length > 0) {
        hand_over(assembly);
    }
    assembly->row.place.line++;
}

static enum status read_without_quotes(const struct csv_source *source, struct assembly *assembly)
{
    uint32_t *at = reallocarray(NULL, source->n + 1 + SCAN_SLACK, sizeof *at), first = 0;
    if (at == NULL) {
        return error_no_memory(assembly->err);
    }
    char *bytes = source->writable;
    size_t marks = scan_marks(bytes, source->n, source->separator, at);
    assembly->row.bytes = bytes;
    assembly->row.cut = true;
    for (size_t i = 0; i < marks && assembly->status == OK && !assembly->stop; i++) {
        uint32_t end = at[i];
        if (bytes[end] != '\n') {
            continue;
        }
        at[i] -= end > assembly->row.start && bytes[end - 1] == '\r';
        cut_row(assembly, at + first, i + 1 - first);
        assembly->row.start = end + 1;
        first = (uint32_t)i + 1;
    }
    if (source->complete && assembly->status == OK && !assembly->stop && assembly->row.start < source->n) {
        at[marks] = (uint32_t)source->n;
        cut_row(assembly, at + first, marks + 1 - first);
    }
    free(at);
    return assembly->status;
}

enum status csv_rows(const struct csv_source *source, csv_row_handler handler, void *context, size_t *used,
                     struct error *err)
{
    struct assembly assembly = {
        .row = {.separator = source->separator, .place = {source->file, source->first_line, 0}},
        .handler = handler,
        .context = context,
        .comments = source->comments,
        .err = err};
    bool plain = source->writable != NULL && source->n < UINT32_MAX &&
                 csv_is_plain_separator(source->separator) && memchr(source->bytes, '"', source->n) == NULL &&
                 has_plain_line_ends(source->bytes, source->n);
    *used = plain ? source->n : 0;
    enum status status =
        plain ? read_without_quotes(source, &assembly) : read_with_libcsv(source, &assembly, used);
    free(assembly.ends);
    text_release(&assembly.cells);
    return status;
}
