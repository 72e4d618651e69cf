#include "import/parts.h"

#include <stdlib.h>
#include <string.h>

/* Whether --by, --where or the like names the column. */
static bool is_asked_for(const struct import_options *options, const char *column)
{
    bool asked = false;
    for (size_t i = 0; i < options->where.n; i++) {
        asked |= strcmp(options->where.rows[i].column, column) == 0;
    }
    for (size_t i = 0; i < options->wanted.n_named; i++) {
        asked |= strcmp(options->wanted.named[i], column) == 0;
    }
    return asked;
}

/* Marks the rows of the part that is taken; returns how many are of the other one. */
static size_t mark(const struct import_parts *parts, const struct table *table, const struct column *column,
                   uint8_t *taken)
{
    uint32_t code = dictionary_find(&column->dictionary, parts->other);
    size_t others = 0;
    for (size_t row = 0; row < table->rows; row++) {
        taken[row] = code == 0 || column_code(column, row) != code;
        others += !taken[row];
    }
    return others;
}

static void drop(struct table *table, const struct column *column)
{
    for (size_t row = 0; row < table->rows; row++) {
        codes_set(&column->codes, row, 0);
    }
    table_drop_empty_columns(table);
}

enum status import_take_part(const struct import_parts *parts, const struct input *input,
                             const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err)
{
    struct column *column = table_find_column(table, parts->column);
    uint8_t *taken = column == NULL ? NULL : malloc(table->rows + 1);
    if (taken == NULL) {
        return column == NULL ? OK : error_no_memory(err);
    }
    size_t others = mark(parts, table, column, taken), rows = table->rows;
    enum status status = OK;
    if (others > 0 && is_asked_for(options, parts->column)) {
        free(taken);
        return OK;
    }
    if (others > 0 && others == rows) {
        status = import_note(log, err, "%s: all %zu rows %s; they are taken for requests", input->name, rows,
                             parts->are);
    } else if (others > 0) {
        status = table_keep_rows(table, taken, err);
        status = status != OK
                     ? status
                     : import_note(log, err, "%s: %zu of %zu rows %s; left out, --where %s=%s has them",
                                   input->name, others, rows, parts->are, parts->column, parts->other);
    }
    drop(table, column);
    free(taken);
    return status;
}
