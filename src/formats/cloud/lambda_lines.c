#include "formats/cloud/lambda_lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "formats/cloud/lambda_alike.h"
#include "formats/cloud/lambda_log.h"
#include "formats/cloud/lambda_plain.h"
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
    struct lambda_list list;
    bool has_nul;
};

/* Sets the stream of the line before, which may be the one that is set. */
static void set_stream(struct lambda_line *line, struct span stream, bool is_unknown)
{
    memmove(line->last_stream, stream.bytes, stream.n);
    line->last_stream[stream.n] = '\0';
    line->is_last_unknown = is_unknown;
}

/* Takes the lines that were listed one by one. Before an object may stand a line that tells its stream and
 * says nothing else, which is in no list. */
static enum status take_listed(struct lines *lines, struct error *err)
{
    const struct lambda_list *list = &lines->list;
    struct lambda_line *known = &lines->log->line;
    struct place place = lines->place;
    enum status status = OK;
    size_t n[2] = {0};
    for (size_t i = 0; status == OK && i < list->n; i++) {
        const struct lambda_listed *line = &list->lines[i];
        bool is_start = lambda_list_is_start(line);
        const struct lambda_before *before = is_start ? &list->before_starts : &list->before_reports;
        struct span stream = before->streams[n[is_start]++];
        if ((line->said & LAMBDA_IS_SURE) != 0) {
            set_stream(known, stream, (line->said & LAMBDA_INHERITS) != 0);
        }
        place.line = line->number;
        status = take_line(lines->log, line->text, line->n, &place, lines->sink, err);
    }
    return status;
}

/* Adds the lines that were listed, all at once or one by one. */
static enum status add_listed(struct lines *lines, struct error *err)
{
    struct lambda_list *list = &lines->list;
    struct lambda_plain *plain = &lines->plain;
    bool added = true;
    enum status status = list->n == 0 ? OK : lambda_list_add(list, &lines->log->requests, &added, err);
    status = status == OK && !added ? take_listed(lines, err) : status;
    lambda_list_empty(list);
    if (plain->tells_stream) {
        set_stream(&lines->log->line, plain->last_stream, false);
        plain->tells_stream = false;
    }
    return status;
}

/* What a line is that begins with an object, and has the stream of the line before. */
static enum lambda_plainly list_object(struct lines *lines, const struct lambda_cut *line)
{
    const struct lambda_line *before = &lines->log->line;
    bool told = lines->plain.tells_stream, inherits = !told && before->is_last_unknown;
    struct lambda_listed listed = {
        line->text, line->n, line->number, {line->text, 0}, (uint8_t)(inherits ? LAMBDA_INHERITS : 0)};
    return lambda_alike_list(lines->log->alike, &lines->list, listed,
                             told ? lines->plain.last_stream : text_span(before->last_stream))
               ? LAMBDA_LISTED
           : lambda_log_is_nothing(line->text, line->n) ? LAMBDA_NOTHING
                                                        : LAMBDA_NOT_PLAIN;
}

/* Where an object is open it is not known yet what a line is. */
static enum status take_cut(struct lines *lines, const struct lambda_cut *line, struct error *err)
{
    bool is_known =
        lines->log->object.n == 0 && !(lines->has_nul && memchr(line->text, '\0', line->n) != NULL);
    bool is_object = line->n > 0 && line->text[0] == '{';
    enum lambda_plainly is = !is_known   ? LAMBDA_NOT_PLAIN
                             : is_object ? list_object(lines, line)
                                         : lambda_plain_list(&lines->plain, &lines->list, line);
    enum status status = is == LAMBDA_NOT_PLAIN || lines->list.n == LAMBDA_LIST ? add_listed(lines, err) : OK;
    if (status == OK && is == LAMBDA_NOT_PLAIN) {
        status = take_line(lines->log, line->text, line->n, &lines->place, lines->sink, err);
    }
    lines->sink->log->passed += is == LAMBDA_NOTHING && line->n > 0;
    return status;
}

/* The tabs and the line feeds from some line on. Zeroed: they are not found yet. */
struct marks {
    const char *from; /* what they count from */
    uint32_t *at;
    size_t n, next;
};

/* Cuts the line at `text` where one ends or the bytes do, and at its tabs, unless it is an object. */
static enum status cut_line(struct marks *marks, struct lambda_cut *line, const char *text, const char *end,
                            struct scratch *scratch, struct error *err)
{
    size_t n = (size_t)(end - text);
    const char *feed;
    if (marks->at == NULL && *text == '{') {
        feed = memchr(text, '\n', n);
        *line = (struct lambda_cut){.text = text};
    } else {
        if (marks->at == NULL) {
            marks->at = array_reserve(scratch->array, &scratch->capacity, n + SCAN_SLACK, sizeof *marks->at);
            if (marks->at == NULL) {
                return error_no_memory(err);
            }
            scratch->array = marks->at;
            marks->from = text;
            marks->n = scan_marks(text, n, '\t', marks->at);
        }
        *line = (struct lambda_cut){.text = text, .tabs = marks->at + marks->next, .tabs_from = marks->from};
        size_t first = marks->next;
        while (marks->next < marks->n && marks->from[marks->at[marks->next]] != '\n') {
            marks->next++;
        }
        line->n_tabs = marks->next - first;
        feed = marks->next < marks->n ? marks->from + marks->at[marks->next++] : NULL;
    }
    line->n = (size_t)((feed == NULL ? end : feed) - text);
    return OK;
}

static enum status take_lines(struct lines *lines, const char *bytes, size_t n, struct scratch *scratch,
                              struct error *err)
{
    struct marks marks = {0};
    struct lambda_cut line;
    const char *end = bytes + n;
    enum status status = OK;
    lines->has_nul = memchr(bytes, '\0', n) != NULL;
    for (const char *text = bytes; status == OK && text < end;) {
        status = cut_line(&marks, &line, text, end, scratch, err);
        if (status == OK) {
            text += line.n + 1;
            line.n -= line.n > 0 && line.text[line.n - 1] == '\r';
            line.number = lines->place.line;
            status = take_cut(lines, &line, err);
            lines->place.line++;
            lines->place.column = 1;
        }
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
    json_alikes_init(&alikes, lambda_object_holes, LAMBDA_HOLES, lambda_alike_forget);
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
