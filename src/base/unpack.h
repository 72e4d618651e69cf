/* Compressed streams, gzip and zstd, recognised by their first bytes. Knows nothing of files. */
#ifndef FAASTAT_BASE_UNPACK_H
#define FAASTAT_BASE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* How many first bytes unpack_recognises looks at. */
enum { UNPACK_MAGIC = 4 };

struct unpacker;

/* The stream that begins with these bytes, ready to be fed; *unpacker is NULL when they are not compressed.
 * Caller frees. */
enum status unpack_recognise(const char *bytes, size_t n, struct unpacker **unpacker, struct error *err);

/* Packed bytes going in and room for what comes out; both move on. */
struct unpack_buffers {
    const char *in;
    size_t in_n;
    char *out;
    size_t out_n;
};

/*
 * Unpacks as much as there is input and room for. Streams that follow one another are read as one. BAD_DATA,
 * without a place, when the bytes are damaged.
 */
enum status unpack_step(struct unpacker *unpacker, struct unpack_buffers *buffers, struct error *err);
/* Whether the input may end here: at the end of a stream, and not inside. */
bool unpack_is_complete(const struct unpacker *unpacker);
/* "gzip" or "zstd" */
const char *unpack_name(const struct unpacker *unpacker);
void unpack_free(struct unpacker *unpacker);

#endif
