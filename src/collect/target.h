/* Where requests go, and what holds for all of them. */
#ifndef FAASTAT_COLLECT_TARGET_H
#define FAASTAT_COLLECT_TARGET_H

#include <curl/curl.h>
#include <stdbool.h>

struct lambda_api;

/* Where requests go. */
struct target {
    const char *url;              /* NULL: the function is invoked */
    const struct lambda_api *api; /* of the function; NULL when there is none */
    const char *payload;          /* NULL: none */
    double timeout_s;
};

/* What holds for all of them. */
struct target_options {
    const char *ca_file;              /* PEM; NULL: the system's */
    const struct curl_slist *headers; /* of requests to addresses; NULL: none */
    bool any_body;                    /* an answer need not be the handler's */
};

#endif
