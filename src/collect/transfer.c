#include "collect/transfer.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/version.h"
#include "collect/aws.h"
#include "collect/clock.h"
#include "collect/lambda_api.h"

enum { MOST_BODY = 1 << 20 }; /* bytes of an answer that are kept; the handler's are some ten */

/* ---- what libcurl calls ---- */

static enum invocation invocation_of(const struct target *target)
{
    return target->url == NULL ? lambda_api_invocation(target->api) : INVOCATION_RESPONSE;
}

static void note_time(struct transfer *transfer)
{
    transfer->ended_s = clock_s();
    if (isnan(transfer->first_s)) {
        transfer->first_s = transfer->ended_s;
    }
}

static size_t take_body(char *bytes, size_t size, size_t n, void *context)
{
    struct transfer *transfer = context;
    struct error none = {{0}};
    (void)size; /* is 1 */
    note_time(transfer);
    if (transfer->body.n + n > MOST_BODY) {
        transfer->is_cut = true;
    } else if (text_append(&transfer->body, bytes, n, &none) != OK) {
        return CURL_WRITEFUNC_ERROR;
    }
    return n;
}

/* libcurl does not tell why there is no socket. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    (void)purpose;
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    transfer->socket_errno = fd < 0 ? errno : 0;
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

/* The value of the header of that name in a line; *n is its length. NULL when it is another one. */
static const char *find_value(const char *line, size_t n, const char *name, size_t *length)
{
    size_t key = strlen(name);
    if (n <= key || strncasecmp(line, name, key) != 0 || line[key] != ':') {
        return NULL;
    }
    const char *start = line + key + 1, *end = line + n;
    while (start < end && (*start == ' ' || *start == '\t')) {
        start++;
    }
    while (end > start && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' ')) {
        end--;
    }
    *length = (size_t)(end - start);
    return start;
}

static void keep_short(const char *line, size_t n, const char *name, char value[HEADER_TEXT])
{
    size_t length;
    const char *found = find_value(line, n, name, &length);
    if (found != NULL && length < HEADER_TEXT) {
        memcpy(value, found, length);
        value[length] = '\0';
    }
}

static size_t take_header(char *line, size_t size, size_t n, void *context)
{
    struct transfer *transfer = context;
    (void)size; /* is 1 */
    if (invocation_of(transfer->target) !=
        INVOCATION_STREAM) { /* whose head comes before anything is known */
        note_time(transfer);
    }
    if (transfer->target->signer != NULL) {
        keep_short(line, n, "x-amzn-ErrorType", transfer->error_type);
    }
    if (transfer->target->url != NULL) {
        facts_take_header(&transfer->facts, line, n);
    } else {
        struct error none = {{0}};
        size_t length;
        keep_short(line, n, "X-Amz-Function-Error", transfer->function_error);
        keep_short(line, n, "x-amzn-ErrorType", transfer->error_type);
        const char *log = find_value(line, n, "X-Amz-Log-Result", &length);
        if (log != NULL && text_append(&transfer->log_result, log, length, &none) != OK) {
            return CURL_WRITEFUNC_ERROR;
        }
    }
    return n;
}

/* ---- the handle ---- */

enum status transfer_new(const struct target_options *options, struct transfer **transfer, struct error *err)
{
    *transfer = calloc(1, sizeof **transfer);
    if (*transfer == NULL) {
        return error_no_memory(err);
    }
    (*transfer)->options = options;
    (*transfer)->easy = curl_easy_init();
    if ((*transfer)->easy == NULL) {
        transfer_free(*transfer);
        *transfer = NULL;
        return error_no_memory(err);
    }
    return OK;
}

void transfer_free(struct transfer *transfer)
{
    if (transfer != NULL) {
        curl_easy_cleanup(transfer->easy);
        curl_slist_free_all(transfer->headers);
        text_release(&transfer->body);
        text_release(&transfer->log_result);
        text_release(&transfer->filled);
        free(transfer);
    }
}

/* What all requests have in common. TLS is verified, as libcurl does unless it is told otherwise. */
static CURLcode set_common(struct transfer *transfer, const struct target *target)
{
    CURL *easy = transfer->easy;
    char agent[64];
    snprintf(agent, sizeof agent, "faastat/%s", version_number);
    int failed = curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    failed |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    failed |= curl_easy_setopt(easy, CURLOPT_USERAGENT, agent);
    failed |= curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(target->timeout_s * 1e3));
    failed |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    failed |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    failed |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    failed |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    failed |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    failed |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    failed |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->curl_error);
    if (transfer->options->ca_file != NULL) {
        failed |= curl_easy_setopt(easy, CURLOPT_CAINFO, transfer->options->ca_file);
    }
    return (CURLcode)failed;
}

/* With HTTP/2 a request waits for a connection that it can share; where TLS does not agree on that, each has
 * its own as usual. */
static CURLcode set_version(struct transfer *transfer)
{
    bool http2 = transfer->options->http2;
    int failed = curl_easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION,
                                  (long)(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    failed |= curl_easy_setopt(transfer->easy, CURLOPT_PIPEWAIT, (long)http2);
    return (CURLcode)failed;
}

static CURLcode set_address(struct transfer *transfer, const struct target *target)
{
    CURL *easy = transfer->easy;
    int failed = curl_easy_setopt(easy, CURLOPT_CURLU, target->parsed);
    if (target->method == NULL) {
        return (CURLcode)failed;
    }
    if (strcmp(target->method, "HEAD") == 0) { /* no body is waited for */
        failed |= curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else {
        failed |= curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, target->method);
    }
    if (strcmp(target->method, "POST") == 0 && target->payloads->n == 0) {
        failed |= curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0);
        failed |= curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
    }
    return (CURLcode)failed;
}

/* A handle keeps what it was told, but for a signature, which is made for each request. */
static enum status set_up(struct transfer *transfer, const struct target *target, struct error *err)
{
    if (transfer->target == target && target->url != NULL && target->signer == NULL) {
        return OK;
    }
    if (transfer->target != NULL) { /* libcurl 7.88 does not tell when it has no memory for this */
        curl_easy_reset(transfer->easy);
    }
    curl_slist_free_all(transfer->headers);
    transfer->headers = NULL;
    transfer->payload = NULL;
    transfer->target = target;
    CURLcode code = set_common(transfer, target);
    if (code == CURLE_OK) {
        code = set_version(transfer);
    }
    if (code == CURLE_OK && target->url != NULL) {
        code = set_address(transfer, target);
    }
    if (code == CURLE_OK && target->url != NULL && transfer->options->headers != NULL) {
        code = curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->options->headers);
    }
    return code == CURLE_OK
               ? OK
               : error_set(err, BAD_SERVICE, "cannot set up a request: %s", curl_easy_strerror(code));
}

/* ---- what is sent ---- */

static bool is_header(const char *line, const char *name)
{
    return strncasecmp(line, name, strlen(name)) == 0;
}

/* The user's headers, and behind them those that they lack: what the content is (NULL: there is none), that
 * nobody waits to be asked for it, which a signature would not allow to be said, and the signature. */
static enum status set_headers(struct transfer *transfer, const char *type, struct error *err)
{
    const struct aws *signer = transfer->target->signer;
    struct curl_slist *headers = NULL;
    char own[64];
    bool has_type = false, has_expect = false;
    enum status status = OK;
    for (const struct curl_slist *user = transfer->options->headers; status == OK && user != NULL;
         user = user->next) {
        has_type |= is_header(user->data, "Content-Type:");
        has_expect |= is_header(user->data, "Expect:");
        status = aws_add_header(&headers, user->data, err);
    }
    if (status == OK && type != NULL && !has_type) {
        snprintf(own, sizeof own, "Content-Type: %s", type);
        status = aws_add_header(&headers, own, err);
    }
    if (status == OK && signer == NULL && !has_expect) {
        status = aws_add_header(&headers, "Expect:", err);
    }
    if (status == OK && signer != NULL) {
        status = aws_sign(signer, transfer->easy, &headers, err);
    }
    if (status != OK) {
        curl_slist_free_all(headers);
        return status;
    }
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, headers);
    curl_slist_free_all(transfer->headers);
    transfer->headers = headers;
    return OK;
}

static enum status set_body(struct transfer *transfer, const struct payload *payload, struct span body,
                            struct error *err)
{
    CURL *easy = transfer->easy;
    bool same = transfer->payload != NULL && transfer->payload->type == payload->type;
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.bytes);
    return same ? OK : set_headers(transfer, payload->type, err);
}

/* What is sent is borrowed by libcurl until the request has ended. */
static enum status set_payload(struct transfer *transfer, size_t request, struct error *err)
{
    const struct target *target = transfer->target;
    const struct payload *payload = payloads_of(target->payloads, request);
    struct span body = {"{}", 2};
    enum status status = OK;
    if (payload != NULL && payload->has_fields) {
        status = payload_fill(payload, request, target->seed, &transfer->filled, err);
        body = (struct span){transfer->filled.bytes, transfer->filled.n};
    } else if (payload != NULL) {
        body = (struct span){payload->bytes, payload->n};
    }
    if (status == OK && target->url == NULL) {
        return lambda_api_prepare_invoke(target->api, transfer->easy, body.bytes, body.n, &transfer->headers,
                                         err);
    }
    if (status == OK && payload != NULL && (payload->has_fields || payload != transfer->payload)) {
        status = set_body(transfer, payload, body, err);
    } else if (status == OK && target->signer != NULL) {
        status = set_headers(transfer, NULL, err);
    }
    transfer->payload = status == OK ? payload : NULL;
    return status;
}

static void empty(struct text *text)
{
    text->n = 0;
    if (text->bytes != NULL) {
        text->bytes[0] = '\0';
    }
}

enum status transfer_prepare(struct transfer *transfer, const struct target *target, size_t request,
                             struct error *err)
{
    transfer->request = request;
    transfer->first_s = transfer->ended_s = NAN;
    transfer->is_cut = false;
    facts_init(&transfer->facts);
    transfer->socket_errno = 0;
    empty(&transfer->body);
    empty(&transfer->log_result);
    transfer->function_error[0] = transfer->error_type[0] = transfer->curl_error[0] = '\0';
    enum status status = set_up(transfer, target, err);
    return status == OK ? set_payload(transfer, request, err) : status;
}

static const char *text_or_empty(const struct text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

enum status transfer_judge(struct transfer *transfer, CURLcode code, double now_s, struct outcome *outcome,
                           struct error *err)
{
    struct exchange exchange = {.code = code,
                                .curl_error = transfer->curl_error[0] != '\0' ? transfer->curl_error
                                                                              : curl_easy_strerror(code),
                                .body = text_or_empty(&transfer->body),
                                .n = transfer->body.n,
                                .is_cut = transfer->is_cut,
                                .is_invoke = transfer->target->url == NULL,
                                .is_event = invocation_of(transfer->target) == INVOCATION_EVENT,
                                .is_stream = invocation_of(transfer->target) == INVOCATION_STREAM,
                                .any_body = transfer->options->any_body,
                                .quotes_body = transfer->options->headers == NULL,
                                .facts = transfer->facts,
                                .function_error = transfer->function_error,
                                .log_result = text_or_empty(&transfer->log_result),
                                .error_type = transfer->error_type};
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &exchange.http_status);
    curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &exchange.os_errno);
    exchange.os_errno = transfer->socket_errno != 0 ? transfer->socket_errno : exchange.os_errno;
    double ended_s = code == CURLE_OK && !isnan(transfer->ended_s) ? transfer->ended_s : now_s;
    outcome->request = transfer->request;
    outcome->latency_s = ended_s - transfer->intended_s;
    /* The answer may have come within the call that sent the request. */
    outcome->delay_s = fmin(transfer->sent_s, ended_s) - transfer->intended_s;
    const struct way_times times = {.began_s = transfer->began_s,
                                    .first_s = transfer->first_s,
                                    .sends = transfer->payload != NULL || transfer->target->url == NULL};
    way_read(&outcome->way, transfer->easy, &times);
    if (transfer->options->http2 && !isnan(outcome->way.reach_s) && code == CURLE_OK) {
        /* It may have waited for the connection that it shares. */
        outcome->delay_s =
            fmax(outcome->delay_s, transfer->first_s - outcome->way.reach_s - transfer->intended_s);
    }
    if (code == CURLE_OK) {
        outcome->way.transfer_s = ended_s - transfer->first_s;
    }
    return outcome_judge(&exchange, outcome, err);
}
