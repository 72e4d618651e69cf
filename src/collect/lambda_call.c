#include "collect/lambda_call.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_TRIES = 10, /* a minute and a half at the most, half of that on average */
    MOST_TRIES_UNREACHED = 3
};
static const double MOST_WAITS = 100; /* 20 s */

enum status lambda_caller_init(struct lambda_caller *caller, const char *function, const char *region,
                               struct error *err)
{
    static const struct aws_service service = {"lambda", "AWS_ENDPOINT_URL_LAMBDA"};
    *caller = (struct lambda_caller){0};
    enum status status = aws_caller_init(&caller->calls, &service, region, err);
    if (status != OK) {
        return status;
    }
    struct text url = {0};
    status = text_print(&url, err, "%s/2015-03-31/functions/%s/configuration", caller->calls.aws.endpoint,
                        function);
    caller->url = url.bytes;
    caller->function = text_copy(function, strlen(function), err);
    if (status == OK && caller->function == NULL) {
        status = BAD_SERVICE;
    }
    if (status != OK) {
        lambda_caller_release(caller);
    }
    return status;
}

void lambda_caller_release(struct lambda_caller *caller)
{
    aws_caller_release(&caller->calls);
    free(caller->function);
    free(caller->url);
    *caller = (struct lambda_caller){0};
}

static enum status refuse(struct lambda_caller *caller, long http, const json_t *answer, struct error *err)
{
    static const struct aws_advice advices[] = {
        {"AccessDeniedException", "; expected the rights lambda:GetFunctionConfiguration and "
                                  "lambda:UpdateFunctionConfiguration"},
        {"ResourceNotFoundException", "; look at the function's name and AWS_REGION"},
        {0},
    };
    struct text of = {0};
    enum status status = text_print(&of, err, "function '%s'", caller->function);
    status = status == OK ? aws_refuse(&caller->calls, of.bytes, http, answer, advices, err) : status;
    text_release(&of);
    return status;
}

static enum status read_answer(struct lambda_caller *caller, long http, json_t **answer, struct error *err)
{
    json_t *read;
    enum status status = aws_read_answer(&caller->calls, JSON_REJECT_DUPLICATES, &read, err);
    if (status == OK && http != 200) {
        status = refuse(caller, http, read, err);
    } else if (status == OK && !json_is_object(read)) {
        status =
            error_set(err, BAD_SERVICE, "function '%s': %s answered with no JSON, expected a configuration",
                      caller->function, caller->calls.aws.endpoint);
    }
    if (status != OK) {
        json_decref(read);
        read = NULL;
    }
    *answer = read;
    return status;
}

enum status lambda_call(struct lambda_caller *caller, const char *body, json_t **answer, struct error *err)
{
    char why[CURL_ERROR_SIZE];
    const struct aws_request request = {
        .url = caller->url, .method = body == NULL ? NULL : "PUT", .body = body, .type = "application/json"};
    *answer = NULL;
    for (unsigned tries = 1;; tries++) {
        long http;
        enum status status = aws_try(&caller->calls, &request, &http, why, err);
        if (status != OK) {
            return status;
        }
        bool busy = http == 409 || http == 429 || http >= 500;
        bool again = busy ? tries < MOST_TRIES : http == 0 && tries < MOST_TRIES_UNREACHED;
        if (again) {
            aws_wait(&caller->calls, aws_back_off(&caller->calls, 2, tries - 1, MOST_WAITS));
        } else if (http != 0) {
            return read_answer(caller, http, answer, err);
        }
        if (aws_is_stopped(&caller->calls)) {
            return error_set(err, BAD_SERVICE, "function '%s': stopped while its configuration was %s",
                             caller->function, body == NULL ? "read" : "changed");
        }
        if (!again) {
            return error_set(err, BAD_SERVICE, "function '%s': no answer from %s: %s", caller->function,
                             caller->calls.aws.endpoint, why);
        }
    }
}
