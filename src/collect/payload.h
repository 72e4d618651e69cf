/* What is sent with requests: texts and files, one after another in turn, with fields that are filled in for
 * each request. Knows no network. */
#ifndef FAASTAT_COLLECT_PAYLOAD_H
#define FAASTAT_COLLECT_PAYLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct payload {
    char *bytes; /* with a NUL behind them */
    size_t n;
    bool has_fields;
    const char *type; /* of its content, as HTTP names it */
};

/* Zeroed: none. */
struct payloads {
    struct payload *items;
    size_t n, capacity;
};

/* Copies the text. */
enum status payloads_add_text(struct payloads *payloads, const char *text, struct error *err);
/* Reads a file as it is, packed or not; BAD_DATA when it can't be read, BAD_USAGE when all together are more
 * than anybody would send. */
enum status payloads_add_file(struct payloads *payloads, const char *path, struct error *err);
/* The same of all files below a folder in the order of their names. BAD_USAGE when there are none. */
enum status payloads_add_directory(struct payloads *payloads, const char *path, struct error *err);
size_t payloads_bytes(const struct payloads *payloads);
void payloads_release(struct payloads *payloads);

/* That of a request, from 0; NULL when there are none. */
const struct payload *payloads_of(const struct payloads *payloads, size_t request);

/* The payload with its fields filled in: {{n}}, the request's number from 1, {{random}}, 32 bits that the
 * seed and the request decide on, and {{time}}, Unix time in seconds. */
enum status payload_fill(const struct payload *payload, size_t request, uint64_t seed, struct text *filled,
                         struct error *err);

#endif
