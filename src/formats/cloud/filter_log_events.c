/*
 * A log's messages with their times as JSON: what `aws logs filter-log-events` and `get-log-events` print,
 * what a subscription delivers (`logEvents`, of one stream), and an array of {timestamp, message}.
 */
#include "formats/cloud/filter_log_events.h"
#include "formats/cloud/lambda_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "formats/cloud/packed_text.h"
#include "formats/formats.h"
#include "import/json_members.h"

enum status filter_log_events_take(const struct json_spot *event, const struct json_spot *root,
                                   struct lambda_log *log, const struct record_sink *sink, struct error *err)
{
    struct json_spot message = json_member(event, "message");
    const char *text = json_string_value(message.value);
    struct place place = {"message", 1, 0};
    double time_s;
    const char *date = json_string_value(json_object_get(event->value, "timestamp"));
    bool is_date = date != NULL && date_parse(date, strlen(date), &time_s);
    enum status status =
        is_date ? OK : json_get_time(event, "timestamp", OPTIONAL, MILLISECONDS, &time_s, err);
    if (status == OK && text == NULL) {
        return json_spot_error(&message, err, "found no text in 'message', expected a line of the log");
    }
    if (status != OK) {
        return status;
    }
    const char *stream = json_string_value(json_object_get(event->value, "logStreamName"));
    const char *of_all = json_string_value(json_object_get(root->value, "logStream"));
    const char *group = json_string_value(json_object_get(root->value, "logGroup"));
    log->line.time_s = time_s;
    log->line.stream = stream == NULL ? of_all : stream;
    log->line.function = lambda_text_function(group);
    struct error why = {{0}};
    status = lambda_log_take_lines(log, text, &place, &sink->log->passed, &why);
    log->line.stream = log->line.function = NULL; /* which may be about to go */
    return json_spot_judge(&message, status, &why, err);
}

static enum status take_events(const struct json_spot *root, const struct json_spot *events,
                               const struct record_sink *sink, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < json_array_size(events->value); i++) {
        struct json_spot event = json_element(events, i);
        struct error row_error = {{0}};
        status = filter_log_events_take(&event, root, sink->context, sink, &row_error);
        status = record_judge(sink, status, &row_error, err);
    }
    return status;
}

static enum status take_document(const struct json_spot *root, const struct record_sink *sink,
                                 struct error *err)
{
    struct json_spot events = *root;
    const char *key = json_object_get(root->value, "logEvents") != NULL ? "logEvents" : "events";
    enum status status =
        json_is_array(root->value) ? OK : json_get_container(root, key, JSON_ARRAY, &events, err);
    return status == OK ? take_events(root, &events, sink, err) : status;
}

/* What a function gets that is subscribed has the document packed in a text. */
static enum status take_filter_log_events(const struct json_spot *root, const struct record_sink *sink,
                                          struct error *err)
{
    struct json_spot wrapped = json_member(root, "awslogs"), data = json_member(&wrapped, "data");
    if (wrapped.value == NULL) {
        return take_document(root, sink, err);
    }
    char *text = NULL;
    enum status status = packed_text_read(&data, &text, err);
    if (status == OK) {
        struct json_file file;
        struct error why = {{0}};
        status = json_file_parse(&file, &(struct place){"data", 1, 1}, text, strlen(text), &why);
        if (status == OK) {
            struct json_spot document = json_root(&file);
            status = take_document(&document, sink, &why);
        }
        json_file_release(&file);
        status = json_spot_judge(&data, status, &why, err);
    }
    free(text);
    return status;
}

static enum match probe_filter_log_events(const char *bytes, size_t n)
{
    static const char *const keys[] = {"events", "timestamp", "message"};
    static const char *const packed[] = {"awslogs", "data"};
    static const char *const delivered[] = {"logEvents", "timestamp", "message"};
    bool is_log =
        memmem(bytes, n, "REPORT ", 7) != NULL || memmem(bytes, n, "platform.report\\\"", 17) != NULL;
    return json_looks_like(bytes, n, '{', keys, 3) || json_looks_like(bytes, n, '{', packed, 2) ||
                   json_looks_like(bytes, n, '{', delivered, 3) ||
                   (is_log && json_looks_like(bytes, n, '[', keys + 1, 2))
               ? MATCH
               : NO_MATCH;
}

static enum status read_filter_log_events(struct input *input, const struct import_options *options,
                                          struct table *table, struct import_log *log, struct error *err)
{
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    return lambda_log_read_documents(input, take_filter_log_events, &sink, err);
}

const struct importer formats_filter_log_events = {
    .origins = lambda_text_origins,
    .name = "filter-log-events",
    .writes = "aws logs filter-log-events, get-log-events, subscriptions",
    .signs = "events or logEvents, or an array, of timestamp and message",
    .quality = EXACT,
    .probe = probe_filter_log_events,
    .read = read_filter_log_events,
};
