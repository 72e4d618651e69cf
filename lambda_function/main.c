/*
 * The bootstrap of the function: initialises, then serves events from the Lambda Runtime API until it is
 * killed. Without AWS_LAMBDA_RUNTIME_API it serves one event, its argument or {}, and prints the answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handler.h"
#include "runtime.h"

/* Posts what became of one event. NO_SERVICE ends the process; all else is logged and over. */
static enum status post_outcome(struct runtime *runtime, const struct event *event, const char *answer,
                                const struct error *failure)
{
    struct error err = {0};
    struct error too_large = {0};
    if (answer != NULL && strlen(answer) > MOST_PAYLOAD_BYTES) {
        error_set(&too_large, ANSWER_TOO_LARGE, "found an answer of %zu bytes, expected at most %d",
                  strlen(answer), MOST_PAYLOAD_BYTES);
        failure = &too_large;
        answer = NULL;
    }
    enum status status = answer != NULL ? runtime_answer(runtime, event, answer, &err)
                                        : runtime_fail(runtime, event, failure, &err);
    if (status != OK) {
        handler_log_failure(&err, event->request_id);
    }
    return status;
}

/* Returns only when the API is gone. */
static void serve_events(struct runtime *runtime, struct handler *handler)
{
    enum status status = OK;
    while (status != NO_SERVICE) {
        struct event event;
        struct error err = {0};
        char *answer = NULL;
        status = runtime_next(runtime, &event, &err);
        if (status != OK) {
            handler_log_failure(&err, NULL);
            break;
        }
        handler_serve(handler, event.bytes, event.n, event.request_id, &answer, &err);
        status = post_outcome(runtime, &event, answer, &err);
        free(answer);
    }
}

static int serve_lambda(const char *host, struct handler *handler, double began_s,
                        const struct error *init_failure)
{
    struct runtime *runtime = NULL;
    struct error err = {0};
    if (runtime_new(&runtime, host, &err) != OK) {
        handler_log_failure(&err, NULL);
        return EXIT_FAILURE;
    }
    if (init_failure->status != OK) {
        handler_log_failure(init_failure, NULL);
        if (runtime_fail_init(runtime, init_failure, &err) != OK) {
            handler_log_failure(&err, NULL);
        }
    } else {
        handler_begin(handler, began_s);
        serve_events(runtime, handler);
    }
    runtime_free(runtime);
    return EXIT_FAILURE;
}

static int serve_once(const char *event, struct handler *handler, const struct error *init_failure)
{
    struct error err = {0};
    char *answer = NULL;
    if (init_failure->status != OK) {
        handler_log_failure(init_failure, NULL);
        return EXIT_FAILURE;
    }
    enum status status = handler_serve(handler, event, strlen(event), NULL, &answer, &err);
    bool written = answer == NULL || (puts(answer) != EOF && fflush(stdout) != EOF);
    free(answer);
    return status == OK && written ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    double began_s = handler_clock_s();
    const char *host = getenv("AWS_LAMBDA_RUNTIME_API");
    struct settings settings;
    struct handler handler = {0};
    struct error err = {0};
    int status = EXIT_FAILURE;
    if (settings_read(&settings, &err) == OK) {
        handler_init(&handler, &settings, &err);
    }
    if (host != NULL && host[0] != '\0') {
        status = serve_lambda(host, &handler, began_s, &err);
    } else {
        status = serve_once(argc > 1 ? argv[1] : "{}", &handler, &err);
    }
    handler_release(&handler);
    return status;
}
