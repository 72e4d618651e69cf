#include "formats/cloud/lambda_keys.h"

#include <stdlib.h>
#include <string.h>

struct lambda_key *lambda_keys_find(const struct lambda_keys *keys, uint64_t key)
{
    size_t mask = keys->n_slots - 1, at = (size_t)key & mask;
    while (keys->slots[at].key != 0 && keys->slots[at].key != key) {
        at = (at + 1) & mask;
    }
    return &keys->slots[at];
}

bool lambda_keys_has(const struct lambda_keys *keys, uint64_t key)
{
    return keys->n > 0 && lambda_keys_find(keys, key)->key != 0;
}

enum status lambda_keys_add(struct lambda_keys *keys, const struct lambda_key *added, struct error *err)
{
    enum { FIRST_SLOTS = 64 };
    if (2 * (keys->n + 1) > keys->n_slots) {
        struct lambda_keys grown = {.n = keys->n,
                                    .n_slots = keys->n_slots == 0 ? FIRST_SLOTS : 2 * keys->n_slots};
        grown.slots = calloc(grown.n_slots, sizeof *grown.slots);
        if (grown.slots == NULL) {
            return error_no_memory(err);
        }
        for (size_t i = 0; i < keys->n_slots; i++) {
            if (keys->slots[i].key != 0) {
                *lambda_keys_find(&grown, keys->slots[i].key) = keys->slots[i];
            }
        }
        free(keys->slots);
        *keys = grown;
    }
    struct lambda_key *slot = lambda_keys_find(keys, added->key);
    keys->n += slot->key == 0;
    *slot = *added;
    return OK;
}

/* Those behind it that would not be found past a free slot move up to it. */
void lambda_keys_drop(struct lambda_keys *keys, struct lambda_key *slot)
{
    size_t mask = keys->n_slots - 1, free_at = (size_t)(slot - keys->slots);
    for (size_t at = (free_at + 1) & mask; keys->slots[at].key != 0; at = (at + 1) & mask) {
        size_t home = (size_t)keys->slots[at].key & mask;
        if (((at - home) & mask) >= ((at - free_at) & mask)) {
            keys->slots[free_at] = keys->slots[at];
            free_at = at;
        }
    }
    keys->slots[free_at].key = 0;
    keys->n--;
}

void lambda_keys_release(struct lambda_keys *keys)
{
    free(keys->slots);
    *keys = (struct lambda_keys){0};
}

/* ---- keys that are there more than once ---- */

/* Keys are looked at in parts of about so many, whose index stays in the processor's cache. */
enum { PART = 1 << 18, MOST_PARTS = 64, KEY_BITS = 64 };

/* The keys of a part, which begin with these bits, of reports and of starts that none follows; there is room
 * for one more. */
static size_t list_part(const struct lambda_requests *requests, size_t part, unsigned shift, uint64_t *listed)
{
    const uint64_t *keys = requests->keys;
    const uint8_t *said = requests->said;
    size_t n = 0, all = requests->n;
    for (size_t i = 0; i < all; i++) {
        listed[n] = keys[i];
        n += (size_t)((shift == KEY_BITS ? 0 : keys[i] >> shift) == part) &
             (size_t)((said[i] & LAMBDA_SAID) == LAMBDA_REPORT || (said[i] & LAMBDA_IS_ALONE) != 0);
    }
    return n;
}

/* Adds those of the listed ones that are among them more than once. */
static enum status add_repeated(struct lambda_keys *keys, const uint64_t *listed, size_t n, uint64_t *slots,
                                size_t n_slots, struct error *err)
{
    enum { AHEAD = 8 }; /* so that the processor's cache has a slot when its turn comes */
    size_t mask = n_slots - 1;
    enum status status = OK;
    memset(slots, 0, n_slots * sizeof *slots);
    for (size_t i = 0; status == OK && i < n; i++) {
        uint64_t key = listed[i];
        size_t at = (size_t)key & mask;
        __builtin_prefetch(&slots[listed[i + AHEAD < n ? i + AHEAD : i] & mask], 1);
        while (slots[at] != 0 && slots[at] != key) {
            at = (at + 1) & mask;
        }
        if (slots[at] == key && key != 0) {
            status = lambda_keys_add(keys, &(const struct lambda_key){.key = key}, err);
        }
        slots[at] = key;
    }
    return status;
}

/* The most that may be in one part. */
static size_t largest_part(const struct lambda_requests *requests, unsigned shift)
{
    size_t n[MOST_PARTS] = {0}, largest = 0;
    for (size_t i = 0; i < requests->n; i++) {
        n[shift == KEY_BITS ? 0 : requests->keys[i] >> shift]++;
    }
    for (size_t i = 0; i < MOST_PARTS; i++) {
        largest = n[i] > largest ? n[i] : largest;
    }
    return largest;
}

enum status lambda_keys_add_repeated(struct lambda_keys *keys, const struct lambda_requests *requests,
                                     struct error *err)
{
    size_t parts = 1, n_slots = 4, n = requests->n;
    unsigned shift = KEY_BITS;
    for (; parts < MOST_PARTS && n / parts > PART; parts *= 2) {
        shift--;
    }
    size_t largest = largest_part(requests, shift);
    while (n_slots < 2 * largest) {
        n_slots *= 2;
    }
    uint64_t *slots = reallocarray(NULL, n_slots, sizeof *slots);
    uint64_t *listed = reallocarray(NULL, largest + 1, sizeof *listed);
    enum status status = slots == NULL || listed == NULL ? error_no_memory(err) : OK;
    for (size_t part = 0; status == OK && part < parts; part++) {
        size_t n_listed = list_part(requests, part, shift, listed);
        status = add_repeated(keys, listed, n_listed, slots, n_slots, err);
    }
    free(slots);
    free(listed);
    return status;
}
