#include "formats/pickle/pickle_frame.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "formats/pickle/pickle_array.h"
#include "formats/pickle/pickle_arrow.h"

/* A value of a dict, or NULL; the dict counts as visited, which may set err. */
static const struct pickle_value *find(struct pickle_walk *walk, const struct pickle_value *dict,
                                       const char *key, struct error *err)
{
    if (dict == NULL || (dict->kind != PICKLE_DICT && dict->kind != PICKLE_INDEX) ||
        pickle_walk_visit(walk, dict->items->n, err) != OK) {
        return NULL;
    }
    return pickle_find(dict->items, key);
}

static bool is_sequence(const struct pickle_value *value)
{
    return value != NULL && (value->kind == PICKLE_LIST || value->kind == PICKLE_TUPLE);
}

/* The functions below give false for a layout that is not known, or with err set when too much is visited. */

struct manager {
    const struct pickle_items *axes, *blocks;
};

static bool find_manager(struct pickle_walk *walk, const struct pickle_items *object, struct manager *manager,
                         struct error *err)
{
    const struct pickle_value *state = object->n == 1 ? object->values : NULL;
    const struct pickle_value *found = find(walk, state, "_mgr", err);
    if (found == NULL) {
        found = find(walk, state, "_data", err);
    }
    if (found == NULL || found->kind != PICKLE_MANAGER || found->items->n == 0) {
        return false;
    }
    const struct pickle_value *axes = found->items->values, *blocks = axes + 1;
    if (found->items->n == 1) { /* the state: axes, values, labels, and all of it again by names that last */
        const struct pickle_items *parts = axes->items;
        const struct pickle_value *named =
            parts->n == 4 ? find(walk, &parts->values[3], "0.14.1", err) : NULL;
        axes = find(walk, named, "axes", err);
        blocks = find(walk, named, "blocks", err);
    }
    if (!is_sequence(axes) || !is_sequence(blocks)) {
        return false;
    }
    manager->axes = axes->items;
    manager->blocks = blocks->items;
    return true;
}

struct block {
    const struct pickle_value *values; /* of an array of two dimensions a row is a column of the frame */
    const struct pickle_value *locations;
};

/* A block is what _unpickle_block got, or a dict. */
static bool find_block(struct pickle_walk *walk, const struct pickle_value *value, struct block *block,
                       struct error *err)
{
    bool called = value->kind == PICKLE_BLOCK;
    const struct pickle_value *values = called ? &value->items->values[0] : find(walk, value, "values", err);
    block->locations = called ? &value->items->values[1] : find(walk, value, "mgr_locs", err);
    block->values = values;
    return values != NULL && block->locations != NULL &&
           (values->kind == PICKLE_ARRAY || values->kind == PICKLE_OBJECT || values->kind == PICKLE_INDEX);
}

static enum status unknown_layout(const struct pickle_walk *walk, const struct pickle_path *path,
                                  struct error *err)
{
    return pickle_walk_error(walk, path, err,
                             "found pandas data in a layout that is not known, expected that of "
                             "pandas 1 or 2 with columns of numbers");
}

enum status pickle_frame_series(struct pickle_walk *walk, const struct pickle_path *path,
                                const struct pickle_items *series, const struct pickle_value **values,
                                const struct pickle_value **index, struct error *err)
{
    struct manager manager;
    struct block block;
    if (!find_manager(walk, series, &manager, err) || manager.blocks->n != 1 ||
        !find_block(walk, manager.blocks->values, &block, err) || manager.axes->n != 1 ||
        (block.values->kind == PICKLE_ARRAY && block.values->array->dimensions != 1)) {
        return unknown_layout(walk, path, err);
    }
    *values = block.values;
    *index = &manager.axes->values[0];
    return OK;
}

/* ---- frames ---- */

/* Where the i-th row of a block goes in the frame; false when it is nowhere among n columns. */
static bool locate(const struct pickle_value *locations, size_t i, size_t n, size_t *column)
{
    double place = -1;
    if (locations->kind == PICKLE_SLICE) {
        const struct pickle_value *parts = locations->items->values;
        if (parts[0].kind == PICKLE_NUMBER && parts[2].kind == PICKLE_NUMBER) {
            place = parts[0].number + (double)i * parts[2].number;
        }
    } else if (locations->kind == PICKLE_ARRAY) {
        const struct pickle_array *array = locations->array;
        if (array->dimensions == 1 && i < array->n &&
            (array->dtype.kind == 'i' || array->dtype.kind == 'u')) {
            place = pickle_element(&array->dtype, array->data + i * array->dtype.size);
        }
    }
    const struct pickle_value value = {.kind = PICKLE_NUMBER, .number = place};
    return pickle_size(&value, column) && *column < n;
}

/* Finds out which row of which block each of the n columns is. */
static bool place_columns(struct pickle_walk *walk, const struct pickle_items *blocks,
                          struct pickle_column *columns, size_t n, struct error *err)
{
    size_t placed = 0;
    if (pickle_walk_visit(walk, blocks->n, err) != OK) {
        return false;
    }
    for (size_t i = 0; i < blocks->n; i++) {
        struct block block;
        if (!find_block(walk, &blocks->values[i], &block, err)) {
            return false;
        }
        bool is_array = block.values->kind == PICKLE_ARRAY;
        size_t dimensions = is_array ? block.values->array->dimensions : 1;
        size_t rows = dimensions == 2 ? block.values->array->shape[0] : dimensions == 1 ? 1 : SIZE_MAX;
        if (rows > n - placed) {
            return false;
        }
        placed += rows;
        for (size_t row = 0; row < rows; row++) {
            size_t column;
            if (!locate(block.locations, row, n, &column) || columns[column].values != NULL) {
                return false;
            }
            columns[column].values = block.values;
            columns[column].row = row;
        }
    }
    return placed == n;
}

const struct pickle_value *pickle_frame_search(struct pickle_walk *walk, const struct pickle_value *object,
                                               enum pickle_kind kind, size_t depth)
{
    enum { DEEPEST_PART = 6 };
    struct error why = {{0}};
    if (object->kind == kind) {
        return object;
    }
    bool inner = object->kind == PICKLE_OBJECT || object->kind == PICKLE_TUPLE || object->kind == PICKLE_DICT;
    if (!inner || depth == DEEPEST_PART || pickle_walk_visit(walk, object->items->n, &why) != OK) {
        return NULL;
    }
    const struct pickle_value *found = NULL;
    for (size_t i = 0; found == NULL && i < object->items->n; i++) {
        found = pickle_frame_search(walk, &object->items->values[i], kind, depth + 1);
    }
    return found;
}

static bool is_categorical(const struct pickle_value *data)
{
    return data != NULL && data->kind == PICKLE_OBJECT &&
           strcmp(pickle_frame_class(data), "Categorical") == 0;
}

/* Labels that are codes of categories, as texts or numbers. */
static bool find_categories(struct pickle_walk *walk, const struct pickle_value *data,
                            struct pickle_labels *labels, struct error *err)
{
    const struct pickle_value *codes = pickle_frame_search(walk, data, PICKLE_ARRAY, 0);
    const struct pickle_value *index = pickle_frame_search(walk, data, PICKLE_INDEX, 0);
    struct pickle_levels levels = {.n = 1};
    if (codes == NULL || index == NULL || codes->array->dimensions != 1 || codes->array->dtype.kind != 'i' ||
        is_categorical(find(walk, index, "data", err)) ||
        !pickle_labels_find(walk, index, levels.labels, err) ||
        pickle_walk_visit(walk, codes->array->n, err) != OK) {
        return false;
    }
    struct pickle_value *values = pickle_memory_get(&walk->memory, (codes->array->n + 1) * sizeof *values);
    levels.codes[0] = codes->array;
    bool good = values != NULL;
    for (size_t i = 0; good && i < codes->array->n; i++) {
        good = pickle_levels_get(walk, &levels, 0, i, &values[i], err) == OK;
    }
    *labels = (struct pickle_labels){.values = values, .n = codes->array->n};
    return good;
}

bool pickle_labels_find(struct pickle_walk *walk, const struct pickle_value *index,
                        struct pickle_labels *labels, struct error *err)
{
    const struct pickle_value *data = find(walk, index, "data", err);
    if (is_categorical(data)) {
        return find_categories(walk, data, labels, err);
    }
    struct pickle_value *texts;
    if (data != NULL && data->kind == PICKLE_OBJECT &&
        pickle_arrow_find(walk, data, &texts, &labels->n, err)) {
        *labels = (struct pickle_labels){.values = texts, .n = labels->n};
        return true;
    }
    if (data != NULL && data->kind == PICKLE_OBJECT) { /* an array of pandas' own */
        data = pickle_frame_search(walk, data, PICKLE_ARRAY, 0);
    }
    if (data != NULL && data->kind == PICKLE_ARRAY && data->array->dimensions == 1) {
        const struct pickle_array *array = data->array;
        bool objects = array->dtype.kind == 'O';
        *labels = (struct pickle_labels){
            .array = objects ? NULL : array, .values = objects ? array->items->values : NULL, .n = array->n};
        return array->dtype.kind != 'V' && pickle_dtype_is_read(&array->dtype) && array->mask == NULL &&
               (!objects || array->items->n == array->n);
    }
    double numbers[3];
    static const char *const names[] = {"start", "stop", "step"};
    for (size_t i = 0; i < 3; i++) {
        const struct pickle_value *found = find(walk, index, names[i], err);
        if (found == NULL || found->kind != PICKLE_NUMBER) {
            return false;
        }
        numbers[i] = found->number;
    }
    const struct pickle_value count = {.kind = PICKLE_NUMBER,
                                       .number = fmax(0, ceil((numbers[1] - numbers[0]) / numbers[2]))};
    *labels = (struct pickle_labels){.start = numbers[0], .step = numbers[2]};
    return pickle_size(&count, &labels->n);
}

enum status pickle_labels_get(struct pickle_walk *walk, const struct pickle_labels *labels, size_t i,
                              struct pickle_value *label, struct error *err)
{
    const struct pickle_array *array = labels->array;
    if (array != NULL) {
        return pickle_element_value(&walk->memory, walk->file, &array->dtype,
                                    array->data + i * array->dtype.size, label, err);
    }
    *label = labels->values != NULL
                 ? labels->values[i]
                 : (struct pickle_value){.kind = PICKLE_NUMBER,
                                         .sort = PICKLE_INTEGER,
                                         .number = labels->start + (double)i * labels->step};
    return OK;
}

bool pickle_levels_find(struct pickle_walk *walk, const struct pickle_value *index,
                        struct pickle_levels *levels, struct error *err)
{
    const struct pickle_value *found = find(walk, index, "levels", err),
                              *codes = find(walk, index, "codes", err);
    codes = codes == NULL ? find(walk, index, "labels", err) : codes; /* their name until pandas 0.24 */
    if (!is_sequence(found) || !is_sequence(codes) || found->items->n != codes->items->n ||
        found->items->n == 0 || found->items->n > PICKLE_LEVELS) {
        return false;
    }
    *levels = (struct pickle_levels){.n = found->items->n};
    for (size_t i = 0; i < levels->n; i++) {
        const struct pickle_value *code = &codes->items->values[i];
        if (code->kind == PICKLE_OBJECT || code->kind == PICKLE_INDEX) {
            code = pickle_frame_search(walk, code, PICKLE_ARRAY, 0);
        }
        if (code == NULL || code->kind != PICKLE_ARRAY || code->array->dimensions != 1 ||
            code->array->dtype.kind != 'i' || (i > 0 && code->array->n != levels->rows) ||
            !pickle_labels_find(walk, &found->items->values[i], &levels->labels[i], err)) {
            return false;
        }
        levels->codes[i] = code->array;
        levels->rows = code->array->n;
    }
    return true;
}

enum status pickle_levels_get(struct pickle_walk *walk, const struct pickle_levels *levels, size_t level,
                              size_t row, struct pickle_value *label, struct error *err)
{
    const struct pickle_array *codes = levels->codes[level];
    double code = pickle_element(&codes->dtype, codes->data + row * codes->dtype.size);
    *label = (struct pickle_value){.kind = PICKLE_NONE};
    if (!(code >= 0 && code < (double)levels->labels[level].n)) {
        return OK; /* -1 is a missing one */
    }
    return pickle_labels_get(walk, &levels->labels[level], (size_t)code, label, err);
}

/* Labels of several levels are tuples of them. */
static bool find_column_labels(struct pickle_walk *walk, const struct pickle_value *index,
                               struct pickle_labels *labels, struct error *err)
{
    const struct pickle_value *levels = find(walk, index, "levels", err);
    if (!is_sequence(levels)) {
        return pickle_labels_find(walk, index, labels, err);
    }
    struct pickle_levels all;
    struct pickle_value *made;
    if (!pickle_levels_find(walk, index, &all, err) || pickle_walk_visit(walk, all.n * all.rows, err) != OK ||
        (made = pickle_memory_get(&walk->memory, all.rows * sizeof *made)) == NULL) {
        return false;
    }
    for (size_t i = 0; i < all.rows; i++) {
        struct pickle_items *tuple = pickle_memory_get(&walk->memory, sizeof *tuple);
        struct pickle_value *parts = pickle_memory_get(&walk->memory, all.n * sizeof *parts);
        if (tuple == NULL || parts == NULL) {
            return false;
        }
        for (size_t level = 0; level < all.n; level++) {
            if (pickle_levels_get(walk, &all, level, i, &parts[level], err) != OK) {
                return false;
            }
        }
        *tuple = (struct pickle_items){.values = parts, .n = all.n};
        made[i] = (struct pickle_value){.kind = PICKLE_TUPLE, .items = tuple};
    }
    *labels = (struct pickle_labels){.values = made, .n = all.rows};
    return true;
}

enum status pickle_frame_columns(struct pickle_walk *walk, const struct pickle_path *path,
                                 const struct pickle_items *frame, struct pickle_columns *columns,
                                 struct error *err)
{
    struct manager manager;
    struct pickle_labels labels;
    if (!find_manager(walk, frame, &manager, err) || manager.axes->n != 2 ||
        !find_column_labels(walk, manager.axes->values, &labels, err)) {
        return unknown_layout(walk, path, err);
    }
    enum status status = pickle_walk_visit(walk, labels.n, err);
    if (status != OK) {
        return status;
    }
    *columns = (struct pickle_columns){.n = labels.n, .index = &manager.axes->values[1]};
    columns->columns = pickle_memory_get(&walk->memory, labels.n * sizeof *columns->columns);
    if (columns->columns == NULL) {
        return pickle_memory_error(&walk->memory, walk->file, err);
    }
    for (size_t i = 0; status == OK && i < labels.n; i++) {
        columns->columns[i] = (struct pickle_column){0};
        status = pickle_labels_get(walk, &labels, i, &columns->columns[i].label, err);
    }
    if (status == OK && !place_columns(walk, manager.blocks, columns->columns, labels.n, err)) {
        return unknown_layout(walk, path, err);
    }
    return status;
}

/* ---- what stands in an object ---- */

const char *pickle_frame_class(const struct pickle_value *object)
{
    const struct pickle_items *parts = object->items, *given = parts->values[PICKLE_ARGUMENTS].items;
    bool restores = given->n > 0 && given->values[0].kind == PICKLE_IMPORT;
    return restores ? given->values[0].import->name : parts->values[PICKLE_NAME].import->name;
}

bool pickle_frame_mentions(const struct pickle_value *value, const char *class, size_t depth)
{
    enum { DEEPEST_PART = 4, MOST_PARTS = 8 };
    bool inner = value->kind == PICKLE_OBJECT || value->kind == PICKLE_TUPLE || value->kind == PICKLE_DICT;
    if (value->kind == PICKLE_IMPORT) {
        return strcmp(value->import->name, class) == 0;
    }
    bool found = false;
    for (size_t i = 0; inner && depth < DEEPEST_PART && !found && i < value->items->n && i < MOST_PARTS;
         i++) {
        found = pickle_frame_mentions(&value->items->values[i], class, depth + 1);
    }
    return found;
}

const struct pickle_value *pickle_frame_label(const struct pickle_value *index, size_t level, bool several)
{
    const struct pickle_value *name =
        index->kind == PICKLE_INDEX ? pickle_find(index->items, several ? "names" : "name") : NULL;
    if (several && name != NULL) {
        if (name->kind == PICKLE_OBJECT) { /* pandas' FrozenList */
            name =
                &name->items->values[name->items->values[PICKLE_ITEMS].kind == PICKLE_NONE ? PICKLE_ARGUMENTS
                                                                                           : PICKLE_ITEMS];
            name = name->items->n == 1 && name->items->values[0].kind == PICKLE_LIST ? &name->items->values[0]
                                                                                     : name;
        }
        bool listed = name->kind == PICKLE_LIST || name->kind == PICKLE_TUPLE;
        const struct pickle_items *names = listed ? name->items : NULL;
        name = names != NULL && level < names->n ? &names->values[level] : NULL;
    }
    return name == NULL || name->kind == PICKLE_NONE ? NULL : name;
}
