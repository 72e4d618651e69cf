/*
 * The events of a function's log, given one by one as a log service tells them, and the rows that importing
 * them makes. Knows no service and no file.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LOG_EVENTS_H
#define FAASTAT_FORMATS_CLOUD_LOG_EVENTS_H

#include "import/import.h"

struct log_events; /* what they say, some hundred bytes a request */

struct log_event {
    const char *message, *stream; /* borrowed */
    double time_ms;               /* since the epoch */
};

/* None so far, of the function, whose name is borrowed; NULL: nobody knows it. Caller frees. */
enum status log_events_new(struct log_events **events, const char *function, struct error *err);
void log_events_free(struct log_events *events);

/*
 * Takes one, in whatever order. *used tells whether it says anything of a request; the others need not be
 * kept. One that is wrong counts as used, and is told of by log_events_finish, as --lenient has it.
 */
enum status log_events_take(struct log_events *events, const struct log_event *event, bool *used,
                            struct error *err);

/* Adds the rows of all requests to an empty table, without columns that nothing is in; and to the log what
 * there is to tell beside. Nothing can be taken afterwards. */
enum status log_events_finish(struct log_events *events, struct table *table, struct import_log *log,
                              struct error *err);

#endif
