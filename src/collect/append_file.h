/* A file that grows by whole pieces while it is written, and is locked: half a piece is taken back. Knows
 * nothing of what they hold. */
#ifndef FAASTAT_COLLECT_APPEND_FILE_H
#define FAASTAT_COLLECT_APPEND_FILE_H

#include <stdbool.h>

#include "base/text.h"

/* Initialised with APPEND_FILE_NONE: none. */
struct append_file {
    int fd;
    const char *path; /* for messages; borrowed */
    bool regular;     /* a file that can be read back and cut */
    size_t size;      /* when it was opened */
    size_t end;       /* of a regular file: behind its last whole piece */
};
#define APPEND_FILE_NONE                                                                                     \
    {                                                                                                        \
        .fd = -1                                                                                             \
    }

/* Opens `path` (NULL or "-": standard output). BAD_SERVICE when another run is writing to it. */
enum status append_file_open(struct append_file *file, const char *path, struct error *err);
/* BAD_SERVICE when the file did not get to the disk. */
enum status append_file_close(struct append_file *file, struct error *err);

/* Drops what stands behind `end`. */
enum status append_file_cut(struct append_file *file, size_t end, struct error *err);
/* BAD_SERVICE when it did not get into the file, which then ends with the piece before. */
enum status append_file_put(struct append_file *file, const struct text *piece, struct error *err);

#endif
