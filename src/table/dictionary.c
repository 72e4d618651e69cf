#include "table/dictionary.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "base/text.h"

enum { FIRST_SLOTS = 64 };

enum { SHORT = 16 }; /* bytes that a key holds */

static uint64_t load_8(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return le64toh(word);
}

static uint64_t load_4(const char *bytes)
{
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return le32toh(word);
}

static struct dictionary_key key_of(const char *text, size_t n)
{
    struct dictionary_key key = {.n = n};
    if (n >= 8) {
        key.first = load_8(text);
        key.last = n > 8 ? load_8(text + n - 8) : 0;
    } else if (n >= 4) { /* two words that overlap where they agree */
        key.first = load_4(text) | load_4(text + n - 4) << (n - 4) * 8;
    } else {
        for (size_t i = 0; i < n; i++) {
            key.first |= (uint64_t)(unsigned char)text[i] << i * 8;
        }
    }
    return key;
}

/* Multiplications that carry every bit to the top, whose bits are then folded down for the index. */
static size_t hash(const struct dictionary_key *key, const char *text)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t h = (key->first ^ key->n * UINT64_C(0xD6E8FEB86659FD93)) * odd;
    for (size_t i = 8; key->n > SHORT && i + 8 < key->n; i += 8) {
        h = ((h ^ h >> 32) ^ load_8(text + i)) * odd;
    }
    h = ((h ^ h >> 32) ^ key->last) * odd;
    return (size_t)(h ^ h >> 32);
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t find_slot(const struct dictionary *dictionary, const struct dictionary_key *key,
                        const char *text)
{
    size_t mask = dictionary->slots_n - 1;
    size_t slot = hash(key, text) & mask;
    for (uint32_t code; (code = dictionary->slots[slot]) != 0; slot = (slot + 1) & mask) {
        const struct dictionary_key *held = &dictionary->keys[code - 1];
        if (held->n == key->n && held->first == key->first && held->last == key->last &&
            (key->n <= SHORT || memcmp(dictionary->texts[code - 1], text, key->n) == 0)) {
            break;
        }
    }
    return slot;
}

/* Doubles the index and puts every code in again. */
static enum status grow_slots(struct dictionary *dictionary, struct error *err)
{
    size_t wanted = dictionary->slots_n == 0 ? FIRST_SLOTS : dictionary->slots_n * 2;
    uint32_t *slots = calloc(wanted, sizeof *slots);
    if (slots == NULL) {
        return error_no_memory(err);
    }
    free(dictionary->slots);
    dictionary->slots = slots;
    dictionary->slots_n = wanted;
    for (size_t i = 0; i < dictionary->n; i++) {
        slots[find_slot(dictionary, &dictionary->keys[i], dictionary->texts[i])] = (uint32_t)(i + 1);
    }
    return OK;
}

/* Room for one text more, in the arrays and in the index, which is kept at most half full. */
static enum status reserve(struct dictionary *dictionary, struct error *err)
{
    char **texts = array_reserve(dictionary->texts, &dictionary->capacity, dictionary->n + 1, sizeof *texts);
    if (texts == NULL) {
        return error_no_memory(err);
    }
    dictionary->texts = texts;
    double *numbers =
        array_reserve(dictionary->numbers, &dictionary->numbers_capacity, dictionary->n + 1, sizeof *numbers);
    if (numbers == NULL) {
        return error_no_memory(err);
    }
    dictionary->numbers = numbers;
    struct dictionary_key *keys =
        array_reserve(dictionary->keys, &dictionary->keys_capacity, dictionary->n + 1, sizeof *keys);
    if (keys == NULL) {
        return error_no_memory(err);
    }
    dictionary->keys = keys;
    if (dictionary->n == UINT32_MAX - 1) {
        return error_set(err, BAD_DATA, "found more than %u different texts in one column", UINT32_MAX - 1);
    }
    return (dictionary->n + 1) * 2 > dictionary->slots_n ? grow_slots(dictionary, err) : OK;
}

enum status dictionary_add(struct dictionary *dictionary, const char *text, size_t n, uint32_t *code,
                           struct error *err)
{
    struct dictionary_key key = key_of(text, n);
    if (dictionary->slots_n > 0) {
        uint32_t found = dictionary->slots[find_slot(dictionary, &key, text)];
        if (found != 0) {
            *code = found;
            return OK;
        }
    }
    if (memchr(text, '\0', n) != NULL) {
        return error_set(err, BAD_DATA, "found a NUL byte, expected text");
    }
    if (!text_is_utf8(text, n)) {
        return error_set(err, BAD_DATA, "found bytes that are no UTF-8, expected UTF-8 text");
    }
    enum status status = reserve(dictionary, err);
    if (status != OK) {
        return status;
    }
    char *copy = text_copy(text, n, err);
    if (copy == NULL) {
        return BAD_SERVICE;
    }
    dictionary->slots[find_slot(dictionary, &key, text)] = (uint32_t)(dictionary->n + 1);
    dictionary->texts[dictionary->n] = copy;
    dictionary->keys[dictionary->n] = key;
    if (!number_parse(copy, n, &dictionary->numbers[dictionary->n])) {
        dictionary->numbers[dictionary->n] = NAN;
    }
    *code = (uint32_t)++dictionary->n;
    return OK;
}

/* key_of() without a branch on the length, which is as random as the data. */
static inline struct dictionary_key key_of_readable(const struct dictionary_text *text)
{
    uint64_t first = load_8(text->bytes), all = ~UINT64_C(0);
    first &= text->n < 8 ? ~(all << text->n * 8) : all;
    return (struct dictionary_key){first, text->n > 8 ? load_8(text->bytes + text->n - 8) : 0, text->n};
}

enum status dictionary_add_all(struct dictionary *dictionary, const struct dictionary_text *texts, size_t n,
                               uint32_t *codes, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        struct dictionary_key key = key_of_readable(&texts[i]);
        codes[i] = dictionary->slots_n == 0 ? 0 : dictionary->slots[find_slot(dictionary, &key, texts[i].bytes)];
        if (codes[i] == 0 && !number_is_missing(texts[i].bytes, texts[i].n)) {
            status = dictionary_add(dictionary, texts[i].bytes, texts[i].n, &codes[i], err);
        }
    }
    return status;
}

uint32_t dictionary_find(const struct dictionary *dictionary, const char *text)
{
    struct dictionary_key key = key_of(text, strlen(text));
    return dictionary->slots_n == 0 ? 0 : dictionary->slots[find_slot(dictionary, &key, text)];
}

int dictionary_compare(const struct dictionary *dictionary, uint32_t a, uint32_t b)
{
    if (a == 0 || b == 0) {
        return (a > b) - (a < b);
    }
    double x = dictionary->numbers[a - 1], y = dictionary->numbers[b - 1];
    if (isnan(x) || isnan(y)) {
        return isnan(x) && isnan(y) ? strcmp(dictionary->texts[a - 1], dictionary->texts[b - 1])
                                    : isnan(x) - isnan(y);
    }
    if (x != y) {
        return x < y ? -1 : 1;
    }
    return strcmp(dictionary->texts[a - 1], dictionary->texts[b - 1]);
}

void dictionary_release(struct dictionary *dictionary)
{
    for (size_t i = 0; i < dictionary->n; i++) {
        free(dictionary->texts[i]);
    }
    free(dictionary->texts);
    free(dictionary->numbers);
    free(dictionary->keys);
    free(dictionary->slots);
    *dictionary = (struct dictionary){0};
}
