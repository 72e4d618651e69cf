#include "runtime.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "http.h"
#include "json_memory.h"

enum { PATH = REQUEST_ID + 64, TRACE = 512, TRIES = 3, RETRY_PAUSE_MS = 50 };

struct runtime {
    struct http *http;
    /* The environment's own memory: setenv() would keep every trace id that there ever was. */
    char trace[TRACE];
};

enum status runtime_new(struct runtime **runtime, const char *host, struct error *err)
{
    struct runtime *new = calloc(1, sizeof *new);
    *runtime = new;
    if (new == NULL) {
        return error_no_memory(err);
    }
    struct error why = {0};
    enum status status = http_new(&new->http, host, MOST_PAYLOAD_BYTES, &why);
    if (status != OK) {
        runtime_free(new);
        *runtime = NULL;
        return error_set(err, status, "AWS_LAMBDA_RUNTIME_API: %s", why.text);
    }
    return OK;
}

void runtime_free(struct runtime *runtime)
{
    if (runtime != NULL) {
        unsetenv("_X_AMZN_TRACE_ID");
        http_free(runtime->http);
        free(runtime);
    }
}

/* Performs a GET, or a POST of `body`. */
static enum status call(struct runtime *runtime, const char *path, const char *body, const char *headers,
                        struct http_answer *answer, struct error *err)
{
    char whole[PATH];
    struct error why = {0};
    snprintf(whole, sizeof whole, "/2018-06-01/runtime/%s", path);
    const struct http_request request = {.path = whole, .headers = headers, .body = body};
    enum status status = http_call(runtime->http, &request, answer, &why);
    return status == OK ? OK : error_set(err, status, "%s: %s", path, why.text);
}

static void set_trace(struct runtime *runtime, const char *id)
{
    unsetenv("_X_AMZN_TRACE_ID");
    int length = snprintf(runtime->trace, sizeof runtime->trace, "_X_AMZN_TRACE_ID=%s", id == NULL ? "" : id);
    if (id != NULL && length >= 0 && (size_t)length < sizeof runtime->trace) {
        putenv(runtime->trace);
    }
}

static enum status try_next(struct runtime *runtime, struct event *event, struct error *err)
{
    static const char in_ids[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    struct http_answer answer;
    enum status status = call(runtime, "invocation/next", NULL, "", &answer, err);
    if (status != OK) {
        return status;
    }
    if (answer.code != 200) {
        return error_set(err, NO_SERVICE, "invocation/next: found HTTP status %d, expected 200", answer.code);
    }
    const char *id = http_header(runtime->http, "Lambda-Runtime-Aws-Request-Id");
    /* It becomes a part of a URL. */
    if (id == NULL || id[0] == '\0' || strlen(id) >= sizeof event->request_id ||
        id[strspn(id, in_ids)] != '\0') {
        return error_set(err, NO_SERVICE,
                         "invocation/next: found request id '%.40s', expected letters and digits",
                         id == NULL ? "" : id);
    }
    snprintf(event->request_id, sizeof event->request_id, "%s", id);
    set_trace(runtime, http_header(runtime->http, "Lambda-Runtime-Trace-Id"));
    event->bytes = answer.too_large ? NULL : answer.body;
    event->n = answer.n;
    return OK;
}

enum status runtime_next(struct runtime *runtime, struct event *event, struct error *err)
{
    enum status status = NO_SERVICE;
    struct error last = {0};
    for (int i = 0; i < TRIES; i++) {
        const struct timespec pause = {.tv_nsec = (long)i * RETRY_PAUSE_MS * 1000000L};
        nanosleep(&pause, NULL);
        last = (struct error){0};
        status = try_next(runtime, event, &last);
        if (status == OK) {
            return OK;
        }
    }
    return error_set(err, status, "%s; tried %d times", last.text, TRIES);
}

/* `error_header` is a line with its end, or "". */
static enum status post(struct runtime *runtime, const char *path, const char *body, const char *error_header,
                        struct error *err)
{
    struct http_answer answer;
    char headers[128];
    snprintf(headers, sizeof headers, "Content-Type: application/json\r\n%s", error_header);
    enum status status = call(runtime, path, body, headers, &answer, err);
    if (status != OK || answer.code / 100 == 2) {
        return status;
    }
    status = answer.code == 413 ? ANSWER_TOO_LARGE : answer.code / 100 == 4 ? BAD_REQUEST : NO_SERVICE;
    return error_set(err, status, "%s: found HTTP status %d, expected 202: %.200s", path, answer.code,
                     answer.body);
}

static enum status post_failure(struct runtime *runtime, const char *path, const struct error *failure,
                                struct error *err)
{
    char type[80];
    snprintf(type, sizeof type, "Lambda-Runtime-Function-Error-Type: %s\r\n", error_type(failure->status));
    json_t *json = json_pack("{s:s,s:s,s:[]}", "errorMessage", failure->text, "errorType",
                             error_type(failure->status), "stackTrace");
    char *body = json == NULL ? NULL : json_write(json, JSON_COMPACT);
    enum status status = body == NULL ? error_no_memory(err) : post(runtime, path, body, type, err);
    json_decref(json);
    free(body);
    return status;
}

enum status runtime_fail_init(struct runtime *runtime, const struct error *failure, struct error *err)
{
    return post_failure(runtime, "init/error", failure, err);
}

enum status runtime_fail(struct runtime *runtime, const struct event *event, const struct error *failure,
                         struct error *err)
{
    char path[REQUEST_ID + 32];
    snprintf(path, sizeof path, "invocation/%s/error", event->request_id);
    return post_failure(runtime, path, failure, err);
}

enum status runtime_answer(struct runtime *runtime, const struct event *event, const char *answer,
                           struct error *err)
{
    char path[REQUEST_ID + 32];
    snprintf(path, sizeof path, "invocation/%s/response", event->request_id);
    return post(runtime, path, answer, "", err);
}
