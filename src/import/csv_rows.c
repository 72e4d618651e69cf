#include "import/csv_rows.h"

#include <csv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "import/csv_scan.h"

/* libcsv's own step of 128 bytes takes a long cell quadratic time where realloc copies. */
enum { CELL_STEP = 1 << 16 };

/* The row that libcsv is putting together, and whom to give it to. */
struct assembly {
    struct text cells;
    size_t *starts, *ends;
    size_t n, starts_capacity, ends_capacity;
    struct place place;
    csv_row_handler handler;
    void *context;
    bool stop;
    enum status status;
    struct error *err;
};

const char *csv_cell(const struct csv_row *row, size_t i, size_t *n)
{
    *n = row->ends[i] - row->starts[i];
    return row->bytes + row->starts[i];
}

/* Room for one cell more. */
static enum status reserve_cell(struct assembly *assembly)
{
    size_t wanted = assembly->n + 1;
    size_t *starts = array_reserve(assembly->starts, &assembly->starts_capacity, wanted, sizeof *starts);
    if (starts == NULL) {
        return error_no_memory(assembly->err);
    }
    assembly->starts = starts;
    size_t *ends = array_reserve(assembly->ends, &assembly->ends_capacity, wanted, sizeof *ends);
    if (ends == NULL) {
        return error_no_memory(assembly->err);
    }
    assembly->ends = ends;
    return OK;
}

static void take_cell(void *bytes, size_t n, void *context)
{
    struct assembly *assembly = context;
    if (assembly->status != OK || assembly->stop) {
        return;
    }
    assembly->status = reserve_cell(assembly);
    size_t start = assembly->cells.n;
    if (assembly->status == OK) {
        assembly->status = text_append(&assembly->cells, n > 0 ? bytes : "", n, assembly->err);
    }
    if (assembly->status == OK) {
        assembly->status = text_append(&assembly->cells, "", 1, assembly->err);
        assembly->starts[assembly->n] = start;
        assembly->ends[assembly->n++] = start + n;
    }
}

/* Hands the row over, whose cells are in `bytes`. */
static void hand_over(struct assembly *assembly, const char *bytes)
{
    if (assembly->status == OK && !assembly->stop) {
        struct csv_row row = {.bytes = bytes,
                              .starts = assembly->starts,
                              .ends = assembly->ends,
                              .n = assembly->n,
                              .place = assembly->place};
        assembly->status = assembly->handler(&row, NULL, assembly->context, &assembly->stop, assembly->err);
    }
    assembly->cells.n = 0;
    assembly->n = 0;
}

static void take_row(int end, void *context)
{
    (void)end;
    struct assembly *assembly = context;
    hand_over(assembly, assembly->cells.bytes);
}

/* After a mistake the parser starts afresh, and what it had of the row is dropped. */
static enum status restart(struct csv_parser *parser, char separator, struct error *err)
{
    if (csv_init(parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        return error_no_memory(err);
    }
    csv_set_delim(parser, (unsigned char)separator);
    csv_set_blk_size(parser, CELL_STEP);
    return OK;
}

/* Tells the handler of text that is no CSV; `line` is where it was noticed. */
static void report(struct assembly *assembly, size_t line, const char *problem)
{
    if (assembly->status != OK || assembly->stop) {
        return;
    }
    struct csv_row row = {.n = 0, .place = {assembly->place.file, line, assembly->n + 1}};
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
    size_t line_number = source->first_line;
    for (const char *line = source->bytes; line < end && assembly->status == OK && !assembly->stop;
         line_number++) {
        const char *feed = memchr(line, '\n', (size_t)(end - line));
        size_t n = feed == NULL ? (size_t)(end - line) : (size_t)(feed - line) + 1;
        if (!quoted) {
            assembly->place.line = line_number;
        }
        quoted ^= odd_quotes(line, n);
        if (csv_parse(parser, line, n, take_cell, take_row, assembly) != n) {
            report(assembly, line_number, "a quote that does not enclose its whole cell");
            csv_free(parser);
            if (assembly->status == OK) {
                assembly->status = restart(parser, source->separator, assembly->err);
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
    enum status status = restart(&parser, source->separator, assembly->err);
    if (status != OK) {
        return status;
    }
    feed(&parser, source, assembly, used);
    if (assembly->status == OK && !assembly->stop && source->complete &&
        csv_fini(&parser, take_cell, take_row, assembly) != 0) {
        report(assembly, assembly->place.line, "the end of the file inside a quoted cell");
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

/* Separators that can't be a part of a number, of which the cell is read up to the byte behind it. */
static bool is_plain_separator(char separator)
{
    return strchr(",;|\t", separator) != NULL && separator != '\0';
}

/* Blanks around a cell don't belong to it, as libcsv has it; a tab does where it separates. */
static bool is_blank(char c, char separator)
{
    return c == ' ' || (c == '\t' && separator != '\t');
}

/* Adds the cell bytes[start..end), and puts a NUL behind it. */
static void cut_cell(struct assembly *assembly, const struct csv_source *source, size_t start, size_t end)
{
    char *bytes = source->writable;
    while (start < end && is_blank(bytes[start], source->separator)) {
        start++;
    }
    while (end > start && is_blank(bytes[end - 1], source->separator)) {
        end--;
    }
    assembly->status = reserve_cell(assembly);
    if (assembly->status == OK) {
        bytes[end] = '\0';
        assembly->starts[assembly->n] = start;
        assembly->ends[assembly->n++] = end;
    }
}

/* Ends a row; one with nothing in it is no row. */
static void cut_row(struct assembly *assembly, const struct csv_source *source)
{
    if (assembly->n == 1 && assembly->starts[0] == assembly->ends[0]) {
        assembly->n = 0;
    } else if (assembly->status == OK) {
        hand_over(assembly, source->writable);
    }
    assembly->place.line++;
}

static enum status read_without_quotes(const struct csv_source *source, struct assembly *assembly)
{
    size_t start = 0;
    uint32_t *at = malloc((source->n + 1) * sizeof *at);
    if (at == NULL) {
        return error_no_memory(assembly->err);
    }
    size_t marks = csv_scan(source->bytes, source->n, source->separator, at);
    for (size_t i = 0; i < marks && assembly->status == OK && !assembly->stop; i++) {
        size_t end = at[i];
        bool is_row_end = source->bytes[end] == '\n';
        cut_cell(assembly, source, start,
                 end - (is_row_end && end > start && source->bytes[end - 1] == '\r'));
        if (is_row_end && assembly->status == OK) {
            cut_row(assembly, source);
        }
        start = end + 1;
    }
    if (source->complete && assembly->status == OK && !assembly->stop &&
        (start < source->n || assembly->n > 0)) {
        cut_cell(assembly, source, start, source->n);
        if (assembly->status == OK) {
            cut_row(assembly, source);
        }
    }
    free(at);
    return assembly->status;
}

enum status csv_rows(const struct csv_source *source, csv_row_handler handler, void *context, size_t *used,
                     struct error *err)
{
    struct assembly assembly = {
        .place = {source->file, source->first_line, 0}, .handler = handler, .context = context, .err = err};
    bool plain = source->writable != NULL && source->n < UINT32_MAX &&
                 is_plain_separator(source->separator) && memchr(source->bytes, '"', source->n) == NULL &&
                 has_plain_line_ends(source->bytes, source->n);
    *used = plain ? source->n : 0;
    enum status status =
        plain ? read_without_quotes(source, &assembly) : read_with_libcsv(source, &assembly, used);
    free(assembly.starts);
    free(assembly.ends);
    text_release(&assembly.cells);
    return status;
}
