/* Logs Insights: a query is started, and its results are asked for until it has ended. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "collect/logs_page.h"

enum { MOST_POLLS = 2000 };               /* an hour, after which a query ends by itself */
static const double MOST_POLL_WAITS = 10; /* 2 s */

/* Lines that no request is told of by have none of these; see lambda_text.c. */
static const char query[] =
    "fields @timestamp, @message, @logStream"
    " | filter toMillis(@timestamp) >= %lld and toMillis(@timestamp) < %lld"
    " | filter @message like /START RequestId|REPORT|platform\\.|rror|ERROR|xit|timed "
    "out|Unhandled/"
    " | sort @timestamp asc | limit %d";

static enum status start(struct logs_caller *caller, const struct logs_slice *slice, char **id,
                         struct error *err)
{
    struct text text = {0};
    json_t *answer = NULL;
    enum status status = text_print(&text, err, query, slice->from_ms, slice->to_ms, LOGS_MOST_FOUND);
    if (status == OK) {
        /* Seconds, both of which are in it: the query says the milliseconds. */
        json_t *body = json_pack("{s:s, s:I, s:I, s:s, s:i}", "logGroupName", caller->group, "startTime",
                                 (json_int_t)(slice->from_ms / 1000), "endTime",
                                 (json_int_t)((slice->to_ms + 999) / 1000), "queryString", text.bytes,
                                 "limit", LOGS_MOST_FOUND);
        status = logs_call(caller, "StartQuery", body, &answer, err);
    }
    text_release(&text);
    const char *said = json_string_value(json_object_get(answer, "queryId"));
    if (status == OK && said == NULL) {
        status = error_set(err, BAD_SERVICE,
                           "log group '%.100s': found no queryId, expected one of StartQuery", caller->group);
    }
    if (status == OK) {
        *id = text_copy(said, strlen(said), err);
        status = *id == NULL ? BAD_SERVICE : OK;
    }
    json_decref(answer);
    return status;
}

/* ---- results ---- */

static bool is_running(const char *state)
{
    return strcmp(state, "Scheduled") == 0 || strcmp(state, "Running") == 0 || strcmp(state, "Unknown") == 0;
}

/* Asks until the query has ended well; *answer is the caller's to decref. */
static enum status poll(struct logs_caller *caller, const char *id, json_t **answer, struct error *err)
{
    for (unsigned polls = 0; polls < MOST_POLLS; polls++) {
        enum status status =
            logs_call(caller, "GetQueryResults", json_pack("{s:s}", "queryId", id), answer, err);
        if (status != OK) {
            return status;
        }
        const char *state = json_string_value(json_object_get(*answer, "status"));
        state = state == NULL ? "" : state;
        if (strcmp(state, "Complete") == 0) {
            return OK;
        }
        if (!is_running(state)) {
            status = error_set(err, BAD_SERVICE,
                               "log group '%.100s': found a query with status '%.40s', expected Complete",
                               caller->group, state);
        }
        json_decref(*answer);
        *answer = NULL;
        if (status != OK) {
            return status;
        }
        double wait_s = caller->calls.pace_s / 2 + aws_back_off(&caller->calls, 1.3, polls, MOST_POLL_WAITS);
        if (!aws_wait(&caller->calls, wait_s)) {
            return error_set(err, BAD_SERVICE, "log group '%.100s': stopped", caller->group);
        }
    }
    return error_set(err, BAD_SERVICE, "log group '%.100s': a query has not ended after %d looks at it",
                     caller->group, MOST_POLLS);
}

static const char *find_value(const json_t *row, const char *field)
{
    for (size_t i = 0; i < json_array_size(row); i++) {
        const json_t *cell = json_array_get(row, i);
        const char *name = json_string_value(json_object_get(cell, "field"));
        if (name != NULL && strcmp(name, field) == 0) {
            return json_string_value(json_object_get(cell, "value"));
        }
    }
    return NULL;
}

static enum status take_row(const struct logs_caller *caller, const json_t *row, struct logs_page *page,
                            struct error *err)
{
    const char *time = find_value(row, "@timestamp"), *message = find_value(row, "@message"),
               *stream = find_value(row, "@logStream");
    double epoch_s;
    if (time == NULL || message == NULL || stream == NULL || !date_parse(time, strlen(time), &epoch_s)) {
        return error_set(
            err, BAD_SERVICE,
            "log group '%.100s': found a row without @timestamp, @message or @logStream, expected "
            "them of GetQueryResults",
            caller->group);
    }
    page->found[page->n++] =
        (struct logs_found){.event = {.message = message, .stream = stream, .time_ms = round(epoch_s * 1e3)}};
    return OK;
}

/* What is not of the slice goes: another one has it. */
static void drop_others(struct logs_page *page, const struct logs_slice *slice)
{
    size_t kept = 0;
    for (size_t i = 0; i < page->n; i++) {
        double time_ms = page->found[i].event.time_ms;
        if (time_ms >= (double)slice->from_ms && time_ms < (double)slice->to_ms) {
            page->found[kept++] = page->found[i];
        }
    }
    page->n = kept;
}

enum status logs_query(struct logs_caller *caller, const struct logs_slice *slice, struct logs_page *page,
                       struct error *err)
{
    char *id = NULL;
    json_t *answer = NULL;
    *page = (struct logs_page){0};
    enum status status = start(caller, slice, &id, err);
    if (status == OK) {
        status = poll(caller, id, &answer, err);
    }
    free(id);
    if (status != OK) {
        return status;
    }
    const json_t *rows = json_object_get(answer, "results");
    size_t n = json_array_size(rows);
    status = logs_page_init(page, answer, n, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        status = take_row(caller, json_array_get(rows, i), page, err);
    }
    if (status == OK && n < LOGS_MOST_FOUND) {
        drop_others(page, slice);
    }
    if (status != OK) {
        logs_page_release(page);
    }
    return status;
}
