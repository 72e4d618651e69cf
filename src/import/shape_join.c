#include <stdlib.h>
#include <string.h>

#include "import/shape.h"

enum status shape_index_join(struct shape_join *join, struct error *err)
{
    struct column *key = table_find_column(&join->table, join->key);
    if (key == NULL) {
        return error_set(err, BAD_DATA, "%s: found no column '%.40s', expected the key of --join", join->path,
                         join->key);
    }
    enum status status = table_make_factor(&join->table, key, err);
    join->row_of = status == OK ? calloc(key->dictionary.n + 2, sizeof *join->row_of) : NULL;
    if (join->row_of == NULL) {
        return status == OK ? error_no_memory(err) : status;
    }
    for (size_t row = 0; row < join->table.rows; row++) {
        uint32_t code = column_code(key, row);
        if (code > 0 && join->row_of[code] != 0) {
            return error_set(err, BAD_DATA,
                             "%s: found '%.40s' twice in column '%.40s', expected different values",
                             join->path, column_text(key, row), join->key);
        }
        join->row_of[code] = (uint32_t)row + 1;
    }
    join->row_of[0] = 0;
    return OK;
}

/* Fills one column of the table from that of the other. */
static enum status join_column(const struct shape_join *join, const struct column *from,
                               const uint32_t *row_of, struct table *table, struct error *err)
{
    size_t index;
    if (table_find_column(table, from->name) != NULL) {
        return error_set(err, BAD_USAGE, "--join: %s and the data both have a column '%.40s'", join->path,
                         from->name);
    }
    enum status status = table_add_column(table, from->name, from->kind, &index, err);
    for (size_t row = 0; status == OK && row < table->rows; row++) {
        const char *text;
        if (row_of[row] == 0) {
            continue;
        }
        if (from->kind == MEASURE) {
            table->columns[index].values[row] = from->values[row_of[row] - 1];
        } else if ((text = column_text(from, row_of[row] - 1)) != NULL) {
            status = table_set_text_at(table, row, index, text, strlen(text), err);
        }
    }
    return status;
}

enum status shape_apply_join(struct shape_join *join, struct table *table, struct error *err)
{
    struct column *key = table_find_column(table, join->key);
    const struct column *other = table_find_column(&join->table, join->key);
    if (key == NULL) {
        return OK;
    }
    shape_use_add_table(&join->use, table->rows);
    enum status status = table_make_factor(table, key, err);
    uint32_t *row_of = status == OK ? calloc(table->rows + 1, sizeof *row_of) : NULL;
    if (row_of == NULL) {
        return status == OK ? error_no_memory(err) : status;
    }
    for (size_t row = 0; row < table->rows; row++) {
        const char *text = column_text(key, row);
        row_of[row] = text == NULL ? 0 : join->row_of[dictionary_find(&other->dictionary, text)];
        if (row_of[row] == 0) {
            shape_use_miss(&join->use, text);
        }
    }
    for (size_t i = 0; status == OK && i < join->table.n_columns; i++) {
        const struct column *from = &join->table.columns[i];
        status = from == other ? OK : join_column(join, from, row_of, table, err);
    }
    free(row_of);
    return status;
}
