#include "formats/pickle/pickle_leaves.h"

#include <math.h>

#include "base/memory.h"
#include "formats/pickle/pickle_array.h"
#include "formats/pickle/pickle_frame.h"

enum { DEEPEST = 100 };

/* The values of a new leaf, for the caller to fill in; NULL, for pickle_memory_error. */
static double *add_leaf(struct pickle_walk *walk, const struct pickle_path *path, size_t n)
{
    struct pickle_leaves *leaves = walk->leaves;
    size_t length = pickle_path_length(path);
    char *text = pickle_memory_get(&walk->memory, length + 1);
    size_t capacity = 0;
    double *values = pickle_memory_reserve(&walk->memory, NULL, &capacity, n, sizeof *values);
    struct pickle_leaf *grown =
        pickle_memory_reserve(&walk->memory, leaves->leaves, &leaves->capacity, leaves->n + 1, sizeof *grown);
    if (grown != NULL) {
        leaves->leaves = grown;
    }
    if (text == NULL || values == NULL || grown == NULL) {
        return NULL;
    }
    pickle_path_write(path, text, text + length);
    text[length] = '\0';
    memory_fill_ahead(values, 0, n * sizeof *values, n * sizeof *values);
    grown[leaves->n++] = (struct pickle_leaf){.path = text, .values = values, .n = n};
    return values;
}

/* ---- lists ---- */

/* Every stride-th of the values of a list or of an array of objects. */
struct view {
    const struct pickle_value *values;
    size_t n, stride;
};

enum sort { SORT_NUMBER, SORT_NONE, SORT_TEXT, SORT_OTHER };

static enum sort sort_of(const struct pickle_value *value)
{
    if (value->kind == PICKLE_NUMBER) {
        return SORT_NUMBER;
    }
    if (value->kind == PICKLE_NONE) {
        return SORT_NONE;
    }
    return pickle_is_text(value) ? SORT_TEXT : SORT_OTHER;
}

/* Whether the values are all of one sort, None but not among others; *sort is set to it. */
static enum status find_sort(const struct pickle_walk *walk, const struct pickle_path *path,
                             const struct view *view, enum sort *sort, struct error *err)
{
    *sort = SORT_NONE;
    for (size_t i = 0; i < view->n; i++) {
        const struct pickle_value *value = &view->values[i * view->stride];
        enum sort found = sort_of(value);
        bool lists =
            (found == SORT_OTHER && *sort == SORT_NUMBER) || (found == SORT_NUMBER && *sort == SORT_OTHER);
        if (lists) { /* [cost, [history]]: a number is a list of its own then */
            *sort = SORT_OTHER;
            continue;
        }
        bool first = *sort == SORT_NONE && (found != SORT_OTHER || i == 0);
        if (!first && found != *sort && (found != SORT_NONE || *sort == SORT_OTHER)) {
            static const char *const expected[] = {[SORT_NUMBER] = "a number",
                                                   [SORT_NONE] = "numbers",
                                                   [SORT_TEXT] = "text",
                                                   [SORT_OTHER] = "a list"};
            char text[PICKLE_DESCRIPTION];
            return pickle_walk_error(walk, path, err,
                                     "found %s as item %zu, expected %s like those before it",
                                     pickle_describe(value, text), i, expected[*sort]);
        }
        if (found != SORT_NONE) {
            *sort = found;
        }
    }
    return OK;
}

static enum status walk_numbers(struct pickle_walk *walk, const struct pickle_path *path,
                                const struct view *view, struct error *err)
{
    double *values = add_leaf(walk, path, view->n);
    if (values == NULL) {
        return pickle_memory_error(&walk->memory, walk->file, err);
    }
    for (size_t i = 0; i < view->n; i++) {
        const struct pickle_value *value = &view->values[i * view->stride];
        values[i] = value->kind == PICKLE_NUMBER ? value->number : NAN;
        if (pickle_is_text(value)) { /* of a number: are_spelled */
            (void)number_parse((const char *)value->text->bytes, value->text->n, &values[i]);
        }
    }
    return OK;
}

/* Whether all texts of a list are numbers, as a script that read them from a file has them. */
static bool are_spelled(const struct view *view)
{
    size_t numbers = 0;
    for (size_t i = 0; i < view->n; i++) {
        const struct pickle_value *value = &view->values[i * view->stride];
        double number;
        bool spelled = value->kind != PICKLE_NONE &&
                       number_parse((const char *)value->text->bytes, value->text->n, &number);
        if (!spelled && value->kind != PICKLE_NONE) {
            return false;
        }
        numbers += spelled;
    }
    return numbers > 0;
}

static enum status walk_view(struct pickle_walk *walk, const struct pickle_path *path,
                             const struct view *view, struct error *err)
{
    enum sort sort = SORT_NONE;
    enum status status = pickle_walk_visit(walk, view->n, err);
    if (status != OK) {
        return status;
    }
    status = find_sort(walk, path, view, &sort, err);
    if (status != OK) {
        return status;
    }
    if (sort == SORT_NUMBER || sort == SORT_NONE || (sort == SORT_TEXT && are_spelled(view))) {
        return walk_numbers(walk, path, view, err);
    }
    for (size_t i = 0; status == OK && i < view->n; i++) {
        const struct pickle_value *value = &view->values[i * view->stride];
        if (sort == SORT_TEXT) {
            walk->leaves->texts += value->kind != PICKLE_NONE;
        } else {
            struct pickle_path part = {.up = path};
            pickle_path_set_index(&part, path, i);
            status = pickle_leaves_add(walk, &part, value, err);
        }
    }
    return status;
}

static enum status walk_dict(struct pickle_walk *walk, const struct pickle_path *path,
                             const struct pickle_items *dict, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i + 1 < dict->n; i += 2) {
        struct pickle_path part = {.up = path};
        status = pickle_path_set_key(walk, &part, path, &dict->values[i], err);
        if (status == OK) {
            status = pickle_leaves_add(walk, &part, &dict->values[i + 1], err);
        }
    }
    return status;
}

/* ---- arrays ---- */

/* Texts of numbers are numbers, as in a list. */
static enum status walk_texts(struct pickle_walk *walk, const struct pickle_path *path,
                              const struct pickle_array *array, size_t start, const struct view *view,
                              struct error *err)
{
    struct pickle_value *texts = pickle_memory_get(&walk->memory, (view->n + 1) * sizeof *texts);
    enum status status = OK;
    if (texts == NULL) {
        return pickle_memory_error(&walk->memory, walk->file, err);
    }
    for (size_t i = 0; status == OK && i < view->n; i++) {
        const unsigned char *bytes = array->data + (start + i * view->stride) * array->dtype.size;
        texts[i] = (struct pickle_value){.kind = PICKLE_NONE};
        if (array->mask == NULL || array->mask[start + i * view->stride] == 0) {
            status = pickle_element_value(&walk->memory, walk->file, &array->dtype, bytes, &texts[i], err);
        }
    }
    const struct view all = {.values = texts, .n = view->n, .stride = 1};
    return status == OK ? walk_view(walk, path, &all, err) : status;
}

static enum status walk_elements(struct pickle_walk *walk, const struct pickle_path *path,
                                 const struct pickle_array *array, size_t start, const struct view *view,
                                 struct error *err)
{
    const struct pickle_dtype *dtype = &array->dtype;
    enum status status = pickle_walk_visit(walk, view->n, err);
    if (status != OK) {
        return status;
    }
    if (dtype->kind == 'U' || dtype->kind == 'S') {
        return walk_texts(walk, path, array, start, view, err);
    }
    if (dtype->kind == 'V') {
        return pickle_walk_error(walk, path, err, "found rows of fields among lists, expected numbers");
    }
    if (!pickle_dtype_is_read(dtype)) {
        char text[PICKLE_DESCRIPTION];
        const struct pickle_value value = {.kind = PICKLE_ARRAY, .array = (struct pickle_array *)array};
        return pickle_walk_error(walk, path, err, "found %s, expected real numbers of up to 8 bytes",
                                 pickle_describe(&value, text));
    }
    double *values = add_leaf(walk, path, view->n);
    if (values == NULL) {
        return pickle_memory_error(&walk->memory, walk->file, err);
    }
    for (size_t i = 0; i < view->n; i++) {
        size_t at = start + i * view->stride;
        values[i] = pickle_element(dtype, array->data + at * dtype->size);
        values[i] = array->mask != NULL && array->mask[at] != 0 ? (double)NAN : values[i];
        values[i] = dtype->kind != 'm'  ? values[i]
                    : dtype->tick_s < 1 ? values[i] / round(1 / dtype->tick_s)
                                        : values[i] * dtype->tick_s;
        if (isinf(values[i])) {
            return pickle_walk_error(walk, path, err, "found inf as item %zu, expected a finite number", i);
        }
    }
    return OK;
}

/* The objects of the view, and None where they are masked. */
static enum status mask_objects(struct pickle_walk *walk, const unsigned char *mask, struct view *view,
                                struct error *err)
{
    struct pickle_value *values = pickle_memory_get(&walk->memory, (view->n + 1) * sizeof *values);
    if (values == NULL) {
        return pickle_memory_error(&walk->memory, walk->file, err);
    }
    for (size_t i = 0; i < view->n; i++) {
        values[i] = (struct pickle_value){.kind = PICKLE_NONE};
        values[i] = mask[i * view->stride] != 0 ? values[i] : view->values[i * view->stride];
    }
    *view = (struct view){.values = values, .n = view->n, .stride = 1};
    return OK;
}

/* The elements from `start` on, of an array of any type; view->values is set here. */
static enum status walk_some(struct pickle_walk *walk, const struct pickle_path *path,
                             const struct pickle_array *array, size_t start, struct view view,
                             struct error *err)
{
    if (array->dtype.kind != 'O') {
        return walk_elements(walk, path, array, start, &view, err);
    }
    if (array->items->n != array->n) {
        return pickle_walk_error(
            walk, path, err, "found an array whose objects do not fill its shape, expected %zu", array->n);
    }
    if (array->items->open) {
        return pickle_walk_error(walk, path, err, "found an array that contains itself, expected numbers");
    }
    view.values = array->n == 0 ? NULL : array->items->values + start;
    enum status status = array->mask == NULL ? OK : mask_objects(walk, array->mask + start, &view, err);
    array->items->open = true;
    status = status == OK ? walk_view(walk, path, &view, err) : status;
    array->items->open = false;
    return status;
}

/* Adds the leaf of one line of an array: along the last axis, at `index` of the first, unless `column`. */
static enum status walk_line(struct pickle_walk *walk, const struct pickle_path *path,
                             const struct pickle_array *array, bool column, size_t index, struct error *err)
{
    size_t rows = array->shape[0], columns = array->shape[1];
    size_t down = array->fortran ? 1 : columns, right = array->fortran ? rows : 1;
    struct view view = {.n = column ? rows : columns, .stride = column ? down : right};
    return walk_some(walk, path, array, view.n == 0 ? 0 : index * (column ? right : down), view, err);
}

static enum status walk_array(struct pickle_walk *walk, const struct pickle_path *path,
                              const struct pickle_array *array, struct error *err)
{
    if (array->dimensions < 2) {
        return walk_some(walk, path, array, 0, (struct view){.n = array->n, .stride = 1}, err);
    }
    enum status status = OK;
    if (array->dimensions > 2) { /* rows of rows, which have no names: see pickle_table.c */
        return pickle_walk_error(walk, path, err, "found an array of %zu dimensions, expected at most 2",
                                 array->dimensions);
    }
    for (size_t i = 0; status == OK && i < array->shape[1]; i++) {
        struct pickle_path part = {.up = path};
        pickle_path_set_index(&part, path, i);
        status = pickle_walk_visit(walk, 1, err);
        if (status == OK) {
            status = walk_line(walk, &part, array, true, i, err);
        }
    }
    return status;
}

/* ---- pandas' ---- */

static enum status walk_series(struct pickle_walk *walk, const struct pickle_path *path,
                               const struct pickle_items *series, struct error *err)
{
    const struct pickle_value *values = NULL, *index;
    enum status status = pickle_frame_series(walk, path, series, &values, &index, err);
    return status == OK ? pickle_leaves_add(walk, path, values, err) : status;
}

static enum status walk_frame(struct pickle_walk *walk, const struct pickle_path *path,
                              const struct pickle_items *frame, struct error *err)
{
    struct pickle_columns found = {0};
    enum status status = pickle_frame_columns(walk, path, frame, &found, err);
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; status == OK && i < found.n; i++) {
        struct pickle_path part = {.up = path};
        status = pickle_path_set_key(walk, &part, path, &found.columns[i].label, err);
        if (status == OK) {
            const struct pickle_value *values = found.columns[i].values;
            status = values->kind == PICKLE_ARRAY && values->array->dimensions == 2
                         ? walk_line(walk, &part, values->array, false, found.columns[i].row, err)
                         : pickle_leaves_add(walk, &part, values, err);
        }
    }
    return status;
}

/* ---- all of them ---- */

static enum status walk_items(struct pickle_walk *walk, const struct pickle_path *path,
                              const struct pickle_value *value, struct error *err)
{
    struct pickle_items *items = value->items;
    char text[PICKLE_DESCRIPTION];
    enum status status = BAD_DATA;
    if (items->open) {
        return pickle_walk_error(walk, path, err, "found %s that contains itself, expected numbers",
                                 pickle_describe(value, text));
    }
    items->open = true;
    if (value->kind == PICKLE_DICT) {
        status = walk_dict(walk, path, items, err);
    } else if (value->kind == PICKLE_SERIES) {
        status = walk_series(walk, path, items, err);
    } else if (value->kind == PICKLE_FRAME) {
        status = walk_frame(walk, path, items, err);
    } else {
        const struct view view = {.values = items->values, .n = items->n, .stride = 1};
        status = walk_view(walk, path, &view, err);
    }
    items->open = false;
    return status;
}

static enum status walk_value(struct pickle_walk *walk, const struct pickle_path *path,
                              const struct pickle_value *value, struct error *err)
{
    const struct view one = {.values = value, .n = 1, .stride = 1};
    char text[PICKLE_DESCRIPTION];
    switch (value->kind) {
    case PICKLE_NONE:
    case PICKLE_NUMBER:
        return walk_numbers(walk, path, &one, err);
    case PICKLE_TEXT:
    case PICKLE_STRING:
    case PICKLE_BYTES:
        walk->leaves->texts++;
        return OK;
    case PICKLE_LIST:
    case PICKLE_TUPLE:
    case PICKLE_SET:
    case PICKLE_DICT:
    case PICKLE_SERIES:
    case PICKLE_FRAME:
        return walk_items(walk, path, value, err);
    case PICKLE_ARRAY:
        return walk_array(walk, path, value->array, err);
    case PICKLE_IMPORT:
        return pickle_walk_error(walk, path, err, "found '%.60s %.40s', expected numbers",
                                 value->import->module, value->import->name);
    case PICKLE_DTYPE:
    case PICKLE_SLICE:
    case PICKLE_INDEX:
    case PICKLE_BLOCK:
    case PICKLE_MANAGER:
    case PICKLE_UNSET:
    case PICKLE_OBJECT:
        break;
    }
    return pickle_walk_error(walk, path, err, "found %s, expected numbers", pickle_describe(value, text));
}

enum status pickle_leaves_add(struct pickle_walk *walk, const struct pickle_path *path,
                              const struct pickle_value *value, struct error *err)
{
    if (walk->depth == DEEPEST) {
        return pickle_walk_error(walk, path, err, "found more than %d levels of lists, expected fewer",
                                 DEEPEST);
    }
    enum status status = pickle_walk_visit(walk, 1, err);
    if (status == OK) {
        walk->depth++;
        status = walk_value(walk, path, value, err);
        walk->depth--;
    }
    return status;
}

void pickle_leaves_release(struct pickle_leaves *leaves)
{
    pickle_blocks_free(leaves->blocks);
    *leaves = (struct pickle_leaves){0};
}
