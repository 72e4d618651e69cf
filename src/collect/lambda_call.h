/*
 * One call of AWS Lambda's API about the configuration of one function: signed, sent, and sent again when the
 * service says that it is busy. Knows nothing of what a configuration means.
 */
#ifndef FAASTAT_COLLECT_LAMBDA_CALL_H
#define FAASTAT_COLLECT_LAMBDA_CALL_H

#include <curl/curl.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "collect/aws.h"

struct lambda_caller {
    struct aws aws;
    CURL *easy; /* kept, so that its connection is */
    char *function, *url;
    struct text answer; /* of the last call */
    bool lacks_memory;  /* for that answer */
    double pace_s;      /* the first wait of a back-off, which doubles from try to try */
    unsigned short random[3];
    const volatile sig_atomic_t *stop; /* set by somebody else: stop waiting; NULL: nobody does */
};

enum status lambda_caller_init(struct lambda_caller *caller, const char *function, struct error *err);
void lambda_caller_release(struct lambda_caller *caller);

/*
 * GETs the configuration, or PUTs `body` (JSON; NULL: a GET); *answer, the caller's to decref, is the JSON
 * object that came back. BAD_SERVICE names the function, the HTTP status and what AWS said, when it refuses,
 * or was still busy (409, 429, 5xx) or out of reach after the last try.
 */
enum status lambda_call(struct lambda_caller *caller, const char *body, json_t **answer, struct error *err);

/* Sleeps; false, and early, when it is told to stop. */
bool lambda_wait(const struct lambda_caller *caller, double seconds);
/* A random wait of at most pace_s * growth^try, and at most `most` times pace_s. */
double lambda_back_off(struct lambda_caller *caller, double growth, unsigned try, double most);

#endif
