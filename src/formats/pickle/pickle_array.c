/* numpy's dtypes, scalars and arrays, from what their __reduce__ writes. */
#include "formats/pickle/pickle_array.h"

#include <math.h>
#include <string.h>

/* The sizes of the numbers that can be decoded; text and objects may have any. */
static bool is_known(char kind, size_t size)
{
    switch (kind) {
    case 'b':
        return size == 1;
    case 'i':
    case 'u':
        return size == 1 || size == 2 || size == 4 || size == 8;
    case 'f':
        return size == 2 || size == 4 || size == 8;
    case 'c':
    case 'g':
        return size <= 32;
    case 'M':
    case 'm':
        return size == 8;
    case 'O':
    case 'S':
    case 'U':
    case 'V':
        return true;
    default:
        return false;
    }
}

static enum status make_dtype(struct pickle_machine *machine, const struct pickle_dtype *type,
                              struct pickle_value *result, struct error *err)
{
    struct pickle_dtype *dtype = pickle_memory_get(&machine->memory, sizeof *dtype);
    if (dtype == NULL) {
        return pickle_memory_error(&machine->memory, machine->file, err);
    }
    *dtype = *type;
    *result = (struct pickle_value){.kind = PICKLE_DTYPE, .dtype = dtype};
    return OK;
}

/* numpy.dtype('f8', False, True): a letter and a size; the state that follows has the byte order. */
PICKLE_CALL(pickle_call_dtype)
{
    const struct pickle_value *code = call->arguments;
    if (call->n > 0 && code->kind == PICKLE_IMPORT && strcmp(code->import->name, "record") == 0) {
        return make_dtype(machine, &(struct pickle_dtype){.kind = 'V'}, result, err); /* its size follows */
    }
    if (call->n == 0 || (code->kind != PICKLE_TEXT && code->kind != PICKLE_STRING) || code->text->n == 0) {
        return pickle_call_error(machine, call, "a type such as 'f8'", err);
    }
    const unsigned char *bytes = code->text->bytes;
    size_t n = code->text->n, size = 0, i = 1;
    for (; i < n && i < 10 && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
        size = size * 10 + (size_t)(bytes[i] - '0');
    }
    char kind = bytes[0] == 'f' && size > 8 ? 'g' : (char)bytes[0];
    if (i < n || !is_known(kind, size)) {
        return pickle_error(machine, err,
                            "found the numpy type '%.*s', expected bool, numbers, times, text or objects",
                            n > 40 ? 40 : (int)n, (const char *)bytes);
    }
    return make_dtype(machine, &(struct pickle_dtype){.kind = kind, .size = kind == 'U' ? 4 * size : size},
                      result, err);
}

/* The unit of times and durations, the last part of the state: ({}, (b'ns', 1, 1, 1)). */
static enum status set_tick(const struct pickle_machine *machine, struct pickle_dtype *dtype,
                            const struct pickle_items *state, struct error *err)
{
    static const struct {
        const char *name;
        double seconds;
    } ticks[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}, {"D", 86400}};
    const struct pickle_value *last = &state->values[state->n - 1];
    const struct pickle_value *unit =
        last->kind == PICKLE_TUPLE && last->items->n == 2 ? &last->items->values[1] : last;
    const struct pickle_value *name =
        unit->kind == PICKLE_TUPLE && unit->items->n == 4 ? &unit->items->values[0] : NULL;
    for (size_t i = 0; name != NULL && pickle_is_text(name) && i < sizeof ticks / sizeof *ticks; i++) {
        if (name->text->n == strlen(ticks[i].name) &&
            memcmp(name->text->bytes, ticks[i].name, name->text->n) == 0) {
            dtype->tick_s = ticks[i].seconds;
            return OK;
        }
    }
    return pickle_error(machine, err, "found times in no known unit, expected one from ns to days");
}

/* (version, byte order, ...) */
enum status pickle_build_dtype(struct pickle_machine *machine, struct pickle_dtype *dtype,
                               const struct pickle_value *state, struct error *err)
{
    const struct pickle_value *order = NULL;
    if (state->kind == PICKLE_TUPLE && state->items->n >= 2) {
        order = &state->items->values[1];
    }
    if (order != NULL && pickle_text_is(order, ">")) {
        dtype->big_endian = true;
    } else if (order != NULL && (pickle_text_is(order, "<") || pickle_text_is(order, "|"))) {
        dtype->big_endian = false;
    } else {
        return pickle_error(machine, err, "found a numpy type without byte order, expected '<', '>' or '|'");
    }
    dtype->tick_s = 0;
    if (dtype->kind == 'M' || dtype->kind == 'm') {
        return set_tick(machine, dtype, state->items, err);
    }
    if (dtype->kind == 'V' && state->items->n >= 5 && state->items->values[3].kind == PICKLE_TUPLE &&
        state->items->values[4].kind == PICKLE_DICT) {
        dtype->names = state->items->values[3].items;
        dtype->fields = state->items->values[4].items;
        if (state->items->n > 5 && dtype->size == 0 && !pickle_size(&state->items->values[5], &dtype->size)) {
            return pickle_error(machine, err, "found a numpy type without size, expected one");
        }
    }
    return OK;
}

static bool is_bytes(const struct pickle_value *value)
{
    return value->kind == PICKLE_BYTES || value->kind == PICKLE_STRING;
}

/* An array without elements, for the state that follows. */
static enum status make_array(struct pickle_machine *machine, struct pickle_value *result, struct error *err)
{
    struct pickle_array *array = pickle_memory_get(&machine->memory, sizeof *array);
    if (array == NULL) {
        return pickle_memory_error(&machine->memory, machine->file, err);
    }
    *array = (struct pickle_array){.dimensions = 1, .dtype = {.kind = 'b', .size = 1}};
    *result = (struct pickle_value){.kind = PICKLE_ARRAY, .array = array};
    return OK;
}

PICKLE_CALL(pickle_call_scalar)
{
    const struct pickle_value *arguments = call->arguments;
    if (call->n != 2 || arguments[0].kind != PICKLE_DTYPE || arguments[0].dtype->kind == 'O' ||
        arguments[0].dtype->kind == 'V' || !is_bytes(&arguments[1]) ||
        arguments[1].text->n != arguments[0].dtype->size) {
        return pickle_call_error(machine, call, "a type and its bytes", err);
    }
    const struct pickle_dtype *dtype = arguments[0].dtype;
    if (!pickle_dtype_is_read(dtype)) { /* kept as what it is, to be told of by its path */
        enum status made = make_array(machine, result, err);
        if (made == OK) {
            *result->array = (struct pickle_array){.dtype = *dtype, .n = 1, .data = arguments[1].text->bytes};
        }
        return made;
    }
    enum status status =
        pickle_element_value(&machine->memory, machine->file, dtype, arguments[1].text->bytes, result, err);
    if (status == OK && result->kind == PICKLE_NUMBER && isinf(result->number)) {
        return pickle_error(machine, err, "found inf, expected a finite number");
    }
    return status;
}

bool pickle_dtype_has_objects(const struct pickle_dtype *dtype)
{
    bool found = false;
    for (size_t i = 1; !found && dtype->fields != NULL && i < dtype->fields->n; i += 2) {
        const struct pickle_value *field = &dtype->fields->values[i];
        const struct pickle_value *type =
            field->kind == PICKLE_TUPLE && field->items->n > 0 ? field->items->values : NULL;
        found = type != NULL && type->kind == PICKLE_DTYPE && type->dtype->kind == 'O';
    }
    return found;
}

/* _reconstruct(ndarray, (0,), b'b'); numpy.ma's have the class that is one before that. */
PICKLE_CALL(pickle_call_reconstruct)
{
    if ((call->n != 3 && call->n != 4) ||
        call->arguments[0].kind != PICKLE_IMPORT) { /* ndarray, or a class that is one */
        return pickle_call_error(machine, call, "ndarray, a shape and a type", err);
    }
    return make_array(machine, result, err);
}

/* Sets the shape and the number of elements; false when it is no shape or does not fit memory. */
static bool set_shape(struct pickle_array *array, const struct pickle_items *shape)
{
    array->dimensions = shape->n;
    array->n = 1;
    for (size_t i = 0; i < shape->n; i++) {
        size_t *length = &array->shape[i];
        if (!pickle_size(&shape->values[i], length) || __builtin_mul_overflow(array->n, *length, &array->n)) {
            return false;
        }
    }
    return true;
}

/* Sets the elements, as many as the shape says. */
static bool set_data(struct pickle_array *array, const struct pickle_value *data)
{
    if (array->dtype.kind == 'O' || (array->dtype.kind == 'V' && data->kind == PICKLE_LIST)) {
        array->items = data->kind == PICKLE_LIST ? data->items : NULL;
        array->fortran = false; /* the list has them in the order of C, however they lay in memory */
        return array->items != NULL && array->items->n == array->n;
    }
    size_t bytes;
    if (!is_bytes(data) || __builtin_mul_overflow(array->n, array->dtype.size, &bytes) ||
        bytes != data->text->n) {
        return false;
    }
    array->data = data->text->bytes;
    return true;
}

struct array_parts {
    const struct pickle_value *shape, *dtype, *data;
    bool fortran;
};

static enum status fill_array(struct pickle_machine *machine, struct pickle_array *array,
                              const struct array_parts *parts, struct error *err)
{
    if (parts->shape->kind != PICKLE_TUPLE || parts->dtype->kind != PICKLE_DTYPE) {
        return pickle_error(machine, err, "found a numpy array without shape or type, expected both");
    }
    if (parts->shape->items->n > PICKLE_DIMENSIONS) {
        return pickle_error(machine, err, "found an array of %zu dimensions, expected at most %d",
                            parts->shape->items->n, PICKLE_DIMENSIONS);
    }
    *array = (struct pickle_array){.dtype = *parts->dtype->dtype, .fortran = parts->fortran};
    if (!set_shape(array, parts->shape->items) || !set_data(array, parts->data)) {
        return pickle_error(machine, err,
                            "found a numpy array whose data do not fill its shape, expected as many");
    }
    return OK;
}

/* The mask has the order of the elements, unless these are objects, whose list has that of C. */
static enum status set_mask(struct pickle_machine *machine, struct pickle_array *array,
                            const struct pickle_value *mask, bool fortran, struct error *err)
{
    size_t fields = array->dtype.names == NULL ? 1 : array->dtype.names->n, bytes;
    if (array->items != NULL && fortran && array->dimensions > 1) {
        return pickle_error(machine, err, "found masked objects in Fortran's order, expected C's");
    }
    if (!is_bytes(mask) || __builtin_mul_overflow(array->n, fields, &bytes) || mask->text->n != bytes) {
        return pickle_error(machine, err, "found a mask that is not of its array's shape");
    }
    array->mask = mask->text->bytes;
    return OK;
}

/* (version, shape, dtype, whether in Fortran's order, data); the oldest have no version, and numpy.ma's a
 * mask and what fills it behind. */
enum status pickle_build_array(struct pickle_machine *machine, struct pickle_array *array,
                               const struct pickle_value *state, struct error *err)
{
    size_t n = state->kind == PICKLE_TUPLE ? state->items->n : 0;
    if (n != 4 && n != 5 && n != 7) {
        return pickle_error(machine, err,
                            "found the state of a numpy array in an unknown form, expected 5 parts");
    }
    const struct pickle_value *parts = state->items->values + (n == 4 ? 0 : 1);
    bool fortran = parts[2].kind == PICKLE_NUMBER && parts[2].number != 0;
    const struct array_parts found = {
        .shape = &parts[0], .dtype = &parts[1], .data = &parts[3], .fortran = fortran};
    enum status status = fill_array(machine, array, &found, err);
    return status == OK && n == 7 ? set_mask(machine, array, &parts[4], fortran, err) : status;
}

/* _frombuffer(bytes, dtype, shape, order), protocol 5. */
PICKLE_CALL(pickle_call_frombuffer)
{
    const struct pickle_value *arguments = call->arguments;
    bool four = call->n == 4 || (call->n == 5 && arguments[4].kind == PICKLE_NONE);
    bool fortran = four && pickle_text_is(&arguments[3], "F");
    if (!four || (!fortran && !pickle_text_is(&arguments[3], "C"))) {
        return pickle_call_error(machine, call, "bytes, a type, a shape and the order 'C' or 'F'", err);
    }
    const struct array_parts found = {
        .shape = &arguments[2], .dtype = &arguments[1], .data = &arguments[0], .fortran = fortran};
    enum status status = make_array(machine, result, err);
    return status == OK ? fill_array(machine, result->array, &found, err) : status;
}

/* ---- joblib's arrays ---- */

bool pickle_array_follows(const struct pickle_value *object)
{
    return object->kind == PICKLE_OBJECT &&
           strcmp(object->items->values[PICKLE_NAME].import->name, "NumpyArrayWrapper") == 0;
}

/* An array of objects is a pickle of its own there. */
static enum status read_nested(struct pickle_machine *machine, struct pickle_value *object, struct error *err)
{
    struct pickle_machine inner = *machine;
    if (machine->nested) {
        return pickle_error(machine, err, "found a pickle in one that is in another, expected an array");
    }
    inner.stack = inner.memo = NULL;
    inner.marks = NULL;
    inner.n_stack = inner.stack_capacity = inner.n_memo = inner.memo_capacity = 0;
    inner.n_marks = inner.marks_capacity = 0;
    inner.nested = true;
    enum status status = machine->run(&inner, object, err);
    machine->memory = inner.memory;
    machine->next = inner.next;
    machine->unknown = inner.unknown;
    return status;
}

/* joblib's NumpyArrayWrapper: {'shape': (2,), 'order': 'C', 'dtype': dtype, ...}, and behind that the
 * elements, which a byte and as many others precede that align them, where the state has
 * 'numpy_array_alignment_bytes'. */
enum status pickle_array_read(struct pickle_machine *machine, struct pickle_value *object,
                              const struct pickle_value *state, struct error *err)
{
    const struct pickle_items *dict = state->kind == PICKLE_DICT ? state->items : &(struct pickle_items){0};
    const struct pickle_value *shape = pickle_find(dict, "shape"), *type = pickle_find(dict, "dtype");
    const struct pickle_value *order = pickle_find(dict, "order");
    const struct pickle_value *aligned = pickle_find(dict, "numpy_array_alignment_bytes");
    struct pickle_array size = {0};
    size_t bytes, left = machine->n - machine->next;
    if (type != NULL && type->kind == PICKLE_DTYPE &&
        (type->dtype->kind == 'O' || pickle_dtype_has_objects(type->dtype))) {
        return read_nested(machine, object, err);
    }
    if (shape == NULL || shape->kind != PICKLE_TUPLE || type == NULL || type->kind != PICKLE_DTYPE ||
        shape->items->n > PICKLE_DIMENSIONS || !set_shape(&size, shape->items) ||
        __builtin_mul_overflow(size.n, type->dtype->size, &bytes)) {
        return pickle_error(machine, err, "found an array of joblib's that is not of numbers or texts");
    }
    size_t before = 0;
    if (aligned != NULL && aligned->kind != PICKLE_NONE) {
        before = left > 0 ? 1 + (size_t)machine->bytes[machine->next] : 1;
    }
    if (left < before || left - before < bytes) {
        return pickle_error(machine, err, "found the end of the file within an array of %zu bytes", bytes);
    }
    struct pickle_value data;
    enum status status =
        pickle_make_text(machine, PICKLE_BYTES, machine->bytes + machine->next + before, bytes, &data, err);
    machine->next += before + bytes;
    status = status == OK ? make_array(machine, object, err) : status;
    const struct array_parts parts = {
        .shape = shape, .dtype = type, .data = &data, .fortran = order != NULL && pickle_text_is(order, "F")};
    return status == OK ? fill_array(machine, object->array, &parts, err) : status;
}
