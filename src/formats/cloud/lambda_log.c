#include "formats/cloud/lambda_log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/cloud/lambda_alike.h"
#include "formats/cloud/lambda_finish.h"
#include "formats/cloud/lambda_platform.h"
#include "read/json_records.h"

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

static enum status take_object(struct lambda_log *log, const char *text, size_t n, bool *used,
                               struct error *err)
{
    struct json_file file;
    struct lambda_object object = {.kind = LAMBDA_NO_OBJECT};
    enum status status = json_file_parse(&file, &log->line.place, text, n, err);
    if (status == OK) {
        struct json_spot root = json_root(&file);
        status = lambda_object_read(&root, &object, err);
    }
    *used = object.kind != LAMBDA_NO_OBJECT;
    status = status == OK ? lambda_object_add(&log->requests, &object, &log->line, err) : status;
    status = status == OK && *used && log->alike != NULL
                 ? lambda_alike_learn(log->alike, &file, n, &object, err)
                 : status;
    json_file_release(&file);
    return status;
}

/* Takes an object, which is not known; *passed counts one that says nothing of a request. A text that begins
 * like one and is none is the function's. */
static enum status take_json(struct lambda_log *log, const char *text, size_t n, size_t lines, size_t *passed,
                             struct error *err)
{
    bool used = false;
    enum status status = !may_be_lambdas(text, n) ? OK : take_object(log, text, n, &used, err);
    *passed += status == OK && !used ? lines : 0;
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
    struct text object = log->object;
    log->object = (struct text){0};
    log->line.text = object.bytes;
    log->line.n = log->object_begins;
    log->line.place = log->object_place;
    enum status status = take_json(log, object.bytes + log->object_begins, object.n - log->object_begins,
                                   log->object_lines, passed, err);
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

/* Takes an object of a line, or, where it does not end there, as much of it as there is. */
static enum status take_part(struct lambda_log *log, const char *text, size_t n, size_t *passed,
                             struct error *err)
{
    if (count_open(text, n) <= 0) {
        return take_json(log, text, n, 1, passed, err);
    }
    log->object_place = log->line.place;
    log->object_begins = log->line.n;
    log->object_lines = 0;
    log->object_open = 0;
    enum status status = text_append(&log->object, log->line.text, log->line.n, err);
    return status == OK ? add_to_object(log, text, n, passed, err) : status;
}

/* What is wrong with an object is not wrong with what stands behind it. */
static enum status judge(const struct lambda_log *log, enum status status, struct error *why,
                         struct error *err)
{
    if (log->judge != NULL) {
        return record_judge(log->judge, status, why, err);
    }
    return status == OK ? OK : error_set(err, status, "%s", why->text);
}

/* A line may have several objects, joined. */
static enum status take_message(struct lambda_log *log, const char *text, size_t n, const struct place *place,
                                size_t *passed, struct error *err)
{
    const char *object = find_object(text);
    bool used = false;
    log->line.text = text;
    log->line.n = object == NULL ? n : (size_t)(object - text);
    log->line.place = (struct place){place->file, place->line, 0};
    if (object == NULL) {
        enum status status = lambda_text_take(&log->requests, &log->line, &used, err);
        *passed += status == OK && !used && n > 0;
        return status;
    }
    const char *end = text + n;
    log->line.place.column = (place->column == 0 ? 1 : place->column) + log->line.n;
    enum status status = take_known(log, object, (size_t)(end - object), &used, err);
    if (status != OK || used) {
        return status;
    }
    size_t length = json_joined_length(object, (size_t)(end - object));
    if (object + length == end) {
        return take_part(log, object, length, passed, err);
    }
    for (; status == OK && object < end; object += length) {
        struct error why = {{0}};
        length = json_joined_length(object, (size_t)(end - object));
        status = take_known(log, object, length, &used, &why);
        status = status == OK && !used ? take_part(log, object, length, passed, &why) : status;
        status = judge(log, status, &why, err);
        log->line.place.column += length;
    }
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
    if (object == NULL) {
        return true;
    }
    n -= (size_t)(object - text);
    size_t last = json_find_cut(object, n);
    return count_open(object + last, n - last) <= 0;
}

bool lambda_log_is_nothing(const char *text, size_t n)
{
    return count_open(text, n) <= 0 && !may_be_lambdas(text, n) && json_find_cut(text, n) == 0;
}

enum status lambda_log_take(struct lambda_log *log, const char *text, size_t n, const struct place *place,
                            size_t *passed, struct error *err)
{
    if (log->object.n > 0 && goes_on(text)) {
        return add_to_object(log, text, n, passed, err);
    }
    if (log->object.n > 0) {
        struct error why = {{0}};
        enum status status = judge(log, close_object(log, passed, &why), &why, err);
        if (status != OK) {
            return status;
        }
    }
    return take_message(log, text, n, place, passed, err);
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

/* ---- a log of documents ---- */

static enum status finish_documents(const struct record_sink *sink, struct error *err)
{
    return lambda_log_finish(sink->context, sink, err);
}

enum status lambda_log_read_documents(struct input *input,
                                      enum status (*take)(const struct json_spot *value,
                                                          const struct record_sink *sink, struct error *err),
                                      const struct record_sink *sink, struct error *err)
{
    struct lambda_log log;
    const struct json_format format = {.columns = lambda_columns,
                                       .n_columns = LAMBDA_COLUMNS,
                                       .take = take,
                                       .finish = finish_documents,
                                       .context = &log};
    lambda_log_init(&log, sink->options);
    enum status status = json_document_read(input, &format, sink->options, sink->table, sink->log, err);
    lambda_log_release(&log);
    return status;
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
