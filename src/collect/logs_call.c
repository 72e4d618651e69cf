#include "collect/logs_call.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_file.h"
#include "base/number.h"

enum {
    MOST_TRIES = 10, /* a minute and a half at the most, unless the service says how long */
    MOST_TRIES_UNREACHED = 3,
    MOST_ANSWER = 1 << 28, /* a page is of a megabyte, what Insights found of ten thousand lines */
    MOST_ASKED_S = 300     /* that the service may have us wait */
};
static const double MOST_WAITS = 100; /* 20 s */

enum status logs_caller_init(struct logs_caller *caller, const char *group, const char *region,
                             struct error *err)
{
    static const struct aws_service service = {"logs", "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"};
    *caller = (struct logs_caller){.group = group};
    enum status status = aws_caller_init(&caller->calls, &service, region, err);
    caller->calls.most_answer = MOST_ANSWER;
    return status;
}

void logs_caller_release(struct logs_caller *caller)
{
    aws_caller_release(&caller->calls);
    *caller = (struct logs_caller){0};
}

/* ---- throttling ---- */

/* This protocol says it with status 400, by the exception's name. */
static bool is_busy(long http, const char *type)
{
    static const char *const types[] = {"ThrottlingException",      "Throttling",
                                        "TooManyRequestsException", "RequestLimitExceeded",
                                        "LimitExceededException",   "ServiceUnavailableException",
                                        "OperationAbortedException"};
    bool busy = http == 429 || http >= 500;
    for (size_t i = 0; http != 200 && i < sizeof types / sizeof *types; i++) {
        busy |= strcmp(type, types[i]) == 0;
    }
    return busy;
}

/* The seconds that the service asks to wait; NaN: it does not say. */
static double asked_wait_s(const struct logs_caller *caller)
{
    struct curl_header *header;
    double seconds = NAN;
    if (curl_easy_header(caller->calls.easy, "Retry-After", 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
        number_parse(header->value, strlen(header->value), &seconds) && seconds >= 0) {
        return fmin(seconds, MOST_ASKED_S);
    }
    return NAN;
}

static void wait(struct logs_caller *caller, unsigned try)
{
    double asked_s = asked_wait_s(caller), jitter_s = aws_back_off(&caller->calls, 2, try, MOST_WAITS);
    /* Others have been asked to wait as long. */
    aws_wait(&caller->calls, isnan(asked_s) ? jitter_s : asked_s + fmin(jitter_s, asked_s / 4));
}

/* ---- the call ---- */

static const struct aws_advice advices[] = {
    {"AccessDeniedException",
     "; expected the right logs:FilterLogEvents, or logs:StartQuery and logs:GetQueryResults"},
    {"ResourceNotFoundException", "; look at the function's name, --log-group and AWS_REGION"},
    {0},
};

static enum status refuse(struct logs_caller *caller, long http, const json_t *answer, struct error *err)
{
    struct text of = {0};
    enum status status = text_print(&of, err, "log group '%.100s'", caller->group);
    status = status == OK ? aws_refuse(&caller->calls, of.bytes, http, answer, advices, err) : status;
    text_release(&of);
    return status;
}

static enum status give_up(struct logs_caller *caller, long http, const char *why, const json_t *answer,
                           struct error *err)
{
    if (aws_is_stopped(&caller->calls)) {
        return error_set(err, BAD_SERVICE, "log group '%.100s': stopped", caller->group);
    }
    if (http == 0) {
        return error_set(err, BAD_SERVICE, "log group '%.100s': no answer from %s: %s", caller->group,
                         caller->calls.aws.endpoint, why);
    }
    if (http == 200) {
        return error_set(err, BAD_SERVICE, "log group '%.100s': %s answered with no JSON, expected an object",
                         caller->group, caller->calls.aws.endpoint);
    }
    return refuse(caller, http, answer, err);
}

/* Sends it until there is an answer that is no "later". */
static enum status call(struct logs_caller *caller, const struct aws_request *request, json_t **answer,
                        struct error *err)
{
    char why[CURL_ERROR_SIZE];
    for (unsigned tries = 1;; tries++) {
        long http;
        enum status status = aws_try(&caller->calls, request, &http, why, err);
        if (status == OK && http != 0) {
            /* A function may have written a NUL, behind which the rest of its line is lost. */
            status = aws_read_answer(&caller->calls, JSON_ALLOW_NUL, answer, err);
        }
        if (status != OK) {
            return status;
        }
        caller->is_reached |= http != 0;
        if (http == 200 && json_is_object(*answer)) {
            return OK;
        }
        aws_copy_error_type(&caller->calls, *answer, caller->type);
        bool busy = is_busy(http, caller->type);
        bool again = (busy || http == 0) && tries < (caller->is_reached ? MOST_TRIES : MOST_TRIES_UNREACHED);
        caller->busy += busy;
        if (again) {
            wait(caller, tries - 1);
        }
        if (!again || aws_is_stopped(&caller->calls)) {
            return give_up(caller, http, why, *answer, err);
        }
        caller->type[0] = '\0';
        json_decref(*answer);
        *answer = NULL;
    }
}

enum status logs_call(struct logs_caller *caller, const char *operation, json_t *body, json_t **answer,
                      struct error *err)
{
    struct text target = {0}, url = {0};
    char *text = body == NULL ? NULL : json_write(body, JSON_COMPACT);
    enum status status = text == NULL ? error_no_memory(err) : OK;
    *answer = NULL;
    caller->type[0] = '\0';
    if (status == OK) {
        status = text_print(&target, err, "Logs_20140328.%s", operation);
    }
    if (status == OK) { /* an empty path would be signed as one, and sent as "/" */
        status = text_print(&url, err, "%s/", caller->calls.aws.endpoint);
    }
    if (status == OK) {
        const struct aws_request request = {.url = url.bytes,
                                            .method = "POST",
                                            .body = text,
                                            .type = "application/x-amz-json-1.1",
                                            .target = target.bytes};
        status = call(caller, &request, answer, err);
    }
    if (status != OK) {
        json_decref(*answer);
        *answer = NULL;
    }
    json_decref(body);
    free(text);
    text_release(&target);
    text_release(&url);
    return status;
}
