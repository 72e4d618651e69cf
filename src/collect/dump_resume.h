/* What an earlier session of a run has left in its dump. */
#ifndef FAASTAT_COLLECT_DUMP_RESUME_H
#define FAASTAT_COLLECT_DUMP_RESUME_H

#include <stddef.h>

#include "collect/dump_head.h"
#include "collect/plan.h"

struct dump_left {
    size_t end;        /* behind the last whole row; 0 when not even the head is whole */
    unsigned part;     /* the last session's, from 1; 0 when there are no rows */
    enum dump_age age; /* of its columns */
};

/* Marks as done what the `n` bytes of the file at `path` hold. BAD_USAGE when they are no dump of the plan.
 */
enum status dump_resume(const char *path, const char *bytes, size_t n, struct plan *plan,
                        struct dump_left *left, struct error *err);

#endif
