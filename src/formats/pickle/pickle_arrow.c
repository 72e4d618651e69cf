/*
 * What pyarrow's Array.__reduce__ writes: _restore_array((type, length, nulls, offset, buffers, children,
 * dictionary)), the type as type_for_alias("large_string"), the buffers as py_buffer(bytes) or None: which
 * are there, bit by bit; where each text ends, as integers of 4 or 8 bytes behind a first 0; the bytes of all
 * texts. A chunked array is chunked_array([array, ...], type).
 */
#include "formats/pickle/pickle_arrow.h"

#include <string.h>

#include "formats/pickle/pickle_array.h"

enum { DEEPEST_PART = 8, PARTS = 7 };

struct texts {
    struct pickle_walk *walk;
    struct pickle_value *values;
    size_t n, capacity;
    bool bad;
    struct error *err;
};

static bool is_named(const struct pickle_value *value, const char *name)
{
    return value->kind == PICKLE_OBJECT && strcmp(value->items->values[PICKLE_NAME].import->name, name) == 0;
}

/* The only argument of a call of that name. */
static const struct pickle_value *argument_of(const struct pickle_value *value, const char *name)
{
    const struct pickle_items *given =
        is_named(value, name) ? value->items->values[PICKLE_ARGUMENTS].items : NULL;
    return given != NULL && given->n == 1 ? &given->values[0] : NULL;
}

/* The bytes of a buffer that has at least so many; NULL for any other. */
static const unsigned char *find_buffer(const struct pickle_items *buffers, size_t i, size_t least)
{
    const struct pickle_value *bytes = argument_of(&buffers->values[i], "py_buffer");
    return bytes != NULL && bytes->kind == PICKLE_BYTES && bytes->text->n >= least ? bytes->text->bytes
                                                                                   : NULL;
}

static bool add_text(struct texts *texts, const unsigned char *bytes, size_t n)
{
    struct pickle_memory *memory = &texts->walk->memory;
    struct pickle_value *grown =
        pickle_memory_reserve(memory, texts->values, &texts->capacity, texts->n + 1, sizeof *grown);
    if (grown == NULL) {
        pickle_memory_error(memory, texts->walk->file, texts->err);
        return false;
    }
    texts->values = grown;
    grown[texts->n] = (struct pickle_value){.kind = PICKLE_NONE};
    if (bytes != NULL) {
        struct pickle_text *text = pickle_memory_get(memory, sizeof *text);
        if (text == NULL) {
            pickle_memory_error(memory, texts->walk->file, texts->err);
            return false;
        }
        *text = (struct pickle_text){.bytes = bytes, .n = n};
        grown[texts->n] = (struct pickle_value){.kind = PICKLE_TEXT, .text = text};
    }
    texts->n++;
    return true;
}

/* The texts of one array; false when it is none of texts. */
static bool add_array(struct texts *texts, const struct pickle_items *parts)
{
    size_t length, offset, all;
    const struct pickle_value *type = argument_of(&parts->values[0], "type_for_alias");
    const struct pickle_items *buffers =
        parts->values[4].kind == PICKLE_LIST || parts->values[4].kind == PICKLE_TUPLE ? parts->values[4].items
                                                                                      : NULL;
    bool large = type != NULL && pickle_text_is(type, "large_string");
    size_t width = large ? 8 : 4;
    if (type == NULL || (!large && !pickle_text_is(type, "string")) || buffers == NULL || buffers->n != 3 ||
        !pickle_size(&parts->values[1], &length) || !pickle_size(&parts->values[3], &offset) ||
        __builtin_add_overflow(length, offset, &all) || all > SIZE_MAX / 16 ||
        pickle_walk_visit(texts->walk, length, texts->err) != OK) {
        return false;
    }
    const unsigned char *present = find_buffer(buffers, 0, (all + 7) / 8);
    const unsigned char *ends = find_buffer(buffers, 1, (all + 1) * width);
    const struct pickle_value *data = argument_of(&buffers->values[2], "py_buffer");
    if (length == 0) {
        return true;
    }
    if (ends == NULL || data == NULL || data->kind != PICKLE_BYTES ||
        (present == NULL && buffers->values[0].kind != PICKLE_NONE)) {
        return false;
    }
    const struct pickle_dtype integer = {.kind = 'i', .size = width};
    for (size_t i = offset; i < all; i++) {
        double start = pickle_element(&integer, ends + i * width);
        double end = pickle_element(&integer, ends + (i + 1) * width);
        if (!(start >= 0 && start <= end && end <= (double)data->text->n)) {
            return false;
        }
        bool missing = present != NULL && (present[i / 8] >> i % 8 & 1) == 0;
        if (!add_text(texts, missing ? NULL : data->text->bytes + (size_t)start, (size_t)(end - start))) {
            return false;
        }
    }
    return true;
}

/* Adds those below the value, in their order. */
static void collect(struct texts *texts, const struct pickle_value *value, size_t depth)
{
    const struct pickle_value *parts = argument_of(value, "_restore_array");
    bool inner = value->kind == PICKLE_OBJECT || value->kind == PICKLE_TUPLE || value->kind == PICKLE_DICT ||
                 value->kind == PICKLE_LIST;
    if (parts != NULL) {
        texts->bad |=
            parts->kind != PICKLE_TUPLE || parts->items->n != PARTS || !add_array(texts, parts->items);
    } else if (inner && depth < DEEPEST_PART &&
               pickle_walk_visit(texts->walk, value->items->n, texts->err) == OK) {
        for (size_t i = 0; !texts->bad && i < value->items->n; i++) {
            collect(texts, &value->items->values[i], depth + 1);
        }
    }
}

bool pickle_arrow_find(struct pickle_walk *walk, const struct pickle_value *object,
                       struct pickle_value **values, size_t *n, struct error *err)
{
    struct texts texts = {.walk = walk, .err = err};
    collect(&texts, object, 0);
    *values = texts.values;
    *n = texts.n;
    return !texts.bad && texts.n > 0 && err->text[0] == '\0';
}
