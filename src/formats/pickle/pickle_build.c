#include "formats/pickle/pickle_build.h"

#include <string.h>

#include "formats/pickle/pickle_array.h"
#include "formats/pickle/pickle_library.h"

/* What an unknown class or function would make. */
static enum status make_object(struct pickle_machine *machine, const struct pickle_constructor *constructor,
                               const struct pickle_value *arguments, size_t n, struct pickle_value *result,
                               struct error *err)
{
    struct pickle_value parts[PICKLE_PARTS] = {
        [PICKLE_NAME] = {.kind = PICKLE_IMPORT, .import = constructor},
        [PICKLE_STATE] = {.kind = PICKLE_NONE},
        [PICKLE_ITEMS] = {.kind = PICKLE_NONE},
        [PICKLE_PAIRS] = {.kind = PICKLE_NONE},
    };
    enum status status =
        pickle_make_items(machine, PICKLE_TUPLE, arguments, n, &parts[PICKLE_ARGUMENTS], err);
    return status == OK ? pickle_make_items(machine, PICKLE_OBJECT, parts, PICKLE_PARTS, result, err)
                        : status;
}

static PICKLE_CALL(call_object)
{
    return make_object(machine, call->constructor, call->arguments, call->n, result, err);
}

/* copyreg._reconstructor(class, object, None): object.__new__ at protocols 0 and 1. */
static PICKLE_CALL(call_reconstructor)
{
    if (call->n != 3) {
        return pickle_call_error(machine, call, "a class, its base and a state", err);
    }
    return pickle_make_object(machine, call->arguments, call->arguments[2].kind == PICKLE_NONE ? 1 : 3,
                              result, err);
}

static bool is_sequence(const struct pickle_value *value)
{
    return value->kind == PICKLE_LIST || value->kind == PICKLE_TUPLE || value->kind == PICKLE_SET;
}

/* OrderedDict(), or OrderedDict([[key, value], ...]) as Python 2 wrote it. */
static PICKLE_CALL(call_ordered_dict)
{
    enum status status = pickle_make_items(machine, PICKLE_DICT, NULL, 0, result, err);
    if (call->n == 0 || status != OK) {
        return status;
    }
    if (call->n > 1 || !is_sequence(&call->arguments[0])) {
        return pickle_call_error(machine, call, "a list of pairs", err);
    }
    const struct pickle_items *pairs = call->arguments[0].items;
    for (size_t i = 0; i < pairs->n && status == OK; i++) {
        const struct pickle_value *pair = &pairs->values[i];
        if (!is_sequence(pair) || pair->items->n != 2) {
            return pickle_call_error(machine, call, "a list of pairs", err);
        }
        status = pickle_items_append(machine, result->items, pair->items->values, 2, err);
    }
    return status;
}

/* defaultdict(factory): the factory would be called for keys that are missing, and none is asked for. */
static PICKLE_CALL(call_default_dict)
{
    if (call->n > 1 || (call->n == 1 && call->arguments[0].kind != PICKLE_IMPORT &&
                        call->arguments[0].kind != PICKLE_NONE)) {
        return pickle_call_error(machine, call, "a class", err);
    }
    return pickle_make_items(machine, PICKLE_DICT, NULL, 0, result, err);
}

static PICKLE_CALL(call_set)
{
    if (call->n > 1 || (call->n == 1 && !is_sequence(&call->arguments[0]))) {
        return pickle_call_error(machine, call, "a list", err);
    }
    if (call->n == 0) {
        return pickle_make_items(machine, PICKLE_SET, NULL, 0, result, err);
    }
    const struct pickle_items *items = call->arguments[0].items;
    return pickle_make_items(machine, PICKLE_SET, items->values, items->n, result, err);
}

/* The bytes that a text stands for in Latin-1, which is how protocols 0 to 2 carry bytes. */
static PICKLE_CALL(call_encode)
{
    const struct pickle_value *text = call->arguments;
    if (call->n != 2 || text->kind != PICKLE_TEXT ||
        (!pickle_text_is(&text[1], "latin1") && !pickle_text_is(&text[1], "latin-1"))) {
        return pickle_call_error(machine, call, "a text and 'latin1'", err);
    }
    const unsigned char *utf8 = text->text->bytes;
    size_t n = text->text->n, used = 0;
    unsigned char *bytes = pickle_memory_get(&machine->memory, n);
    if (bytes == NULL) {
        return pickle_memory_error(&machine->memory, machine->file, err);
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = utf8[i];
        if (byte >= 0x80) {
            if ((byte != 0xC2 && byte != 0xC3) || i + 1 == n || (utf8[i + 1] & 0xC0) != 0x80) {
                return pickle_call_error(machine, call, "a text of characters up to U+00FF", err);
            }
            byte = (unsigned char)((byte & 3) << 6 | (utf8[++i] & 0x3F));
        }
        bytes[used++] = byte;
    }
    return pickle_make_text(machine, PICKLE_BYTES, bytes, used, result, err);
}

/* bytes() and bytearray(): of nothing, of bytes, or of a text in Latin-1. */
static PICKLE_CALL(call_bytes)
{
    if (call->n == 0) {
        return pickle_make_text(machine, PICKLE_BYTES, (const unsigned char *)"", 0, result, err);
    }
    const struct pickle_value *first = call->arguments;
    if (call->n == 1 && (first->kind == PICKLE_BYTES || first->kind == PICKLE_STRING)) {
        return pickle_make_text(machine, PICKLE_BYTES, first->text->bytes, first->text->n, result, err);
    }
    return call_encode(machine, call, result, err);
}

/* slice(), and the parts of a DataFrame that are kept as they are: the arguments, under another kind. */
static PICKLE_CALL(call_keep)
{
    if (call->n != 3) {
        return pickle_call_error(machine, call, "three of them", err);
    }
    return pickle_make_items(machine, call->constructor->made, call->arguments, call->n, result, err);
}

/* pandas' _new_Index(class, dict) */
static PICKLE_CALL(call_new_index)
{
    const struct pickle_value *arguments = call->arguments;
    if (call->n != 2 || arguments[0].kind != PICKLE_IMPORT || arguments[0].import->made != PICKLE_INDEX ||
        arguments[1].kind != PICKLE_DICT) {
        return pickle_call_error(machine, call, "an index and a dict", err);
    }
    *result = (struct pickle_value){.kind = PICKLE_INDEX, .items = arguments[1].items};
    return OK;
}

/* pandas' BlockManager(blocks, axes) */
static PICKLE_CALL(call_block_manager)
{
    if (call->n != 2 || !is_sequence(&call->arguments[0]) || !is_sequence(&call->arguments[1])) {
        return pickle_call_error(machine, call, "blocks and axes", err);
    }
    const struct pickle_value parts[] = {call->arguments[1], call->arguments[0]};
    return pickle_make_items(machine, PICKLE_MANAGER, parts, 2, result, err);
}

/* ---- the table ---- */

/* Names that moved: Python 3 writes Python 2's at protocols 0 to 2, and numpy 2 renamed its own. */
static const struct alias {
    const char *module, *meant;
} aliases[] = {
    {"__builtin__", "builtins"},
    {"copy_reg", "copyreg"},
    {"numpy._core.multiarray", "numpy.core.multiarray"},
    {"numpy._core.numeric", "numpy.core.numeric"},
    {"numpy.core._multiarray_umath", "numpy.core.multiarray"},
    {"numpy._core._multiarray_umath", "numpy.core.multiarray"},
};

static const struct pickle_constructor constructors[] = {
    {"copyreg", "_reconstructor", PICKLE_UNSET, call_reconstructor},
    {"builtins", "object", PICKLE_UNSET, NULL},
    {"builtins", "int", PICKLE_UNSET, NULL},
    {"builtins", "float", PICKLE_UNSET, NULL},
    {"builtins", "list", PICKLE_UNSET, NULL},
    {"builtins", "dict", PICKLE_UNSET, NULL},
    {"builtins", "set", PICKLE_UNSET, call_set},
    {"builtins", "frozenset", PICKLE_UNSET, call_set},
    {"builtins", "bytes", PICKLE_UNSET, call_bytes},
    {"builtins", "bytearray", PICKLE_UNSET, call_bytes},
    {"builtins", "slice", PICKLE_SLICE, call_keep},
    {"_codecs", "encode", PICKLE_UNSET, call_encode},
    {"collections", "OrderedDict", PICKLE_UNSET, call_ordered_dict},
    {"collections", "defaultdict", PICKLE_UNSET, call_default_dict},
    {"collections", "Counter", PICKLE_UNSET, pickle_call_counter},
    {"collections", "deque", PICKLE_UNSET, pickle_call_deque},
    {"decimal", "Decimal", PICKLE_UNSET, pickle_call_decimal},
    {"fractions", "Fraction", PICKLE_UNSET, pickle_call_fraction},
    {"datetime", "datetime", PICKLE_UNSET, pickle_call_datetime},
    {"datetime", "date", PICKLE_UNSET, pickle_call_datetime},
    {"datetime", "timedelta", PICKLE_UNSET, pickle_call_timedelta},
    {"numpy", "ndarray", PICKLE_ARRAY, NULL},
    {"numpy", "dtype", PICKLE_DTYPE, pickle_call_dtype},
    {"numpy.core.multiarray", "_reconstruct", PICKLE_UNSET, pickle_call_reconstruct},
    {"numpy.core.multiarray", "scalar", PICKLE_UNSET, pickle_call_scalar},
    {"numpy.core.numeric", "_frombuffer", PICKLE_UNSET, pickle_call_frombuffer},
    {"numpy.ma.core", "MaskedArray", PICKLE_ARRAY, NULL},
    {"numpy.ma.core", "MaskedConstant", PICKLE_UNSET, pickle_call_missing},
    {"numpy.ma.core", "_mareconstruct", PICKLE_UNSET, pickle_call_reconstruct},
    {"numpy.ma.mrecords", "MaskedRecords", PICKLE_ARRAY, NULL},
    {"numpy.ma.mrecords", "_mrreconstruct", PICKLE_UNSET, pickle_call_reconstruct},
    {"array", "array", PICKLE_UNSET, pickle_call_array},
    {"array", "_array_reconstructor", PICKLE_UNSET, pickle_call_array},
    {"joblib.numpy_pickle", "NumpyArrayWrapper", PICKLE_OBJECT, call_object},
    {"pandas", "Series", PICKLE_SERIES, NULL},
    {"pandas", "DataFrame", PICKLE_FRAME, NULL},
    {"pandas", "SingleBlockManager", PICKLE_MANAGER, NULL},
    {"pandas", "BlockManager", PICKLE_MANAGER, call_block_manager},
    {"pandas", "_unpickle_block", PICKLE_BLOCK, call_keep},
    {"pandas", "_new_Index", PICKLE_UNSET, call_new_index},
    {"pandas", "_new_DatetimeIndex", PICKLE_UNSET, call_new_index},
    {"pandas", "Index", PICKLE_INDEX, NULL},
    {"pandas", "Int64Index", PICKLE_INDEX, NULL},
    {"pandas", "UInt64Index", PICKLE_INDEX, NULL},
    {"pandas", "Float64Index", PICKLE_INDEX, NULL},
    {"pandas", "RangeIndex", PICKLE_INDEX, NULL},
    {"pandas", "MultiIndex", PICKLE_INDEX, NULL},
    {"pandas", "DatetimeIndex", PICKLE_INDEX, NULL},
    {"pandas", "TimedeltaIndex", PICKLE_INDEX, NULL},
    {"pandas", "CategoricalIndex", PICKLE_INDEX, NULL},
    {"pandas", "SparseArray", PICKLE_OBJECT, call_object},
    {"pandas", "SparseDtype", PICKLE_OBJECT, call_object},
    {"pandas", "IntIndex", PICKLE_OBJECT, call_object},
    {"pandas", "BlockIndex", PICKLE_OBJECT, call_object},
    {"pandas", "_unpickle_timestamp", PICKLE_UNSET, pickle_call_timestamp},
    {"pandas", "_timedelta_unpickle", PICKLE_UNSET, pickle_call_pandas_timedelta},
    {"pandas", "Timedelta", PICKLE_UNSET, pickle_call_pandas_timedelta},
    {"pandas", "Timestamp", PICKLE_UNSET, pickle_call_timestamp},
};

static bool equals(const struct pickle_text *text, const char *name)
{
    return text->n == strlen(name) && memcmp(text->bytes, name, text->n) == 0;
}

static const char *copy_name(struct pickle_machine *machine, const struct pickle_text *name)
{
    char *copy = pickle_memory_get(&machine->memory, name->n + 1);
    if (copy != NULL) {
        memcpy(copy, name->bytes, name->n);
        copy[name->n] = '\0';
    }
    return copy;
}

/* A name that nothing is known of: what it would make is kept as what it would be made of. */
static enum status push_unknown(struct pickle_machine *machine, const struct pickle_text *module,
                                const struct pickle_text *name, struct error *err)
{
    struct pickle_constructor *row = pickle_memory_get(&machine->memory, sizeof *row);
    const char *first = copy_name(machine, module), *second = copy_name(machine, name);
    if (row == NULL || first == NULL || second == NULL) {
        return pickle_memory_error(&machine->memory, machine->file, err);
    }
    *row = (struct pickle_constructor){first, second, PICKLE_OBJECT, call_object};
    if (machine->unknown.text[0] == '\0') {
        pickle_error(
            machine, &machine->unknown,
            "found an import of '%.60s %.40s', expected numbers; a pickle is decoded, never executed", first,
            second);
    }
    return pickle_push(machine, (struct pickle_value){.kind = PICKLE_IMPORT, .import = row}, err);
}

enum status pickle_import(struct pickle_machine *machine, const struct pickle_text *module,
                          const struct pickle_text *name, struct error *err)
{
    struct pickle_text meant = *module;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (equals(module, aliases[i].module)) {
            meant.bytes = (const unsigned char *)aliases[i].meant;
            meant.n = strlen(aliases[i].meant);
        }
    }
    static const char pandas[] = "pandas."; /* whose classes have moved from file to file */
    if (module->n >= strlen(pandas) && memcmp(module->bytes, pandas, strlen(pandas)) == 0) {
        meant.n = strlen(pandas) - 1;
    }
    for (size_t i = 0; i < sizeof constructors / sizeof *constructors; i++) {
        const struct pickle_constructor *row = &constructors[i];
        if (equals(&meant, row->module) && equals(name, row->name)) {
            return pickle_push(machine, (struct pickle_value){.kind = PICKLE_IMPORT, .import = row}, err);
        }
    }
    return push_unknown(machine, module, name, err);
}

/* The row of what is called; NULL, with an error, for what is no name. */
static const struct pickle_constructor *get_constructor(const struct pickle_machine *machine,
                                                        const struct pickle_value *callee, struct error *err)
{
    if (callee->kind != PICKLE_IMPORT) {
        char text[PICKLE_DESCRIPTION];
        pickle_error(machine, err, "found a call of %s, expected a constructor",
                     pickle_describe(callee, text));
        return NULL;
    }
    return callee->import;
}

enum status pickle_construct(struct pickle_machine *machine, const struct pickle_value *callee,
                             const struct pickle_value *arguments, size_t n, struct pickle_value *result,
                             struct error *err)
{
    const struct pickle_constructor *row = get_constructor(machine, callee, err);
    if (row == NULL) {
        return BAD_DATA;
    }
    if (row->call == NULL) {
        return make_object(machine, row, arguments, n, result, err);
    }
    const struct pickle_call call = {.constructor = row, .arguments = arguments, .n = n};
    return row->call(machine, &call, result, err);
}

enum status pickle_make_object(struct pickle_machine *machine, const struct pickle_value *class, size_t n,
                               struct pickle_value *result, struct error *err)
{
    const struct pickle_constructor *row = get_constructor(machine, class, err);
    if (row == NULL) {
        return BAD_DATA;
    }
    if (row->made == PICKLE_SERIES || row->made == PICKLE_FRAME || row->made == PICKLE_MANAGER) {
        return pickle_make_items(machine, row->made, NULL, 0, result, err);
    }
    if (row->made != PICKLE_OBJECT && row->call != NULL) { /* of its own kind, whatever made it */
        const struct pickle_call call = {.constructor = row, .arguments = class + 1, .n = n - 1};
        return row->call(machine, &call, result, err);
    }
    enum status status = make_object(machine, row, class + 1, n - 1, result, err);
    if (status == OK && n > 1) { /* what a tuple of named fields has; at protocols 0 and 1 behind its base */
        const struct pickle_value *last = &class[n - 1];
        bool rebuilt = class[1].kind == PICKLE_IMPORT;
        struct pickle_value *parts = result->items->values;
        if (!rebuilt) {
            parts[PICKLE_ITEMS] = parts[PICKLE_ARGUMENTS];
        } else if (last->kind == PICKLE_TUPLE || last->kind == PICKLE_LIST || last->kind == PICKLE_DICT) {
            parts[last->kind == PICKLE_DICT ? PICKLE_PAIRS : PICKLE_ITEMS] = *last;
        }
    }
    return status;
}

enum status pickle_build(struct pickle_machine *machine, struct pickle_value *object,
                         const struct pickle_value *state, struct error *err)
{
    if (object->kind == PICKLE_DTYPE) {
        return pickle_build_dtype(machine, object->dtype, state, err);
    }
    if (object->kind == PICKLE_ARRAY) {
        return pickle_build_array(machine, object->array, state, err);
    }
    if (pickle_array_follows(object)) {
        return pickle_array_read(machine, object, state, err);
    }
    if (object->kind == PICKLE_OBJECT) {
        object->items->values[PICKLE_STATE] = *state;
        return OK;
    }
    bool pandas =
        (object->kind == PICKLE_MANAGER && state->kind == PICKLE_TUPLE) ||
        ((object->kind == PICKLE_SERIES || object->kind == PICKLE_FRAME) && state->kind == PICKLE_DICT);
    if (!pandas) {
        char text[PICKLE_DESCRIPTION];
        return pickle_error(machine, err, "found a state for %s, expected numbers",
                            pickle_describe(object, text));
    }
    /* Looked into when the leaves are, once: a state may be built again and again in a few bytes. */
    object->items->n = 0;
    return pickle_items_append(machine, object->items, state, 1, err);
}
