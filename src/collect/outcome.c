#include "collect/outcome.h"

#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_file.h"
#include "base/number.h"
#include "base/text.h"
#include "collect/stream_answer.h"
#include "formats/cloud/lambda_record.h"

/* ---- causes ---- */

/* As much of the text as there is room for and is UTF-8. */
static void set_detail(struct outcome *outcome, const char *text, size_t n)
{
    size_t room = sizeof outcome->detail - 1, length = n < room ? n : room;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        outcome->detail[i] = text[i];
        if (c < ' ' || c == 0x7F) {
            outcome->detail[i] = ' ';
        }
    }
    while (length > 0 && !text_is_utf8(outcome->detail, length)) {
        length--;
    }
    outcome->detail[length] = '\0';
}

static void fail(struct outcome *outcome, const char *cause, const char *detail)
{
    strcpy(outcome->status, "failed");
    outcome->cause = cause;
    set_detail(outcome, detail, strlen(detail));
}

static const char *connect_cause(long os_errno)
{
    switch (os_errno) {
    case ECONNREFUSED:
        return "connection refused";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    case EADDRNOTAVAIL:
        return "no local port left";
    default:
        return "no connection";
    }
}

static const char *curl_cause(const struct exchange *exchange)
{
    switch ((int)exchange->code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return "host not found";
    case CURLE_COULDNT_CONNECT:
        return connect_cause(exchange->os_errno);
    case CURLE_OPERATION_TIMEDOUT:
        return "timeout";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
        return "TLS error";
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return "connection lost";
    case CURLE_PARTIAL_FILE:
        return "answer cut off";
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return "no HTTP";
    default:
        return "other";
    }
}

static const char *http_cause(long http_status)
{
    switch (http_status) {
    case 403:
        return "forbidden";
    case 404:
        return "not found";
    case 429:
        return "throttled";
    case 500:
        return "server error";
    case 502:
        return "bad gateway";
    case 503:
        return "service unavailable";
    case 504:
        return "gateway timeout";
    default:
        return "HTTP error";
    }
}

static void judge_http(long http_status, const char *detail, struct outcome *outcome)
{
    fail(outcome, http_cause(http_status), detail);
    snprintf(outcome->status, sizeof outcome->status, "%ld", http_status);
}

/* ---- the handler's answer ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* "0.091116", in quotes or not, or an object with inference_s and perhaps more of what the handler knows. */
static enum status read_answer(const char *text, size_t n, struct facts *facts, struct error *err)
{
    double number;
    while (n > 0 && is_blank(text[n - 1])) {
        n--;
    }
    while (n > 0 && is_blank(*text)) {
        text++;
        n--;
    }
    if (n > 0 && *text == '{') {
        json_t *object;
        enum status status = json_load(text, n, JSON_REJECT_DUPLICATES, &object, NULL, err);
        facts_take_members(facts, object);
        json_decref(object);
        return status;
    }
    size_t quoted = n >= 2 && text[0] == '"' && text[n - 1] == '"' ? 1 : 0;
    n -= 2 * quoted;
    if (n < NUMBER_TEXT && number_parse(text + quoted, n, &number) && number >= 0) {
        facts->inference_s = number;
    }
    return OK;
}

static enum status judge_body(const struct exchange *exchange, const char *body, size_t n,
                              struct outcome *outcome, struct error *err)
{
    char found[64] = "";
    enum status status = exchange->is_cut ? OK : read_answer(body, n, &outcome->facts, err);
    if (isnan(outcome->facts.inference_s) && !exchange->any_body) {
        if (exchange->quotes_body) {
            snprintf(found, sizeof found, "found '%.*s'", n > 40 ? 40 : (int)n, body);
        }
        fail(outcome, "not the handler's answer", found);
    }
    return status;
}

static enum status judge_answer(long http_status, const struct exchange *exchange, const char *body, size_t n,
                                struct outcome *outcome, struct error *err)
{
    if (http_status >= 400) {
        judge_http(http_status, "", outcome);
        return OK;
    }
    snprintf(outcome->status, sizeof outcome->status, "%ld", http_status);
    return judge_body(exchange, body, n, outcome, err);
}

/* ---- Lambda's answer ---- */

/* A REPORT without an initialisation is that of an environment that was there, unless the handler knows
 * better, as after one that was made twice; nobody knows it of a process that was killed. */
static void take_start(const struct lambda_record *record, struct outcome *outcome)
{
    struct facts *facts = &outcome->facts;
    facts->memory_mb = isnan(record->figures.memory_mb) ? facts->memory_mb : record->figures.memory_mb;
    facts->init_s = isnan(record->figures.init_s) ? facts->init_s : record->figures.init_s;
    if (!isnan(record->figures.restore_s) || !isnan(record->figures.init_s)) {
        facts->start = isnan(record->figures.restore_s) ? START_COLD : START_RESTORED;
    } else if (facts->start == START_UNKNOWN && !outcome->was_killed) {
        facts->start = START_WARM;
    }
}

/* The log's last lines, the REPORT among them; a text that is no log tells nothing. */
static enum status read_report(const char *log_result, struct outcome *outcome, struct error *err)
{
    struct lambda_record record;
    struct place nowhere = {"", 0, 0};
    struct error none = {{0}}; /* a line takes no memory, so that only its text can be wrong */
    size_t room = strlen(log_result) / 4 * 3 + 4;
    char *log = malloc(room + 1);
    if (log == NULL) {
        return error_no_memory(err);
    }
    int n = b64_pton(log_result, (unsigned char *)log, room);
    char *report = NULL;
    if (n > 0) {
        log[n] = '\0';
        report = strncmp(log, "REPORT RequestId:", 17) == 0 ? log : strstr(log, "\nREPORT RequestId:");
    }
    if (report != NULL) {
        report += *report == '\n';
    }
    if (report != NULL &&
        lambda_record_parse(&record, report, strcspn(report, "\n"), &nowhere, &none) == OK) {
        outcome->duration_s = record.figures.duration_s;
        outcome->restore_s = record.figures.restore_s;
        outcome->billed_ms = record.figures.billed_ms;
        outcome->max_memory_mb = record.figures.max_memory_mb;
        take_start(&record, outcome);
    }
    free(log);
    return OK;
}

/* A streamed answer's error has a name of its own, and need not be JSON. */
static void judge_function_error(const struct exchange *exchange, const json_t *answer,
                                 struct outcome *outcome)
{
    const char *type = json_string_value(json_object_get(answer, "errorType"));
    const char *message = json_string_value(json_object_get(answer, "errorMessage"));
    type = type == NULL ? exchange->function_error : type;
    message = message == NULL ? exchange->body : message;
    bool timed_out = strcmp(type, "Sandbox.Timedout") == 0 || strstr(message, "Task timed out after") != NULL;
    outcome->censored = timed_out;
    outcome->was_killed =
        timed_out || strcmp(type, "Runtime.ExitError") == 0 || strcmp(type, "Runtime.OutOfMemory") == 0;
    fail(outcome, timed_out ? "function timeout" : "function error", type);
}

/* The body of a refusal quotes the session token of a bad signature, so that only its type is shown. */
static void judge_refusal(const struct exchange *exchange, const json_t *answer, struct outcome *outcome)
{
    char type[DETAIL_TEXT] = "";
    const char *found = exchange->error_type;
    if (found[0] == '\0') {
        found = json_string_value(json_object_get(answer, "__type"));
    }
    if (found != NULL) {
        snprintf(type, sizeof type, "%.*s", (int)strcspn(found, ":"), found);
    }
    judge_http(exchange->http_status, type, outcome);
    if (exchange->http_status == 401 || exchange->http_status == 403) {
        outcome->cause = "credentials";
        outcome->refused_credentials = true;
    }
}

/* {"statusCode":200,"body":"0.091116"}, as Lambda passes it on, and some fronts do. NULL when it is none. */
static const char *find_wrapped(const json_t *answer, long *code)
{
    const json_t *member = json_object_get(answer, "statusCode");
    json_int_t number = json_integer_value(member);
    if (!json_is_integer(member) || number < 100 || number > 599) {
        return NULL;
    }
    *code = (long)number;
    return json_string_value(json_object_get(answer, "body"));
}

/* The answer of an address: what the handler says is in it as it is, or wrapped once more. */
static enum status judge_response(const struct exchange *exchange, struct outcome *outcome, struct error *err)
{
    json_t *answer = NULL;
    const char *body = NULL;
    long code = 0;
    enum status status = OK;
    size_t start = 0;
    while (start < exchange->n && is_blank(exchange->body[start])) {
        start++;
    }
    bool is_refused = exchange->http_status == 401 || exchange->http_status == 403;
    if (is_refused && exchange->error_type[0] != '\0') { /* by AWS, of a signature; not by the function */
        judge_refusal(exchange, NULL, outcome);
        return OK;
    }
    if (!exchange->is_cut && exchange->http_status < 300 && exchange->body[start] == '{') {
        status = json_load(exchange->body, exchange->n, JSON_REJECT_DUPLICATES, &answer, NULL, err);
        body = find_wrapped(answer, &code);
    }
    if (body != NULL) {
        facts_take_headers(&outcome->facts, json_object_get(answer, "headers"));
        status = judge_answer(code, exchange, body, strlen(body), outcome, err);
    } else if (status == OK) {
        status = judge_answer(exchange->http_status, exchange, exchange->body, exchange->n, outcome, err);
    }
    json_decref(answer);
    return status;
}

static enum status judge_invocation(const struct exchange *exchange, struct outcome *outcome,
                                    struct error *err)
{
    json_t *answer;
    enum status status =
        json_load(exchange->body, exchange->n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &answer, NULL, err);
    long code = 0;
    const char *body = find_wrapped(answer, &code);
    if (exchange->http_status >= 300) {
        judge_refusal(exchange, answer, outcome);
    } else if (exchange->is_event) {
        snprintf(outcome->status, sizeof outcome->status, "%ld", exchange->http_status);
    } else if (exchange->function_error[0] != '\0') {
        judge_function_error(exchange, answer, outcome);
    } else if (body != NULL) {
        facts_take_headers(&outcome->facts, json_object_get(answer, "headers"));
        status = judge_answer(code, exchange, body, strlen(body), outcome, err);
    } else if (status == OK) {
        status = judge_answer(exchange->http_status, exchange, exchange->body, exchange->n, outcome, err);
    }
    json_decref(answer);
    return status == OK && exchange->log_result[0] != '\0' ? read_report(exchange->log_result, outcome, err)
                                                           : status;
}

static enum status judge_stream(const struct exchange *exchange, struct outcome *outcome, struct error *err)
{
    struct stream_answer answer;
    struct exchange whole = *exchange;
    enum status status = stream_answer_read(&answer, (struct span){exchange->body, exchange->n}, err);
    if (status == OK && exchange->is_cut) {
        status = judge_answer(exchange->http_status, exchange, "", 0, outcome, err);
    } else if (status == OK && !answer.is_whole) {
        fail(outcome, "answer cut off", "");
    } else if (status == OK) {
        whole.body = answer.body.bytes == NULL ? "" : answer.body.bytes;
        whole.n = answer.body.n;
        whole.function_error = answer.error;
        whole.log_result = answer.log_result.bytes == NULL ? "" : answer.log_result.bytes;
        status = judge_invocation(&whole, outcome, err);
    }
    stream_answer_release(&answer);
    return status;
}

enum status outcome_judge(const struct exchange *exchange, struct outcome *outcome, struct error *err)
{
    outcome->duration_s = outcome->billed_ms = outcome->restore_s = outcome->max_memory_mb = NAN;
    outcome->cause = NULL;
    outcome->detail[0] = '\0';
    outcome->censored = outcome->refused_credentials = outcome->was_killed = false;
    outcome->facts = exchange->facts;
    /* Our own functions refuse what libcurl gives them only when there is no memory for it. */
    if (exchange->code == CURLE_OUT_OF_MEMORY || exchange->code == CURLE_WRITE_ERROR) {
        return error_no_memory(err);
    }
    if (exchange->code != CURLE_OK) {
        outcome->censored = exchange->code == CURLE_OPERATION_TIMEDOUT;
        fail(outcome, curl_cause(exchange), outcome->censored ? "" : exchange->curl_error);
        return OK;
    }
    bool is_stream = exchange->is_stream && exchange->http_status < 300;
    enum status status = is_stream             ? judge_stream(exchange, outcome, err)
                         : exchange->is_invoke ? judge_invocation(exchange, outcome, err)
                                               : judge_response(exchange, outcome, err);
    if (outcome->cause != NULL) {
        outcome->facts.inference_s = NAN; /* of a request that failed it is no measurement */
    }
    return status;
}
