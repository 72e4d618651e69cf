#include "formats/pickle/npy_header.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

struct cursor {
    const char *at, *end;
};

static void skip_blanks(struct cursor *cursor)
{
    while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\n')) {
        cursor->at++;
    }
}

/* Whether the character comes next, blanks aside, which is then past. */
static bool take(struct cursor *cursor, char c)
{
    skip_blanks(cursor);
    bool found = cursor->at < cursor->end && *cursor->at == c;
    cursor->at += found;
    return found;
}

/* 'text', without escapes: numpy's names have none but in rare cases. */
static bool take_text(struct cursor *cursor, struct span *text)
{
    skip_blanks(cursor);
    if (cursor->at == cursor->end || (*cursor->at != '\'' && *cursor->at != '"')) {
        return false;
    }
    char quote = *cursor->at++;
    const char *end = memchr(cursor->at, quote, (size_t)(cursor->end - cursor->at));
    if (end == NULL) {
        return false;
    }
    *text = (struct span){cursor->at, (size_t)(end - cursor->at)};
    cursor->at = end + 1;
    return memchr(text->bytes, '\\', text->n) == NULL;
}

static bool take_size(struct cursor *cursor, size_t *size)
{
    skip_blanks(cursor);
    const char *first = cursor->at;
    *size = 0;
    while (cursor->at < cursor->end && isdigit((unsigned char)*cursor->at)) {
        if (__builtin_mul_overflow(*size, (size_t)10, size) ||
            __builtin_add_overflow(*size, (size_t)(*cursor->at - '0'), size)) {
            return false;
        }
        cursor->at++;
    }
    return cursor->at > first;
}

static bool take_word(struct cursor *cursor, const char *word)
{
    size_t n = strlen(word);
    skip_blanks(cursor);
    bool found = (size_t)(cursor->end - cursor->at) >= n && memcmp(cursor->at, word, n) == 0;
    cursor->at += found ? n : 0;
    return found;
}

/* ---- types ---- */

/* "<f8", "|b1", "<M8[ns]" */
static enum status read_type(const struct span *type, struct npy_field *field, struct error *err)
{
    struct cursor cursor = {type->bytes, type->bytes + type->n};
    bool good = type->n >= 3 && strchr("<>|", type->bytes[0]) != NULL && type->bytes[0] != '\0';
    if (good) {
        field->order = *cursor.at++;
        field->kind = *cursor.at++;
        good = take_size(&cursor, &field->width);
    }
    if (good && strchr("Mm", field->kind) != NULL && take(&cursor, '[')) {
        field->tick.bytes = cursor.at;
        const char *close = memchr(cursor.at, ']', (size_t)(cursor.end - cursor.at));
        cursor.at = close == NULL ? cursor.end : close + 1;
        field->tick.n = close == NULL ? 0 : (size_t)(close - field->tick.bytes);
    }
    if (type->n >= 2 && type->bytes[1] == 'O') {
        return error_set(err, BAD_DATA,
                         "found an array of Python's objects, expected numbers, times or text: save it as a "
                         "pickle");
    }
    static const char numbers[] = "biufMm", texts[] = "USV";
    bool is_text = strchr(texts, field->kind) != NULL;
    size_t width = field->width;
    good = good && cursor.at == cursor.end && width < (size_t)1 << 28 && field->kind != '\0' &&
           (is_text || (strchr(numbers, field->kind) != NULL && width <= 8));
    field->size = field->kind == 'U' ? 4 * width : width;
    return good ? OK
                : error_set(err, BAD_DATA,
                            "found the type '%.*s', expected numbers of up to 8 bytes, times or text",
                            type->n < 40 ? (int)type->n : 40, type->bytes);
}

static enum status add_field(struct npy_header *header, const struct span *name, const struct span *type,
                             struct error *err)
{
    struct npy_field field = {.name = *name};
    enum status status = read_type(type, &field, err);
    if (status != OK) {
        return status;
    }
    struct npy_field *grown = array_reserve(header->fields, &header->capacity, header->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    header->fields = grown;
    grown[header->n++] = field;
    header->item_bytes += field.size;
    return header->n <= NPY_FIELDS
               ? OK
               : error_set(err, BAD_DATA, "found more than %d fields, expected fewer", NPY_FIELDS);
}

static enum status expected(const struct cursor *cursor, const char *what, struct error *err)
{
    size_t n = (size_t)(cursor->end - cursor->at);
    return error_set(err, BAD_DATA, "found '%.*s' in the header, expected %s", n < 40 ? (int)n : 40,
                     cursor->at, what);
}

/* '<f8', or [('memory_mb', '<i8'), ('latency_s', '<f8')] */
static enum status read_types(struct npy_header *header, struct cursor *cursor, struct error *err)
{
    struct span name = {cursor->at, 0}, type;
    enum status status = OK;
    if (take_text(cursor, &type)) {
        return add_field(header, &name, &type, err);
    }
    header->named = take(cursor, '[');
    while (status == OK && header->named && !take(cursor, ']')) {
        bool good = take(cursor, '(') && take_text(cursor, &name) && take(cursor, ',') &&
                    take_text(cursor, &type) && take(cursor, ')');
        status = good ? add_field(header, &name, &type, err)
                      : expected(cursor, "the name and type of a number, time or text", err);
        take(cursor, ',');
    }
    return status == OK && header->n == 0 ? expected(cursor, "a type", err) : status;
}

static enum status read_shape(struct npy_header *header, struct cursor *cursor, struct error *err)
{
    bool good = take(cursor, '(');
    while (good && !take(cursor, ')')) {
        if (header->dimensions == NPY_DIMENSIONS) {
            return error_set(err, BAD_DATA, "found more than %d dimensions, expected fewer", NPY_DIMENSIONS);
        }
        good = take_size(cursor, &header->shape[header->dimensions++]);
        take(cursor, ',');
    }
    return good ? OK : expected(cursor, "a shape", err);
}

enum status npy_header_read(struct npy_header *header, const char *text, size_t n, struct error *err)
{
    struct cursor cursor = {text, text + n};
    struct span key;
    bool shaped = false;
    enum status status = take(&cursor, '{') ? OK : expected(&cursor, "a dict", err);
    while (status == OK && !take(&cursor, '}')) {
        if (!take_text(&cursor, &key) || !take(&cursor, ':')) {
            return expected(&cursor, "'descr', 'fortran_order' and 'shape'", err);
        }
        if (key.n == 5 && memcmp(key.bytes, "descr", 5) == 0 && header->n == 0) {
            status = read_types(header, &cursor, err);
        } else if (key.n == 5 && memcmp(key.bytes, "shape", 5) == 0 && !shaped) {
            status = read_shape(header, &cursor, err);
            shaped = true;
        } else if (key.n == 13 && memcmp(key.bytes, "fortran_order", 13) == 0) {
            header->fortran = take_word(&cursor, "True");
            status = header->fortran || take_word(&cursor, "False") ? OK : expected(&cursor, "a bool", err);
        } else {
            return expected(&cursor, "'descr', 'fortran_order' and 'shape'", err);
        }
        take(&cursor, ',');
    }
    size_t bytes;
    header->items = 1;
    bool fits = status == OK && shaped && header->n > 0;
    for (size_t i = 0; fits && i < header->dimensions; i++) {
        fits = !__builtin_mul_overflow(header->items, header->shape[i], &header->items);
    }
    fits = fits && !__builtin_mul_overflow(header->items, header->item_bytes, &bytes);
    return status != OK || fits
               ? status
               : error_set(err, BAD_DATA,
                           "found a header without a type or shape that fit in memory, expected both");
}

void npy_header_release(struct npy_header *header)
{
    free(header->fields);
    *header = (struct npy_header){0};
}
