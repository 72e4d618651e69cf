#include "collect/lambda_call.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json_file.h"

enum {
    MOST_TRIES = 10, /* a minute and a half at the most, half of that on average */
    MOST_TRIES_UNREACHED = 3,
    MOST_ANSWER = 1 << 20,
    MOST_SAID = 240, /* bytes of what AWS says that are shown */
    CONNECT_TIMEOUT_S = 10,
    TIMEOUT_S = 60
};
static const double FIRST_WAIT_S = 0.2;
static const double MOST_WAITS = 100; /* 20 s */
static const double WAIT_STEP_S = 0.1;

enum status lambda_caller_init(struct lambda_caller *caller, const char *function, struct error *err)
{
    *caller = (struct lambda_caller){.pace_s = FIRST_WAIT_S};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    caller->random[0] = (unsigned short)now.tv_nsec;
    caller->random[1] = (unsigned short)(now.tv_nsec >> 16);
    caller->random[2] = (unsigned short)now.tv_sec;
    enum status status = aws_init(&caller->aws, err);
    if (status != OK) {
        return status;
    }
    struct text url = {0};
    status =
        text_print(&url, err, "%s/2015-03-31/functions/%s/configuration", caller->aws.endpoint, function);
    caller->url = url.bytes;
    caller->function = text_copy(function, strlen(function), err);
    if (status == OK && caller->function == NULL) {
        status = BAD_SERVICE;
    }
    if (status == OK && (caller->easy = curl_easy_init()) == NULL) {
        status = error_set(err, BAD_SERVICE, "cannot start libcurl");
    }
    if (status != OK) {
        lambda_caller_release(caller);
    }
    return status;
}

void lambda_caller_release(struct lambda_caller *caller)
{
    curl_easy_cleanup(caller->easy);
    aws_release(&caller->aws);
    free(caller->function);
    free(caller->url);
    text_release(&caller->answer);
    *caller = (struct lambda_caller){0};
}

static bool is_stopped(const struct lambda_caller *caller)
{
    return caller->stop != NULL && *caller->stop != 0;
}

bool lambda_wait(const struct lambda_caller *caller, double seconds)
{
    /* In steps, because a signal that comes just before nanosleep() would not end it. */
    while (seconds > 0 && !is_stopped(caller)) {
        double step_s = fmin(seconds, WAIT_STEP_S);
        struct timespec step = {.tv_nsec = (long)(step_s * 1e9)};
        nanosleep(&step, NULL);
        seconds -= step_s;
    }
    return !is_stopped(caller);
}

double lambda_back_off(struct lambda_caller *caller, double growth, unsigned try, double most)
{
    return caller->pace_s * fmin(pow(growth, try), most) * erand48(caller->random);
}

/* ---- one try ---- */

static size_t receive(char *bytes, size_t size, size_t n, void *context)
{
    struct lambda_caller *caller = context;
    struct error none = {0}; /* there is one that this can be */
    if (n * size > MOST_ANSWER - caller->answer.n) {
        return CURL_WRITEFUNC_ERROR;
    }
    caller->lacks_memory = text_append(&caller->answer, bytes, n * size, &none) != OK;
    return caller->lacks_memory ? CURL_WRITEFUNC_ERROR : n * size;
}

static int ask_whether_stopped(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                               curl_off_t up)
{
    (void)down_total, (void)down, (void)up_total, (void)up;
    return is_stopped(context);
}

static enum status prepare(struct lambda_caller *caller, const char *body, struct curl_slist **headers,
                           struct error *err)
{
    CURL *easy = caller->easy;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, caller->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, caller);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, ask_whether_stopped);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, caller);
    enum status status = OK;
    if (body != NULL) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PUT");
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
        status = aws_add_header(headers, "Content-Type: application/json", err);
    }
    return status != OK ? status : aws_sign(&caller->aws, easy, headers, err);
}

/* *http is the HTTP status, and 0 when there was no answer; `why` says then why not. */
static enum status try_call(struct lambda_caller *caller, const char *body, long *http, char *why,
                            struct error *err)
{
    struct curl_slist *headers = NULL;
    caller->answer.n = 0;
    caller->lacks_memory = false;
    why[0] = '\0';
    *http = 0;
    enum status status = prepare(caller, body, &headers, err);
    if (status == OK) {
        curl_easy_setopt(caller->easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(caller->easy, CURLOPT_ERRORBUFFER, why);
        CURLcode result = curl_easy_perform(caller->easy);
        if (caller->lacks_memory || result == CURLE_OUT_OF_MEMORY) {
            status = error_no_memory(err);
        } else if (result == CURLE_OK) {
            curl_easy_getinfo(caller->easy, CURLINFO_RESPONSE_CODE, http);
        } else if (result == CURLE_WRITE_ERROR) {
            snprintf(why, CURL_ERROR_SIZE, "the answer is longer than %d bytes", MOST_ANSWER);
        } else if (why[0] == '\0') {
            snprintf(why, CURL_ERROR_SIZE, "%s", curl_easy_strerror(result));
        }
        /* The buffer and the list are about to go. */
        curl_easy_setopt(caller->easy, CURLOPT_ERRORBUFFER, NULL);
        curl_easy_setopt(caller->easy, CURLOPT_HTTPHEADER, NULL);
    }
    curl_slist_free_all(headers);
    return status;
}

/* ---- what came back ---- */

static const struct advice {
    const char *type, *text;
} advices[] = {
    {"ExpiredTokenException", "; the credentials have expired: get new ones, and run again"},
    {"UnrecognizedClientException", "; AWS does not know these credentials: look at AWS_ACCESS_KEY_ID and "
                                    "AWS_SESSION_TOKEN"},
    {"InvalidSignatureException", "; look at AWS_SECRET_ACCESS_KEY, AWS_REGION and the clock"},
    {"AccessDeniedException", "; expected the rights lambda:GetFunctionConfiguration and "
                              "lambda:UpdateFunctionConfiguration"},
    {"ResourceNotFoundException", "; look at the function's name and AWS_REGION"},
};

/* The exception that the answer's header names, which may have ":http://..." behind it; "" without one. */
static void copy_error_type(CURL *easy, char type[64])
{
    struct curl_header *header;
    type[0] = '\0';
    if (curl_easy_header(easy, "x-amzn-ErrorType", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
        snprintf(type, 64, "%.*s", (int)strcspn(header->value, ":;, "), header->value);
    }
}

static const char *find_message(const json_t *answer)
{
    const char *message = json_string_value(json_object_get(answer, "Message"));
    return message != NULL ? message : json_string_value(json_object_get(answer, "message"));
}

static enum status refuse(struct lambda_caller *caller, long http, const json_t *answer, struct error *err)
{
    char type[64], said[MOST_SAID + 1];
    copy_error_type(caller->easy, type);
    const char *message = find_message(answer);
    struct text whole = {0};
    if (message != NULL && text_append(&whole, message, strlen(message), err) != OK) {
        return BAD_SERVICE;
    }
    /* Before it is cut, because half of a credential would not be found. */
    if (whole.bytes != NULL) {
        aws_hide(&caller->aws, whole.bytes);
    }
    snprintf(said, sizeof said, "%s", whole.bytes == NULL ? "" : whole.bytes);
    text_release(&whole);
    const char *advice = "";
    for (size_t i = 0; i < sizeof advices / sizeof *advices; i++) {
        advice = strcmp(type, advices[i].type) == 0 ? advices[i].text : advice;
    }
    return error_set(err, BAD_SERVICE, "function '%s': HTTP %ld%s%s%s%s%s", caller->function, http,
                     type[0] == '\0' ? "" : " ", type, said[0] == '\0' ? "" : ": ", said, advice);
}

static enum status read_answer(struct lambda_caller *caller, long http, json_t **answer, struct error *err)
{
    json_t *read;
    enum status status = json_load(caller->answer.n == 0 ? "" : caller->answer.bytes, caller->answer.n,
                                   JSON_REJECT_DUPLICATES, &read, NULL, err);
    if (status == OK && http != 200) {
        status = refuse(caller, http, read, err);
    } else if (status == OK && !json_is_object(read)) {
        status =
            error_set(err, BAD_SERVICE, "function '%s': %s answered with no JSON, expected a configuration",
                      caller->function, caller->aws.endpoint);
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
    *answer = NULL;
    for (unsigned tries = 1;; tries++) {
        long http;
        enum status status = try_call(caller, body, &http, why, err);
        if (status != OK) {
            return status;
        }
        bool busy = http == 409 || http == 429 || http >= 500;
        bool again = busy ? tries < MOST_TRIES : http == 0 && tries < MOST_TRIES_UNREACHED;
        if (again) {
            lambda_wait(caller, lambda_back_off(caller, 2, tries - 1, MOST_WAITS));
        } else if (http != 0) {
            return read_answer(caller, http, answer, err);
        }
        if (is_stopped(caller)) {
            return error_set(err, BAD_SERVICE, "function '%s': stopped while its configuration was %s",
                             caller->function, body == NULL ? "read" : "changed");
        }
        if (!again) {
            return error_set(err, BAD_SERVICE, "function '%s': no answer from %s: %s", caller->function,
                             caller->aws.endpoint, why);
        }
    }
}
