#include "runtime.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "json_memory.h"

enum {
    BASE = 256,
    URL = BASE + REQUEST_ID + 64,
    TRACE = 512,
    TRIES = 3,
    CONNECT_TIMEOUT_MS = 1000,
    RETRY_PAUSE_MS = 50
};

struct runtime {
    CURL *curl;
    char base[BASE];
    char *body; /* of the last answer, with a NUL behind it */
    size_t n_body, capacity;
    bool too_large; /* and the rest of it was thrown away */
    /* The environment's own memory: setenv() would keep every trace id that there ever was. */
    char trace[TRACE];
};

static size_t receive(char *bytes, size_t size, size_t n, void *context)
{
    struct runtime *runtime = context;
    n *= size;
    if (runtime->too_large || n > MOST_PAYLOAD_BYTES - runtime->n_body) {
        runtime->too_large = true; /* read on, so that the connection stays usable */
        return n;
    }
    if (runtime->n_body + n + 1 > runtime->capacity) {
        size_t capacity = 2 * (runtime->n_body + n + 1);
        char *larger = realloc(runtime->body, capacity);
        if (larger == NULL) {
            return CURL_WRITEFUNC_ERROR;
        }
        runtime->body = larger;
        runtime->capacity = capacity;
    }
    memcpy(runtime->body + runtime->n_body, bytes, n);
    runtime->n_body += n;
    runtime->body[runtime->n_body] = '\0';
    return n;
}

enum status runtime_new(struct runtime **runtime, const char *host, struct error *err)
{
    struct runtime *new = calloc(1, sizeof *new);
    *runtime = new;
    if (new == NULL) {
        return error_no_memory(err);
    }
    new->curl = curl_global_init(CURL_GLOBAL_NOTHING) == CURLE_OK ? curl_easy_init() : NULL;
    int length = snprintf(new->base, sizeof new->base, "http://%s/2018-06-01/runtime", host);
    if (new->curl == NULL || length < 0 || (size_t)length >= sizeof new->base) {
        runtime_free(new);
        *runtime = NULL;
        return error_set(err, NO_SERVICE, "cannot start libcurl for '%.40s'", host);
    }
    return OK;
}

void runtime_free(struct runtime *runtime)
{
    if (runtime != NULL) {
        unsetenv("_X_AMZN_TRACE_ID");
        curl_easy_cleanup(runtime->curl);
        curl_global_cleanup();
        free(runtime->body);
        free(runtime);
    }
}

/* Performs a GET, or a POST of `body`; *code is the HTTP status. */
static enum status call(struct runtime *runtime, const char *path, const char *body,
                        struct curl_slist *headers, long *code, struct error *err)
{
    CURL *curl = runtime->curl;
    char url[URL], message[CURL_ERROR_SIZE] = "";
    snprintf(url, sizeof url, "%s/%.*s", runtime->base, (int)(URL - BASE - 2), path);
    runtime->n_body = 0;
    runtime->too_large = false;
    curl_easy_reset(curl); /* keeps the connection */
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, runtime);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*"); /* whatever http_proxy says */
    if (body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
    }
    CURLcode result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, code);
    /* The buffer is about to go. */
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    if (result != CURLE_OK) {
        return error_set(err, NO_SERVICE, "%s: %s", url,
                         message[0] != '\0' ? message : curl_easy_strerror(result));
    }
    return OK;
}

/* The value of a header in the last answer, borrowed until the next call; NULL when it is not there. */
static const char *header(struct runtime *runtime, const char *name)
{
    struct curl_header *found;
    return curl_easy_header(runtime->curl, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value
                                                                                           : NULL;
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
    long code;
    enum status status = call(runtime, "invocation/next", NULL, NULL, &code, err);
    if (status != OK) {
        return status;
    }
    if (code != 200) {
        return error_set(err, NO_SERVICE, "invocation/next: found HTTP status %ld, expected 200", code);
    }
    const char *id = header(runtime, "Lambda-Runtime-Aws-Request-Id");
    /* It becomes a part of a URL. */
    if (id == NULL || id[0] == '\0' || strlen(id) >= sizeof event->request_id ||
        id[strspn(id, in_ids)] != '\0') {
        return error_set(err, NO_SERVICE,
                         "invocation/next: found request id '%.40s', expected letters and digits",
                         id == NULL ? "" : id);
    }
    snprintf(event->request_id, sizeof event->request_id, "%s", id);
    set_trace(runtime, header(runtime, "Lambda-Runtime-Trace-Id"));
    event->bytes = runtime->too_large ? NULL : runtime->n_body == 0 ? "" : runtime->body;
    event->n = runtime->n_body;
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

static enum status post(struct runtime *runtime, const char *path, const char *body,
                        const char *error_type_header, struct error *err)
{
    long code;
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    if (error_type_header != NULL) {
        headers = curl_slist_append(headers, error_type_header);
    }
    enum status status = call(runtime, path, body, headers, &code, err);
    curl_slist_free_all(headers);
    if (status != OK || code / 100 == 2) {
        return status;
    }
    status = code == 413 ? ANSWER_TOO_LARGE : code / 100 == 4 ? BAD_REQUEST : NO_SERVICE;
    return error_set(err, status, "%s: found HTTP status %ld, expected 202: %.200s", path, code,
                     runtime->n_body == 0 ? "" : runtime->body);
}

static enum status post_failure(struct runtime *runtime, const char *path, const struct error *failure,
                                struct error *err)
{
    char type[64];
    snprintf(type, sizeof type, "Lambda-Runtime-Function-Error-Type: %s", error_type(failure->status));
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
    return post(runtime, path, answer, NULL, err);
}
