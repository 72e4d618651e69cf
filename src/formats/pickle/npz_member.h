/* The members of a zip archive that numpy.savez has written: stored or deflated. Knows nothing of arrays. */
#ifndef FAASTAT_FORMATS_PICKLE_NPZ_MEMBER_H
#define FAASTAT_FORMATS_PICKLE_NPZ_MEMBER_H

#include <stdbool.h>

#include "base/text.h"

/* Zeroed: before the first. */
struct npz_member {
    struct span name; /* in the archive's bytes */
    char *data;       /* NULL: there is none, or no other */
    size_t n;
    size_t next, left; /* in the directory; members that follow there */
    bool open;         /* the directory was found */
};

/* Whether the bytes begin as an archive whose first member is an array. */
bool npz_is_archive(const char *bytes, size_t n);
/* The next member of the archive in bytes[0..n), unpacked to at most `most` bytes (0: 16 GiB); BAD_DATA,
 * without a place, when the archive is damaged or packed in another way. Caller releases. */
enum status npz_member_next(struct npz_member *member, const char *bytes, size_t n, size_t most,
                            struct error *err);
void npz_member_release(struct npz_member *member);

#endif
