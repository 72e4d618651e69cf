#include "import/csv_rows.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* libcsv's own step of 128 bytes takes a long cell quadratic time where realloc copies. */
enum { CELL_STEP = 1 << 16 };

/* The row that libcsv is putting together, and whom to give it to. */
struct assembly {
    struct text cells;
    size_t *starts;
    size_t n, starts_capacity;
    struct place place;
    csv_row_handler handler;
    void *context;
    bool stop;
    enum status status;
    struct error *err;
};

const char *csv_cell(const struct csv_row *row, size_t i, size_t *n)
{
    *n = row->starts[i + 1] - row->starts[i] - 1;
    return row->bytes + row->starts[i];
}

static void take_cell(void *bytes, size_t n, void *context)
{
    struct assembly *assembly = context;
    if (assembly->status != OK || assembly->stop) {
        return;
    }
    size_t *starts =
        array_reserve(assembly->starts, &assembly->starts_capacity, assembly->n + 2, sizeof *starts);
    if (starts == NULL) {
        assembly->status = error_no_memory(assembly->err);
        return;
    }
    assembly->starts = starts;
    assembly->status = text_append(&assembly->cells, n > 0 ? bytes : "", n, assembly->err);
    if (assembly->status == OK) {
        assembly->status = text_append(&assembly->cells, "", 1, assembly->err);
        starts[0] = 0;
        starts[++assembly->n] = assembly->cells.n;
    }
}

static void take_row(int end, void *context)
{
    (void)end;
    struct assembly *assembly = context;
    if (assembly->status == OK && !assembly->stop) {
        struct csv_row row = {.bytes = assembly->cells.bytes,
                              .starts = assembly->starts,
                              .n = assembly->n,
                              .place = assembly->place};
        assembly->status = assembly->handler(&row, NULL, assembly->context, &assembly->stop, assembly->err);
    }
    assembly->cells.n = 0;
    assembly->n = 0;
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

enum status csv_rows(const struct csv_source *source, csv_row_handler handler, void *context, size_t *used,
                     struct error *err)
{
    struct csv_parser parser;
    struct assembly assembly = {
        .place = {source->file, source->first_line, 0}, .handler = handler, .context = context, .err = err};
    enum status status = restart(&parser, source->separator, err);
    if (status != OK) {
        return status;
    }
    *used = 0;
    feed(&parser, source, &assembly, used);
    if (assembly.status == OK && !assembly.stop && source->complete &&
        csv_fini(&parser, take_cell, take_row, &assembly) != 0) {
        report(&assembly, assembly.place.line, "the end of the file inside a quoted cell");
    }
    csv_free(&parser);
    free(assembly.starts);
    text_release(&assembly.cells);
    return assembly.status;
}
