#include "read/json_table.h"

#include <stdlib.h>
#include <string.h>

#include "read/json_rows.h"
#include "read/json_values.h"

static enum status walk_array(struct json_rows *rows, const struct json_spot *array, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < json_array_size(array->value); i++) {
        struct json_spot element = json_element(array, i);
        status = json_rows_add(rows, &element, err);
    }
    return status;
}

/* Labels name rows, and are no measurements even where they are numbers. */
static enum status set_label(struct json_rows *rows, const char *label, struct error *err)
{
    rows->row.factors = true;
    enum status status = records_set_text(&rows->row, "index", label, strlen(label), err);
    rows->row.factors = false;
    return status;
}

/* {"LABEL": {...}, ...}: the labels are a column, unless they count from 0. */
static enum status walk_labelled(struct json_rows *rows, const struct json_shape *shape, struct error *err)
{
    enum status status = OK;
    const char *key;
    json_t *value;
    json_object_foreach(shape->rows.value, key, value)
    {
        struct json_spot member = json_member(&shape->rows, key);
        status = shape->counts ? OK : set_label(rows, key, err);
        status = status == OK ? json_rows_add(rows, &member, err) : status;
        records_row_cut(&rows->row, 0);
        if (status != OK) {
            break;
        }
    }
    return status;
}

/* The i-th row of columns of which some have lists in their cells, as a record with the same. */
static enum status add_record(struct json_rows *rows, const struct json_shape *shape, size_t i,
                              struct error *err)
{
    struct json_spot record = shape->rows;
    const char *key;
    json_t *value;
    record.value = json_object();
    enum status status = record.value == NULL ? error_no_memory(err) : OK;
    json_object_foreach(shape->rows.value, key, value)
    {
        json_t *cell = json_array_get(value, i);
        status = status == OK && cell != NULL && json_object_set(record.value, key, cell) != 0
                     ? error_no_memory(err)
                     : status;
    }
    status = status == OK ? json_rows_add(rows, &record, err) : status;
    json_decref(record.value);
    return status;
}

/* {"NAME": [...], ...}, and single values that are the same for all rows. */
static enum status walk_columns(struct json_rows *rows, const struct json_shape *shape, struct error *err)
{
    enum status status = OK;
    size_t mark = rows->row.n;
    for (size_t i = 0; status == OK && i < shape->length; i++) {
        const char *key;
        json_t *value;
        bool lists = false;
        json_object_foreach(shape->rows.value, key, value)
        {
            json_t *cell = json_array_get(value, i);
            lists |= json_is_array(cell);
            if (status == OK && json_is_array(value) && !lists) {
                rows->row.factors = shape->label != NULL && strcmp(key, shape->label) == 0;
                status = json_rows_set(rows, key, cell, err);
                rows->row.factors = false;
            }
        }
        if (lists) {
            records_row_cut(&rows->row, mark);
            status = status == OK ? add_record(rows, shape, i, err) : status;
        } else {
            status = status == OK ? json_rows_end(rows, &shape->rows, err) : status;
        }
        records_row_cut(&rows->row, mark);
    }
    return status;
}

/* {"NAME": {"LABEL": value, ...}, ...}, every column with the same labels. */
static enum status walk_column_objects(struct json_rows *rows, const struct json_shape *shape,
                                       struct error *err)
{
    enum status status = OK;
    const char *label, *name;
    json_t *first = json_object_iter_value(json_object_iter(shape->rows.value)), *ignored, *column;
    json_object_foreach(first, label, ignored)
    {
        status = shape->counts ? OK : set_label(rows, label, err);
        json_object_foreach(shape->rows.value, name, column)
        {
            const json_t *value = json_object_get(column, label);
            if (status == OK && value != NULL) {
                status = json_rows_set(rows, name, value, err);
            }
        }
        status = status == OK ? json_rows_end(rows, &shape->rows, err) : status;
        records_row_cut(&rows->row, 0);
        if (status != OK) {
            break;
        }
    }
    return status;
}

/* The name of the i-th cell of a row that is an array. */
static enum status name_cell(const struct json_shape *shape, size_t i, struct text *name, struct error *err)
{
    const json_t *given = json_array_get(shape->names, i), *named = json_object_get(given, "name");
    given = named != NULL ? named : json_is_object(given) ? json_object_get(given, "text") : given;
    const char *text = json_string_value(given);
    if (text != NULL) {
        return text_append(name, text, strlen(text), err);
    }
    return json_is_integer(given) ? text_print(name, err, "%" JSON_INTEGER_FORMAT, json_integer_value(given))
                                  : text_print(name, err, "column_%zu", i + 1);
}

static enum status set_cells(struct json_rows *rows, const struct json_shape *shape,
                             const struct json_spot *row, struct error *err)
{
    size_t n = json_array_size(row->value);
    enum status status = OK;
    if (!json_is_array(row->value) || n != shape->length) {
        return json_spot_error(row, err, "found %zu cells, expected %zu", n, shape->length);
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        struct text name = {0};
        struct error why = {{0}};
        struct json_spot cell = json_element(row, i);
        status = name_cell(shape, i, &name, err);
        if (status == OK) {
            status = json_rows_set(rows, name.bytes, cell.value, &why);
            status = json_spot_judge(&cell, status, &why, err);
        }
        text_release(&name);
    }
    return status;
}

/* [[cell, ...], ...] */
static enum status walk_table(struct json_rows *rows, const struct json_shape *shape, struct error *err)
{
    enum status status = OK;
    for (size_t i = shape->first; status == OK && i < json_array_size(shape->rows.value); i++) {
        struct json_spot row = json_element(&shape->rows, i);
        const json_t *label = json_array_get(shape->index, i);
        if (label != NULL && !shape->counts) {
            rows->row.factors = true;
            status = json_rows_set(rows, "index", label, err);
            rows->row.factors = false;
        }
        status = status == OK ? set_cells(rows, shape, &row, err) : status;
        status = status == OK ? json_rows_end(rows, &row, err) : status;
        records_row_cut(&rows->row, 0);
    }
    return status;
}

static bool is_list(const json_t *member)
{
    return json_is_array(member);
}

static enum status walk(struct json_rows *rows, const struct json_shape *shape, struct error *err)
{
    enum status status = OK;
    rows->passed = shape->rows.value;
    rows->dropped = shape->dropped;
    rows->unfolds = shape->kind == JSON_COLUMNS ? is_list : NULL;
    const json_t *child =
        json_array_get(shape->rows.value, 0); /* NULL of columns, which are of that object */
    for (size_t i = 0; status == OK && i < shape->n_outer; i++) {
        status = json_rows_set_parent(rows, shape->outer[i], child, err);
    }
    rows->unfolds = NULL;
    if (status != OK) {
        return status;
    }
    switch (shape->kind) {
    case JSON_RECORDS:
        return walk_array(rows, &shape->rows, err);
    case JSON_LABELLED:
        return walk_labelled(rows, shape, err);
    case JSON_COLUMNS:
        return walk_columns(rows, shape, err);
    case JSON_COLUMN_OBJECTS:
        return walk_column_objects(rows, shape, err);
    case JSON_TABLE:
        return walk_table(rows, shape, err);
    case JSON_RECORD:
        return json_rows_add(rows, &shape->rows, err);
    case JSON_VALUES:
        break; /* have no names */
    }
    abort();
}

/* Has the rows given twice: for the columns, and for the table. */
enum status json_table_read_shape(const struct json_shape *shape, const struct record_sink *sink,
                                  struct error *err)
{
    if (shape->kind == JSON_VALUES) {
        return json_values_read(&shape->rows, sink, err);
    }
    struct records records = {.shortens = true};
    struct json_rows rows = {.row = {.records = &records, .file = shape->rows.file->name}, .sink = sink};
    enum status status = walk(&rows, shape, err);
    records_row_cut(&rows.row, 0);
    if (status == OK) {
        status = records_decide(&records, sink, rows.row.file, err);
    }
    if (status == OK) {
        status = csv_table_add_columns(&records.schema, sink->table, err);
    }
    if (status == OK) {
        rows.row.table = sink->table;
        status = walk(&rows, shape, err);
    }
    records_row_release(&rows.row);
    records_release(&records);
    return status;
}

enum status json_table_read(const struct json_spot *root, const struct record_sink *sink, struct error *err)
{
    struct json_shape shape = {0};
    enum status status = json_shape_find(&shape, root, err);
    return status == OK ? json_table_read_shape(&shape, sink, err) : status;
}
