#include "formats/pickle/pickle_value.h"

#include <math.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

/* Requests from LARGE on have a block of their own, so that growing one need not leave its old place behind.
 */
enum { LARGE = 4096, SMALL_BLOCK = 16384, LONGEST_QUOTE = 40 };

struct pickle_block {
    alignas(max_align_t) struct pickle_block *next;
    struct pickle_block *previous;
    size_t bytes; /* with this head */
};

static void link_block(struct pickle_memory *memory, struct pickle_block *block)
{
    block->previous = NULL;
    block->next = memory->blocks;
    if (block->next != NULL) {
        block->next->previous = block;
    }
    memory->blocks = block;
}

static void unlink_block(struct pickle_memory *memory, struct pickle_block *block)
{
    if (block->next != NULL) {
        block->next->previous = block->previous;
    }
    if (block->previous != NULL) {
        block->previous->next = block->next;
    } else {
        memory->blocks = block->next;
    }
}

/* Whether `bytes` more may be used. */
static bool is_allowed(struct pickle_memory *memory, size_t bytes)
{
    if (bytes > memory->most - memory->used) {
        memory->refused = true;
        return false;
    }
    return true;
}

/* What comes behind the head of a new block, or of `old` made larger; the old block is then no more. */
static void *resize_block(struct pickle_memory *memory, struct pickle_block *old, size_t bytes)
{
    size_t whole = bytes + sizeof(struct pickle_block);
    /* While it moves, a block is there twice; so both are counted. */
    if (whole < bytes || !is_allowed(memory, whole)) {
        return NULL;
    }
    if (old != NULL) {
        unlink_block(memory, old);
    }
    struct pickle_block *block = realloc(old, whole);
    if (block == NULL) {
        memory->out = true;
        if (old != NULL) {
            link_block(memory, old);
        }
        return NULL;
    }
    memory->used += whole - (old == NULL ? 0 : block->bytes);
    block->bytes = whole;
    link_block(memory, block);
    return block + 1;
}

void *pickle_memory_get(struct pickle_memory *memory, size_t bytes)
{
    if (bytes >= LARGE) {
        return resize_block(memory, NULL, bytes);
    }
    /* Nothing, too, has an address. */
    size_t rounded = (bytes / alignof(max_align_t) + 1) * alignof(max_align_t);
    if (rounded > memory->room_n) {
        unsigned char *room = resize_block(memory, NULL, SMALL_BLOCK);
        if (room == NULL) {
            return NULL;
        }
        memory->room = room;
        memory->room_n = SMALL_BLOCK;
    }
    void *got = memory->room;
    memory->room += rounded;
    memory->room_n -= rounded;
    return got;
}

void *pickle_memory_reserve(struct pickle_memory *memory, void *array, size_t *capacity, size_t needed,
                            size_t item_bytes)
{
    if (array != NULL && needed <= *capacity) {
        return array;
    }
    if (needed > memory->most / item_bytes) {
        memory->refused = true;
        return NULL;
    }
    /* The first request is met exactly: most lists get all of their values at once. */
    size_t wanted = needed > *capacity * 2 ? needed : *capacity * 2;
    size_t old_bytes = *capacity * item_bytes, bytes = wanted * item_bytes;
    void *grown;
    if (array != NULL && old_bytes >= LARGE) {
        grown = resize_block(memory, (struct pickle_block *)array - 1, bytes);
    } else {
        grown = pickle_memory_get(memory, bytes);
        if (grown != NULL && array != NULL) {
            memcpy(grown, array, old_bytes);
        }
    }
    if (grown != NULL) {
        *capacity = wanted;
    }
    return grown;
}

enum status pickle_memory_error(const struct pickle_memory *memory, const char *file, struct error *err)
{
    if (!memory->refused) {
        return error_no_memory(err);
    }
    return error_set(err, BAD_DATA,
                     "%s: found a pickle that unfolds to more than 64 times its size, expected numbers",
                     file);
}

void pickle_blocks_free(struct pickle_block *blocks)
{
    while (blocks != NULL) {
        struct pickle_block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
}

static const char *const kind_names[] = {
    [PICKLE_UNSET] = "nothing",
    [PICKLE_NONE] = "None",
    [PICKLE_NUMBER] = "a number",
    [PICKLE_TEXT] = "the text",
    [PICKLE_STRING] = "the text",
    [PICKLE_BYTES] = "the bytes",
    [PICKLE_LIST] = "a list",
    [PICKLE_TUPLE] = "a tuple",
    [PICKLE_SET] = "a set",
    [PICKLE_DICT] = "a dict",
    [PICKLE_IMPORT] = "the name",
    [PICKLE_DTYPE] = "a numpy dtype",
    [PICKLE_ARRAY] = "a numpy array",
    [PICKLE_SLICE] = "a slice",
    [PICKLE_INDEX] = "a pandas index",
    [PICKLE_BLOCK] = "a block of a DataFrame",
    [PICKLE_MANAGER] = "the blocks of a DataFrame",
    [PICKLE_SERIES] = "a pandas Series",
    [PICKLE_FRAME] = "a pandas DataFrame",
    [PICKLE_OBJECT] = "an object",
};

const char *pickle_describe(const struct pickle_value *value, char text[PICKLE_DESCRIPTION])
{
    const char *name = kind_names[value->kind];
    if (pickle_is_text(value)) {
        size_t n = value->text->n;
        snprintf(text, PICKLE_DESCRIPTION, "%s '%.*s'", name, n > LONGEST_QUOTE ? LONGEST_QUOTE : (int)n,
                 (const char *)value->text->bytes);
    } else if (value->kind == PICKLE_NUMBER && isfinite(value->number)) {
        char digits[NUMBER_TEXT];
        number_write(value->number, digits);
        snprintf(text, PICKLE_DESCRIPTION, "the number %s", digits);
    } else {
        char kind = value->kind == PICKLE_ARRAY ? value->array->dtype.kind : '\0';
        snprintf(text, PICKLE_DESCRIPTION, "%s",
                 kind == 'c'   ? "complex numbers"
                 : kind == 'g' ? "long doubles"
                               : name);
    }
    return text;
}

bool pickle_is_text(const struct pickle_value *value)
{
    return value->kind == PICKLE_TEXT || value->kind == PICKLE_STRING || value->kind == PICKLE_BYTES;
}

bool pickle_text_is(const struct pickle_value *value, const char *text)
{
    return (value->kind == PICKLE_TEXT || value->kind == PICKLE_STRING) && value->text->n == strlen(text) &&
           memcmp(value->text->bytes, text, value->text->n) == 0;
}

const struct pickle_value *pickle_find(const struct pickle_items *dict, const char *key)
{
    for (size_t i = 0; i + 1 < dict->n; i += 2) {
        if (pickle_text_is(&dict->values[i], key)) {
            return &dict->values[i + 1];
        }
    }
    return NULL;
}

bool pickle_size(const struct pickle_value *value, size_t *size)
{
    if (value->kind != PICKLE_NUMBER || !(value->number >= 0 && value->number <= 0x1p53) ||
        value->number != floor(value->number)) {
        return false;
    }
    *size = (size_t)value->number;
    return true;
}

size_t pickle_write_utf8(uint32_t point, unsigned char *to)
{
    if (point < 0x80) {
        to[0] = (unsigned char)point;
        return 1;
    }
    size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n; i-- > 1; point >>= 6) {
        to[i] = (unsigned char)(0x80 | (point & 0x3F));
    }
    to[0] = (unsigned char)(leads[n] | point);
    return n;
}
