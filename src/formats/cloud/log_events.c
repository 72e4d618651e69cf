#include "formats/cloud/log_events.h"

#include <stdlib.h>

#include "formats/cloud/lambda_log.h"

struct log_events {
    const char *function;
    struct import_options options;
    struct import_log notes; /* of events that are wrong */
    struct lambda_log log;
};

enum status log_events_new(struct log_events **events, const char *function, struct error *err)
{
    *events = calloc(1, sizeof **events);
    if (*events == NULL) {
        return error_no_memory(err);
    }
    (*events)->function = function;
    (*events)->options.lenient = true;
    lambda_log_init(&(*events)->log, &(*events)->options);
    return OK;
}

void log_events_free(struct log_events *events)
{
    if (events != NULL) {
        lambda_log_release(&events->log);
        import_log_release(&events->notes);
        free(events);
    }
}

/* How much the log has been told so far. */
static size_t count(const struct lambda_log *log)
{
    return log->requests.n + log->requests.inits_alone;
}

enum status log_events_take(struct log_events *events, const struct log_event *event, bool *used,
                            struct error *err)
{
    const struct record_sink sink = {.options = &events->options, .log = &events->notes};
    const struct place place = {"message", 1, 0};
    struct error why = {{0}}, told = {{0}};
    struct lambda_log *log = &events->log;
    size_t before = count(log);
    log->line.time_s = unit_seconds_of_decimal(event->time_ms, MILLISECONDS);
    log->line.stream = event->stream;
    log->line.function = events->function;
    enum status status = lambda_log_take_lines(log, event->message, &place, &events->notes.passed, &why);
    log->line.stream = NULL; /* which is about to go */
    *used = status != OK || count(log) > before;
    if (status != OK) {
        status = error_set(&told, status, "event of stream '%.80s': %s", event->stream, why.text);
    }
    return record_judge(&sink, status, &told, err);
}

enum status log_events_finish(struct log_events *events, struct table *table, struct import_log *log,
                              struct error *err)
{
    const struct record_sink sink = {.options = &events->options, .table = table, .log = log};
    events->notes.passed = 0; /* as most of a log is */
    enum status status = import_log_append(log, &events->notes, err);
    if (status == OK) {
        status = record_add_columns(table, lambda_columns, LAMBDA_COLUMNS, err);
    }
    if (status == OK) {
        status = lambda_log_finish(&events->log, &sink, err);
    }
    if (status == OK) {
        log->passed = 0;
        table_drop_columns(table, NULL);
    }
    return status;
}
