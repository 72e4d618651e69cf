#include "read/csv_total.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "import/total_row.h"
#include "read/csv_table.h"

/* A cell of the last line: where it is, from 1, and the word that it says; 0: there is none. */
struct said {
    size_t column;
    char word[TOTAL_WORD];
};

/* Where the cell ends that begins at `c`. */
static const char *find_cell_end(const char *c, const char *end, char separator)
{
    const char *quote = c < end && *c == '"' ? memchr(c + 1, '"', (size_t)(end - c - 1)) : NULL;
    const char *from = quote == NULL ? c : quote, *next = memchr(from, separator, (size_t)(end - from));
    return next == NULL ? end : next;
}

/* The first cell of the last line of which `says` is true: what little most files cost here. */
static struct said find_said(const struct span *rows, char separator, bool (*says)(const char *cell))
{
    struct said said = {0};
    const char *bytes = rows->bytes, *end = bytes + rows->n;
    while (end > bytes && isspace((unsigned char)end[-1])) {
        end--;
    }
    const char *feed = memrchr(bytes, '\n', (size_t)(end - bytes));
    size_t column = 1;
    for (const char *c = feed == NULL ? bytes : feed + 1, *behind; c < end; c = behind + 1, column++) {
        const char *last = behind = find_cell_end(c, end, separator);
        while (c < last && (*c == '"' || *c == ' ')) {
            c++;
        }
        while (c < last && (last[-1] == '"' || last[-1] == ' ')) {
            last--;
        }
        size_t n = (size_t)(last - c);
        if (n > 0 && n < sizeof said.word) {
            memcpy(said.word, c, n);
            said.word[n] = '\0';
            if (says(said.word)) {
                said.column = column;
                return said;
            }
        }
    }
    return said;
}

static bool may_be_total(const char *bytes, size_t n, char separator)
{
    return find_said(&(struct span){bytes, n}, separator, total_row_may_say).column != 0;
}

/* All rows, with the columns that nobody asked for among them. */
struct reading {
    struct csv_schema schema;
    struct table table;
    bool in_header, is_bad;
    size_t line; /* of the last one */
};

static enum status take_row(const struct csv_row *row, const char *problem, void *context, bool *stop,
                            struct error *err)
{
    struct reading *reading = context;
    struct error why = {{0}};
    size_t cell;
    if (reading->in_header && problem == NULL) {
        reading->in_header = false;
        return OK;
    }
    enum status status = problem != NULL || row->n != reading->schema.n
                             ? BAD_DATA
                             : csv_table_add_row(&reading->schema, row, &reading->table, &cell, &why);
    reading->line = row->place.line;
    reading->is_bad = *stop = status == BAD_DATA; /* which is told when the rows are read */
    return status == BAD_DATA || status == OK ? OK : error_set(err, status, "%s", why.text);
}

static enum status read_rows(const struct csv_source *source, const struct csv_schema *schema,
                             struct reading *reading, struct error *err)
{
    reading->schema = *schema;
    reading->schema.columns = calloc(schema->n + 1, sizeof *schema->columns);
    if (reading->schema.columns == NULL) {
        return error_no_memory(err);
    }
    size_t kept = 0, used;
    for (size_t i = 0; i < schema->n; i++) { /* what they have is borrowed */
        struct csv_column *column = &reading->schema.columns[i];
        *column = schema->columns[i];
        column->skipped = column->is_index || column->is_unclear;
        column->target = column->skipped ? SIZE_MAX : kept++;
    }
    enum status status = csv_table_add_columns(&reading->schema, &reading->table, err);
    return status == OK ? csv_rows(source, take_row, reading, &used, err) : status;
}

enum status csv_total_find(const struct csv_source *source, bool has_header,
                           const struct import_options *options, struct csv_schema *schema,
                           struct import_log *log, struct error *err)
{
    if (!source->complete || schema->published || schema->is_whole ||
        !may_be_total(source->bytes, source->n, source->separator)) {
        return OK;
    }
    struct reading reading = {.in_header = has_header};
    enum status status = read_rows(source, schema, &reading, err);
    size_t rows = reading.table.rows;
    if (status == OK && !reading.is_bad) {
        struct text note = {0};
        status = total_row_drop(&reading.table, source->file, &options->where, &note, err);
        if (status == OK && note.n > 0) {
            status = import_note(log, err, "%s", note.bytes);
        }
        text_release(&note);
        schema->total_line = reading.table.rows < rows ? reading.line : 0;
    }
    table_release(&reading.table);
    free(reading.schema.columns);
    return status;
}

enum status csv_total_look_behind(const struct csv_source *source, const struct input *input, bool *may,
                                  struct error *err)
{
    char tail[4096];
    size_t n = 0;
    *may = false;
    enum status status = source->complete ? OK : input_tail(input, tail, sizeof tail, &n, err);
    *may = n > 0 && may_be_total(tail, n, source->separator);
    return status;
}

/* ---- the last row of a stream ---- */

/* Whether a cell of another row has the word. */
static bool is_elsewhere(const struct span *rows, const char *word, char separator)
{
    size_t n = strlen(word), found = 0;
    const char *end = rows->bytes + rows->n, *at = rows->bytes;
    while (found < 2 && (at = memmem(at, (size_t)(end - at), word, n)) != NULL) {
        char before = at == rows->bytes ? '\n' : at[-1], behind = at + n == end ? '\n' : at[n];
        found += (before == separator || strchr("\n\r \"", before) != NULL) &&
                 (behind == separator || strchr("\n\r \"", behind) != NULL);
        at += n;
    }
    return found > 1;
}

void csv_total_watch(const struct block *block, char separator, struct import_log *log)
{
    struct span rows = {block->bytes, block->n};
    struct said said = find_said(&rows, separator, total_row_says);
    if (said.column != 0 && is_elsewhere(&rows, said.word, separator)) {
        said.column = 0;
    }
    log->last = (struct import_last){.line = block->first_line + block->survey.feeds - !block->unended,
                                     .column = said.column};
    memcpy(log->last.word, said.word, sizeof said.word);
}

enum status csv_total_check(const struct csv_schema *schema, const char *file, const struct conditions *where,
                            struct import_log *log, struct error *err)
{
    struct import_last last = log->last;
    log->last = (struct import_last){0};
    const struct csv_column *column =
        last.column == 0 || last.column > schema->n ? NULL : &schema->columns[last.column - 1];
    if (column == NULL || column->kind != FACTOR || total_row_is_settled(where, column->name, last.word)) {
        return OK;
    }
    struct place place = {file, last.line, last.column};
    return error_at(err, &place,
                    "found '%s' in the last row of what can be read once only, expected no total: "
                    "--where '%.40s!=%s' leaves it out, --where '%.40s~.' keeps it",
                    last.word, column->name, last.word, column->name);
}
