/*
 * A SparseArray has the state {'_sparse_index': index, '_sparse_values': array, '_dtype': type}. The index is
 * IntIndex(length, places), or BlockIndex(length, places, lengths) of values side by side; what stands at all
 * other places is the `_fill_value` in the state of the type.
 */
#include "formats/pickle/pickle_sparse.h"

#include <string.h>

#include "formats/pickle/pickle_array.h"
#include "formats/pickle/pickle_frame.h"

struct sparse {
    size_t length;
    const struct pickle_array *places, *lengths; /* lengths: NULL: all are 1 */
    const struct pickle_value *values, *fill;
};

static const struct pickle_array *find_integers(const struct pickle_value *value)
{
    bool are = value->kind == PICKLE_ARRAY && value->array->dimensions == 1 &&
               value->array->dtype.kind == 'i' && value->array->mask == NULL;
    return are ? value->array : NULL;
}

/* A member of the dict that is an object's state; NULL when there is none of that kind. */
static const struct pickle_value *find_member(const struct pickle_value *object, const char *key)
{
    const struct pickle_value *state =
        object != NULL && object->kind == PICKLE_OBJECT ? &object->items->values[PICKLE_STATE] : NULL;
    return state != NULL && state->kind == PICKLE_DICT ? pickle_find(state->items, key) : NULL;
}

static bool find_sparse(const struct pickle_value *object, struct sparse *sparse)
{
    const struct pickle_value *index = find_member(object, "_sparse_index");
    sparse->values = find_member(object, "_sparse_values");
    sparse->fill = find_member(find_member(object, "_dtype"), "_fill_value");
    if (index == NULL || index->kind != PICKLE_OBJECT || sparse->values == NULL || sparse->fill == NULL ||
        sparse->values->kind != PICKLE_ARRAY || sparse->values->array->dimensions != 1) {
        return false;
    }
    const struct pickle_items *given = index->items->values[PICKLE_ARGUMENTS].items;
    bool blocks = strcmp(pickle_frame_class(index), "BlockIndex") == 0;
    if (given->n != (blocks ? 3 : 2) || !pickle_size(&given->values[0], &sparse->length)) {
        return false;
    }
    sparse->places = find_integers(&given->values[1]);
    sparse->lengths = blocks ? find_integers(&given->values[2]) : NULL;
    return sparse->places != NULL &&
           (!blocks || (sparse->lengths != NULL && sparse->lengths->n == sparse->places->n));
}

static double element(const struct pickle_array *array, size_t i)
{
    return pickle_element(&array->dtype, array->data + i * array->dtype.size);
}

/* Puts the values at their places; *good: they have as many, in the array. */
static enum status place(const struct sparse *sparse, const json_t *values, json_t *all, bool *good,
                         struct error *err)
{
    enum status status = OK;
    size_t n = json_array_size(values), used = 0;
    *good = true;
    for (size_t i = 0; status == OK && *good && i < sparse->places->n; i++) {
        double first = element(sparse->places, i),
               length = sparse->lengths == NULL ? 1 : element(sparse->lengths, i);
        *good = first >= 0 && length >= 0 && first + length <= (double)sparse->length &&
                length <= (double)(n - used);
        for (size_t k = 0; status == OK && *good && k < (size_t)length; k++) {
            status = json_array_set(all, (size_t)first + k, json_array_get(values, used++)) != 0
                         ? error_no_memory(err)
                         : OK;
        }
    }
    *good = *good && used == n;
    return status;
}

enum status pickle_sparse_make(struct pickle_maker *maker, const struct pickle_path *path,
                               const struct pickle_value *object, json_t **json, struct error *err)
{
    struct sparse sparse;
    json_t *fill = NULL, *values = NULL, *all = json_array();
    bool good = find_sparse(object, &sparse);
    enum status status = pickle_maker_check(all, err);
    if (status == OK && good && sparse.length > maker->walk->left) {
        status = pickle_walk_error(maker->walk, path, err,
                                   "found a sparse array of %zu values in so few bytes, expected at most 8 "
                                   "for each byte of the pickle",
                                   sparse.length);
    }
    status = status == OK && good ? pickle_walk_visit(maker->walk, sparse.length, err) : status;
    status = status == OK && good ? maker->make(maker, path, sparse.fill, &fill, err) : status;
    status = status == OK && good ? maker->make(maker, path, sparse.values, &values, err) : status;
    for (size_t i = 0; status == OK && good && i < sparse.length; i++) {
        status = json_array_append(all, fill) != 0 ? error_no_memory(err) : OK;
    }
    status = status == OK && good ? place(&sparse, values, all, &good, err) : status;
    json_decref(fill);
    json_decref(values);
    if (status == OK && good) {
        *json = all;
        return OK;
    }
    json_decref(all);
    return status == OK ? pickle_maker_pass(maker, path, object, json, err) : status;
}
