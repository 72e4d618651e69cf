#include "formats/cloud/lambda_text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/date.h"

/* ---- what stands before a message ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The word at or behind *at, which moves behind it; of 0 bytes at the end. */
static struct span next_word(const char **at, const char *end)
{
    while (*at < end && is_blank(**at)) {
        (*at)++;
    }
    const char *begin = *at;
    while (*at < end && !is_blank(**at)) {
        (*at)++;
    }
    return (struct span){begin, (size_t)(*at - begin)};
}

/* The word that ends at `end`, blanks left out. */
static struct span last_word(const char *begin, const char *end)
{
    while (end > begin && is_blank(end[-1])) {
        end--;
    }
    const char *from = end;
    while (from > begin && !is_blank(from[-1])) {
        from--;
    }
    return (struct span){from, (size_t)(end - from)};
}

/* "2024/02/09/[$LATEST]0a1b", or "2024/02/09/name[3]0a1b" in a group that functions share. */
bool lambda_text_is_stream(struct span word)
{
    const char *opening = memchr(word.bytes, '[', word.n);
    return opening != NULL && opening - word.bytes >= 11 && word.bytes[4] == '/' && word.bytes[7] == '/' &&
           word.bytes[10] == '/' && memchr(opening, ']', word.n - (size_t)(opening - word.bytes)) != NULL;
}

static bool is_date(struct span word)
{
    double epoch_s;
    return date_parse(word.bytes, word.n, &epoch_s);
}

/* Of a long text the end, which tells it from others. */
static void copy_end(struct span text, char to[LAMBDA_TEXT])
{
    size_t n = text.n < LAMBDA_TEXT ? text.n : LAMBDA_TEXT - 1;
    memcpy(to, text.bytes + (text.n - n), n);
    to[n] = '\0';
}

/* The version in the stream's brackets. */
static void copy_version(const char *stream, char version[LAMBDA_TEXT])
{
    const char *opening = strchr(stream, '['), *closing = opening == NULL ? NULL : strchr(opening, ']');
    if (closing != NULL) {
        copy_end((struct span){opening + 1, (size_t)(closing - opening) - 1}, version);
    }
}

void lambda_text_begin(struct lambda_line *line, const char *message, struct lambda_record *record)
{
    const char *at = line->text;
    lambda_record_init(record);
    record->end_s = line->time_s;
    if (line->stream != NULL) {
        copy_end((struct span){line->stream, strlen(line->stream)}, record->environment);
    }
    for (struct span word; (word = next_word(&at, message)).n > 0;) {
        double epoch_s;
        if (isnan(record->end_s) && date_parse(word.bytes, word.n, &epoch_s)) {
            record->end_s = epoch_s;
        }
        if (record->environment[0] == '\0' && lambda_text_is_stream(word)) {
            copy_end(word, record->environment);
        }
    }
    copy_version(record->environment, record->version);
    if (line->function != NULL) {
        copy_end((struct span){line->function, strlen(line->function)}, record->function);
    }
}

static enum status copy_id(struct span id, const struct place *place, char to[LAMBDA_TEXT], struct error *err)
{
    if (id.n >= LAMBDA_TEXT) {
        return error_at(err, place, "found %zu bytes of a request's id, expected at most %d", id.n,
                        LAMBDA_TEXT - 1);
    }
    memcpy(to, id.bytes, id.n);
    to[id.n] = '\0';
    return OK;
}

/* ---- START and the reports ---- */

static enum status take_start(struct lambda_requests *requests, struct lambda_line *line, struct span message,
                              struct error *err)
{
    static const char version[] = "Version: ";
    struct lambda_record record;
    const char *end = message.bytes + message.n, *at = message.bytes + strlen("START RequestId:");
    const char *said = memmem(message.bytes, message.n, version, strlen(version));
    lambda_text_begin(line, message.bytes, &record);
    struct span id = next_word(&at, end);
    enum status status = copy_id(id, &line->place, record.request_id, err);
    if (said != NULL) {
        said += strlen(version);
        copy_end(next_word(&said, end), record.version);
    }
    return status == OK && id.n > 0 ? lambda_requests_add(requests, LAMBDA_START, &record, &line->place, err)
                                    : status;
}

static enum status take_report_text(struct lambda_requests *requests, struct lambda_line *line,
                                    struct span message, struct error *err)
{
    struct lambda_record record, known;
    struct place place = line->place;
    place.column = (size_t)(message.bytes - line->text) + 1;
    enum status status = lambda_record_parse(&record, message.bytes, message.n, &place, err);
    if (status != OK) {
        return status;
    }
    lambda_text_begin(line, message.bytes, &known);
    record.end_s = known.end_s;
    memcpy(record.environment, known.environment, LAMBDA_TEXT);
    memcpy(record.version, known.version, LAMBDA_TEXT);
    memcpy(record.function, known.function, LAMBDA_TEXT);
    return lambda_requests_add_report(requests, &record, &place, err);
}

/* ---- failures ---- */

/* Where a message has the id of its request. */
enum id_place { BEFORE, BEHIND_REQUEST_ID, BEFORE_LEVEL, NOWHERE };
static const struct sign {
    const char *text, *status, *error;
    enum id_place id;
    bool names; /* an exception, behind it */
} signs[] = {
    {"Task timed out after ", "timeout", "", BEFORE, false},
    {"Process exited before completing request", "error", "Runtime.ExitError", BEHIND_REQUEST_ID, false},
    {"Error: Runtime exited", "error", "Runtime.ExitError", BEHIND_REQUEST_ID, false},
    {"Error: ", "error", "", BEHIND_REQUEST_ID, false},
    {"LAMBDA_WARNING: Unhandled exception", "error", "", BEFORE, false},
    {"ERROR\tInvoke Error", "error", "", BEFORE, false},
    {"ERROR\tUncaught Exception", "error", "", BEFORE, false},
    {"ERROR\tUnhandled Promise Rejection", "error", "Runtime.UnhandledPromiseRejection", BEFORE, false},
    {"Unknown application error occurred", "error", "", BEHIND_REQUEST_ID, false},
    {"Unknown application error occurred", "error", "", BEFORE, false},
    {"Error raised from handler method", "error", "", BEFORE, false}, /* Ruby */
    {"[ERROR] ", "error", "", NOWHERE, true},
};

bool lambda_text_is_prefix(const char *at, const char *end)
{
    for (struct span word; (word = next_word(&at, end)).n > 0;) {
        bool is_level = word.bytes[0] == '[' && word.bytes[word.n - 1] == ']';
        if (!is_date(word) && !lambda_text_is_stream(word) && !is_level) {
            return false;
        }
    }
    return true;
}

/* A word that may be a request's id: behind a date it is what Lambda puts there, unless it is a level
 * ("WARN") that a function has put there. */
static bool may_be_id(const char *begin, struct span word)
{
    bool has_digit = false, is_level = word.n > 1;
    for (size_t i = 0; i < word.n; i++) {
        has_digit |= isdigit((unsigned char)word.bytes[i]) != 0;
        is_level &= isupper((unsigned char)word.bytes[i]) != 0;
    }
    const char *at = begin;
    bool is_dated = false;
    for (struct span before; (before = next_word(&at, word.bytes)).n > 0;) {
        is_dated |= is_date(before);
    }
    return word.n > 0 && word.bytes[word.n - 1] != ':' && !is_level && (has_digit || is_dated || word.n == 1);
}

/* The id that the sign's message has; false when the message is not one of Lambda's. */
static bool find_id(const struct sign *sign, const char *begin, const char *found, struct span *id)
{
    struct span word = last_word(begin, found);
    *id = (struct span){"", 0};
    if (sign->id == BEHIND_REQUEST_ID) {
        struct span label = last_word(begin, word.bytes);
        *id = word;
        return label.n == 10 && memcmp(label.bytes, "RequestId:", 10) == 0;
    }
    if (lambda_text_is_prefix(begin, found)) {
        return true;
    }
    bool is_id = sign->id == BEFORE && lambda_text_is_prefix(begin, word.bytes) && may_be_id(begin, word);
    *id = is_id ? word : *id;
    return is_id;
}

/* The exception that stands there, as the runtime of Python names it: "Runtime.ImportModuleError: ",
 * "KeyError: "; of 0 bytes where a function has said something else. */
static struct span find_exception(const char *at, const char *end)
{
    static const char runtime[] = "Runtime.", *const ends[] = {"Error", "Exception"};
    const char *from = at;
    while (at < end && (isalnum((unsigned char)*at) || *at == '_' || *at == '.')) {
        at++;
    }
    size_t n = (size_t)(at - from);
    bool is_one = n > strlen(runtime) && memcmp(from, runtime, strlen(runtime)) == 0;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t length = strlen(ends[i]);
        is_one |= n >= length && memcmp(at - length, ends[i], length) == 0;
    }
    return (struct span){from, is_one && (at == end || *at == ':' || is_blank(*at)) ? n : 0};
}

/* The error that the message names, as {"errorType":"X"} or "[ERROR] X: ". */
static void name_error(const struct sign *sign, struct span rest, char to[LAMBDA_TEXT])
{
    static const char key[] = "\"errorType\":\"";
    struct span error = {sign->error, strlen(sign->error)};
    const char *at = memmem(rest.bytes, rest.n, key, strlen(key));
    if (at != NULL) {
        at += strlen(key);
        error = (struct span){at, strcspn(at, "\"")};
    } else if (sign->names) {
        error = find_exception(rest.bytes + strlen(sign->text), rest.bytes + rest.n);
    }
    copy_end(error, to);
}

static enum status take_failure(struct lambda_requests *requests, struct lambda_line *line,
                                const struct sign *sign, struct span message, struct span id,
                                struct error *err)
{
    struct lambda_record record;
    struct place place = line->place;
    const char *at = message.bytes + strlen(sign->text), *end = message.bytes + message.n;
    enum status status = OK;
    place.column = (size_t)(message.bytes - line->text) + 1;
    lambda_text_begin(line, message.bytes, &record);
    if (record.environment[0] == '\0') {
        memcpy(record.environment, line->last_stream, LAMBDA_TEXT);
        record.inherits = line->is_last_unknown;
    }
    memcpy(record.status, sign->status, strlen(sign->status) + 1);
    name_error(sign, message, record.error_type);
    record.is_sure = sign->id == BEHIND_REQUEST_ID || sign == signs;
    if (id.n == 0 && line->id != NULL) {
        id = (struct span){line->id, strlen(line->id)};
    }
    if (sign == signs) {
        struct span seconds = next_word(&at, end);
        status =
            record_parse_time(seconds.bytes, seconds.n, SECONDS, &place, &record.figures.duration_s, err);
    }
    if (status == OK) {
        status = copy_id(id, &place, record.request_id, err);
    }
    return status == OK ? lambda_requests_add(requests, LAMBDA_FAILURE, &record, &place, err) : status;
}

/* Takes the first sign of a failure in a part of the line. */
static enum status take_failures(struct lambda_requests *requests, struct lambda_line *line, struct span part,
                                 bool *used, struct error *err)
{
    const char *end = part.bytes + part.n;
    if (memmem(part.bytes, part.n, "rror", 4) == NULL && memmem(part.bytes, part.n, "ERROR", 5) == NULL &&
        memmem(part.bytes, part.n, "xit", 3) == NULL && memmem(part.bytes, part.n, "timed out", 9) == NULL &&
        memmem(part.bytes, part.n, "Unhandled", 9) == NULL) {
        return OK; /* most lines, which no sign is in */
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *found = memmem(part.bytes, part.n, signs[i].text, strlen(signs[i].text));
        struct span id;
        const char *behind = found == NULL ? NULL : found + strlen(signs[i].text);
        if (found == NULL || !find_id(&signs[i], part.bytes, found, &id) ||
            (signs[i].names && find_exception(behind, end).n == 0)) {
            continue;
        }
        *used = true;
        return take_failure(requests, line, &signs[i], (struct span){found, (size_t)(end - found)}, id, err);
    }
    return OK;
}

/* ---- a line ---- */

enum message { NO_MESSAGE, START_MESSAGE, END_MESSAGE, REPORT_MESSAGE };

/* The message that begins here, between blanks or behind what the log puts there. */
static bool begins(const char *c, const char *end, enum message *message)
{
    static const struct {
        const char *text;
        enum message message;
    } begins[] = {{"START RequestId:", START_MESSAGE},
                  {"END RequestId:", END_MESSAGE},
                  {"REPORT", REPORT_MESSAGE},
                  {"INIT_REPORT", REPORT_MESSAGE},
                  {"RESTORE_REPORT", REPORT_MESSAGE}};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t n = strlen(begins[i].text);
        if ((size_t)(end - c) > n && memcmp(c, begins[i].text, n) == 0) {
            *message = begins[i].message;
            return *message != REPORT_MESSAGE || lambda_record_has_field(c + n, end);
        }
    }
    return false;
}

/* Where the next message begins, or `end`. */
static const char *find_message(const char *from, const char *line, const char *end, enum message *message)
{
    for (const char *c = from; c < end; c++) {
        if ((*c == 'S' || *c == 'E' || *c == 'R' || *c == 'I') &&
            (c == line || (!isalnum((unsigned char)c[-1]) && c[-1] != '_')) && begins(c, end, message)) {
            return c;
        }
    }
    return end;
}

/* Of a line that says what it is of and has no stream, the next has none either. */
static void remember_stream(struct lambda_line *line, bool used)
{
    struct lambda_record record;
    bool may_have = line->stream != NULL || memchr(line->text, '[', line->n) != NULL;
    record.environment[0] = '\0';
    if (may_have) {
        lambda_text_begin(line, line->text + line->n, &record);
    }
    if (record.environment[0] != '\0' || used) {
        memcpy(line->last_stream, record.environment, LAMBDA_TEXT);
        line->is_last_unknown = false;
    }
}

enum status lambda_text_take(struct lambda_requests *requests, struct lambda_line *line, bool *used,
                             struct error *err)
{
    const char *end = line->text + line->n, *at = line->text;
    enum message message = NO_MESSAGE, next = NO_MESSAGE;
    enum status status = OK;
    *used = false;
    for (const char *stop; status == OK && at < end; at = stop, message = next) {
        stop = find_message(at + (message != NO_MESSAGE), line->text, end, &next);
        struct span part = {at, (size_t)(stop - at)};
        *used |= message == START_MESSAGE || message == REPORT_MESSAGE;
        status = message == START_MESSAGE    ? take_start(requests, line, part, err)
                 : message == REPORT_MESSAGE ? take_report_text(requests, line, part, err)
                                             : OK;
        if (status == OK) {
            status = take_failures(requests, line, part, used, err);
        }
    }
    remember_stream(line, *used);
    return status;
}

bool lambda_text_has_report(const char *bytes, size_t n)
{
    enum message message = NO_MESSAGE;
    const char *end = bytes + n;
    for (const char *at = bytes; (at = find_message(at, bytes, end, &message)) < end; at++) {
        if (message == REPORT_MESSAGE) {
            return true;
        }
    }
    return false;
}

const char *lambda_text_function(const char *group)
{
    static const char begins[] = "/aws/lambda/";
    const char *found = group == NULL ? NULL : strstr(group, begins);
    return found == NULL ? NULL : found + strlen(begins);
}
