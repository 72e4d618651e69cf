#include "formats/pickle/pickle_frame.h"

#include <math.h>
#include <stdint.h>

#include "formats/pickle/pickle_array.h"

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
    const struct pickle_value *values;
    const struct pickle_array *array; /* the same; a row of it is a column of the frame */
    const struct pickle_value *locations;
};

/* A block is what _unpickle_block got, or a dict. */
static bool find_block(struct pickle_walk *walk, const struct pickle_value *value, struct block *block,
                       struct error *err)
{
    bool called = value->kind == PICKLE_BLOCK;
    const struct pickle_value *values = called ? &value->items->values[0] : find(walk, value, "values", err);
    block->locations = called ? &value->items->values[1] : find(walk, value, "mgr_locs", err);
    if (values == NULL || block->locations == NULL || values->kind != PICKLE_ARRAY) {
        return false;
    }
    block->values = values;
    block->array = values->array;
    return true;
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
                                struct error *err)
{
    struct manager manager;
    struct block block;
    if (!find_manager(walk, series, &manager, err) || manager.blocks->n != 1 ||
        !find_block(walk, manager.blocks->values, &block, err) || block.array->dimensions != 1) {
        return unknown_layout(walk, path, err);
    }
    *values = block.values;
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
        size_t rows = block.array->dimensions == 2 ? block.array->shape[0] : SIZE_MAX;
        if (rows > n - placed) {
            return false;
        }
        placed += rows;
        for (size_t row = 0; row < rows; row++) {
            size_t column;
            if (!locate(block.locations, row, n, &column) || columns[column].array != NULL) {
                return false;
            }
            columns[column].array = block.array;
            columns[column].row = row;
        }
    }
    return placed == n;
}

struct labels {
    const struct pickle_array *array; /* NULL: a range */
    double start, step;
    size_t n;
};

/* The column labels: the data of an Index, or the start, stop and step of a RangeIndex. */
static bool find_labels(struct pickle_walk *walk, const struct pickle_value *index, struct labels *labels,
                        struct error *err)
{
    const struct pickle_value *data = find(walk, index, "data", err);
    if (data != NULL && data->kind == PICKLE_ARRAY && data->array->dimensions == 1) {
        char kind = data->array->dtype.kind;
        bool filled = kind != 'O' || data->array->items->n == data->array->n;
        *labels = (struct labels){.array = data->array, .n = data->array->n};
        return filled && kind != 'U' && kind != 'S';
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
    *labels = (struct labels){.start = numbers[0], .step = numbers[2]};
    return pickle_size(&count, &labels->n);
}

static struct pickle_value get_label(const struct labels *labels, size_t i)
{
    const struct pickle_array *array = labels->array;
    if (array != NULL && array->dtype.kind == 'O') {
        return array->items->values[i];
    }
    double number = array == NULL ? labels->start + (double)i * labels->step
                                  : pickle_element(&array->dtype, array->data + i * array->dtype.size);
    return (struct pickle_value){.kind = PICKLE_NUMBER, .number = number};
}

enum status pickle_frame_columns(struct pickle_walk *walk, const struct pickle_path *path,
                                 const struct pickle_items *frame, struct pickle_column **found, size_t *n,
                                 struct error *err)
{
    struct manager manager;
    struct labels labels;
    if (!find_manager(walk, frame, &manager, err) || manager.axes->n != 2 ||
        !find_labels(walk, manager.axes->values, &labels, err)) {
        return unknown_layout(walk, path, err);
    }
    enum status status = pickle_walk_visit(walk, labels.n, err);
    if (status != OK) {
        return status;
    }
    struct pickle_column *columns = pickle_memory_get(&walk->memory, labels.n * sizeof *columns);
    if (columns == NULL) {
        return pickle_memory_error(&walk->memory, walk->file, err);
    }
    for (size_t i = 0; i < labels.n; i++) {
        columns[i] = (struct pickle_column){.label = get_label(&labels, i)};
    }
    if (!place_columns(walk, manager.blocks, columns, labels.n, err)) {
        return unknown_layout(walk, path, err);
    }
    *found = columns;
    *n = labels.n;
    return OK;
}
