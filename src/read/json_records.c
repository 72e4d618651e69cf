#include "read/json_records.h"

#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "read/blocks.h"

/* ---- one document ---- */

enum status json_document_read(struct input *input, const struct json_format *format,
                               const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err)
{
    struct json_file file = {0};
    char *text = NULL;
    size_t n;
    enum status status = blocks_skip_mark(input, err);
    if (status == OK) {
        status = input_read_all(input, &text, &n, err);
    }
    if (status == OK) {
        status = json_file_parse(&file, input->name, 1, text, n, err);
    }
    if (status == OK) {
        status = record_add_columns(table, format->columns, format->n_columns, err);
    }
    if (status == OK) {
        struct json_spot root = json_root(&file);
        struct record_sink sink = {options, table, log, format->context};
        status = format->take(&root, &sink, err);
    }
    json_file_release(&file);
    free(text);
    return status == OK ? record_finish(table, input, err) : status;
}

/* ---- one a line ---- */

enum status json_find_lines(const char *bytes, size_t n, bool *lines, struct error *err)
{
    const char *end = bytes + n;
    while (bytes < end && isspace((unsigned char)*bytes)) {
        bytes++;
    }
    const char *feed = memchr(bytes, '\n', (size_t)(end - bytes)), *rest = feed;
    while (rest != NULL && rest < end && isspace((unsigned char)*rest)) {
        rest++;
    }
    *lines = false;
    if (rest == NULL || rest == end || *bytes != '{') {
        return OK;
    }
    json_t *value = NULL;
    json_error_t why;
    enum status status = json_load(bytes, (size_t)(feed - bytes), 0, &value, &why, err);
    *lines = status == OK && json_is_object(value);
    json_decref(value);
    return status;
}

enum { MOST_THREADS = 64 }; /* that leave what they know to others */

struct lines_context {
    const struct json_format *format;
    const struct import_options *options;
    pthread_mutex_t *mutex;
    struct json_alike **idle; /* what blocks that are done have left, n_idle of them */
    size_t *n_idle;
};

/* What another block that is done has left, or nothing yet. */
static enum status take_alike(const struct lines_context *lines, struct json_alike **alike, struct error *err)
{
    *alike = NULL;
    if (lines->format->n_holes == 0) {
        return OK;
    }
    pthread_mutex_lock(lines->mutex);
    *alike = *lines->n_idle > 0 ? lines->idle[--*lines->n_idle] : NULL;
    pthread_mutex_unlock(lines->mutex);
    if (*alike == NULL) {
        *alike = json_alike_new(lines->format->holes, lines->format->n_holes);
    }
    if (*alike == NULL) {
        return error_no_memory(err);
    }
    json_alike_forget_rows(*alike);
    return OK;
}

static void give_alike_back(const struct lines_context *lines, struct json_alike *alike)
{
    if (alike == NULL) {
        return;
    }
    pthread_mutex_lock(lines->mutex);
    bool kept = *lines->n_idle < MOST_THREADS;
    if (kept) {
        lines->idle[(*lines->n_idle)++] = alike;
    }
    pthread_mutex_unlock(lines->mutex);
    if (!kept) {
        json_alike_free(alike);
    }
}

/* What one line is. */
struct json_line {
    struct place place;
    const char *text;
    size_t n;
};

/* Takes what a line holds; *added: how many rows came of it, or NOT_ALL when some were bad and are skipped.
 */
enum { NOT_ALL = -1 };

static enum status take_root(const struct json_format *format, const struct json_file *file,
                             const struct record_sink *sink, ptrdiff_t *added, struct error *err)
{
    struct json_spot root = json_root(file);
    size_t rows = sink->table->rows, skipped = sink->log->skipped;
    enum status status = format->take(&root, sink, err);
    *added = sink->log->skipped == skipped ? (ptrdiff_t)(sink->table->rows - rows) : NOT_ALL;
    return status;
}

/* A line like one that was parsed. What is wrong with it is for the parser to say. */
static enum status take_known(const struct json_format *format, const struct json_line *line,
                              struct json_alike *alike, struct json_like *like,
                              const struct record_sink *sink, struct error *err)
{
    const struct json_file file = {.name = line->place.file,
                                   .text = line->text,
                                   .first_line = line->place.line,
                                   .bad = BAD_DATA,
                                   .root = like->root};
    ptrdiff_t added;
    if (like->is_empty) {
        return OK;
    }
    if (like->row != JSON_NO_ROW) {
        struct json_spot root = json_root(&file);
        return format->take_like(&root, like, sink, err);
    }
    enum status status = take_root(format, &file, sink, &added, err);
    if (status == OK && added != NOT_ALL) {
        json_alike_set_row(alike, like, sink->table, (size_t)added);
    }
    return status;
}

static enum status take_line(const struct json_format *format, const struct json_line *line,
                             struct json_alike *alike, const struct record_sink *sink, struct error *err)
{
    struct json_like *like = alike == NULL ? NULL : json_alike_match(alike, line->text, line->n);
    struct error why = {{0}};
    if (like != NULL && take_known(format, line, alike, like, sink, &why) == OK) {
        return OK;
    }
    struct json_file file;
    ptrdiff_t added = NOT_ALL;
    enum status status = json_file_parse(&file, line->place.file, line->place.line, line->text, line->n, err);
    if (status == OK) {
        status = take_root(format, &file, sink, &added, err);
    }
    if (status == OK && alike != NULL && like == NULL && added != NOT_ALL) {
        status = json_alike_learn(alike, &file, line->n, sink->table, (size_t)added, err);
    }
    json_file_release(&file);
    return status;
}

static enum status parse_each(const struct block *block, const struct lines_context *lines,
                              struct json_alike *alike, const struct record_sink *sink, struct error *err)
{
    const struct json_format *format = lines->format;
    const char *end = block->bytes + block->n;
    struct json_line line = {.place = {block->file, block->first_line, 0}, .text = block->bytes};
    enum status status = OK;
    for (; status == OK && line.text < end; line.place.line++) {
        const char *feed = memchr(line.text, '\n', (size_t)(end - line.text)), *first = line.text;
        feed = feed == NULL ? end : feed;
        while (first < feed && (*first == ' ' || *first == '\t' || *first == '\r')) {
            first++;
        }
        line.n = (size_t)(feed - line.text);
        if (first < feed && format->passes_text && *first != '{') {
            sink->log->passed++;
        } else if (first < feed) {
            struct error row_error = {{0}};
            status = take_line(format, &line, alike, sink, &row_error);
            status = record_judge(sink, status, &row_error, err);
        }
        line.text = feed + 1;
    }
    return status;
}

static enum status parse_lines(const struct block *block, const void *context, struct table *table,
                               struct import_log *log, struct error *err)
{
    const struct lines_context *lines = context;
    const struct json_format *format = lines->format;
    const struct record_sink sink = {lines->options, table, log, format->context};
    struct json_alike *alike = NULL;
    enum status status = record_add_columns(table, format->columns, format->n_columns, err);
    if (status == OK) {
        status = take_alike(lines, &alike, err);
    }
    if (status == OK) {
        status = parse_each(block, lines, alike, &sink, err);
    }
    give_alike_back(lines, alike);
    return status;
}

/* A line is many times as long as the row that it becomes, and parsing it takes much longer than reading it:
 * with small blocks the text that many threads hold at once stays small beside the table. */
enum { BLOCK_BYTES = 1 << 20 };

enum status json_lines_read(struct input *input, const struct json_format *format,
                            const struct import_options *options, struct table *table, struct import_log *log,
                            struct error *err)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    struct json_alike *idle[MOST_THREADS];
    size_t n_idle = 0;
    struct lines_context context = {format, options, &mutex, idle, &n_idle};
    struct import_options small = *options;
    small.block_bytes = small.block_bytes == 0 ? BLOCK_BYTES : small.block_bytes;
    struct block_format blocks = {.parse = parse_lines, .context = &context, .first_line = 1};
    enum status status = blocks_skip_mark(input, err);
    if (status != OK) {
        return status;
    }
    status = blocks_read(input, &blocks, &small, table, log, err);
    while (n_idle > 0) {
        json_alike_free(idle[--n_idle]);
    }
    return status == OK ? record_finish(table, input, err) : status;
}
