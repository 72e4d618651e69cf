/* Where requests go, and what holds for all of them. */
#ifndef FAASTAT_COLLECT_TARGET_H
#define FAASTAT_COLLECT_TARGET_H

#include <curl/curl.h>
#include <stdbool.h>

#include "collect/payload.h"

struct aws;
struct lambda_api;

/* Where requests go. */
struct target {
    const char *url;              /* NULL: the function is invoked */
    CURLU *parsed;                /* the address, as libcurl takes it apart */
    const struct aws *signer;     /* of requests to the address; NULL: they are not signed */
    const struct lambda_api *api; /* of the function; NULL when there is none */
    const char *method;           /* of the address; NULL: POST with a payload, else GET */
    const struct payloads *payloads;
    uint64_t seed; /* of fields in them */
    double timeout_s;
};

/* What holds for all of them. */
struct target_options {
    const char *ca_file;              /* PEM; NULL: the system's */
    const struct curl_slist *headers; /* of requests to addresses; NULL: none */
    bool http2;                       /* requests share connections */
    size_t connections;               /* the most at a time; 0: no limit */
    bool any_body;                    /* an answer need not be the handler's */
};

#endif
