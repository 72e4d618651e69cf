/* One request on its way: a libcurl handle that is used again and again, and what has come back so far.
 * Inside of the sender. */
#ifndef FAASTAT_COLLECT_TRANSFER_H
#define FAASTAT_COLLECT_TRANSFER_H

#include <curl/curl.h>

#include "base/text.h"
#include "collect/outcome.h"
#include "collect/target.h"

enum { HEADER_TEXT = 128 };

struct transfer {
    CURL *easy;
    const struct target_options *options;
    const struct target *target;   /* that the handle is set up for; NULL: none */
    struct curl_slist *headers;    /* of a signed request, or one with a payload */
    const struct payload *payload; /* that the handle is set up to send; NULL: none */
    struct text filled;            /* that payload with its fields filled in */
    struct transfer *next;         /* among those that are idle */
    size_t request;
    double intended_s, began_s, sent_s, first_s, ended_s; /* first, ended: when bytes of the answer came */
    struct text body;
    bool is_cut;
    int socket_errno; /* why no socket could be opened, 0 when one could */
    struct text log_result;
    struct facts facts; /* of the headers */
    char function_error[HEADER_TEXT], error_type[HEADER_TEXT];
    char curl_error[CURL_ERROR_SIZE];
};

/* Caller frees. */
enum status transfer_new(const struct target_options *options, struct transfer **transfer, struct error *err);
void transfer_free(struct transfer *transfer);

/* Sets the handle up for a request to the target, which is kept as long as the transfer is. */
enum status transfer_prepare(struct transfer *transfer, const struct target *target, size_t request,
                             struct error *err);

/* Judges what came back; `start_s` is the caller's. BAD_SERVICE when memory was out. */
enum status transfer_judge(struct transfer *transfer, CURLcode code, double now_s, struct outcome *outcome,
                           struct error *err);

#endif
