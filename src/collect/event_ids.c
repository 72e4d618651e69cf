#include "collect/event_ids.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct event_id hash(const struct event_ids *ids, const char *id)
{
    size_t n = strlen(id);
    struct event_id value = {{siphash(&ids->keys[0], id, n), siphash(&ids->keys[1], id, n)}};
    value.hashes[1] += value.hashes[0] == 0 && value.hashes[1] == 0;
    return value;
}

static bool is_free(const struct event_id *slot)
{
    return slot->hashes[0] == 0 && slot->hashes[1] == 0;
}

/* The slot that has it, or that it would get. */
static struct event_id *find(const struct event_ids *ids, const struct event_id *value)
{
    size_t at = value->hashes[0] & (ids->slots_n - 1);
    while (!is_free(&ids->slots[at]) && memcmp(&ids->slots[at], value, sizeof *value) != 0) {
        at = (at + 1) & (ids->slots_n - 1);
    }
    return &ids->slots[at];
}

bool event_ids_has(const struct event_ids *ids, const char *id)
{
    struct event_id value = hash(ids, id);
    return ids->n > 0 && !is_free(find(ids, &value));
}

/* At most half of the slots are taken. */
static enum status grow(struct event_ids *ids, struct error *err)
{
    enum { FIRST = 1024 };
    struct event_ids larger = *ids;
    if (ids->slots_n == 0) {
        larger.keys[0] = siphash_random_key();
        larger.keys[1] = siphash_random_key();
    }
    larger.slots_n = ids->slots_n == 0 ? FIRST : ids->slots_n * 2;
    larger.slots = calloc(larger.slots_n, sizeof *larger.slots);
    if (larger.slots == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < ids->slots_n; i++) {
        if (!is_free(&ids->slots[i])) {
            *find(&larger, &ids->slots[i]) = ids->slots[i];
        }
    }
    free(ids->slots);
    *ids = larger;
    return OK;
}

enum status event_ids_add(struct event_ids *ids, const char *id, struct error *err)
{
    enum status status = ids->n < ids->slots_n / 2 ? OK : grow(ids, err);
    if (status != OK) {
        return status;
    }
    struct event_id value = hash(ids, id), *slot = find(ids, &value);
    ids->n += is_free(slot);
    *slot = value;
    return OK;
}

void event_ids_release(struct event_ids *ids)
{
    free(ids->slots);
    *ids = (struct event_ids){0};
}
