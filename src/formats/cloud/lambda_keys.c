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

/* Keys are looked at in parts of about so many, whose bits stay in the processor's cache. A bit stands for
 * all keys that end alike: with so many bits a key, one key in thirty finds the bit of another. */
enum { PART = 1 << 21, MOST_PARTS = 64, KEY_BITS = 64, BITS = 16, WORD = 64 };

/* The keys that begin with these bits, of reports and of starts that none follows. */
struct keys_part {
    const uint64_t *keys;
    const uint8_t *said;
    size_t n;
    uint64_t number;
    unsigned shift;
    uint64_t *bits;
    size_t mask; /* one less than how many bits there are, a power of two */
};

static bool is_in(const struct keys_part *part, size_t i)
{
    uint64_t key = part->keys[i];
    bool is_there = (part->shift == KEY_BITS ? 0 : key >> part->shift) == part->number;
    return is_there & (key != 0) &
           ((part->said[i] & LAMBDA_SAID) == LAMBDA_REPORT || (part->said[i] & LAMBDA_IS_ALONE) != 0);
}

static bool has_bit(const struct keys_part *part, uint64_t key)
{
    size_t bit = (size_t)key & part->mask;
    return (part->bits[bit / WORD] >> bit % WORD & 1) != 0;
}

static void set_bit(const struct keys_part *part, uint64_t key)
{
    size_t bit = (size_t)key & part->mask;
    part->bits[bit / WORD] |= (uint64_t)1 << bit % WORD;
}

/* Adds the keys whose bit an earlier one has set: all that are there again, and a few others. */
static enum status add_suspects(struct lambda_keys *suspects, const struct keys_part *part, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < part->n; i++) {
        uint64_t key = part->keys[i];
        if (!is_in(part, i)) {
            continue;
        }
        if (has_bit(part, key)) {
            status = lambda_keys_add(suspects, &(const struct lambda_key){.key = key}, err);
        }
        set_bit(part, key);
    }
    return status;
}

/* Adds those of the suspects that are there more than once. */
static enum status add_repeated(struct lambda_keys *keys, const struct lambda_keys *suspects,
                                const struct keys_part *part, struct error *err)
{
    enum status status = OK;
    memset(part->bits, 0, (part->mask / WORD + 1) * sizeof *part->bits);
    for (size_t i = 0; i < suspects->n_slots; i++) {
        if (suspects->slots[i].key != 0) {
            set_bit(part, suspects->slots[i].key);
        }
    }
    for (size_t i = 0; status == OK && suspects->n > 0 && i < part->n; i++) {
        if (!has_bit(part, part->keys[i]) || !is_in(part, i)) {
            continue;
        }
        struct lambda_key *slot = lambda_keys_find(suspects, part->keys[i]);
        if (slot->key != 0 && slot->row++ == 1) { /* so that it is added once */
            status = lambda_keys_add(keys, &(const struct lambda_key){.key = slot->key}, err);
        }
    }
    return status;
}

enum status lambda_keys_add_repeated(struct lambda_keys *keys, const struct lambda_requests *requests,
                                     struct error *err)
{
    size_t parts = 1, n_bits = WORD, n = requests->n;
    struct keys_part part = {.keys = requests->keys, .said = requests->said, .n = n, .shift = KEY_BITS};
    for (; parts < MOST_PARTS && n / parts > PART; parts *= 2) {
        part.shift--;
    }
    while (n_bits / BITS < n / parts) {
        n_bits *= 2;
    }
    part.mask = n_bits - 1;
    part.bits = reallocarray(NULL, n_bits / WORD, sizeof *part.bits);
    enum status status = part.bits == NULL ? error_no_memory(err) : OK;
    for (; status == OK && part.number < parts; part.number++) {
        struct lambda_keys suspects = {0};
        memset(part.bits, 0, n_bits / WORD * sizeof *part.bits);
        status = add_suspects(&suspects, &part, err);
        status = status == OK ? add_repeated(keys, &suspects, &part, err) : status;
        lambda_keys_release(&suspects);
    }
    free(part.bits);
    return status;
}
