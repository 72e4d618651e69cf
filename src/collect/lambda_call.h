/*
 * One call of AWS Lambda's API about the configuration of one function: signed, sent, and sent again when the
 * service says that it is busy. Knows nothing of what a configuration means.
 */
#ifndef FAASTAT_COLLECT_LAMBDA_CALL_H
#define FAASTAT_COLLECT_LAMBDA_CALL_H

#include "collect/aws_call.h"

struct lambda_caller {
    struct aws_caller calls;
    char *function, *url;
};

/* `region` NULL: the environment's. */
enum status lambda_caller_init(struct lambda_caller *caller, const char *function, const char *region,
                               struct error *err);
void lambda_caller_release(struct lambda_caller *caller);

/*
 * GETs the configuration, or PUTs `body` (JSON; NULL: a GET); *answer, the caller's to decref, is the JSON
 * object that came back. BAD_SERVICE names the function, the HTTP status and what AWS said, when it refuses,
 * or was still busy (409, 429, 5xx) or out of reach after the last try.
 */
enum status lambda_call(struct lambda_caller *caller, const char *body, json_t **answer, struct error *err);

#endif
