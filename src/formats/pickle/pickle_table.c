#include "formats/pickle/pickle_table.h"

#include <string.h>

#include "read/json_rows.h"

void pickle_table_release(struct pickle_table *table)
{
    pickle_json_release(&table->made);
    *table = (struct pickle_table){0};
}

/* The fields of a tuple, of names or without; NULL for anything else. */
static const struct pickle_items *fields_of(const struct pickle_value *value)
{
    const struct pickle_value *fields =
        value->kind == PICKLE_OBJECT ? &value->items->values[PICKLE_ITEMS] : value;
    return fields->kind == PICKLE_TUPLE ? fields->items : NULL;
}

/* Whether all items are tuples of as many numbers and texts: then they are rows. */
static bool find_tuples(const struct pickle_value *value, size_t *length)
{
    if (value->kind != PICKLE_LIST && value->kind != PICKLE_TUPLE) {
        return false;
    }
    for (size_t i = 0; i < value->items->n; i++) {
        const struct pickle_items *fields = fields_of(&value->items->values[i]);
        if (fields == NULL || fields->n < 2 || (i > 0 && fields->n != *length)) {
            return false;
        }
        *length = fields->n;
        for (size_t k = 0; k < fields->n; k++) {
            enum pickle_kind kind = fields->values[k].kind;
            if (kind != PICKLE_NUMBER && kind != PICKLE_NONE && !pickle_is_text(&fields->values[k])) {
                return false;
            }
        }
    }
    return value->items->n > 0;
}

/* Whether it is a dict of frames. */
static bool is_frames(const struct pickle_value *value)
{
    for (size_t i = 0; value->kind == PICKLE_DICT && i + 1 < value->items->n; i += 2) {
        if (value->items->values[i + 1].kind != PICKLE_FRAME) {
            return false;
        }
    }
    return value->kind == PICKLE_DICT && value->items->n > 0;
}

/* Adds items to the column of a name, which is first filled up to `before` where it lacks rows. */
static enum status extend(json_t *columns, const char *name, size_t before, const json_t *items,
                          struct error *err)
{
    json_t *column = json_object_get(columns, name);
    if (column == NULL && json_object_set_new(columns, name, column = json_array()) != 0) {
        return error_no_memory(err);
    }
    while (json_array_size(column) < before) {
        if (json_array_append_new(column, json_null()) != 0) {
            return error_no_memory(err);
        }
    }
    return json_array_extend(column, (json_t *)items) != 0 ? error_no_memory(err) : OK;
}

/* Makes one object of columns of the frames in an object, which then have the keys in a column of their own.
 */
static enum status join_frames(struct pickle_json *made, struct error *err)
{
    json_t *columns = json_object(), *frame, *column, *paths = json_array();
    const char *key, *name, *label = "path";
    enum status status = columns == NULL || paths == NULL ? error_no_memory(err) : OK;
    json_object_foreach(made->value, key, frame)
    {
        label = json_object_get(frame, "path") != NULL ? "frame" : label;
    }
    status = status == OK ? extend(columns, label, 0, paths, err) : status;
    json_object_foreach(made->value, key, frame)
    {
        size_t before = made->length;
        size_t rows = json_array_size(json_object_iter_value(json_object_iter(frame)));
        json_array_clear(paths);
        for (size_t i = 0; status == OK && i < rows; i++) {
            status = json_array_append_new(paths, json_string(key)) != 0 ? error_no_memory(err) : OK;
        }
        status = status == OK ? extend(columns, label, before, paths, err) : status;
        json_object_foreach(frame, name, column)
        {
            status = status == OK && strcmp(name, label) != 0 ? extend(columns, name, before, column, err)
                                                              : status;
        }
        made->length += rows;
    }
    json_object_foreach(columns, name, column)
    {
        json_t *none = json_array();
        status = status == OK ? extend(columns, name, made->length, none, err) : status;
        json_decref(none);
    }
    json_decref(paths);
    json_decref(made->value);
    made->value = columns;
    made->is_frame = true;
    return status;
}

/* Whether one record has lists beside what it says: these are what was measured, and lists of their own. */
static bool has_lists(const json_t *record)
{
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)record, key, member)
    {
        if (json_is_array(member) || json_is_object(member)) {
            return true;
        }
    }
    return false;
}

enum status pickle_table_find(struct pickle_walk *walk, const struct pickle_value *value,
                              struct pickle_table *table, struct error *err)
{
    struct json_shape *shape = &table->shape;
    struct error why = {{0}};
    size_t length = 0;
    if (!pickle_json_is_worth(value)) {
        return OK;
    }
    enum status status = pickle_json_make(walk, value, &table->made, err);
    if (status == OK && is_frames(value)) {
        status = join_frames(&table->made, err);
    }
    if (status != OK) {
        return status;
    }
    table->file = (struct json_file){.name = walk->file, .bad = BAD_DATA, .root = table->made.value};
    const struct json_spot root = json_root(&table->file);
    if (table->made.is_frame) {
        *shape = (struct json_shape){
            .kind = JSON_COLUMNS, .rows = root, .length = table->made.length, .label = table->made.index};
        table->found = true;
    } else if (find_tuples(value, &length)) {
        *shape = (struct json_shape){.kind = JSON_TABLE, .rows = root, .length = length};
        table->found = true;
    } else {
        status = json_shape_find(shape, &root, &why);
        table->values = status == OK && shape->kind == JSON_VALUES;
        table->found = status == OK && (!table->values || value->kind == PICKLE_ARRAY) &&
                       !(shape->kind == JSON_RECORD && has_lists(table->made.value));
        status = error_forgive(status, &why, err);
    }
    return status;
}
