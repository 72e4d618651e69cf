/* A .safetensors file in memory: names to numbers. Knows nothing of networks. */
#ifndef HANDLER_SAFETENSORS_H
#define HANDLER_SAFETENSORS_H

#include <stddef.h>

#include "error.h"

struct json_t;

struct safetensors {
    void *bytes; /* of the file, mapped */
    size_t n_bytes;
    const char *data; /* behind the header */
    size_t n_data;
    struct json_t *header;
};

/* Maps the file and reads its header; BAD_MODEL when it is no such file. On failure nothing has to be closed.
 */
enum status safetensors_open(struct safetensors *file, const char *path, struct error *err);
void safetensors_close(struct safetensors *file);

enum { MOST_DIMENSIONS = 4 };

/*
 * The numbers of a tensor of exactly that shape and type F32, not aligned; borrowed from the file. NULL when
 * there is none, and then `*problem` says why ("missing", "found [3,2], expected [2,3]"), in `room`.
 */
const char *safetensors_find(const struct safetensors *file, const char *name, const size_t *shape,
                             size_t n_dimensions, char room[96]);

#endif
