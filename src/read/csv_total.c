#include "read/csv_total.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "import/total_row.h"
#include "read/csv_table.h"

/* Whether any cell of the last line says that it is of totals, or a figure: what little most files cost here.
 */
static bool may_be_total(const char *bytes, size_t n_bytes, char separator)
{
    enum { LONGEST = 24 };
    const char *end = bytes + n_bytes;
    while (end > bytes && isspace((unsigned char)end[-1])) {
        end--;
    }
    const char *feed = memrchr(bytes, '\n', (size_t)(end - bytes));
    for (const char *c = feed == NULL ? bytes : feed + 1, *behind; c < end; c = behind + 1) {
        char word[LONGEST];
        const char *next = memchr(c, separator, (size_t)(end - c)), *last;
        last = behind = next == NULL ? end : next;
        while (c < last && (*c == '"' || *c == ' ')) {
            c++;
        }
        while (c < last && (last[-1] == '"' || last[-1] == ' ')) {
            last--;
        }
        size_t n = (size_t)(last - c);
        if (n > 0 && n < LONGEST) {
            memcpy(word, c, n);
            word[n] = '\0';
            if (total_row_may_say(word)) {
                return true;
            }
        }
    }
    return false;
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
