#include "read/text_records.h"

#include <string.h>

#include "read/blocks.h"

bool text_next_line(const char **at, const char *end, const char **line, size_t *n)
{
    if (*at >= end) {
        return false;
    }
    const char *feed = memchr(*at, '\n', (size_t)(end - *at));
    feed = feed == NULL ? end : feed;
    *line = *at;
    *n = (size_t)(feed - *at);
    *n -= *n > 0 && (*line)[*n - 1] == '\r';
    *at = feed + 1;
    return true;
}

/* Shared by the blocks, which one thread reads in order. */
struct lines_state {
    const struct text_format *format;
    const struct import_options *options;
    void *importer;
    struct text copy; /* of the line, with a NUL behind it */
    struct place place;
};

static enum status take_line(struct lines_state *lines, const char *text, size_t n,
                             const struct record_sink *sink, struct error *err)
{
    if (memchr(text, '\0', n) != NULL) {
        return error_at(err, &lines->place, "found a NUL byte, expected text");
    }
    lines->copy.n = 0;
    enum status status = text_append(&lines->copy, text, n, err);
    struct text_line line = {.text = lines->copy.bytes, .n = n, .place = lines->place};
    return status == OK ? lines->format->take(&line, lines->importer, sink, err) : status;
}

static enum status parse_lines(const struct block *block, const void *context, struct table *table,
                               struct import_log *log, struct error *err)
{
    struct lines_state *lines = *(struct lines_state *const *)context;
    struct record_sink sink = {.options = lines->options, .table = table, .log = log};
    const char *at = block->bytes, *end = block->bytes + block->n, *text;
    size_t n;
    lines->place = (struct place){block->file, block->first_line, 0};
    enum status status = record_add_columns(table, lines->format->columns, lines->format->n_columns, err);
    for (; status == OK && text_next_line(&at, end, &text, &n); lines->place.line++) {
        struct error row_error = {{0}};
        status = take_line(lines, text, n, &sink, &row_error);
        status = record_judge(&sink, status, &row_error, err);
    }
    return status;
}

enum status text_lines_read(struct input *input, const struct text_format *format, void *state,
                            const struct record_sink *sink, struct error *err)
{
    struct lines_state lines = {.format = format, .options = sink->options, .importer = state};
    struct lines_state *shared = &lines;
    struct block_format blocks = {.parse = parse_lines, .context = &shared, .first_line = 1};
    struct import_options in_order = *sink->options;
    in_order.threads = 1;
    enum status status = blocks_skip_mark(input, err);
    if (status == OK) {
        status = blocks_read(input, &blocks, &in_order, sink->table, sink->log, err);
    }
    if (status == OK && format->finish != NULL) {
        struct error row_error = {{0}};
        status = format->finish(&lines.place, state, sink, &row_error);
        status = record_judge(sink, status, &row_error, err);
    }
    text_release(&lines.copy);
    return status == OK ? record_finish(sink->table, input, err) : status;
}
