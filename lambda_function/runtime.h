/*
 * A client of the Lambda Runtime API: fetches events, posts answers and errors, over one connection that is
 * kept alive. Knows nothing of what events mean.
 */
#ifndef HANDLER_RUNTIME_H
#define HANDLER_RUNTIME_H

#include <stddef.h>

#include "error.h"

/* 6 MiB and 100 bytes: what Lambda takes at most, in both directions, for a synchronous invocation. */
enum { MOST_PAYLOAD_BYTES = 6291556 };

struct runtime;

enum { REQUEST_ID = 128 };
struct event {
    char request_id[REQUEST_ID];
    const char *bytes; /* borrowed until the next call; NULL when the event is larger than the limit */
    size_t n;
};

/* `host` is the value of AWS_LAMBDA_RUNTIME_API, host:port. Caller frees. */
enum status runtime_new(struct runtime **runtime, const char *host, struct error *err);
void runtime_free(struct runtime *runtime);

/*
 * Waits for the next event, without a limit because the environment is frozen while it waits, and sets or
 * unsets _X_AMZN_TRACE_ID as it says. NO_SERVICE after three failures in a row: the process has to end then.
 */
enum status runtime_next(struct runtime *runtime, struct event *event, struct error *err);

/*
 * Post the answer to an event; what went wrong with it; and what went wrong before the first one. NO_SERVICE
 * when the API is gone or broken and the process has to end; ANSWER_TOO_LARGE or BAD_REQUEST when it took the
 * post amiss and the next event can come.
 */
enum status runtime_answer(struct runtime *runtime, const struct event *event, const char *answer,
                           struct error *err);
enum status runtime_fail(struct runtime *runtime, const struct event *event, const struct error *failure,
                         struct error *err);
enum status runtime_fail_init(struct runtime *runtime, const struct error *failure, struct error *err);

#endif
