/* What the lines of a Lambda log say that has to be told apart line by line: of requests of which more is
 * told than one start and one report. Inside of lambda_requests. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_EVENT_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_EVENT_H

#include <math.h>
#include <string.h>

#include "formats/cloud/lambda_rows.h"
#include "table/dictionary.h"

enum { LAMBDA_NEAR_S = 10 }; /* lines of one attempt that follow its end; Lambda retries after a minute */

enum lambda_said {
    LAMBDA_START,   /* its id, version and time */
    LAMBDA_FAILURE, /* that it failed, as its status and error say; a timeout's duration_s is the limit */
    LAMBDA_INIT,    /* a phase before a request, whose id it does not have */
    LAMBDA_REPORT,
};

struct lambda_event {
    uint64_t key;   /* of the request's id, 0: it has none */
    double time_s;  /* NaN: not told */
    double order_s; /* time_s, or 0 where not all that is compared has a time */
    size_t sequence, detail;
    uint32_t id, stream, version; /* codes, 0: none */
    enum lambda_said said;
    bool is_sure;  /* the line is Lambda's own by its shape */
    bool is_given; /* the key was found by the place of the line among others */
};

/* The rest of a line that is no START. */
struct lambda_detail {
    size_t row;       /* of a report's, where it comes from; of others, which of them it is */
    uint64_t figures; /* hash of all that a report says */
    double start_s, end_s, duration_s, init_s, restore_s, waited_s;
    size_t tags_row;
    uint32_t id, status, error, phase, stream, version, function;
    bool is_report, is_kept, is_cold, was_started;
};

/* Some of them. Zeroed: none. */
struct lambda_events {
    struct dictionary *texts; /* borrowed */
    struct lambda_event *events;
    size_t n, capacity;
    struct lambda_detail *details;
    size_t n_details, details_capacity;
};

static inline bool lambda_event_is_timeout(const struct lambda_events *events, uint32_t status)
{
    return status != 0 && strcmp(events->texts->texts[status - 1], "timeout") == 0;
}

/* Sorts by stream, and in it by time. */
void lambda_events_sort_by_stream(struct lambda_events *events);
/* Sorts by key, and in it by time. */
void lambda_events_sort_by_key(struct lambda_events *events);
void lambda_events_release(struct lambda_events *events);

#endif
