/*
 * One call of CloudWatch Logs' API about one log group: signed, sent, and sent again as long as the service
 * says that it is busy. Knows nothing of what the answers mean.
 */
#ifndef FAASTAT_COLLECT_LOGS_CALL_H
#define FAASTAT_COLLECT_LOGS_CALL_H

#include "collect/aws_call.h"

struct logs_caller {
    struct aws_caller calls;
    const char *group;         /* borrowed */
    char type[AWS_ERROR_TYPE]; /* the exception that the last call ended with; "": it had none */
    bool is_reached;           /* the service has answered at least once */
    size_t busy;               /* how often the service was too busy */
};

/* With credentials, endpoint and, where it is NULL, region from the environment (see aws.h); nothing is sent
 * yet. BAD_USAGE for a variable that is missing. The caller has done curl_global_init(), and releases. */
enum status logs_caller_init(struct logs_caller *caller, const char *group, const char *region,
                             struct error *err);
void logs_caller_release(struct logs_caller *caller);

/*
 * Calls an operation ("FilterLogEvents") with `body`, which it takes over; *answer, the caller's to decref,
 * is the JSON object that came back. BAD_SERVICE names the group, the HTTP status and what AWS said, when it
 * refuses, or was still busy or out of reach after the last try; caller->type then tells the exception.
 */
enum status logs_call(struct logs_caller *caller, const char *operation, json_t *body, json_t **answer,
                      struct error *err);

#endif
