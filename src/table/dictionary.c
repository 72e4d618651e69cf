#include "table/dictionary.h"

#include <endian.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "base/text.h"

enum { FIRST_SLOTS = 64 };

enum { SHORT = 15 }; /* bytes that a slot tells all of */

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

/* What the slot of a text holds, but for its code. */
static inline struct dictionary_slot describe(const char *text, size_t n)
{
    struct dictionary_slot slot = {.last = (uint64_t)(n <= SHORT ? n : UINT8_MAX) << 56, .n = (uint32_t)n};
    if (n > SHORT) {
        slot.first = load_8(text);
        slot.last |= load_8(text + n - 8);
    } else if (n >= 8) {
        slot.first = load_8(text);
        slot.last |= n > 8 ? load_8(text + n - 8) >> (16 - n) * 8 : 0;
    } else if (n >= 4) { /* two words that overlap where they agree */
        slot.first = load_4(text) | load_4(text + n - 4) << (n - 4) * 8;
    } else {
        for (size_t i = 0; i < n; i++) {
            slot.first |= (uint64_t)(unsigned char)text[i] << i * 8;
        }
    }
    return slot;
}

__extension__ typedef unsigned __int128 uint128;

/* Both halves of the product, in each of whose bits is something of all bits of both. */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
    uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline size_t hash_short(const struct siphash_key *key, const struct dictionary_slot *wanted)
{
    return (size_t)fold(wanted->first ^ key->halves[0], wanted->last ^ key->halves[1]);
}

static inline size_t hash(const struct siphash_key *key, const struct dictionary_slot *wanted,
                          const char *text)
{
    uint64_t h = hash_short(key, wanted);
    for (size_t i = 8; wanted->n > SHORT && i + 8 < wanted->n; i += 8) {
        h = fold(h ^ load_8(text + i), key->halves[1]);
    }
    return (size_t)h;
}

static inline bool same_description(const struct dictionary_slot *a, const struct dictionary_slot *b)
{
    return ((a->first ^ b->first) | (a->last ^ b->last)) == 0;
}

/* The slot that holds the text, or the free one where it belongs. */
static inline struct dictionary_slot *find_slot(const struct dictionary *dictionary,
                                                const struct dictionary_slot *wanted, const char *text)
{
    size_t mask = dictionary->slots_n - 1;
    for (size_t i = hash(&dictionary->key, wanted, text) & mask;; i = (i + 1) & mask) {
        struct dictionary_slot *slot = &dictionary->slots[i];
        if (slot->code == 0 ||
            (same_description(slot, wanted) &&
             (slot->n <= SHORT ||
              (slot->n == wanted->n && memcmp(dictionary->texts[slot->code - 1], text, slot->n) == 0)))) {
            return slot;
        }
    }
}

/* Doubles the index and puts every code in again. */
static enum status grow_slots(struct dictionary *dictionary, struct error *err)
{
    struct dictionary old = *dictionary;
    dictionary->key = old.slots_n == 0 ? siphash_random_key() : old.key;
    dictionary->slots_n = old.slots_n == 0 ? FIRST_SLOTS : old.slots_n * 2;
    dictionary->slots = calloc(dictionary->slots_n, sizeof *dictionary->slots);
    if (dictionary->slots == NULL) {
        *dictionary = old;
        return error_no_memory(err);
    }
    for (size_t i = 0; i < old.slots_n; i++) {
        const struct dictionary_slot *slot = &old.slots[i];
        if (slot->code != 0) {
            *find_slot(dictionary, slot, dictionary->texts[slot->code - 1]) = *slot;
        }
    }
    free(old.slots);
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
    if (dictionary->n == UINT32_MAX - 1) {
        return error_set(err, BAD_DATA, "found more than %u different texts in one column", UINT32_MAX - 1);
    }
    return (dictionary->n + 1) * 2 > dictionary->slots_n ? grow_slots(dictionary, err) : OK;
}

/* Adds a text that is not there. */
static enum status add_new(struct dictionary *dictionary, struct dictionary_slot slot, const char *text,
                           size_t n, struct error *err)
{
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
    dictionary->texts[dictionary->n] = copy;
    if (!number_parse(copy, n, &dictionary->numbers[dictionary->n])) {
        dictionary->numbers[dictionary->n] = NAN;
    }
    slot.code = (uint32_t)++dictionary->n;
    *find_slot(dictionary, &slot, copy) = slot;
    return OK;
}

enum status dictionary_add(struct dictionary *dictionary, const char *text, size_t n, uint32_t *code,
                           struct error *err)
{
    struct dictionary_slot wanted = describe(text, n);
    *code = dictionary->slots_n == 0 ? 0 : find_slot(dictionary, &wanted, text)->code;
    enum status status = *code == 0 ? add_new(dictionary, wanted, text, n, err) : OK;
    *code = *code == 0 && status == OK ? (uint32_t)dictionary->n : *code;
    return status;
}

/* What describe() says of a text of up to SHORT bytes, without a branch on how many, which is as random as
 * the data. */
static inline struct dictionary_slot describe_short(const struct span *text)
{
    static const char ones[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    const char *kept = ones + 16 - text->n; /* as many ones as the text has bytes, and zeros */
    return (struct dictionary_slot){.first = load_8(text->bytes) & load_8(kept),
                                    .last = (load_8(text->bytes + 8) & load_8(kept + 8)) | text->n << 56};
}

static inline bool is_same(const struct span *a, const struct span *b)
{
    return a->n == b->n && memcmp(a->bytes, b->bytes, a->n) == 0;
}

/* The number of texts up to the first that is not there; an empty one is missing. */
static __attribute__((noinline)) size_t find_known(const struct dictionary *dictionary,
                                                   const struct span *texts, size_t n, uint32_t *codes)
{
    struct dictionary_slot wanted = {0}, last;
    size_t i = 0;
    for (; i < n; i++) {
        const struct span *text = &texts[i];
        last = wanted;
        wanted = text->n > SHORT ? describe(text->bytes, text->n) : describe_short(text);
        bool again =
            i > 0 && same_description(&wanted, &last) && (text->n <= SHORT || is_same(text, text - 1));
        codes[i] = again ? codes[i - 1] : find_slot(dictionary, &wanted, text->bytes)->code;
        if (codes[i] == 0 && text->n > 0) {
            break;
        }
    }
    return i;
}

enum status dictionary_add_all(struct dictionary *dictionary, const struct span *texts, size_t n,
                               uint32_t *codes, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        i += dictionary->slots_n > 0 ? find_known(dictionary, texts + i, n - i, codes + i) : 0;
        if (i < n) {
            codes[i] = 0;
            status = number_is_missing(texts[i].bytes, texts[i].n)
                         ? OK
                         : dictionary_add(dictionary, texts[i].bytes, texts[i].n, &codes[i], err);
        }
    }
    return status;
}

void dictionary_cut(struct dictionary *dictionary, size_t n)
{
    if (n == dictionary->n) {
        return;
    }
    while (dictionary->n > n) {
        free(dictionary->texts[--dictionary->n]);
    }
    memset(dictionary->slots, 0, dictionary->slots_n * sizeof *dictionary->slots);
    for (size_t i = 0; i < n; i++) {
        const char *text = dictionary->texts[i];
        struct dictionary_slot slot = describe(text, strlen(text));
        slot.code = (uint32_t)i + 1;
        *find_slot(dictionary, &slot, text) = slot;
    }
}

uint32_t dictionary_find(const struct dictionary *dictionary, const char *text)
{
    struct dictionary_slot wanted = describe(text, strlen(text));
    return dictionary->slots_n == 0 ? 0 : find_slot(dictionary, &wanted, text)->code;
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
    free(dictionary->slots);
    *dictionary = (struct dictionary){0};
}
