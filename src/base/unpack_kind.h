/* What unpack.c knows a kind of packed or encoded stream by: each is one row in a file of its own. */
#ifndef FAASTAT_BASE_UNPACK_KIND_H
#define FAASTAT_BASE_UNPACK_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Packed bytes going in and room for what comes out; both move on. */
struct unpack_buffers {
    const char *in;
    size_t in_n;
    char *out;
    size_t out_n;
};

struct unpack_kind {
    const char *name; /* "gzip" */
    /* Whether a file that begins with these bytes is one. */
    bool (*recognises)(const char *bytes, size_t n);
    /* The stream's own state on the heap; NULL when memory is out. */
    void *(*start)(const char *bytes, size_t n);
    /* As unpack_step(); *complete: the input may end here. */
    enum status (*step)(void *state, struct unpack_buffers *buffers, bool *complete, struct error *err);
    /* Whether there is more to come without more input; NULL: never. */
    bool (*pending)(const void *state);
    void (*release)(void *state); /* frees the state, too */
};

#define UNPACK_KINDS(ROW)                                                                                    \
    ROW(gzip)                                                                                                \
    ROW(zlib)                                                                                                \
    ROW(zstd)                                                                                                \
    ROW(xz)                                                                                                  \
    ROW(bzip2)                                                                                               \
    ROW(utf16)                                                                                               \
    ROW(latin1)                                                                                              \
    ROW(cr)
#define DECLARE_UNPACK_KIND(name) extern const struct unpack_kind unpack_##name;
UNPACK_KINDS(DECLARE_UNPACK_KIND)
#undef DECLARE_UNPACK_KIND

#endif
