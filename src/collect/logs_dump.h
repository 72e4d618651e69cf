/*
 * The dump of a log that is being written. Until all is known it holds, in comments, the events that say
 * anything of a request, and how far the log is read: a run that is killed goes on there. Then rows take
 * their place, all at once.
 */
#ifndef FAASTAT_COLLECT_LOGS_DUMP_H
#define FAASTAT_COLLECT_LOGS_DUMP_H

#include "collect/append_file.h"
#include "collect/logs_dump_resume.h"
#include "table/table.h"

struct logs_dump {
    struct append_file file;
    struct text head, piece; /* piece: of the page that is being taken */
    bool csv_safe, is_complete;
    size_t rows; /* of a complete one that was there */
};

/*
 * Opens `path` (NULL or "-": standard output). From a file that holds events of the same wish they are taken,
 * the wish gets its range, and *position is told; what stands behind the last whole page is cut off. One that
 * holds all rows is left as it is. BAD_USAGE when it holds anything else. Caller closes either way.
 */
enum status logs_dump_open(struct logs_dump *dump, const char *path, struct logs_wish *wish,
                           struct logs_position *position, const struct logs_taker *taker, struct error *err);

/* Keeps an event of a page, and the page with where it leads to. BAD_SERVICE when that did not get into the
 * file, which then ends with the page before. */
enum status logs_dump_add(struct logs_dump *dump, const struct logs_found *found, struct error *err);
enum status logs_dump_end_page(struct logs_dump *dump, const struct logs_position *position,
                               struct error *err);
/* Puts the rows in the place of the events; without any, nothing is left. */
enum status logs_dump_finish(struct logs_dump *dump, const struct table *table, size_t events,
                             struct error *err);
enum status logs_dump_close(struct logs_dump *dump, struct error *err);

#endif
