#include "read/csv_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { FIRST_SLOTS = 256 };

struct csv_keys csv_keys_open(size_t width)
{
    return (struct csv_keys){.width = width, .key = siphash_random_key()};
}

__extension__ typedef unsigned __int128 uint128;

/* Both halves of the product, in each of whose bits is something of all bits of both. */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
    uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The slot that has the row's number, or the free one where it belongs. */
static uint32_t *find_slot(const struct csv_keys *keys, const uint32_t *row)
{
    size_t n = keys->width, mask = keys->slots_n - 1;
    uint64_t hash = keys->key.halves[0];
    for (size_t i = 0; i < n; i++) {
        hash = fold(hash ^ row[i], keys->key.halves[1]);
    }
    size_t at = (size_t)hash & mask;
    while (keys->slots[at] != 0 &&
           memcmp(keys->codes + (keys->slots[at] - 1) * n, row, n * sizeof *row) != 0) {
        at = (at + 1) & mask;
    }
    return &keys->slots[at];
}

uint32_t csv_keys_find(const struct csv_keys *keys, const uint32_t *row)
{
    return keys->slots_n == 0 ? 0 : *find_slot(keys, row);
}

/* The slots are at most half full. */
static enum status grow_slots(struct csv_keys *keys, struct error *err)
{
    size_t slots_n = keys->slots_n == 0 ? FIRST_SLOTS : keys->slots_n * 2;
    uint32_t *slots = calloc(slots_n, sizeof *slots);
    if (slots == NULL) {
        return error_no_memory(err);
    }
    free(keys->slots);
    keys->slots = slots;
    keys->slots_n = slots_n;
    for (size_t i = 0; i < keys->n; i++) {
        *find_slot(keys, keys->codes + i * keys->width) = (uint32_t)i + 1;
    }
    return OK;
}

enum status csv_keys_add(struct csv_keys *keys, const uint32_t *row, struct error *err)
{
    size_t n = keys->width;
    uint32_t *codes = array_reserve(keys->codes, &keys->capacity, (keys->n + 1) * n + 1, sizeof *codes);
    if (codes == NULL) {
        return error_no_memory(err);
    }
    keys->codes = codes;
    enum status status = (keys->n + 1) * 2 > keys->slots_n ? grow_slots(keys, err) : OK;
    if (status == OK) {
        memcpy(codes + keys->n * n, row, n * sizeof *row);
        *find_slot(keys, row) = (uint32_t)++keys->n;
    }
    return status;
}

void csv_keys_release(struct csv_keys *keys)
{
    free(keys->codes);
    free(keys->slots);
    *keys = (struct csv_keys){0};
}
