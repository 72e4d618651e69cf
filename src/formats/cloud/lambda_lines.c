#include "formats/cloud/lambda_lines.h"

#include <stdlib.h>
#include <string.h>

#include "formats/cloud/lambda_log.h"
#include "formats/cloud/lambda_plain.h"
#include "read/blocks.h"
#include "read/text_records.h"

/* What a line is depends on those before it where an object may be open: the first lines of a block are taken
 * in turn, up to one behind which none is, and the others side by side. */
struct part {
    size_t head;           /* bytes of the first lines */
    struct lambda_log log; /* of the others */
    struct lambda_plain plain;
    enum status status; /* what is wrong with these */
    struct error error;
};

struct reading {
    const struct import_options *options;
    struct lambda_log *log; /* of all lines before the block that is joined */
};

/* The lines that are taken up to `end`, without their line ends, each with a NUL behind it. */
struct lines {
    const char *at, *end;
    struct place place; /* of the line that is next */
};

static bool next_line(struct lines *lines, char **text, size_t *n)
{
    const char *line;
    if (!text_next_line(&lines->at, lines->end, &line, n)) {
        return false;
    }
    *text = (char *)(size_t)line; /* in a block, which is the parser's */
    lines->place.line++;
    return true;
}

/* Where an object is open it is not known yet what a line is. */
static enum status take_text(struct lambda_log *log, struct lambda_plain *plain, const char *text, size_t n,
                             const struct place *place, size_t *passed, struct error *err)
{
    enum lambda_plainly taken = LAMBDA_NOT_PLAIN;
    if (log->object.n == 0) {
        enum status status = lambda_plain_take(plain, &log->requests, text, n, &taken, err);
        if (status != OK) {
            return status;
        }
    }
    if (taken == LAMBDA_NOT_PLAIN) {
        return lambda_log_take(log, text, n, place, passed, err);
    }
    if (taken == LAMBDA_ADDED) {
        log->line.last_stream[0] = '\0';
        log->line.is_last_unknown = false;
    }
    *passed += taken == LAMBDA_NOTHING && n > 0;
    return OK;
}

static enum status take_line(struct lambda_log *log, struct lambda_plain *plain, char *text, size_t n,
                             const struct place *place, const struct record_sink *sink, struct error *err)
{
    struct error why;
    enum status status = OK;
    why.text[0] = '\0';
    if (memchr(text, '\0', n) != NULL) {
        status = error_at(&why, place, "found a NUL byte, expected text");
    } else {
        text[n] = '\0';
        status = take_text(log, plain, text, n, place, &sink->log->passed, &why);
    }
    return record_judge(sink, status, &why, err);
}

/* ---- a block ---- */

/* The bytes of the lines up to the first behind which no object is open; all, where there is none. */
static size_t find_head(const struct block *block)
{
    struct lines lines = {.at = block->bytes, .end = block->bytes + block->n};
    bool closed = false;
    char *text;
    size_t n;
    while (!closed && next_line(&lines, &text, &n)) {
        char behind = text[n];
        text[n] = '\0';
        closed = memchr(text, '\0', n) == NULL && lambda_log_leaves_none_open(text, n);
        text[n] = behind;
    }
    return lines.at < lines.end ? (size_t)(lines.at - block->bytes) : block->n;
}

static enum status take_lines(struct lines *lines, struct lambda_log *log, struct lambda_plain *plain,
                              const struct record_sink *sink, struct error *err)
{
    enum status status = OK;
    char *text;
    size_t n;
    struct place place = lines->place;
    for (; status == OK && next_line(lines, &text, &n); place = lines->place) {
        status = take_line(log, plain, text, n, &place, sink, err);
    }
    return status;
}

static enum status parse_block(const struct block *block, const void *context, struct table *table,
                               struct import_log *log, struct error *err)
{
    const struct reading *reading = context;
    const struct record_sink sink = {.options = reading->options, .table = table, .log = log};
    struct part *part = calloc(1, sizeof *part);
    *block->part = part;
    if (part == NULL) {
        return error_no_memory(err);
    }
    part->head = find_head(block);
    lambda_log_init_behind(&part->log, reading->log);
    struct lines lines = {.at = block->bytes + part->head,
                          .end = block->bytes + block->n,
                          .place = {block->file, block->first_line, 0}};
    for (const char *c = block->bytes; (c = memchr(c, '\n', (size_t)(lines.at - c))) != NULL; c++) {
        lines.place.line++;
    }
    part->status = take_lines(&lines, &part->log, &part->plain, &sink, &part->error);
    return OK; /* the first lines, which are taken later, may have a mistake before this one */
}

static enum status join_block(const struct block *block, const void *context, struct import_log *log,
                              struct error *err)
{
    const struct reading *reading = context;
    const struct record_sink sink = {.options = reading->options, .log = log};
    struct part *part = *block->part;
    struct lines lines = {
        .at = block->bytes, .end = block->bytes + part->head, .place = {block->file, block->first_line, 0}};
    enum status status = take_lines(&lines, reading->log, &(struct lambda_plain){0}, &sink, err);
    if (status == OK && part->status != OK) {
        return error_set(err, part->status, "%s", part->error.text);
    }
    return status == OK && part->head < block->n ? lambda_log_join(reading->log, &part->log, err) : status;
}

static void release_part(void *left)
{
    struct part *part = left;
    lambda_log_release(&part->log);
    free(part);
}

/* ---- a file ---- */

enum status lambda_lines_read(struct input *input, const struct import_options *options, struct table *table,
                              struct import_log *log, struct error *err)
{
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct lambda_log all;
    const struct reading reading = {options, &all};
    const struct block_format format = {.parse = parse_block,
                                        .join = join_block,
                                        .release = release_part,
                                        .context = &reading,
                                        .first_line = 1};
    lambda_log_init(&all, options);
    enum status status = blocks_skip_mark(input, err);
    if (status == OK) {
        status = blocks_read(input, &format, options, table, log, err);
    }
    if (status == OK) {
        struct error why = {{0}};
        status = lambda_log_finish(&all, &sink, &why);
        status = record_judge(&sink, status, &why, err);
    }
    lambda_log_release(&all);
    return status == OK ? record_finish(table, input, err) : status;
}
