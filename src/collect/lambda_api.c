#include "collect/lambda_api.h"

#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json_file.h"
#include "base/text.h"
#include "collect/lambda_call.h"

enum {
    LONGEST_NAME = 64,
    LONGEST_QUALIFIER = 128,
    MOST_POLLS = 200, /* five minutes */
    NONCE = 64
};
static const double MOST_POLL_WAITS = 10; /* 2 s */

struct lambda_api {
    struct lambda_caller caller;
    char *invoke_url;
    enum invocation invocation;
    const volatile sig_atomic_t *stop;
    unsigned memory_mb;
    bool changed;            /* by us, or by a run that was killed */
    unsigned remembered_mb;  /* 0: nothing is remembered */
    json_t *remembered;      /* the variables, without ours */
    unsigned long long last; /* nonce */
};

/* What a configuration has to be for an update to have taken. */
struct expected {
    unsigned memory_mb; /* 0: any */
    const char *nonce;  /* NULL: any */
};

enum status lambda_api_check_name(const char *function, struct error *err)
{
    size_t n = strspn(function, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    if (strncmp(function, "arn:", 4) == 0) {
        return error_set(err, BAD_USAGE,
                         "found the ARN '%.100s', expected the function's name alone, and AWS_REGION set",
                         function);
    }
    if (n == 0 || n > LONGEST_NAME || function[n] != '\0') {
        return error_set(err, BAD_USAGE,
                         "found the function name '%.70s', expected at most %d letters, digits, '-' and '_'",
                         function, LONGEST_NAME);
    }
    return OK;
}

enum status lambda_api_check_qualifier(const char *qualifier, struct error *err)
{
    size_t n = strspn(qualifier, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    return (n > 0 && n <= LONGEST_QUALIFIER && qualifier[n] == '\0') || strcmp(qualifier, "$LATEST") == 0
               ? OK
               : error_set(err, BAD_USAGE,
                           "found the qualifier '%.40s', expected a version, an alias or $LATEST", qualifier);
}

/* Where it is invoked. A '$' has to be escaped for libcurl to sign it rightly. */
static enum status make_invoke_url(struct lambda_api *api, const struct lambda_function *function,
                                   struct error *err)
{
    const char *qualifier = function->qualifier;
    bool streams = function->invocation == INVOCATION_STREAM;
    struct text url = {0};
    enum status status = text_print(&url, err, "%s/%s/functions/%s/%s", api->caller.calls.aws.endpoint,
                                    streams ? "2021-11-15" : "2015-03-31", function->name,
                                    streams ? "response-streaming-invocations" : "invocations");
    if (status == OK && qualifier != NULL) {
        bool escaped = qualifier[0] == '$';
        status = text_print(&url, err, "?Qualifier=%s%s", escaped ? "%24" : "", qualifier + escaped);
    }
    api->invoke_url = url.bytes;
    return status;
}

enum status lambda_api_new(struct lambda_api **api, const struct lambda_function *function, struct error *err)
{
    *api = NULL;
    enum status status = lambda_api_check_name(function->name, err);
    if (status == OK && function->qualifier != NULL) {
        status = lambda_api_check_qualifier(function->qualifier, err);
    }
    if (status != OK) {
        return status;
    }
    struct lambda_api *new = calloc(1, sizeof *new);
    if (new == NULL) {
        return error_no_memory(err);
    }
    new->invocation = function->invocation;
    status = lambda_caller_init(&new->caller, function->name, function->region, err);
    if (status == OK) {
        status = make_invoke_url(new, function, err);
    }
    if (status != OK) {
        lambda_api_free(new);
        return status;
    }
    *api = new;
    return OK;
}

void lambda_api_free(struct lambda_api *api)
{
    if (api != NULL) {
        lambda_caller_release(&api->caller);
        free(api->invoke_url);
        json_decref(api->remembered);
        free(api);
    }
}

void lambda_api_set_stop(struct lambda_api *api, const volatile sig_atomic_t *stop)
{
    api->stop = api->caller.calls.stop = stop;
}

void lambda_api_set_pace(struct lambda_api *api, double pace_s)
{
    api->caller.calls.pace_s = pace_s;
}

unsigned lambda_api_memory_mb(const struct lambda_api *api)
{
    return api->memory_mb;
}

const char *lambda_api_region(const struct lambda_api *api)
{
    return api->caller.calls.aws.region;
}

enum invocation lambda_api_invocation(const struct lambda_api *api)
{
    return api->invocation;
}

/* ---- reading the configuration ---- */

static const char *text_of(const json_t *configuration, const char *key)
{
    const char *text = json_string_value(json_object_get(configuration, key));
    return text == NULL ? "" : text;
}

/* Whether nothing is in progress; a failure when nothing ever will be. */
static enum status check_states(const struct lambda_api *api, const json_t *configuration, bool *settled,
                                struct error *err)
{
    const char *function = api->caller.function, *state = text_of(configuration, "State"),
               *update = text_of(configuration, "LastUpdateStatus");
    if (strcmp(state, "Inactive") == 0) {
        return error_set(err, BAD_SERVICE,
                         "function '%s' is Inactive, as one is after weeks without use; invoke "
                         "it once, and run again",
                         function);
    }
    if (strcmp(state, "Failed") == 0) {
        return error_set(err, BAD_SERVICE, "function '%s' has State Failed: %.200s", function,
                         text_of(configuration, "StateReason"));
    }
    if (strcmp(update, "Failed") == 0) {
        return error_set(err, BAD_SERVICE, "function '%s' has LastUpdateStatus Failed: %.200s", function,
                         text_of(configuration, "LastUpdateStatusReason"));
    }
    *settled = strcmp(state, "Active") == 0 && strcmp(update, "Successful") == 0;
    if (!*settled && strcmp(state, "Active") != 0 && strcmp(state, "Pending") != 0) {
        return error_set(err, BAD_SERVICE, "function '%s': found State '%.40s', expected Active or Pending",
                         function, state);
    }
    if (!*settled && strcmp(update, "Successful") != 0 && strcmp(update, "InProgress") != 0) {
        return error_set(err, BAD_SERVICE,
                         "function '%s': found LastUpdateStatus '%.40s', expected Successful or InProgress",
                         function, update);
    }
    return OK;
}

static enum status read_memory(struct lambda_api *api, const json_t *configuration, struct error *err)
{
    json_int_t memory_mb = json_integer_value(json_object_get(configuration, "MemorySize"));
    if (memory_mb < 1 || memory_mb > 1 << 20) {
        return error_set(err, BAD_SERVICE, "function '%s': found no MemorySize in its configuration",
                         api->caller.function);
    }
    api->memory_mb = (unsigned)memory_mb;
    return OK;
}

static const json_t *find_variables(const json_t *configuration)
{
    return json_object_get(json_object_get(configuration, "Environment"), "Variables");
}

static bool is_as_expected(const struct lambda_api *api, const json_t *configuration,
                           const struct expected *expected)
{
    const char *nonce = text_of(find_variables(configuration), LAMBDA_COLD_START);
    return (expected->memory_mb == 0 || api->memory_mb == expected->memory_mb) &&
           (expected->nonce == NULL || strcmp(nonce, expected->nonce) == 0);
}

/* Polls until the function is ready with what is expected of it; *configuration is the caller's to decref. */
static enum status settle(struct lambda_api *api, const struct expected *expected, json_t **configuration,
                          struct error *err)
{
    for (unsigned polls = 0; polls < MOST_POLLS; polls++) {
        bool settled = false;
        enum status status = lambda_call(&api->caller, NULL, configuration, err);
        if (status == OK) {
            status = check_states(api, *configuration, &settled, err);
        }
        if (status == OK) {
            status = read_memory(api, *configuration, err);
        }
        if (status == OK && settled && is_as_expected(api, *configuration, expected)) {
            return OK;
        }
        json_decref(*configuration);
        *configuration = NULL;
        if (status != OK) {
            return status;
        }
        double wait_s =
            api->caller.calls.pace_s / 2 + aws_back_off(&api->caller.calls, 1.3, polls, MOST_POLL_WAITS);
        if (!aws_wait(&api->caller.calls, wait_s)) {
            return error_set(err, BAD_SERVICE, "function '%s': stopped while its update was in progress",
                             api->caller.function);
        }
    }
    return error_set(err, BAD_SERVICE, "function '%s': its update has not taken after %d looks at it",
                     api->caller.function, MOST_POLLS);
}

/* Takes our variable out; one that a killed run has left says what the memory size was before. */
static void take_own_variable(struct lambda_api *api)
{
    char *end;
    const char *left = json_string_value(json_object_get(api->remembered, LAMBDA_COLD_START));
    unsigned long memory_mb = left == NULL ? 0 : strtoul(left, &end, 10);
    if (memory_mb > 0 && memory_mb <= 1 << 20 && *end == '-') {
        api->remembered_mb = (unsigned)memory_mb;
        api->changed = true;
        json_object_del(api->remembered, LAMBDA_COLD_START);
    }
}

enum status lambda_api_remember(struct lambda_api *api, struct error *err)
{
    json_t *configuration = NULL;
    enum status status = settle(api, &(struct expected){0}, &configuration, err);
    if (status != OK) {
        return status;
    }
    /* The variables come without when the function's key could not be used; an update would erase them all.
     */
    const json_t *failure = json_object_get(json_object_get(configuration, "Environment"), "Error");
    if (failure != NULL) {
        status = error_set(err, BAD_SERVICE, "function '%s': its environment cannot be read: %.200s",
                           api->caller.function, text_of(failure, "Message"));
    } else {
        const json_t *variables = find_variables(configuration);
        json_decref(api->remembered);
        api->remembered = variables == NULL ? json_object() : json_deep_copy(variables);
        api->remembered_mb = api->memory_mb;
        status = api->remembered == NULL ? error_no_memory(err) : OK;
    }
    json_decref(configuration);
    if (status == OK) {
        take_own_variable(api);
    }
    return status;
}

/* ---- changing it ---- */

/* Updates the function, memory_mb 0 being as it is, and waits until the update took. */
static enum status update(struct lambda_api *api, unsigned memory_mb, json_t *variables, const char *nonce,
                          struct error *err)
{
    json_t *body = json_pack("{s:{s:O}}", "Environment", "Variables", variables), *answer = NULL;
    char *text = NULL;
    if (body != NULL &&
        (memory_mb == 0 || json_object_set_new(body, "MemorySize", json_integer(memory_mb)) == 0)) {
        text = json_write(body, JSON_COMPACT);
    }
    enum status status = text == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        /* From here on it may have been, whatever comes back. */
        api->changed = true;
        status = lambda_call(&api->caller, text, &answer, err);
    }
    json_decref(answer);
    json_decref(body);
    free(text);
    if (status == OK) {
        answer = NULL;
        status = settle(api, &(struct expected){memory_mb, nonce}, &answer, err);
        json_decref(answer);
    }
    return status;
}

enum status lambda_api_renew(struct lambda_api *api, unsigned memory_mb, struct error *err)
{
    struct timespec now;
    char nonce[NONCE];
    assert(api->remembered != NULL);
    clock_gettime(CLOCK_REALTIME, &now);
    unsigned long long ns = (unsigned long long)now.tv_sec * 1000000000ULL + (unsigned long long)now.tv_nsec;
    api->last = ns > api->last ? ns : api->last + 1;
    snprintf(nonce, sizeof nonce, "%u-%llx", api->remembered_mb, api->last);
    json_t *variables = json_copy(api->remembered);
    if (variables == NULL || json_object_set_new(variables, LAMBDA_COLD_START, json_string(nonce)) != 0) {
        json_decref(variables);
        return error_no_memory(err);
    }
    enum status status = update(api, memory_mb, variables, nonce, err);
    json_decref(variables);
    return status;
}

enum status lambda_api_restore(struct lambda_api *api, struct error *err)
{
    if (!api->changed) {
        return OK;
    }
    struct error why = {0};
    api->caller.calls.stop = NULL;
    enum status status = update(api, api->remembered_mb, api->remembered, NULL, &why);
    api->caller.calls.stop = api->stop;
    if (status != OK) {
        return error_set(err, status, "cannot put back %u MB, and take out the variable %s: %.300s",
                         api->remembered_mb, LAMBDA_COLD_START, why.text);
    }
    api->changed = false;
    return OK;
}

/* ---- requests ---- */

enum status lambda_api_prepare_invoke(const struct lambda_api *api, CURL *easy, const char *payload, size_t n,
                                      struct curl_slist **headers, struct error *err)
{
    bool waits = api->invocation != INVOCATION_EVENT;
    const char *own[] = {"Content-Type: application/json",
                         waits ? "X-Amz-Invocation-Type: RequestResponse" : "X-Amz-Invocation-Type: Event",
                         "X-Amz-Log-Type: Tail"};
    size_t n_own = sizeof own / sizeof *own - !waits; /* nobody waits for the log either */
    for (size_t i = 0; i < n_own; i++) {
        enum status status = aws_add_header(headers, own[i], err);
        if (status != OK) {
            return status;
        }
    }
    curl_easy_setopt(easy, CURLOPT_URL, api->invoke_url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, payload);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)n);
    enum status status = aws_sign(&api->caller.calls.aws, easy, headers, err);
    if (status == OK) {
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *headers);
    }
    return status;
}
