/*
 * What became of one request: its row, with the cause by name when it failed. Judges what came back; knows
 * nothing of how it came.
 */
#ifndef FAASTAT_COLLECT_OUTCOME_H
#define FAASTAT_COLLECT_OUTCOME_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "collect/facts.h"
#include "collect/way.h"

enum { STATUS_TEXT = 24, DETAIL_TEXT = 96 };

/* NaN where nothing is known. */
struct outcome {
    size_t request;   /* of its cell, from 0 */
    double start_s;   /* when it was meant to start, Unix epoch */
    double latency_s; /* from then on */
    double delay_s;   /* from then on until it was sent */
    double duration_s, billed_ms, restore_s, max_memory_mb;
    char status[STATUS_TEXT]; /* of HTTP, or "failed" where that does not tell that it did */
    const char *cause;        /* of a failure, from a list of fixed ones; NULL when there is none */
    char detail[DETAIL_TEXT]; /* more of the cause, without control characters */
    bool censored;            /* cut off: it would have taken longer */
    bool refused_credentials; /* no other request can do better */
    bool was_killed;          /* the process that was to answer */
    struct facts facts;       /* what the handler says, and Lambda, who knows better */
    const char *region;       /* of AWS; NULL: none is known */
    struct way way;
};

/* What came back. Texts are "" where there are none. */
struct exchange {
    CURLcode code;
    long os_errno;          /* of a connection that failed, 0 when it is not known */
    const char *curl_error; /* what libcurl says of a failure */
    long http_status;
    const char *body; /* `n` bytes with a NUL behind them */
    size_t n;
    bool is_cut;                                          /* the body was longer than what was kept */
    bool is_invoke;                                       /* the answer is Lambda's, about an invocation */
    bool is_event;                                        /* of an event: only whether it is in the queue */
    bool is_stream;                                       /* in pieces of an event stream */
    bool any_body;                                        /* an answer need not be the handler's */
    bool quotes_body;                                     /* what the body says may be shown */
    struct facts facts;                                   /* of the headers */
    const char *function_error, *log_result, *error_type; /* headers of Lambda's */
};

/* Fills in all but request, times, region and way. BAD_SERVICE when memory was out: then nothing is known. */
enum status outcome_judge(const struct exchange *exchange, struct outcome *outcome, struct error *err);

#endif
