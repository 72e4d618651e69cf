/* FilterLogEvents: the events of a log group, in pages of at most ten thousand and a megabyte. */
#include <string.h>

#include "collect/logs_page.h"

static bool is_within(const struct logs_slice *slice, json_int_t time_ms)
{
    return time_ms >= slice->from_ms && time_ms < slice->to_ms;
}

static enum status is_no_event(const struct logs_caller *caller, struct error *err)
{
    return error_set(
        err, BAD_SERVICE,
        "log group '%.100s': found an event without a timestamp, a message or a stream, expected "
        "them of FilterLogEvents",
        caller->group);
}

static enum status take_event(const struct logs_caller *caller, const struct logs_slice *slice,
                              const json_t *event, struct logs_page *page, struct error *err)
{
    const json_t *time = json_object_get(event, "timestamp");
    const char *message = json_string_value(json_object_get(event, "message"));
    const char *stream = json_string_value(json_object_get(event, "logStreamName"));
    if (!json_is_integer(time) || message == NULL || stream == NULL) {
        return is_no_event(caller, err);
    }
    if (is_within(slice, json_integer_value(time))) {
        page->found[page->n++] = (struct logs_found){
            .id = json_string_value(json_object_get(event, "eventId")),
            .event = {.message = message, .stream = stream, .time_ms = json_number_value(time)}};
    }
    return OK;
}

static enum status read_page(const struct logs_caller *caller, const struct logs_slice *slice, json_t *answer,
                             struct logs_page *page, struct error *err)
{
    const json_t *events = json_object_get(answer, "events");
    size_t n = json_array_size(events);
    enum status status = logs_page_init(page, answer, n, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        status = take_event(caller, slice, json_array_get(events, i), page, err);
    }
    page->token = json_string_value(json_object_get(answer, "nextToken"));
    return status;
}

/* NULL when memory is out, in which json_pack() would leave out what is optional. */
static json_t *make_body(const struct logs_caller *caller, const struct logs_slice *slice, const char *token)
{
    /* By its documentation the end is in it; what is of the next slice is left to that. */
    json_t *body = json_pack("{s:s, s:I, s:I}", "logGroupName", caller->group, "startTime",
                             (json_int_t)slice->from_ms, "endTime", (json_int_t)slice->to_ms);
    if (body != NULL && token != NULL && json_object_set_new(body, "nextToken", json_string(token)) != 0) {
        json_decref(body);
        return NULL;
    }
    return body;
}

enum status logs_filter(struct logs_caller *caller, const struct logs_slice *slice, const char *token,
                        struct logs_page *page, struct error *err)
{
    json_t *answer = NULL;
    *page = (struct logs_page){0};
    json_t *body = make_body(caller, slice, token);
    enum status status = logs_call(caller, "FilterLogEvents", body, &answer, err);
    if (status == OK) {
        status = read_page(caller, slice, answer, page, err);
    }
    if (status == OK && token != NULL && page->token != NULL && strcmp(token, page->token) == 0) {
        status = error_set(
            err, BAD_SERVICE,
            "log group '%.100s': FilterLogEvents tells the page that it was asked for as the next one",
            caller->group);
    }
    if (status != OK) {
        logs_page_release(page);
    }
    return status;
}
