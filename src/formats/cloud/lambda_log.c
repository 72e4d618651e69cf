#include "formats/cloud/lambda_log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/date.h"
#include "base/number.h"
#include "import/json_members.h"
#include "read/text_records.h"

struct logged {
    struct lambda_record record;
    struct place place;
};

/* What other lines tell of a request. */
struct known {
    double start_s;
    bool timed_out, reported;
    struct lambda_record timeout; /* what the line that tells of a timeout says */
    struct place place;           /* of that line */
};

/* ---- what is known of a request ---- */

static enum status find_known(struct lambda_log *log, const char *id, size_t n, struct known **known,
                              struct error *err)
{
    uint32_t code;
    size_t before = log->ids.n;
    enum status status = dictionary_add(&log->ids, id, n, &code, err);
    if (status != OK) {
        return status;
    }
    struct known *grown = array_reserve(log->known, &log->known_capacity, log->ids.n, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    log->known = grown;
    if (log->ids.n > before) {
        grown[code - 1] = (struct known){.start_s = NAN};
    }
    *known = &grown[code - 1];
    return OK;
}

/* The log stream of the lines that are read: of a long one the end, which tells it from others. */
static void name_environment(const struct lambda_log *log, struct lambda_record *record)
{
    size_t n = log->environment.n, most = sizeof record->environment - 1;
    size_t taken = n < most ? n : most;
    if (n > 0) {
        memcpy(record->environment, log->environment.bytes + (n - taken), taken);
    }
    record->environment[taken] = '\0';
}

static enum status add_record(struct lambda_log *log, const struct lambda_record *record,
                              const struct place *place, struct error *err)
{
    struct logged *grown = array_reserve(log->records, &log->capacity, log->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    log->records = grown;
    grown[log->n] = (struct logged){*record, *place};
    name_environment(log, &grown[log->n++].record);
    return OK;
}

/* ---- lines of text ---- */

/* The date in what stands before the message, as `aws logs tail` writes it; NaN when there is none. */
static double find_date(const char *line, const char *message)
{
    double epoch_s = NAN;
    for (const char *c = line; c < message && isnan(epoch_s);) {
        size_t n = strcspn(c, " \t");
        n = n > (size_t)(message - c) ? (size_t)(message - c) : n;
        if (!date_parse(c, n, &epoch_s)) {
            epoch_s = NAN;
        }
        c += n + 1;
    }
    return epoch_s;
}

/* The log stream in what stands before the message: "2024/02/09/[$LATEST]0a1b". */
static struct span find_stream(const char *line, const char *message)
{
    for (const char *c = line; c < message;) {
        size_t n = strcspn(c, " \t");
        n = n > (size_t)(message - c) ? (size_t)(message - c) : n;
        if (memmem(c, n, "/[", 2) != NULL && memchr(c, ']', n) != NULL) {
            return (struct span){c, n};
        }
        c += n + 1;
    }
    return (struct span){NULL, 0};
}

static enum status take_report(struct lambda_log *log, const char *message, size_t n,
                               const struct place *place, double time_s, struct error *err)
{
    struct lambda_record record;
    enum status status = lambda_record_parse(&record, message, n, place, err);
    record.end_s = time_s;
    return status == OK ? add_record(log, &record, place, err) : status;
}

static const char timeout_message[] = "Task timed out after ";

/* Reads "3.00 seconds" behind the message. */
static enum status read_timeout(struct known *known, const char *id, size_t id_n, const char *message,
                                const struct place *place, struct error *err)
{
    const char *seconds = message + strlen(timeout_message);
    known->timed_out = true;
    known->place = *place;
    lambda_record_init(&known->timeout);
    known->timeout.is_unreported = true;
    if (id_n >= sizeof known->timeout.request_id) {
        return error_at(err, place, "found %zu bytes of a request's id, expected at most %zu", id_n,
                        sizeof known->timeout.request_id - 1);
    }
    memcpy(known->timeout.request_id, id, id_n);
    memcpy(known->timeout.status, "timeout", sizeof "timeout");
    return record_parse_time(seconds, strcspn(seconds, " \t\r"), SECONDS, place, &known->timeout.duration_s,
                             err);
}

/* "2024-02-09T08:42:44.080Z d6...-... Task timed out after 3.00 seconds": the id is the word before. */
static enum status take_timeout(struct lambda_log *log, const struct lambda_line *line, const char *message,
                                struct error *err)
{
    const char *end = message;
    while (end > line->text && end[-1] == ' ') {
        end--;
    }
    const char *id = end;
    while (id > line->text && id[-1] != ' ' && id[-1] != '\t') {
        id--;
    }
    if (end == id) {
        return OK;
    }
    struct known *known;
    struct place from = line->place;
    from.column = (size_t)(message - line->text) + 1;
    enum status status = find_known(log, id, (size_t)(end - id), &known, err);
    if (status != OK || (status = read_timeout(known, id, (size_t)(end - id), message, &from, err)) != OK) {
        return status;
    }
    name_environment(log, &known->timeout);
    known->timeout.end_s = isnan(line->time_s) ? find_date(line->text, message) : line->time_s;
    return OK;
}

static enum status take_start(struct lambda_log *log, const char *id, double time_s, struct error *err)
{
    struct known *known;
    size_t n = strcspn(id, " \t\r");
    enum status status = n > 0 ? find_known(log, id, n, &known, err) : OK;
    if (status != OK) {
        return status;
    }
    if (n > 0) {
        known->start_s = time_s;
    }
    return OK;
}

static enum status take_text(struct lambda_log *log, const struct lambda_line *line, bool *used,
                             struct error *err)
{
    static const char start[] = "START RequestId: ";
    const char *message = strstr(line->text, "INIT_REPORT ");
    if (message == NULL) {
        message = strstr(line->text, "REPORT RequestId:");
    }
    *used = true;
    if (isnan(line->time_s)) { /* a line of a file, not of an event, which tells its stream itself */
        log->environment = find_stream(line->text, line->text + line->n);
    }
    if (message != NULL) {
        struct place from = line->place;
        size_t before = (size_t)(message - line->text);
        from.column = before + 1;
        double time_s = isnan(line->time_s) ? find_date(line->text, message) : line->time_s;
        return take_report(log, message, line->n - before, &from, time_s, err);
    }
    if ((message = strstr(line->text, timeout_message)) != NULL) {
        return take_timeout(log, line, message, err);
    }
    *used = (message = strstr(line->text, start)) != NULL;
    return *used ? take_start(log, message + strlen(start),
                              isnan(line->time_s) ? find_date(line->text, message) : line->time_s, err)
                 : OK;
}

/* ---- lines of JSON ---- */

static enum status copy_text(const struct json_spot *object, const char *key, char to[LAMBDA_TEXT],
                             struct error *err)
{
    struct json_spot member = json_member(object, key);
    const char *text = json_string_value(member.value);
    if (text == NULL) {
        return OK;
    }
    if (strlen(text) >= LAMBDA_TEXT) {
        return json_spot_error(&member, err, "found %zu bytes in '%s', expected at most %d", strlen(text),
                               key, LAMBDA_TEXT - 1);
    }
    memcpy(to, text, strlen(text) + 1);
    return OK;
}

static enum status read_metrics(const struct json_spot *metrics, struct lambda_record *record,
                                enum need duration, struct error *err)
{
    const struct {
        const char *key;
        enum unit unit;
        double *number;
    } numbers[] = {{"billedDurationMs", NO_UNIT, &record->billed_ms},
                   {"memorySizeMB", NO_UNIT, &record->memory_mb},
                   {"maxMemoryUsedMB", NO_UNIT, &record->max_memory_mb},
                   {"initDurationMs", MILLISECONDS, &record->init_s},
                   {"restoreDurationMs", MILLISECONDS, &record->restore_s},
                   {"billedRestoreDurationMs", NO_UNIT, &record->billed_restore_ms}};
    enum status status =
        json_get_time(metrics, "durationMs", duration, MILLISECONDS, &record->duration_s, err);
    for (size_t i = 0; status == OK && i < sizeof numbers / sizeof *numbers; i++) {
        status = json_get_time(metrics, numbers[i].key, OPTIONAL, numbers[i].unit, numbers[i].number, err);
    }
    return status;
}

/* platform.report is a request; platform.initReport of an initialisation that failed is one too. */
static enum status take_platform(struct lambda_log *log, const struct json_spot *object, const char *type,
                                 const struct place *place, struct error *err)
{
    struct lambda_record record;
    struct json_spot inner, metrics;
    lambda_record_init(&record);
    record.is_init = strcmp(type, "platform.initReport") == 0;
    enum status status = json_get_container(object, "record", JSON_OBJECT, &inner, err);
    if (status != OK || (status = json_get_container(&inner, "metrics", JSON_OBJECT, &metrics, err)) != OK ||
        (status = json_get_date(object, "time", OPTIONAL, &record.end_s, err)) != OK ||
        (status = copy_text(&inner, "requestId", record.request_id, err)) != OK ||
        (status = copy_text(&inner, "status", record.status, err)) != OK ||
        (status = copy_text(&inner, "errorType", record.error_type, err)) != OK ||
        (status = copy_text(&inner, "phase", record.phase, err)) != OK ||
        (status = read_metrics(&metrics, &record, record.is_init ? OPTIONAL : REQUIRED, err)) != OK) {
        return status;
    }
    if (record.is_init) {
        record.init_s = record.duration_s;
        record.duration_s = NAN;
    }
    if (!record.is_init && record.request_id[0] == '\0') {
        return json_spot_error(&inner, err, "found no requestId, expected one");
    }
    bool counts = !record.is_init || (record.status[0] != '\0' && strcmp(record.status, "success") != 0);
    return counts ? add_record(log, &record, place, err) : OK;
}

enum status lambda_log_take_object(struct lambda_log *log, const struct json_spot *object,
                                   const struct place *place, bool *used, struct error *err)
{
    struct json_spot member = json_member(object, "type"), record = json_member(object, "record");
    const char *type = json_string_value(member.value);
    const char *id = json_string_value(json_object_get(record.value, "requestId"));
    double time_s;
    *used = type != NULL && strncmp(type, "platform.", strlen("platform.")) == 0;
    if (!*used) {
        return OK;
    }
    if (strcmp(type, "platform.start") == 0 && id != NULL) {
        enum status status = json_get_date(object, "time", OPTIONAL, &time_s, err);
        return status == OK ? take_start(log, id, time_s, err) : status;
    }
    return strcmp(type, "platform.report") == 0 || strcmp(type, "platform.initReport") == 0
               ? take_platform(log, object, type, place, err)
               : OK;
}

/* A line that begins like an object and is none is text of the function's. */
static enum status take_json(struct lambda_log *log, const struct lambda_line *line, bool *used,
                             struct error *err)
{
    struct json_file file;
    *used = false;
    if (memmem(line->text, line->n, "\"platform.", 10) == NULL) {
        return OK;
    }
    enum status status = json_file_parse(&file, line->place.file, line->place.line, line->text, line->n, err);
    if (status == OK) {
        struct json_spot root = json_root(&file);
        status = lambda_log_take_object(log, &root, &line->place, used, err);
    }
    json_file_release(&file);
    return status;
}

/* ---- all lines ---- */

enum status lambda_log_take(struct lambda_log *log, const struct lambda_line *line, bool *used,
                            struct error *err)
{
    size_t blanks = strspn(line->text, " \t");
    return line->text[blanks] == '{' ? take_json(log, line, used, err) : take_text(log, line, used, err);
}

enum status lambda_log_take_lines(struct lambda_log *log, const char *text, const struct place *place,
                                  double time_s, size_t *passed, struct error *err)
{
    struct lambda_line line = {.place = *place, .time_s = time_s};
    enum status status = OK;
    for (; status == OK && *text != '\0'; line.place.line++) {
        line.n = strcspn(text, "\n");
        char *copy = text_copy(text, line.n, err);
        bool used = false;
        line.text = copy;
        status = copy == NULL ? BAD_SERVICE : lambda_log_take(log, &line, &used, err);
        *passed += line.n > 0 && !used;
        free(copy);
        text += line.n + (text[line.n] == '\n');
    }
    return status;
}

/* The row of a report, with what other lines tell of its request. */
static enum status add_reported(const struct lambda_log *log, const struct logged *logged,
                                struct table *table, struct error *err)
{
    struct lambda_record record = logged->record;
    uint32_t code = record.request_id[0] == '\0' ? 0 : dictionary_find(&log->ids, record.request_id);
    if (code != 0) {
        struct known *known = &log->known[code - 1];
        known->reported = true;
        record.start_s = known->start_s;
        if (known->timed_out && record.status[0] == '\0') {
            memcpy(record.status, "timeout", sizeof "timeout");
        }
    }
    return lambda_record_add(&record, &logged->place, table, err);
}

enum status lambda_log_finish(const struct lambda_log *log, struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < log->n; i++) {
        status = add_reported(log, &log->records[i], table, err);
    }
    for (size_t i = 0; status == OK && i < log->ids.n; i++) {
        struct known *known = &log->known[i];
        if (known->timed_out && !known->reported) {
            known->timeout.start_s = known->start_s;
            status = lambda_record_add(&known->timeout, &known->place, table, err);
        }
    }
    return status;
}

void lambda_log_release(struct lambda_log *log)
{
    free(log->records);
    free(log->known);
    dictionary_release(&log->ids);
    *log = (struct lambda_log){0};
}

/* ---- a file of lines ---- */

static enum status take_line(const struct text_line *line, void *state, const struct record_sink *sink,
                             struct error *err)
{
    bool used;
    const struct lambda_line logged = {line->text, line->n, line->place, NAN};
    enum status status = lambda_log_take(state, &logged, &used, err);
    sink->log->passed += status == OK && !used && line->n > 0;
    return status;
}

static enum status finish_lines(const struct place *end, void *state, const struct record_sink *sink,
                                struct error *err)
{
    (void)end;
    return lambda_log_finish(state, sink->table, err);
}

enum status lambda_log_read(struct input *input, const struct import_options *options, struct table *table,
                            struct import_log *log, struct error *err)
{
    static const struct text_format format = {
        .columns = lambda_columns, .n_columns = LAMBDA_COLUMNS, .take = take_line, .finish = finish_lines};
    const struct record_sink sink = {options, table, log};
    struct lambda_log state = {0};
    enum status status = text_lines_read(input, &format, &state, &sink, err);
    lambda_log_release(&state);
    return status;
}

bool lambda_log_looks_like_text(const char *bytes, size_t n)
{
    const char *report = memmem(bytes, n, "REPORT RequestId:", 17);
    const char *init = memmem(bytes, n, "INIT_REPORT Init Duration:", 26);
    return report != NULL || init != NULL;
}
