#include "formats/cloud/lambda_lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "formats/cloud/lambda_log.h"
#include "formats/cloud/lambda_plain.h"
#include "formats/cloud/lambda_platform.h"
#include "read/blocks.h"
#include "read/json_alikes.h"
#include "read/text_records.h"

/* What a line is depends on those before it where an object may be open: the first lines of a block are taken
 * in turn, up to one behind which none is, and the others side by side. */
struct part {
    size_t head;           /* bytes of the first lines */
    struct lambda_log log; /* of the others */
    enum status status;    /* what is wrong with these */
    struct error error;
};

struct reading {
    const struct import_options *options;
    struct lambda_log *log; /* of all lines before the block that is joined */
    struct json_alikes *alikes;
};

/* ---- one line ---- */

/* Writes a NUL behind the line, in a block that is ours to write to. */
static enum status take_line(struct lambda_log *log, const char *text, size_t n, const struct place *place,
                             const struct record_sink *sink, struct error *err)
{
    struct error why = {{0}};
    enum status status = OK;
    const char *nul = memchr(text, '\0', n);
    if (nul != NULL) {
        struct place at = {place->file, place->line, place->column + (size_t)(nul - text)};
        status = error_at(&why, &at, "found a NUL byte, expected text");
    } else {
        ((char *)(size_t)text)[n] = '\0';
        log->judge = sink;
        status = lambda_log_take(log, text, n, place, &sink->log->passed, &why);
    }
    return record_judge(sink, status, &why, err);
}

/* The bytes of the lines up to the first behind which no object is open; all, where there is none. */
static size_t find_head(const struct block *block)
{
    const char *at = block->bytes, *end = block->bytes + block->n, *text;
    bool closed = false;
    size_t n;
    while (!closed && text_next_line(&at, end, &text, &n)) {
        char *behind = block->bytes + (text - block->bytes) + n, held = *behind;
        *behind = '\0';
        closed = memchr(text, '\0', n) == NULL && lambda_log_leaves_none_open(text, n);
        *behind = held;
    }
    return at < end ? (size_t)(at - block->bytes) : block->n;
}

/* ---- the lines of a block behind the first ones ---- */

struct lines {
    struct lambda_log *log;
    const struct record_sink *sink;
    struct place place; /* of the line that is next */
    struct lambda_plain plain;
    bool has_nul;
};

/* Adds the plain lines that were listed, all at once or one by one. */
static enum status add_listed(struct lines *lines, struct error *err)
{
    struct lambda_plain *plain = &lines->plain;
    bool added = true;
    enum status status = plain->n == 0 ? OK : lambda_plain_add(plain, &lines->log->requests, &added, err);
    struct place place = lines->place;
    for (size_t i = 0; status == OK && !added && i < plain->n; i++) {
        place.line = plain->lines[i].number;
        status = take_line(lines->log, plain->lines[i].text, plain->lines[i].n, &place, lines->sink, err);
    }
    lambda_plain_empty(plain);
    if (plain->tells_stream) {
        struct lambda_line *line = &lines->log->line;
        memcpy(line->last_stream, plain->last_stream.bytes, plain->last_stream.n);
        line->last_stream[plain->last_stream.n] = '\0';
        line->is_last_unknown = plain->tells_stream = false;
    }
    return status;
}

/* Where an object is open it is not known yet what a line is. */
static enum status take_cut(struct lines *lines, const struct lambda_cut *line, struct error *err)
{
    bool is_known =
        lines->log->object.n == 0 && !(lines->has_nul && memchr(line->text, '\0', line->n) != NULL);
    enum lambda_plainly is = is_known ? lambda_plain_list(&lines->plain, line) : LAMBDA_NOT_PLAIN;
    enum status status =
        is == LAMBDA_NOT_PLAIN || lines->plain.n == LAMBDA_PLAIN ? add_listed(lines, err) : OK;
    if (status == OK && is == LAMBDA_NOT_PLAIN) {
        status = take_line(lines->log, line->text, line->n, &lines->place, lines->sink, err);
    }
    lines->sink->log->passed += is == LAMBDA_NOTHING && line->n > 0;
    return status;
}

static enum status take_lines(struct lines *lines, const char *bytes, size_t n, struct scratch *scratch,
                              struct error *err)
{
    uint32_t *marks = array_reserve(scratch->array, &scratch->capacity, n + SCAN_SLACK, sizeof *marks);
    if (marks == NULL) {
        return error_no_memory(err);
    }
    scratch->array = marks;
    lines->has_nul = memchr(bytes, '\0', n) != NULL;
    size_t n_marks = scan_marks(bytes, n, '\t', marks), mark = 0, end;
    enum status status = OK;
    for (size_t start = 0; status == OK && start < n; start = end + 1) {
        size_t first = mark;
        while (mark < n_marks && bytes[marks[mark]] != '\n') {
            mark++;
        }
        end = mark < n_marks ? marks[mark] : n;
        struct lambda_cut line = {.text = bytes + start,
                                  .n = end - start - (end > start && bytes[end - 1] == '\r'),
                                  .number = lines->place.line,
                                  .tabs = marks + first,
                                  .n_tabs = mark - first,
                                  .tabs_from = bytes};
        mark++;
        status = take_cut(lines, &line, err);
        lines->place.line++;
        lines->place.column = 1;
    }
    return status == OK ? add_listed(lines, err) : status;
}

/* ---- a block ---- */

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
    struct lines lines = {
        .log = &part->log, .sink = &sink, .place = {block->file, block->first_line, block->first_column}};
    const char *body = block->bytes + part->head;
    for (const char *c = block->bytes; (c = memchr(c, '\n', (size_t)(body - c))) != NULL; c++) {
        lines.place.line++;
        lines.place.column = 1;
    }
    enum status status = json_alikes_take(reading->alikes, &part->log.alike, err);
    if (status != OK) {
        return status;
    }
    part->status = take_lines(&lines, body, block->n - part->head, block->scratch, &part->error);
    json_alikes_give(reading->alikes, part->log.alike);
    return OK; /* the first lines, which are taken later, may have a mistake before this one */
}

static enum status join_block(const struct block *block, const void *context, struct import_log *log,
                              struct error *err)
{
    const struct reading *reading = context;
    const struct record_sink sink = {.options = reading->options, .log = log};
    struct part *part = *block->part;
    struct place place = {block->file, block->first_line, block->first_column};
    const char *at = block->bytes, *end = at + part->head, *text;
    enum status status = OK;
    for (size_t n; status == OK && text_next_line(&at, end, &text, &n); place.line++) {
        status = take_line(reading->log, text, n, &place, &sink, err);
        place.column = 1;
    }
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
    struct json_alikes alikes;
    const struct reading reading = {options, &all, &alikes};
    const struct block_format format = {.parse = parse_block,
                                        .cut = json_find_cut,
                                        .join = join_block,
                                        .release = release_part,
                                        .context = &reading,
                                        .first_line = 1};
    lambda_log_init(&all, options);
    json_alikes_init(&alikes, lambda_object_holes, LAMBDA_HOLES, lambda_log_forget);
    enum status status = blocks_skip_mark(input, err);
    if (status == OK) {
        status = blocks_read(input, &format, options, table, log, err);
    }
    if (status == OK) {
        struct error why = {{0}};
        status = lambda_log_finish(&all, &sink, &why);
        status = record_judge(&sink, status, &why, err);
    }
    json_alikes_release(&alikes);
    lambda_log_release(&all);
    return status == OK ? record_finish(table, input, err) : status;
}
