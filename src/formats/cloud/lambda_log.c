#include "formats/cloud/lambda_log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/cloud/lambda_alike.h"
#include "formats/cloud/lambda_finish.h"

void lambda_log_init(struct lambda_log *log, const struct import_options *options)
{
    *log = (struct lambda_log){.line.time_s = NAN};
    lambda_requests_init(&log->requests, &options->wanted);
}

/* ---- lines of JSON ---- */

enum status lambda_log_take_object(struct lambda_log *log, const struct json_spot *spot,
                                   const struct place *place, bool *used, struct error *err)
{
    struct lambda_object object;
    log->line.place = *place;
    enum status status = lambda_object_read(spot, &object, err);
    *used = object.kind != LAMBDA_NO_OBJECT;
    return status == OK ? lambda_object_add(&log->requests, &object, &log->line, err) : status;
}

/* Takes an object like one that is known; *taken: there is one. What is wrong with it is for Jansson to say.
 */
static enum status take_known(struct lambda_log *log, const char *text, size_t n, bool *taken,
                              struct error *err)
{
    const struct lambda_object *object = lambda_alike_match(log->alike, text, n);
    *taken = object != NULL;
    return *taken ? lambda_object_add(&log->requests, object, &log->line, err) : OK;
}

static bool may_be_lambdas(const char *text, size_t n)
{
    return memmem(text, n, "\"platform.", 10) != NULL;
}

/* A text that begins like an object and is none is the function's. */
static enum status take_json(struct lambda_log *log, const char *text, size_t n, const struct place *place,
                             bool *used, struct error *err)
{
    struct json_file file;
    struct lambda_object object;
    *used = false;
    if (!may_be_lambdas(text, n)) {
        return OK;
    }
    log->line.place = *place;
    enum status status = json_file_parse(&file, place->file, place->line, text, n, err);
    if (status == OK) {
        struct json_spot root = json_root(&file);
        status = lambda_object_read(&root, &object, err);
        *used = object.kind != LAMBDA_NO_OBJECT;
    }
    status = status == OK ? lambda_object_add(&log->requests, &object, &log->line, err) : status;
    status = status == OK && *used && log->alike != NULL
                 ? lambda_alike_learn(log->alike, &file, n, &object, err)
                 : status;
    json_file_release(&file);
    return status;
}

/* How many braces are open behind the text. */
static long count_open(const char *text, size_t n)
{
    long open = 0;
    bool in_string = false;
    for (size_t i = 0; i < n; i++) {
        if (in_string && text[i] == '\\') {
            i++;
        } else if (text[i] == '"') {
            in_string = !in_string;
        } else if (!in_string) {
            open += (text[i] == '{') - (text[i] == '}');
        }
    }
    return open;
}

/* Takes the object, unless it was none. */
static enum status close_object(struct lambda_log *log, size_t *passed, struct error *err)
{
    bool used = false;
    struct text object = log->object;
    log->object = (struct text){0};
    log->line.text = object.bytes;
    log->line.n = log->object_begins;
    enum status status = take_json(log, object.bytes + log->object_begins, object.n - log->object_begins,
                                   &log->object_place, &used, err);
    *passed += used || status != OK ? 0 : log->object_lines;
    log->line.text = NULL;
    log->line.n = 0;
    text_release(&object);
    return status;
}

/* Adds a line to the object that is open. */
static enum status add_to_object(struct lambda_log *log, const char *text, size_t n, size_t *passed,
                                 struct error *err)
{
    enum status status = log->object_lines == 0 ? OK : text_append(&log->object, "\n", 1, err);
    if (status == OK) {
        status = text_append(&log->object, text, n, err);
    }
    log->object_lines++;
    log->object_open += count_open(text, n);
    return status == OK && log->object_open <= 0 ? close_object(log, passed, err) : status;
}

/* ---- all lines ---- */

/* Where an object begins, behind what the log puts before a message; NULL when there is none. */
static const char *find_object(const char *text)
{
    const char *at = text + strspn(text, " \t");
    if (*at == '{') {
        return at;
    }
    const char *opening = strchr(text, '{');
    bool is_first = opening != NULL && lambda_text_is_prefix(text, opening);
    return is_first ? opening : NULL;
}

static enum status take_message(struct lambda_log *log, const char *text, size_t n, const struct place *place,
                                size_t *passed, struct error *err)
{
    const char *object = find_object(text);
    bool used = false;
    log->line.text = text;
    log->line.n = object == NULL ? n : (size_t)(object - text);
    log->line.place = *place;
    enum status status = object == NULL ? OK : take_known(log, object, n - log->line.n, &used, err);
    if (status != OK || used) {
        return status;
    }
    if (object != NULL && count_open(object, n - log->line.n) > 0) {
        log->object_place = *place;
        log->object_begins = log->line.n;
        log->object_lines = 0;
        log->object_open = 0;
        return add_to_object(log, text, n, passed, err);
    }
    status = object == NULL ? lambda_text_take(&log->requests, &log->line, &used, err)
                            : take_json(log, object, n - log->line.n, place, &used, err);
    *passed += status == OK && !used && n > 0;
    return status;
}

/* Whether an object that is open goes on in the line; what only looked like one ends with a report. */
static bool goes_on(const char *text)
{
    return (*text == ' ' || *text == '\t' || *text == '}' || *text == '\0') &&
           strstr(text, "REPORT ") == NULL;
}

bool lambda_log_leaves_none_open(const char *text, size_t n)
{
    if (goes_on(text)) {
        return false;
    }
    const char *object = find_object(text);
    return object == NULL || count_open(object, n - (size_t)(object - text)) <= 0;
}

bool lambda_log_is_nothing(const char *text, size_t n)
{
    return count_open(text, n) <= 0 && !may_be_lambdas(text, n);
}

enum status lambda_log_take(struct lambda_log *log, const char *text, size_t n, const struct place *place,
                            size_t *passed, struct error *err)
{
    if (log->object.n > 0 && goes_on(text)) {
        return add_to_object(log, text, n, passed, err);
    }
    enum status status = log->object.n > 0 ? close_object(log, passed, err) : OK;
    return status == OK ? take_message(log, text, n, place, passed, err) : status;
}

enum status lambda_log_take_lines(struct lambda_log *log, const char *text, const struct place *place,
                                  size_t *passed, struct error *err)
{
    struct place at = *place;
    enum status status = OK;
    for (; status == OK && *text != '\0'; at.line++) {
        size_t n = strcspn(text, "\n");
        char *copy = text_copy(text, n, err);
        status = copy == NULL ? BAD_SERVICE : lambda_log_take(log, copy, n, &at, passed, err);
        free(copy);
        text += n + (text[n] == '\n');
    }
    if (status == OK && log->object.n > 0) {
        status = close_object(log, passed, err);
    }
    log->line.text = NULL;
    log->line.n = 0;
    return status;
}

enum status lambda_log_finish(struct lambda_log *log, const struct record_sink *sink, struct error *err)
{
    enum status status = log->object.n > 0 ? close_object(log, &sink->log->passed, err) : OK;
    return status == OK ? lambda_finish(&log->requests, sink, err) : status;
}

void lambda_log_release(struct lambda_log *log)
{
    lambda_requests_release(&log->requests);
    text_release(&log->object);
    *log = (struct lambda_log){0};
}

/* ---- a log in parts ---- */

void lambda_log_init_behind(struct lambda_log *log, const struct lambda_log *like)
{
    *log = (struct lambda_log){.line = {.time_s = NAN, .is_last_unknown = true}};
    lambda_requests_init_like(&log->requests, &like->requests);
}

enum status lambda_log_join(struct lambda_log *log, struct lambda_log *behind, struct error *err)
{
    enum status status = lambda_requests_join(&log->requests, &behind->requests, log->line.last_stream, err);
    if (status == OK && !behind->line.is_last_unknown) {
        memcpy(log->line.last_stream, behind->line.last_stream, LAMBDA_TEXT);
    }
    log->object = behind->object;
    log->object_place = behind->object_place;
    log->object_begins = behind->object_begins;
    log->object_lines = behind->object_lines;
    log->object_open = behind->object_open;
    behind->object = (struct text){0};
    return status;
}
