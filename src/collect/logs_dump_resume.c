#include "collect/logs_dump_resume.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_file.h"

/* The lines of the file, from its first one on. */
struct lines {
    FILE *stream;
    struct place place;
    char *line;
    size_t capacity, n; /* n: with its line end */
    size_t end;         /* of the file up to here */
};

static bool begins_with(const struct lines *lines, const char *text)
{
    return strncmp(lines->line, text, strlen(text)) == 0;
}

/* *more is false at the end, and at a line that is not whole. */
static enum status next_line(struct lines *lines, bool *more, struct error *err)
{
    errno = 0;
    ssize_t n = getline(&lines->line, &lines->capacity, lines->stream);
    *more = n > 0 && lines->line[n - 1] == '\n';
    if (n < 0 && errno == ENOMEM) {
        return error_no_memory(err);
    }
    if (ferror(lines->stream)) {
        return error_set(err, BAD_SERVICE, "cannot read '%s': %s", lines->place.file, strerror(errno));
    }
    lines->n = n < 0 ? 0 : (size_t)n;
    lines->end += lines->n;
    lines->place.line++;
    return OK;
}

static enum status rewind_lines(struct lines *lines, struct error *err)
{
    lines->end = lines->place.line = 0;
    return fseek(lines->stream, 0, SEEK_SET) == 0
               ? OK
               : error_set(err, BAD_SERVICE, "cannot read '%s': %s", lines->place.file, strerror(errno));
}

/* The JSON behind the line's beginning; caller decrefs. */
static enum status read_json(const struct lines *lines, const char *begin, json_t **value, struct error *err)
{
    size_t skipped = strlen(begin);
    enum status status =
        json_load(lines->line + skipped, lines->n - skipped, JSON_REJECT_DUPLICATES, value, NULL, err);
    return status == OK && !json_is_object(*value)
               ? error_at(err, &lines->place, "found no JSON behind '%.*s', expected an object",
                          (int)skipped - 1, begin)
               : status;
}

/* ---- the head ---- */

static bool is_same(const json_t *asked, const char *key, const char *text)
{
    const char *was = json_string_value(json_object_get(asked, key));
    return was == NULL || text == NULL ? was == text : strcmp(was, text) == 0;
}

static enum status take_asked(const struct lines *lines, struct logs_wish *wish, struct error *err)
{
    json_t *asked = NULL;
    enum status status = read_json(lines, logs_asked, &asked, err);
    bool same = status == OK && is_same(asked, "logGroup", wish->group) &&
                is_same(asked, "service", wish->service) && is_same(asked, "since", wish->since) &&
                is_same(asked, "until", wish->until) &&
                json_is_true(json_object_get(asked, "insights")) == wish->insights;
    if (status == OK && !same) {
        status = error_set(err, BAD_USAGE,
                           "'%s' is there, and holds logs that were asked for in other words; name another "
                           "file, or ask in the same ones",
                           lines->place.file);
    }
    if (status == OK) {
        wish->range = (struct logs_slice){json_integer_value(json_object_get(asked, "from_ms")),
                                          json_integer_value(json_object_get(asked, "to_ms"))};
    }
    json_decref(asked);
    return status;
}

/* *found is false when the head is not whole, because its writer was killed. */
static enum status find_asked(struct lines *lines, struct logs_wish *wish, bool *found, struct error *err)
{
    bool more;
    enum status status = next_line(lines, &more, err);
    size_t mark = strlen(logs_mark), n = more || lines->n > mark ? mark : lines->n;
    *found = false;
    if (status == OK && n > 0 && strncmp(lines->line, logs_mark, n) != 0) {
        return error_set(err, BAD_USAGE, "'%s' is there, and no dump of logs; name another file",
                         lines->place.file);
    }
    while (status == OK && more && !*found) {
        status = next_line(lines, &more, err);
        *found = status == OK && more && begins_with(lines, logs_asked);
    }
    return *found ? take_asked(lines, wish, err) : status;
}

/* ---- pages ---- */

static enum status take_event(const struct lines *lines, const struct logs_taker *taker, struct error *err)
{
    json_t *event = NULL;
    enum status status = read_json(lines, logs_event, &event, err);
    const json_t *time = json_object_get(event, "timestamp");
    const struct logs_found found = {
        .id = json_string_value(json_object_get(event, "eventId")),
        .event = {.message = json_string_value(json_object_get(event, "message")),
                  .stream = json_string_value(json_object_get(event, "logStreamName")),
                  .time_ms = json_number_value(time)}};
    if (status == OK &&
        (found.event.message == NULL || found.event.stream == NULL || !json_is_integer(time))) {
        status = error_at(err, &lines->place, "found an event without message, stream or time, expected all");
    }
    status = status == OK ? taker->take(&found, taker->context, err) : status;
    json_decref(event);
    return status;
}

static enum status take_page(const struct lines *lines, struct logs_position *position, struct error *err)
{
    json_t *page = NULL;
    enum status status = read_json(lines, logs_page, &page, err);
    const char *token = json_string_value(json_object_get(page, "token"));
    char *copy = NULL;
    if (status == OK && token != NULL) {
        copy = text_copy(token, strlen(token), err);
        status = copy == NULL ? BAD_SERVICE : OK;
    }
    if (status == OK) {
        free(position->token);
        position->token = copy;
        position->slice.from_ms = json_integer_value(json_object_get(page, "from_ms"));
        position->slice.to_ms = json_integer_value(json_object_get(page, "to_ms"));
        position->events = (size_t)json_integer_value(json_object_get(page, "events"));
    }
    json_decref(page);
    return status;
}

static enum status take_complete(const struct lines *lines, struct logs_left *left, struct error *err)
{
    json_t *complete = NULL;
    enum status status = read_json(lines, logs_complete, &complete, err);
    left->is_complete = true;
    left->rows = (size_t)json_integer_value(json_object_get(complete, "requests"));
    json_decref(complete);
    return status;
}

/* Behind the last page that is whole; 0: there is none. A dump that is complete says so before any row. */
static enum status find_end(struct lines *lines, struct logs_left *left, struct error *err)
{
    bool more = true;
    enum status status = OK;
    left->end = lines->end;
    while (status == OK && more && !left->is_complete) {
        status = next_line(lines, &more, err);
        if (status == OK && more && begins_with(lines, logs_page)) {
            left->end = lines->end;
        } else if (status == OK && more && begins_with(lines, logs_complete)) {
            status = take_complete(lines, left, err);
        }
    }
    return status;
}

static enum status take_lines(struct lines *lines, size_t end, struct logs_position *position,
                              const struct logs_taker *taker, struct error *err)
{
    bool more = true;
    enum status status = rewind_lines(lines, err);
    while (status == OK && more && lines->end < end) {
        status = next_line(lines, &more, err);
        if (status == OK && more && begins_with(lines, logs_event)) {
            status = take_event(lines, taker, err);
        } else if (status == OK && more && begins_with(lines, logs_page)) {
            status = take_page(lines, position, err);
        }
    }
    return status;
}

enum status logs_dump_resume(const char *path, struct logs_wish *wish, const struct logs_taker *taker,
                             struct logs_left *left, struct error *err)
{
    bool found = false;
    struct lines lines = {.stream = fopen(path, "re"), .place = {.file = path}};
    if (lines.stream == NULL) {
        return error_set(err, BAD_SERVICE, "cannot read '%s': %s", path, strerror(errno));
    }
    enum status status = find_asked(&lines, wish, &found, err);
    if (status == OK && found) {
        status = find_end(&lines, left, err);
    }
    if (status == OK && found && !left->is_complete) {
        status = take_lines(&lines, left->end, left->position, taker, err);
    }
    fclose(lines.stream);
    free(lines.line);
    return status;
}
