#include "table/table_bytes.h"

#include <stdlib.h>
#include <string.h>

static void put_column(struct bytes_writer *to, const struct column *column, size_t rows)
{
    const struct dictionary *dictionary = &column->dictionary;
    bytes_put_text(to, column->name, strlen(column->name));
    bytes_put(to, column->kind);
    bytes_put(to, column->had_values);
    if (column->kind == MEASURE) {
        bytes_put_raw(to, (const char *)column->values, rows * sizeof *column->values);
        return;
    }
    if (column->kind == CLUSTER) {
        bytes_put_raw(to, column->codes.of.any, rows * sizeof *column->codes.of.four);
        return;
    }
    bytes_put(to, dictionary->n);
    for (size_t i = 0; i < dictionary->n; i++) {
        bytes_put_text(to, dictionary->texts[i], strlen(dictionary->texts[i]));
    }
    bytes_put(to, column->codes.width);
    bytes_put_raw(to, column->codes.of.any, rows * column->codes.width);
}

void table_put(struct bytes_writer *to, const struct table *table)
{
    bytes_put(to, table->rows);
    bytes_put(to, table->passed);
    bytes_put(to, table->n_columns);
    for (size_t i = 0; i < table->n_columns; i++) {
        put_column(to, &table->columns[i], table->rows);
    }
}

static void get_cells(struct bytes_reader *from, void *cells, size_t bytes)
{
    struct span raw = bytes_get_raw(from, bytes);
    if (raw.n > 0) {
        memcpy(cells, raw.bytes, raw.n);
    }
}

/* The texts of a factor's dictionary, and the code of each row. */
static enum status get_codes(struct bytes_reader *from, struct column *column, size_t rows, size_t capacity,
                             struct error *err)
{
    size_t texts = bytes_get_count(from, 1);
    uint32_t code;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < texts && !from->bad; i++) {
        struct span text = bytes_get_text(from);
        status = dictionary_add(&column->dictionary, text.bytes, text.n, &code, err);
    }
    size_t width = (size_t)bytes_get_up_to(from, sizeof code);
    struct span codes = bytes_get_raw(from, rows * width);
    if (status == OK) {
        status = codes_widen(&column->codes, (uint32_t)column->dictionary.n, 0, capacity, err);
    }
    for (size_t row = 0; status == OK && codes.n > 0 && row < rows; row++) {
        code = 0; /* of as many bytes as there are, the lowest first */
        memcpy(&code, codes.bytes + row * width, width);
        from->bad |= code > column->dictionary.n;
        codes_set(&column->codes, row, from->bad ? 0 : code);
    }
    return status;
}

static enum status get_column(struct bytes_reader *from, struct table *table, size_t rows, struct error *err)
{
    size_t index;
    char *name;
    struct span text = bytes_get_text(from);
    enum column_kind kind = (enum column_kind)bytes_get_up_to(from, CLUSTER);
    bool had_values = bytes_get_up_to(from, 1) == 1;
    if (from->bad) {
        return OK;
    }
    name = text_copy(text.bytes, text.n, err);
    enum status status = name == NULL ? BAD_SERVICE : table_add_column(table, name, kind, &index, err);
    free(name);
    if (status != OK) {
        return status;
    }
    struct column *column = &table->columns[index];
    column->had_values = had_values;
    if (kind == MEASURE) {
        get_cells(from, column->values, rows * sizeof *column->values);
        return OK;
    }
    if (kind == CLUSTER) {
        get_cells(from, column->codes.of.any, rows * sizeof *column->codes.of.four);
        return OK;
    }
    return get_codes(from, column, rows, table->capacity, err);
}

enum status table_get(struct bytes_reader *from, struct table *table, struct error *err)
{
    size_t rows = (size_t)bytes_get(from), passed = (size_t)bytes_get(from), n = bytes_get_count(from, 1);
    enum status status = from->bad ? OK : table_open_rows(table, rows, err);
    for (size_t i = 0; status == OK && i < n && !from->bad; i++) {
        status = get_column(from, table, rows, err);
    }
    table_close_rows(table, status == OK && !from->bad ? rows : 0);
    table->passed = passed;
    return status;
}
