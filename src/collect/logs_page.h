/* Some events of a log, as the service has just told them, from either of its two ways to ask. */
#ifndef FAASTAT_COLLECT_LOGS_PAGE_H
#define FAASTAT_COLLECT_LOGS_PAGE_H

#include "collect/logs_call.h"
#include "formats/cloud/log_events.h"

/* Milliseconds since the epoch, up to but without `to`. */
struct logs_slice {
    long long from_ms, to_ms;
};

/* Zeroed: none. */
struct logs_page {
    json_t *answer; /* that the texts are borrowed from */
    struct logs_found {
        const char *id; /* NULL: it has none */
        struct log_event event;
    } * found;
    size_t n;
    const char *token; /* of the next page, borrowed from the answer; NULL: this is the last one */
};

/* Room for n events. The page owns the answer from then on. */
enum status logs_page_init(struct logs_page *page, json_t *answer, size_t n, struct error *err);
void logs_page_release(struct logs_page *page);

/* FilterLogEvents: a page of the slice; `token` is the one before's, NULL: the first. Caller releases. */
enum status logs_filter(struct logs_caller *caller, const struct logs_slice *slice, const char *token,
                        struct logs_page *page, struct error *err);

enum { LOGS_MOST_FOUND = 10000 }; /* rows of a query */
/*
 * Logs Insights: all of the slice that says anything of a request, in one page. A page of LOGS_MOST_FOUND
 * events may lack some: a shorter slice has to be asked for. Caller releases.
 */
enum status logs_query(struct logs_caller *caller, const struct logs_slice *slice, struct logs_page *page,
                       struct error *err);

#endif
