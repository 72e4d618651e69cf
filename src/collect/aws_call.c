#include "collect/aws_call.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json_file.h"

enum {
    MOST_ANSWER = 1 << 20,
    MOST_SAID = 240, /* bytes of what AWS says that are shown */
    CONNECT_TIMEOUT_S = 10,
    TIMEOUT_S = 60
};
static const double FIRST_WAIT_S = 0.2;
static const double WAIT_STEP_S = 0.1;

enum status aws_caller_init(struct aws_caller *caller, const struct aws_service *service, const char *region,
                            struct error *err)
{
    *caller = (struct aws_caller){.pace_s = FIRST_WAIT_S, .most_answer = MOST_ANSWER};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    caller->random[0] = (unsigned short)now.tv_nsec;
    caller->random[1] = (unsigned short)(now.tv_nsec >> 16);
    caller->random[2] = (unsigned short)now.tv_sec;
    enum status status = aws_init(&caller->aws, service, region, err);
    if (status == OK && (caller->easy = curl_easy_init()) == NULL) {
        status = error_no_memory(err);
    }
    if (status != OK) {
        aws_caller_release(caller);
    }
    return status;
}

void aws_caller_release(struct aws_caller *caller)
{
    curl_easy_cleanup(caller->easy);
    aws_release(&caller->aws);
    text_release(&caller->answer);
    *caller = (struct aws_caller){0};
}

/* ---- waits ---- */

bool aws_is_stopped(const struct aws_caller *caller)
{
    return caller->stop != NULL && *caller->stop != 0;
}

bool aws_wait(const struct aws_caller *caller, double seconds)
{
    /* In steps, because a signal that comes just before nanosleep() would not end it. */
    while (seconds > 0 && !aws_is_stopped(caller)) {
        double step_s = fmin(seconds, WAIT_STEP_S);
        struct timespec step = {.tv_nsec = (long)(step_s * 1e9)};
        nanosleep(&step, NULL);
        seconds -= step_s;
    }
    return !aws_is_stopped(caller);
}

double aws_back_off(struct aws_caller *caller, double growth, unsigned try, double most)
{
    return caller->pace_s * fmin(pow(growth, try), most) * erand48(caller->random);
}

/* ---- one try ---- */

static size_t receive(char *bytes, size_t size, size_t n, void *context)
{
    struct aws_caller *caller = context;
    struct error none = {0}; /* there is one that this can be */
    if (n * size > caller->most_answer - caller->answer.n) {
        return CURL_WRITEFUNC_ERROR;
    }
    caller->lacks_memory = text_append(&caller->answer, bytes, n * size, &none) != OK;
    return caller->lacks_memory ? CURL_WRITEFUNC_ERROR : n * size;
}

static int ask_whether_stopped(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                               curl_off_t up)
{
    (void)down_total, (void)down, (void)up_total, (void)up;
    return aws_is_stopped(context);
}

static enum status add_header(struct curl_slist **headers, const char *name, const char *value,
                              struct error *err)
{
    char line[128];
    snprintf(line, sizeof line, "%s: %s", name, value);
    return aws_add_header(headers, line, err);
}

static enum status prepare(struct aws_caller *caller, const struct aws_request *request,
                           struct curl_slist **headers, struct error *err)
{
    CURL *easy = caller->easy;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, caller);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, ask_whether_stopped);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, caller);
    if (caller->ca_file != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, caller->ca_file);
    }
    enum status status = OK;
    if (request->method != NULL) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(request->body));
        status = add_header(headers, "Content-Type", request->type, err);
    }
    if (status == OK && request->target != NULL) {
        status = add_header(headers, "X-Amz-Target", request->target, err);
    }
    return status != OK ? status : aws_sign(&caller->aws, easy, headers, err);
}

enum status aws_try(struct aws_caller *caller, const struct aws_request *request, long *http, char *why,
                    struct error *err)
{
    struct curl_slist *headers = NULL;
    caller->answer.n = 0;
    caller->lacks_memory = false;
    why[0] = '\0';
    *http = 0;
    enum status status = prepare(caller, request, &headers, err);
    if (status == OK) {
        curl_easy_setopt(caller->easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(caller->easy, CURLOPT_ERRORBUFFER, why);
        CURLcode result = curl_easy_perform(caller->easy);
        if (caller->lacks_memory || result == CURLE_OUT_OF_MEMORY) {
            status = error_no_memory(err);
        } else if (result == CURLE_OK) {
            curl_easy_getinfo(caller->easy, CURLINFO_RESPONSE_CODE, http);
        } else if (result == CURLE_WRITE_ERROR) {
            snprintf(why, CURL_ERROR_SIZE, "the answer is longer than %zu bytes", caller->most_answer);
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

static const struct aws_advice of_all[] = {
    {"ExpiredTokenException", "; the credentials have expired: get new ones, and run again"},
    {"UnrecognizedClientException", "; AWS does not know these credentials: look at AWS_ACCESS_KEY_ID and "
                                    "AWS_SESSION_TOKEN"},
    {"InvalidSignatureException", "; look at AWS_SECRET_ACCESS_KEY, AWS_REGION and the clock"},
    {0},
};

static const char *find_advice(const struct aws_advice *advices, const char *type)
{
    for (; advices->type != NULL; advices++) {
        if (strcmp(type, advices->type) == 0) {
            return advices->text;
        }
    }
    return NULL;
}

enum status aws_read_answer(const struct aws_caller *caller, size_t flags, json_t **answer, struct error *err)
{
    return json_load(caller->answer.n == 0 ? "" : caller->answer.bytes, caller->answer.n, flags, answer, NULL,
                     err);
}

/* A header may have ":http://..." behind the name, a member "com.amazonaws.logs#" before it. */
void aws_copy_error_type(const struct aws_caller *caller, const json_t *answer, char type[AWS_ERROR_TYPE])
{
    struct curl_header *header;
    const char *said = json_string_value(json_object_get(answer, "__type"));
    if (curl_easy_header(caller->easy, "x-amzn-ErrorType", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
        said = header->value;
    }
    said = said == NULL ? "" : said;
    const char *name = strchr(said, '#') == NULL ? said : strchr(said, '#') + 1;
    snprintf(type, AWS_ERROR_TYPE, "%.*s", (int)strcspn(name, ":;, "), name);
}

static const char *find_message(const json_t *answer)
{
    const char *message = json_string_value(json_object_get(answer, "Message"));
    return message != NULL ? message : json_string_value(json_object_get(answer, "message"));
}

enum status aws_refuse(struct aws_caller *caller, const char *of, long http, const json_t *answer,
                       const struct aws_advice *advices, struct error *err)
{
    char type[AWS_ERROR_TYPE], said[MOST_SAID + 1];
    aws_copy_error_type(caller, answer, type);
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
    const char *advice = find_advice(advices, type);
    advice = advice == NULL ? find_advice(of_all, type) : advice;
    return error_set(err, BAD_SERVICE, "%s: HTTP %ld%s%s%s%s%s", of, http, type[0] == '\0' ? "" : " ", type,
                     said[0] == '\0' ? "" : ": ", said, advice == NULL ? "" : advice);
}
