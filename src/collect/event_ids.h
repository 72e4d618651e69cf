/* The ids of events that were taken, so that none is taken twice: sixteen bytes each, whatever their length.
 */
#ifndef FAASTAT_COLLECT_EVENT_IDS_H
#define FAASTAT_COLLECT_EVENT_IDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/siphash.h"

/* Zeroed: none. */
struct event_ids {
    struct siphash_key
        keys[2]; /* at random: 128 bits of hash, in which no two ids meet by accident or by will */
    struct event_id {
        uint64_t hashes[2]; /* both 0: free */
    } * slots;              /* open-addressed */
    size_t n, slots_n;      /* a power of two, or 0 */
};

bool event_ids_has(const struct event_ids *ids, const char *id);
enum status event_ids_add(struct event_ids *ids, const char *id, struct error *err);
void event_ids_release(struct event_ids *ids);

#endif
