/* What one line of a Lambda log says, as it is kept until all are known. Inside of lambda_requests. */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_EVENT_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_EVENT_H

#include <math.h>
#include <string.h>

#include "base/siphash.h"
#include "formats/cloud/lambda_record.h"
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
    struct place place;
    uint64_t figures; /* hash of all that a report says */
    double start_s, end_s, duration_s, billed_ms, memory_mb, max_memory_mb, init_s, restore_s,
        billed_restore_ms, waited_s;
    size_t tags_row;
    uint32_t id, status, error, phase, stream, version, function;
    bool is_report, is_kept, is_cold, was_started;
};

/* All of them. Zeroed: none. */
struct lambda_requests {
    bool keeps_ids; /* request ids are wanted; without, eight bytes of each are kept */
    struct table tags;
    size_t tags_row; /* 1 and on: the row of `tags` that the next things said have; 0: none */
    struct siphash_key hash_key;
    bool has_hash_key;
    struct dictionary texts;
    struct lambda_event *events;
    size_t n, capacity;
    struct lambda_detail *details;
    size_t n_details, details_capacity;
    size_t reports, inits_alone;
    bool has_versions; /* others than $LATEST, which alone tells nothing apart */
};

static inline bool lambda_event_is_timeout(const struct lambda_requests *requests, uint32_t status)
{
    return status != 0 && strcmp(requests->texts.texts[status - 1], "timeout") == 0;
}

/* Sorts by stream, and in it by time. */
void lambda_events_sort_by_stream(struct lambda_requests *requests);
/* Sorts by key, and in it by time. */
void lambda_events_sort_by_key(struct lambda_requests *requests);

#endif
