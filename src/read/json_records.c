#include "read/json_records.h"

#include <ctype.h>
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

struct lines_context {
    const struct json_format *format;
    const struct import_options *options;
};

static enum status take_line(const struct json_format *format, const struct place *place, const char *line,
                             size_t n, const struct record_sink *sink, struct error *err)
{
    struct json_file file;
    enum status status = json_file_parse(&file, place->file, place->line, line, n, err);
    if (status == OK) {
        struct json_spot root = json_root(&file);
        status = format->take(&root, sink, err);
    }
    json_file_release(&file);
    return status;
}

static enum status parse_lines(const struct block *block, const void *context, struct table *table,
                               struct import_log *log, struct error *err)
{
    const struct lines_context *lines = context;
    const struct json_format *format = lines->format;
    struct record_sink sink = {lines->options, table, log, format->context};
    struct place place = {block->file, block->first_line, 0};
    const char *end = block->bytes + block->n;
    enum status status = record_add_columns(table, format->columns, format->n_columns, err);
    for (const char *line = block->bytes; status == OK && line < end; place.line++) {
        const char *feed = memchr(line, '\n', (size_t)(end - line));
        feed = feed == NULL ? end : feed;
        const char *first = line;
        while (first < feed && (*first == ' ' || *first == '\t' || *first == '\r')) {
            first++;
        }
        if (first < feed && format->passes_text && *first != '{') {
            log->passed++;
        } else if (first < feed) {
            struct error row_error = {{0}};
            status = take_line(format, &place, line, (size_t)(feed - line), &sink, &row_error);
            status = record_judge(&sink, status, &row_error, err);
        }
        line = feed + 1;
    }
    return status;
}

/* A line is many times as long as the row that it becomes, and parsing it takes much longer than reading it:
 * with small blocks the text that many threads hold at once stays small beside the table. */
enum { BLOCK_BYTES = 1 << 18 };

enum status json_lines_read(struct input *input, const struct json_format *format,
                            const struct import_options *options, struct table *table, struct import_log *log,
                            struct error *err)
{
    struct lines_context context = {format, options};
    struct import_options small = *options;
    small.block_bytes = small.block_bytes == 0 ? BLOCK_BYTES : small.block_bytes;
    struct block_format blocks = {.parse = parse_lines, .context = &context, .first_line = 1};
    enum status status = blocks_skip_mark(input, err);
    if (status != OK) {
        return status;
    }
    status = blocks_read(input, &blocks, &small, table, log, err);
    return status == OK ? record_finish(table, input, err) : status;
}
