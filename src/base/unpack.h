/* Streams that are compressed, or text in another encoding than UTF-8, recognised by their first bytes.
 * Knows nothing of files. */
#ifndef FAASTAT_BASE_UNPACK_H
#define FAASTAT_BASE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/unpack_kind.h"

/* How many first bytes unpack_recognises looks at. */
enum { UNPACK_MAGIC = 1 << 16 };

struct unpacker;

/* The stream that begins with these bytes, ready to be fed; *unpacker is NULL when they are not compressed.
 * Caller frees. */
enum status unpack_recognise(const char *bytes, size_t n, struct unpacker **unpacker, struct error *err);

/*
 * Unpacks as much as there is input and room for. Streams that follow one another are read as one. BAD_DATA,
 * without a place, when the bytes are damaged.
 */
enum status unpack_step(struct unpacker *unpacker, struct unpack_buffers *buffers, struct error *err);
/* Whether the input may end here: at the end of a stream, and not inside. */
bool unpack_is_complete(const struct unpacker *unpacker);
/* Whether a step would give more without more input. */
bool unpack_has_pending(const struct unpacker *unpacker);
/* Whether its bytes could be of another kind. */
bool unpack_is_guess(const struct unpacker *unpacker);
/* "gzip", "UTF-16" */
const char *unpack_name(const struct unpacker *unpacker);
void unpack_free(struct unpacker *unpacker);

#endif
