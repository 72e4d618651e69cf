#include "formats/pickle/pickle_pandas.h"

#include <string.h>

#include "formats/pickle/pickle_array.h"
#include "formats/pickle/pickle_arrow.h"
#include "formats/pickle/pickle_frame.h"
#include "formats/pickle/pickle_sparse.h"

enum status pickle_pandas_labels(struct pickle_maker *maker, const struct pickle_path *path,
                                 const struct pickle_value *index, size_t level, json_t **json,
                                 struct error *err)
{
    struct pickle_labels labels;
    struct pickle_levels levels;
    bool several = pickle_levels_find(maker->walk, index, &levels, err);
    if (!several && !pickle_labels_find(maker->walk, index, &labels, err)) {
        return pickle_walk_error(maker->walk, path, err, "found row labels in a layout that is not known");
    }
    size_t n = several ? levels.rows : labels.n;
    enum status status = pickle_walk_visit(maker->walk, n, err);
    *json = json_array();
    status = status == OK ? pickle_maker_check(*json, err) : status;
    for (size_t i = 0; status == OK && i < n; i++) {
        struct pickle_value label;
        json_t *item = NULL;
        status = several ? pickle_levels_get(maker->walk, &levels, level, i, &label, err)
                         : pickle_labels_get(maker->walk, &labels, i, &label, err);
        status = status == OK ? maker->make(maker, path, &label, &item, err) : status;
        if (status == OK && json_array_append_new(*json, item) != 0) {
            status = error_no_memory(err);
        }
    }
    const struct pickle_array *array = several ? levels.labels[level].array : labels.array;
    return status == OK && array != NULL ? pickle_maker_shorten_days(&array->dtype, *json, err) : status;
}

static json_t *code_label(json_t *categories, const json_t *code)
{
    json_int_t i = json_integer_value(code);
    json_t *label = i < 0 ? NULL : json_array_get(categories, (size_t)i);
    return label == NULL ? json_null() : json_incref(label);
}

/* Codes, and the categories that they stand for. */
static enum status make_categories(struct pickle_maker *maker, const struct pickle_path *path,
                                   const struct pickle_value *object, json_t **json, struct error *err)
{
    const struct pickle_value *codes = pickle_frame_search(maker->walk, object, PICKLE_ARRAY, 0);
    const struct pickle_value *index = pickle_frame_search(maker->walk, object, PICKLE_INDEX, 0);
    if (codes == NULL || index == NULL || codes->array->dtype.kind != 'i') {
        return pickle_maker_pass(maker, path, object, json, err);
    }
    json_t *categories = NULL;
    enum status status = pickle_pandas_labels(maker, path, index, 0, &categories, err);
    status = status == OK ? maker->make(maker, path, codes, json, err) : status;
    for (size_t i = 0; status == OK && i < json_array_size(*json); i++) {
        json_t *label = code_label(categories, json_array_get(*json, i));
        if (json_array_set_new(*json, i, label) != 0) {
            status = error_no_memory(err);
        }
    }
    json_decref(categories);
    return status;
}

/* Values, and which of them are missing. */
static enum status make_masked(struct pickle_maker *maker, const struct pickle_path *path,
                               const struct pickle_value *object, json_t **json, struct error *err)
{
    const struct pickle_value *state = &object->items->values[PICKLE_STATE];
    const struct pickle_value *data = state->kind == PICKLE_DICT ? pickle_find(state->items, "_data") : NULL;
    const struct pickle_value *mask = state->kind == PICKLE_DICT ? pickle_find(state->items, "_mask") : NULL;
    if (data == NULL || mask == NULL || data->kind != PICKLE_ARRAY || mask->kind != PICKLE_ARRAY ||
        mask->array->dtype.kind != 'b' || mask->array->n != data->array->n) {
        return pickle_maker_pass(maker, path, object, json, err);
    }
    enum status status = maker->make(maker, path, data, json, err);
    for (size_t i = 0; status == OK && i < json_array_size(*json); i++) {
        if (mask->array->data[i] != 0 && json_array_set_new(*json, i, json_null()) != 0) {
            status = error_no_memory(err);
        }
    }
    return status;
}

static bool is_among(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* An object of pandas' own arrays; of any other class, what it was given. */
enum status pickle_pandas_object(struct pickle_maker *maker, const struct pickle_path *path,
                                 const struct pickle_value *object, json_t **json, struct error *err)
{
    static const char *const masked[] = {"IntegerArray", "FloatingArray", "BooleanArray"};
    static const char *const plain[] = {"StringArray", "DatetimeArray",       "TimedeltaArray",
                                        "PandasArray", "NumpyExtensionArray", "StringArrayNumpySemantics"};
    const struct pickle_value *parts = object->items->values;
    const char *class = pickle_frame_class(object);
    if (strcmp(class, "Categorical") == 0) {
        return make_categories(maker, path, object, json, err);
    }
    if (strcmp(class, "SparseArray") == 0) {
        return pickle_sparse_make(maker, path, object, json, err);
    }
    if (is_among(class, masked, sizeof masked / sizeof *masked)) {
        return make_masked(maker, path, object, json, err);
    }
    struct pickle_value *texts;
    size_t n;
    if (strncmp(class, "Arrow", 5) == 0 && pickle_arrow_find(maker->walk, object, &texts, &n, err)) {
        struct pickle_items items = {.values = texts, .n = n};
        const struct pickle_value list = {.kind = PICKLE_LIST, .items = &items};
        return maker->make(maker, path, &list, json, err);
    }
    if (is_among(class, plain, sizeof plain / sizeof *plain)) {
        const struct pickle_value *array = pickle_frame_search(maker->walk, object, PICKLE_ARRAY, 0);
        struct pickle_array zoned = {0};
        if (array == NULL) {
            return pickle_maker_pass(maker, path, object, json, err);
        }
        const struct pickle_value copy = {.kind = PICKLE_ARRAY, .array = &zoned};
        zoned = *array->array;
        zoned.dimensions = 1; /* pandas may have it as a row of a block */
        zoned.shape[0] = zoned.n;
        zoned.dtype.zoned = pickle_frame_mentions(object, "DatetimeTZDtype", 0);
        return maker->make(maker, path, &copy, json, err);
    }
    const struct pickle_value *state = &parts[PICKLE_STATE];
    if (state->kind == PICKLE_TUPLE && state->items->n == 2 && state->items->values[0].kind == PICKLE_NONE) {
        state = &state->items->values[1]; /* of a class with slots */
    }
    if (parts[PICKLE_PAIRS].kind == PICKLE_DICT) {
        return maker->make(maker, path, &parts[PICKLE_PAIRS], json, err);
    }
    if (parts[PICKLE_ITEMS].kind != PICKLE_NONE) {
        return maker->make(maker, path, &parts[PICKLE_ITEMS], json, err);
    }
    if (state->kind == PICKLE_DICT && state->items->n > 0) {
        return maker->make(maker, path, state, json, err);
    }
    return pickle_maker_pass(maker, path, object, json, err);
}

/* Whether a range, or what counts as one: 0, 1, 2 and so on. */
static bool counts(const json_t *labels)
{
    for (size_t i = 0; i < json_array_size(labels); i++) {
        const json_t *label = json_array_get(labels, i);
        if (!json_is_integer(label) || json_integer_value(label) != (json_int_t)i) {
            return false;
        }
    }
    return true;
}

/* The columns that pandas' to_csv writes of the row labels; none for those that are only counted. */
static enum status set_index(struct pickle_maker *maker, const struct pickle_path *path,
                             const struct pickle_value *index, json_t *columns, struct error *err)
{
    struct pickle_levels levels;
    bool several = pickle_levels_find(maker->walk, index, &levels, err);
    size_t n = several ? levels.n : 1;
    enum status status = OK;
    struct pickle_labels all;
    if (!several && pickle_frame_label(index, 0, false) == NULL &&
        pickle_labels_find(maker->walk, index, &all, err) && all.values == NULL && all.array == NULL &&
        all.start == 0 && all.step == 1) {
        return OK; /* pandas' own, as long as the frame: none of them need be made */
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        const struct pickle_value *named = pickle_frame_label(index, i, several);
        struct text name = {0};
        json_t *labels = NULL;
        if (named != NULL) {
            status = pickle_maker_name(maker, path, named, &name, err);
        } else if (several) {
            status = text_print(&name, err, "level_%zu", i);
        } else {
            status = text_append(&name, "index", 5, err);
        }
        status = status == OK ? pickle_pandas_labels(maker, path, index, i, &labels, err) : status;
        bool unnamed = named == NULL && !several;
        if (status != OK || (unnamed && counts(labels))) {
            json_decref(labels);
        } else {
            maker->made->index = unnamed ? "index" : maker->made->index;
            status = pickle_maker_set(maker, path, columns, name.bytes, labels, err);
        }
        text_release(&name);
    }
    return status;
}

/* One column of a frame. */
static enum status make_column(struct pickle_maker *maker, const struct pickle_path *path,
                               const struct pickle_column *column, json_t **json, struct error *err)
{
    const struct pickle_value *values = column->values;
    const struct pickle_array *array = values->kind == PICKLE_ARRAY ? values->array : NULL;
    if (values->kind == PICKLE_INDEX) { /* of pandas before 1.0: times with a zone */
        return pickle_pandas_labels(maker, path, values, 0, json, err);
    }
    if (array == NULL || array->dimensions < 2) {
        return maker->make(maker, path, values, json, err);
    }
    if (!pickle_dtype_is_read(&array->dtype) ||
        (array->dtype.kind == 'O' && (array->items == NULL || array->items->n != array->n))) {
        return pickle_maker_pass(maker, path, values, json, err);
    }
    size_t rows = array->shape[0], n = array->shape[1];
    return pickle_maker_line(
        maker, path, array,
        (const size_t[]){array->fortran ? column->row : column->row * n, n, array->fortran ? rows : 1}, json,
        err);
}

enum status pickle_pandas_frame(struct pickle_maker *maker, const struct pickle_path *path,
                                const struct pickle_items *frame, json_t **json, struct error *err)
{
    struct pickle_columns found = {0};
    *json = json_object();
    enum status status = pickle_maker_check(*json, err);
    status = status == OK ? pickle_frame_columns(maker->walk, path, frame, &found, err) : status;
    status = status == OK ? set_index(maker, path, found.index, *json, err) : status;
    for (size_t i = 0; status == OK && i < found.n; i++) {
        struct text name = {0};
        json_t *column = NULL;
        status = pickle_maker_name(maker, path, &found.columns[i].label, &name, err);
        const struct pickle_path part = {.up = path, .text = name.bytes, .n = name.n};
        status = status == OK ? make_column(maker, &part, &found.columns[i], &column, err) : status;
        size_t length = json_array_size(json_object_iter_value(json_object_iter(*json)));
        if (status != OK || json_is_null(column)) {
            json_decref(column); /* of one that could not be read it is told */
        } else if (json_object_size(*json) > 0 && json_array_size(column) != length) {
            status = pickle_walk_error(maker->walk, &part, err, "found %zu values, expected %zu",
                                       json_array_size(column), length);
            json_decref(column);
        } else {
            status = pickle_maker_set(maker, path, *json, name.bytes, column, err);
        }
        text_release(&name);
    }
    return status;
}

/* Its labels and values, where the labels tell anything; *json is an object then, and else an array. */
enum status pickle_pandas_series(struct pickle_maker *maker, const struct pickle_path *path,
                                 const struct pickle_items *series, json_t **json, struct error *err)
{
    const struct pickle_value *values = NULL, *index = NULL, *name = NULL;
    enum status status = pickle_frame_series(maker->walk, path, series, &values, &index, err);
    json_t *columns = json_object(), *array = NULL;
    struct text text = {0};
    status = status == OK ? pickle_maker_check(columns, err) : status;
    status = status == OK ? set_index(maker, path, index, columns, err) : status;
    const struct pickle_column column = {.values = values};
    status = status == OK ? make_column(maker, path, &column, &array, err) : status;
    if (status != OK || json_object_size(columns) == 0) {
        json_decref(columns);
        *json = array;
        return status;
    }
    name = series->values[0].kind == PICKLE_DICT ? pickle_find(series->values[0].items, "name") : NULL;
    name = name == NULL && series->values[0].kind == PICKLE_DICT
               ? pickle_find(series->values[0].items, "_name")
               : name;
    status = name == NULL || name->kind == PICKLE_NONE ? text_append(&text, "value", 5, err)
                                                       : pickle_maker_name(maker, path, name, &text, err);
    status = status == OK ? pickle_maker_set(maker, path, columns, text.bytes, array, err)
                          : (json_decref(array), status);
    text_release(&text);
    *json = columns;
    return status;
}
