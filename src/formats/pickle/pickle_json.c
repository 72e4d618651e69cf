#include "formats/pickle/pickle_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "formats/pickle/pickle_array.h"
#include "formats/pickle/pickle_pandas.h"

void pickle_json_release(struct pickle_json *made)
{
    json_decref(made->value);
    text_release(&made->passed);
    *made = (struct pickle_json){0};
}

/* ---- what is no container ---- */

static enum status make_number(const struct pickle_value *value, json_t **json, struct error *err)
{
    double number = value->number;
    if (isnan(number)) {
        *json = json_null();
    } else if (isinf(number)) {
        *json = json_string(number > 0 ? "inf" : "-inf");
    } else if (value->sort == PICKLE_DURATION) { /* as a cell of CSV would have it, with its unit */
        char text[NUMBER_TEXT + 3];
        size_t n = number_write(number, text);
        memcpy(text + n, " s", 3);
        *json = json_string(text);
    } else if (value->sort == PICKLE_TRUTH) {
        *json = json_boolean(number != 0);
    } else if (value->sort == PICKLE_INTEGER && fabs(number) <= 0x1p53) {
        *json = json_integer((json_int_t)number);
    } else {
        *json = json_real(number);
    }
    return pickle_maker_check(*json, err);
}

static enum status make_text(struct pickle_maker *maker, const struct pickle_path *path,
                             const struct pickle_value *value, json_t **json, struct error *err)
{
    const char *bytes = (const char *)value->text->bytes;
    size_t n = value->text->n;
    if (!text_is_utf8(bytes, n) || memchr(bytes, '\0', n) != NULL) {
        return pickle_maker_pass(maker, path, value, json, err);
    }
    *json = json_stringn_nocheck(bytes, n);
    return pickle_maker_check(*json, err);
}

/* ---- containers ---- */

static enum status make_list(struct pickle_maker *maker, const struct pickle_path *path,
                             const struct pickle_value *values, size_t n, json_t **json, struct error *err)
{
    *json = json_array();
    enum status status = pickle_maker_check(*json, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct pickle_path part = {.up = path};
        json_t *item = NULL;
        pickle_path_set_index(&part, path, i);
        status = maker->make(maker, &part, &values[i], &item, err);
        if (status == OK && json_array_append_new(*json, item) != 0) {
            status = error_no_memory(err);
        }
    }
    return status;
}

static enum status make_dict(struct pickle_maker *maker, const struct pickle_path *path,
                             const struct pickle_items *dict, json_t **json, struct error *err)
{
    struct text name = {0};
    *json = json_object();
    enum status status = pickle_maker_check(*json, err);
    status = status == OK ? text_append(&name, "", 0, err) : status;
    for (size_t i = 0; status == OK && i + 1 < dict->n; i += 2) {
        struct pickle_path part = {.up = path};
        json_t *value = NULL;
        name.n = 0;
        name.bytes[0] = '\0';
        status = pickle_maker_name(maker, path, &dict->values[i], &name, err);
        part.text = name.bytes;
        part.n = name.n;
        status = status == OK ? maker->make(maker, &part, &dict->values[i + 1], &value, err) : status;
        status = status == OK ? pickle_maker_set(maker, path, *json, name.bytes, value, err) : status;
    }
    text_release(&name);
    return status;
}

/* ---- arrays ---- */

/* A part of an array: from an element on, and over the dimensions from one on. */
struct part {
    size_t start, dimension;
};

/* Arrays in arrays. */
static enum status make_lines(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_array *array, struct part at, json_t **json,
                              struct error *err)
{
    size_t dimension = at.dimension;
    size_t stride = 1, n = array->dimensions == 0 ? array->n : array->shape[dimension];
    for (size_t i = 0; i < array->dimensions; i++) {
        bool inner = array->fortran ? i < dimension : i > dimension;
        stride *= inner ? array->shape[i] : 1;
    }
    if (dimension + 1 >= array->dimensions) {
        return pickle_maker_line(maker, path, array, (const size_t[]){at.start, n, stride}, json, err);
    }
    *json = json_array();
    enum status status = pickle_maker_check(*json, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct pickle_path part = {.up = path};
        json_t *item = NULL;
        pickle_path_set_index(&part, path, i);
        status = pickle_walk_visit(maker->walk, 1, err);
        status = status == OK ? make_lines(maker, &part, array,
                                           (struct part){at.start + i * stride, dimension + 1}, &item, err)
                              : status;
        if (status == OK && json_array_append_new(*json, item) != 0) {
            status = error_no_memory(err);
        }
    }
    return status;
}

/* The type of a field, and where it stands in an element; false for what is no number and no text. */
static bool find_field(const struct pickle_dtype *row, const char *name, const struct pickle_dtype **type,
                       size_t *offset)
{
    const struct pickle_value *field = pickle_find(row->fields, name);
    if (field == NULL || field->kind != PICKLE_TUPLE || field->items->n < 2 ||
        field->items->values[0].kind != PICKLE_DTYPE || !pickle_size(&field->items->values[1], offset)) {
        return false;
    }
    *type = field->items->values[0].dtype;
    bool known = (*type)->kind != 'O' && (*type)->kind != 'V';
    return known && (*type)->size <= row->size && *offset <= row->size - (*type)->size;
}

/* The column of the i-th field of rows that are tuples, as objects are among them. */
static enum status make_tuple_field(struct pickle_maker *maker, const struct pickle_path *path,
                                    const struct pickle_array *array, size_t i, json_t **json,
                                    struct error *err)
{
    *json = json_array();
    enum status status = pickle_maker_check(*json, err);
    for (size_t row = 0; status == OK && row < array->n; row++) {
        const struct pickle_value *fields = &array->items->values[row];
        json_t *item = NULL;
        if (fields->kind != PICKLE_TUPLE || fields->items->n <= i) {
            return pickle_walk_error(maker->walk, path, err, "found an array whose rows have no such field");
        }
        const struct pickle_value missing = {.kind = PICKLE_NONE};
        bool is_masked = array->mask != NULL && array->mask[row * array->dtype.names->n] != 0;
        status = maker->make(maker, path, is_masked ? &missing : &fields->items->values[i], &item, err);
        if (status == OK && json_array_append_new(*json, item) != 0) {
            status = error_no_memory(err);
        }
    }
    return status;
}

/* The column of one field. */
static enum status make_field(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_array *array, const char *name, json_t **json,
                              struct error *err)
{
    const struct pickle_dtype *type;
    size_t offset;
    *json = NULL;
    if (!find_field(&array->dtype, name, &type, &offset)) {
        return pickle_walk_error(maker->walk, path, err,
                                 "found an array with the field '%.40s', which is no number and no text",
                                 name);
    }
    if (!pickle_dtype_is_read(type)) {
        const struct pickle_value unread = {.kind = PICKLE_ARRAY,
                                            .array = &(struct pickle_array){.dtype = *type}};
        return pickle_maker_pass(maker, path, &unread, json, err);
    }
    *json = json_array();
    enum status status = pickle_maker_check(*json, err);
    for (size_t row = 0; status == OK && row < array->n; row++) {
        const struct pickle_array one = {
            .dtype = *type,
            .data = array->data + row * array->dtype.size + offset,
            .mask = array->mask == NULL ? NULL : array->mask + row * array->dtype.names->n};
        json_t *item = NULL;
        status = pickle_maker_element(maker, path, &one, 0, &item, err);
        if (status == OK && json_array_append_new(*json, item) != 0) {
            status = error_no_memory(err);
        }
    }
    return status;
}

/* An array whose elements have fields, as an object of columns. */
static enum status make_fields(struct pickle_maker *maker, const struct pickle_path *path,
                               const struct pickle_array *array, json_t **json, struct error *err)
{
    const struct pickle_items *names = array->dtype.names;
    *json = json_object();
    enum status status = pickle_maker_check(*json, err);
    for (size_t i = 0; status == OK && i < names->n; i++) {
        struct text name = {0};
        json_t *column = NULL;
        struct pickle_array fields = *array; /* whose mask begins with the field's */
        fields.mask = array->mask == NULL ? NULL : array->mask + i;
        status = text_append(&name, "", 0, err);
        status = status == OK ? pickle_maker_name(maker, path, &names->values[i], &name, err) : status;
        const struct pickle_path part = {.up = path, .text = name.bytes, .n = name.n};
        if (status == OK) {
            status = array->items != NULL ? make_tuple_field(maker, &part, &fields, i, &column, err)
                                          : make_field(maker, &part, &fields, name.bytes, &column, err);
        }
        if (status == OK && !json_is_null(column)) {
            status = pickle_maker_set(maker, path, *json, name.bytes, column, err);
        } else {
            json_decref(column); /* of one that could not be read it is told */
        }
        text_release(&name);
    }
    return status;
}

static enum status make_array(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_value *value, json_t **json, struct error *err)
{
    const struct pickle_array *array = value->array;
    if ((array->dtype.kind == 'O' || (array->dtype.kind == 'V' && array->data == NULL && array->n > 0)) &&
        (array->items == NULL || array->items->n != array->n)) {
        return pickle_maker_pass(maker, path, value, json, err);
    }
    if (!pickle_dtype_is_read(&array->dtype)) {
        return pickle_maker_pass(maker, path, value, json, err);
    }
    if (array->dtype.kind == 'V') {
        return array->dtype.names == NULL || array->dtype.fields == NULL
                   ? pickle_maker_pass(maker, path, value, json, err)
                   : make_fields(maker, path, array, json, err);
    }
    if (array->items != NULL && array->items->open) {
        return pickle_walk_error(maker->walk, path, err, "found an array that contains itself");
    }
    if (array->items != NULL) {
        array->items->open = true;
    }
    enum status status = make_lines(maker, path, array, (struct part){0}, json, err);
    if (array->items != NULL) {
        array->items->open = false;
    }
    return status;
}

/* ---- all of them ---- */

static enum status make_items(struct pickle_maker *maker, const struct pickle_path *path,
                              const struct pickle_value *value, json_t **json, struct error *err)
{
    struct pickle_items *items = value->items;
    char text[PICKLE_DESCRIPTION];
    if (items->open || maker->depth == PICKLE_DEEPEST) {
        return items->open
                   ? pickle_walk_error(maker->walk, path, err, "found %s that contains itself",
                                       pickle_describe(value, text))
                   : pickle_walk_error(maker->walk, path, err,
                                       "found more than %d levels of lists, expected fewer", PICKLE_DEEPEST);
    }
    items->open = true;
    maker->depth++;
    enum status status = value->kind == PICKLE_DICT     ? make_dict(maker, path, items, json, err)
                         : value->kind == PICKLE_OBJECT ? pickle_pandas_object(maker, path, value, json, err)
                         : value->kind == PICKLE_FRAME  ? pickle_pandas_frame(maker, path, items, json, err)
                         : value->kind == PICKLE_SERIES
                             ? pickle_pandas_series(maker, path, items, json, err)
                             : make_list(maker, path, items->values, items->n, json, err);
    maker->depth--;
    items->open = false;
    return status;
}

/* NULL in *json on failure. */
static enum status make(struct pickle_maker *maker, const struct pickle_path *path,
                        const struct pickle_value *value, json_t **json, struct error *err)
{
    enum status status = pickle_walk_visit(maker->walk, 1, err);
    *json = NULL;
    if (status != OK) {
        return status;
    }
    bool missing = value->kind == PICKLE_IMPORT &&
                   (strcmp(value->import->name, "NA") == 0 || strcmp(value->import->name, "NaT") == 0);
    if (value->kind == PICKLE_NONE || missing) {
        *json = json_null();
    } else if (value->kind == PICKLE_NUMBER) {
        status = make_number(value, json, err);
    } else if (pickle_is_text(value)) {
        status = make_text(maker, path, value, json, err);
    } else if (value->kind == PICKLE_ARRAY) {
        status = make_array(maker, path, value, json, err);
    } else if (value->kind == PICKLE_INDEX) {
        status = pickle_pandas_labels(maker, path, value, 0, json, err);
    } else if (value->kind == PICKLE_LIST || value->kind == PICKLE_TUPLE || value->kind == PICKLE_SET ||
               value->kind == PICKLE_DICT || value->kind == PICKLE_OBJECT || value->kind == PICKLE_FRAME ||
               value->kind == PICKLE_SERIES) {
        status = make_items(maker, path, value, json, err);
    } else {
        status = pickle_maker_pass(maker, path, value, json, err);
    }
    if (status != OK) {
        json_decref(*json);
        *json = NULL;
    }
    return status;
}

static bool is_fields(const struct pickle_value *value)
{
    return value->kind == PICKLE_ARRAY && value->array->dtype.kind == 'V';
}

enum status pickle_json_make(struct pickle_walk *walk, const struct pickle_value *value,
                             struct pickle_json *made, struct error *err)
{
    struct pickle_maker maker = {.walk = walk, .made = made, .make = make};
    enum status status = make(&maker, NULL, value, &made->value, err);
    bool frame = value->kind == PICKLE_FRAME || value->kind == PICKLE_SERIES || is_fields(value);
    made->is_frame = status == OK && frame && json_is_object(made->value);
    if (made->is_frame) {
        made->length = json_array_size(json_object_iter_value(json_object_iter(made->value)));
    }
    return status;
}

bool pickle_json_is_worth(const struct pickle_value *value)
{
    switch (value->kind) {
    case PICKLE_FRAME:
    case PICKLE_SERIES:
    case PICKLE_DICT:
    case PICKLE_OBJECT:
        return true;
    case PICKLE_ARRAY:
        return is_fields(value) || value->array->dimensions > 2 ||
               (value->array->dtype.kind == 'O' && value->array->items != NULL &&
                value->array->items->n > 0 && pickle_json_is_worth(&value->array->items->values[0]));
    case PICKLE_LIST:
    case PICKLE_TUPLE:
        return value->items->n > 0 &&
               (value->items->values[0].kind == PICKLE_TUPLE || value->items->values[0].kind == PICKLE_DICT ||
                value->items->values[0].kind == PICKLE_OBJECT);
    default:
        return false;
    }
}
