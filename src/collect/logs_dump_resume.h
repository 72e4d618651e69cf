/* What an earlier run has left in its dump of a log. */
#ifndef FAASTAT_COLLECT_LOGS_DUMP_RESUME_H
#define FAASTAT_COLLECT_LOGS_DUMP_RESUME_H

#include "collect/logs_dump_head.h"

/* Who takes the events that were read before. */
struct logs_taker {
    enum status (*take)(const struct logs_found *found, void *context, struct error *err);
    void *context;
};

struct logs_left {
    size_t end; /* behind the last whole page; 0 when not even the head is whole */
    bool is_complete;
    size_t rows;                    /* of a complete one */
    struct logs_position *position; /* the last page's, whose token is the caller's to free */
};

/* Has the events taken that the file at `path` holds, and gives the wish its range. BAD_USAGE when it is no
 * dump of the wish. */
enum status logs_dump_resume(const char *path, struct logs_wish *wish, const struct logs_taker *taker,
                             struct logs_left *left, struct error *err);

#endif
