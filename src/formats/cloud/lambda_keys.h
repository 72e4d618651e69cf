/* Sets of keys of requests, which are as good as random. Inside of lambda_settle. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_KEYS_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_KEYS_H

#include "formats/cloud/lambda_requests.h"

/* A key, and what is known of it. */
struct lambda_key {
    uint64_t key; /* 0: a free slot */
    uint32_t event, row;
};

/* In open addressing. Zeroed: none. */
struct lambda_keys {
    struct lambda_key *slots;
    size_t n, n_slots; /* a power of two, of which at most half are taken; or 0 */
};

/* The slot of the key, or the free one that it would be in; there has to be some key. Borrowed until one is
 * added or dropped. */
struct lambda_key *lambda_keys_find(const struct lambda_keys *keys, uint64_t key);
bool lambda_keys_has(const struct lambda_keys *keys, uint64_t key);
/* Adds a key, or replaces what is known of it. */
enum status lambda_keys_add(struct lambda_keys *keys, const struct lambda_key *added, struct error *err);
/* Takes out the key of a slot. */
void lambda_keys_drop(struct lambda_keys *keys, struct lambda_key *slot);
/* Adds the keys that more than one report has, or a report and a START that is alone, or two such. */
enum status lambda_keys_add_repeated(struct lambda_keys *keys, const struct lambda_requests *requests,
                                     struct error *err);
void lambda_keys_release(struct lambda_keys *keys);

#endif
