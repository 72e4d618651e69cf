#include "table/dictionary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "base/text.h"

enum { FIRST_SLOTS = 64 };

/* FNV-1a (Fowler, Noll, Vo 1991), 64 bits, with its high half folded in for the low bits of the index. */
static size_t hash(const char *text, size_t n)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    }
    return (size_t)(h ^ h >> 32);
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t find_slot(const struct dictionary *dictionary, const char *text, size_t n)
{
    size_t mask = dictionary->slots_n - 1;
    size_t slot = hash(text, n) & mask;
    for (uint32_t code; (code = dictionary->slots[slot]) != 0; slot = (slot + 1) & mask) {
        const char *held = dictionary->texts[code - 1];
        if (strnlen(held, n + 1) == n && memcmp(held, text, n) == 0) { /* the text may hold a NUL byte */
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
        const char *text = dictionary->texts[i];
        slots[find_slot(dictionary, text, strlen(text))] = (uint32_t)(i + 1);
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
    if (dictionary->n == UINT32_MAX - 1) {
        return error_set(err, BAD_DATA, "found more than %u different texts in one column", UINT32_MAX - 1);
    }
    return (dictionary->n + 1) * 2 > dictionary->slots_n ? grow_slots(dictionary, err) : OK;
}

enum status dictionary_add(struct dictionary *dictionary, const char *text, size_t n, uint32_t *code,
                           struct error *err)
{
    if (dictionary->slots_n > 0) {
        uint32_t found = dictionary->slots[find_slot(dictionary, text, n)];
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
    dictionary->slots[find_slot(dictionary, text, n)] = (uint32_t)(dictionary->n + 1);
    dictionary->texts[dictionary->n] = copy;
    if (!number_parse(copy, n, &dictionary->numbers[dictionary->n])) {
        dictionary->numbers[dictionary->n] = NAN;
    }
    *code = (uint32_t)++dictionary->n;
    return OK;
}

uint32_t dictionary_find(const struct dictionary *dictionary, const char *text)
{
    return dictionary->slots_n == 0 ? 0 : dictionary->slots[find_slot(dictionary, text, strlen(text))];
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
