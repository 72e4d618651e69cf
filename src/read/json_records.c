#include "read/json_records.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "read/blocks.h"
#include "read/json_alikes.h"

/* ---- one document, or several ---- */

/* One of the values of a file, or the only one. */
struct json_part {
    struct place place;
    const char *text;
    size_t n, number; /* number: from 1, 0 of the only one */
};

/* Says of the rows behind the first ones which document they are of, unless they do. */
static enum status number_document(const struct record_sink *sink, size_t first_row,
                                   const struct json_part *part, struct error *err)
{
    static const char name[] = "document", from[] = "the number of the JSON value in the file, from 1";
    struct table *table = sink->table;
    char number[32];
    int n = snprintf(number, sizeof number, "%zu", part->number);
    const struct column *found = table_find_exactly(table, name);
    size_t column = found == NULL ? 0 : (size_t)(found - table->columns);
    if (found != NULL && found->kind != FACTOR) {
        return error_at(err, &part->place,
                        "found several documents and a measure '%s', expected one document", name);
    }
    enum status status = found != NULL ? OK : table_add_column(table, name, FACTOR, &column, err);
    if (status == OK && found == NULL && sink->options->explains) {
        status = explain_tell(&sink->log->told, name, from, err);
    }
    for (size_t row = first_row; status == OK && row < table->rows; row++) {
        if (codes_get(&table->columns[column].codes, row) == 0) {
            status = table_set_text_at(table, row, column, number, (size_t)n, err);
        }
    }
    return status;
}

/* *bad: what is wrong with it is that it is no JSON. */
static enum status take_part(const struct json_format *format, const struct json_part *part,
                             const struct record_sink *sink, bool *bad, struct error *err)
{
    struct json_file file;
    size_t rows = sink->table->rows;
    enum status status = json_file_parse(&file, &part->place, part->text, part->n, err);
    *bad = status == BAD_DATA;
    if (status == OK) {
        struct json_spot root = json_root(&file);
        status = format->take(&root, sink, err);
    }
    json_file_release(&file);
    return status == OK && format->is_document && part->number > 0 ? number_document(sink, rows, part, err)
                                                                   : status;
}

/* Most texts are one value, which is all that is tried of them. */
static enum status take_text(const struct json_format *format, struct json_part part,
                             const struct record_sink *sink, struct error *err)
{
    struct error why = {{0}};
    bool bad = false;
    size_t rest = part.n;
    enum status status = take_part(format, &part, sink, &bad, &why);
    if (!bad || json_joined_length(part.text, rest) == rest) {
        return status == OK ? OK : error_set(err, status, "%s", why.text);
    }
    for (status = OK; status == OK && rest > 0; rest -= part.n) {
        why.text[0] = '\0';
        part.n = json_joined_length(part.text, rest);
        part.number++;
        status = take_part(format, &part, sink, &bad, &why);
        if (bad && part.n == rest && !sink->options->lenient) {
            size_t length = strlen(why.text);
            snprintf(why.text + length, sizeof why.text - length, "; --lenient keeps what is before it");
        }
        status = record_judge(sink, status, &why, err);
        part.place = json_place_behind(&part.place, part.text, part.n);
        part.text += part.n;
    }
    return status;
}

enum status json_document_read(struct input *input, const struct json_format *format,
                               const struct import_options *options, struct table *table,
                               struct import_log *log, struct error *err)
{
    const struct record_sink sink = {options, table, log, format->context};
    char *text = NULL;
    size_t n;
    enum status status = blocks_skip_mark(input, err);
    if (status == OK) {
        status = input_read_all(input, &text, &n, err);
    }
    if (status == OK) {
        status = record_add_columns(table, format->columns, format->n_columns, err);
    }
    if (status == OK) {
        const struct json_part all = {.place = {input->name, 1, 1}, .text = text, .n = n};
        status = take_text(format, all, &sink, err);
    }
    if (status == OK && format->finish != NULL) {
        status = format->finish(&sink, err);
    }
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
    const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));
    size_t line = (size_t)((feed == NULL ? end : feed) - bytes), first = json_joined_length(bytes, line);
    while (feed != NULL && feed < end && isspace((unsigned char)*feed)) {
        feed++;
    }
    *lines = false;
    if (bytes == end || *bytes != '{' || (first == line && (feed == NULL || feed == end))) {
        return OK;
    }
    json_t *value = NULL;
    json_error_t why;
    enum status status = json_load(bytes, first, 0, &value, &why, err);
    *lines = status == OK && json_is_object(value);
    json_decref(value);
    return status;
}

struct lines_context {
    const struct json_format *format;
    const struct import_options *options;
    struct json_alikes *alikes;
};

/* What one line is. */
struct json_line {
    struct place place;
    const char *text;
    size_t n, rows; /* rows: of the table before it */
};

/* Gets to know a line that became one row or none. */
static enum status learn(const struct json_format *format, const struct json_line *line,
                         const struct json_file *file, struct json_alike *alike,
                         const struct record_sink *sink, struct error *err)
{
    struct json_like *like;
    bool is_empty = sink->table->rows == line->rows;
    struct json_spot root = json_root(file);
    const struct json_verdict verdict = {is_empty, is_empty ? format->refusal(&root, sink) : NULL};
    enum status status = json_alike_learn(alike, file, line->n, &verdict, &like, err);
    return status != OK || like == NULL
               ? status
               : format->remember(&root, sink, json_alike_pool(alike), &like->memo, err);
}

static enum status take_value(const struct json_format *format, struct json_line *line,
                              struct json_alike *alike, const struct record_sink *sink, struct error *err)
{
    struct json_like *like = alike == NULL ? NULL : json_alike_match(alike, line->text, line->n);
    like = like != NULL && json_alike_read(alike) ? like : NULL;
    struct error
        why; /* never shown: what is wrong with a line like one that was parsed is for the parser to say */
    why.text[0] = '\0';
    if (like != NULL && (like->is_empty || format->add_like(like, sink, &why) == OK)) {
        return OK;
    }
    struct json_file file;
    size_t skipped = sink->log->skipped;
    line->rows = sink->table->rows;
    enum status status = json_file_parse(&file, &line->place, line->text, line->n, err);
    if (status == OK) {
        struct json_spot root = json_root(&file);
        status = format->take(&root, sink, err);
    }
    if (status == OK && alike != NULL && like == NULL && sink->table->rows <= line->rows + 1 &&
        sink->log->skipped == skipped) {
        status = learn(format, line, &file, alike, sink, err);
    }
    json_file_release(&file);
    return status;
}

/* Most lines are one value, which is all that is tried of them. */
static enum status take_line(const struct json_format *format, struct json_line *line,
                             struct json_alike *alike, const struct record_sink *sink, struct error *err)
{
    struct error row_error; /* of which a byte is set for each line, not all */
    row_error.text[0] = '\0';
    enum status status = take_value(format, line, alike, sink, &row_error);
    size_t rest = line->n;
    if (status != BAD_DATA || json_joined_length(line->text, rest) == rest) {
        return status == OK ? OK : record_judge(sink, status, &row_error, err);
    }
    struct json_line value = *line;
    for (status = OK; status == OK && rest > 0; rest -= value.n) {
        value.n = json_joined_length(value.text, rest);
        row_error.text[0] = '\0';
        status = take_value(format, &value, alike, sink, &row_error);
        status = status == OK ? OK : record_judge(sink, status, &row_error, err);
        value.text += value.n;
        value.place.column += value.n;
    }
    return status;
}

static enum status parse_each(const struct block *block, const struct lines_context *lines,
                              struct json_alike *alike, const struct record_sink *sink, struct error *err)
{
    const struct json_format *format = lines->format;
    const char *end = block->bytes + block->n;
    struct json_line line = {.place = {block->file, block->first_line, block->first_column},
                             .text = block->bytes};
    enum status status = OK;
    for (; status == OK && line.text < end; line.place.line++) {
        const char *feed = memchr(line.text, '\n', (size_t)(end - line.text)), *first = line.text;
        feed = feed == NULL ? end : feed;
        line.n = (size_t)(feed - line.text);
        while (first < feed && (*first == ' ' || *first == '\t' || *first == '\r')) {
            first++;
        }
        if (first < feed && format->passes_text && *first != '{') {
            sink->log->passed++;
        } else if (first < feed) {
            status = take_line(format, &line, alike, sink, err);
        }
        line.text = feed + 1;
        line.place.column = 1;
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
        status = json_alikes_take(lines->alikes, &alike, err);
    }
    if (status == OK) {
        status = parse_each(block, lines, alike, &sink, err);
    }
    json_alikes_give(lines->alikes, alike);
    return status;
}

/* A line is many times as long as the row that it becomes, and parsing it takes much longer than reading it:
 * with small blocks the text that many threads hold at once stays small beside the table. */
enum { BLOCK_BYTES = 1 << 20 };

enum status json_lines_read(struct input *input, const struct json_format *format,
                            const struct import_options *options, struct table *table, struct import_log *log,
                            struct error *err)
{
    struct json_alikes alikes;
    const struct lines_context context = {format, options, &alikes};
    struct import_options small = *options;
    small.block_bytes = small.block_bytes == 0 ? BLOCK_BYTES : small.block_bytes;
    struct block_format blocks = {.parse = parse_lines,
                                  .cut = json_find_cut,
                                  .context = &context,
                                  .may_give = format->may_give,
                                  .first_line = 1};
    enum status status = blocks_skip_mark(input, err);
    if (status != OK) {
        return status;
    }
    json_alikes_init(&alikes, format->holes, format->n_holes, format->forget);
    status = blocks_read(input, &blocks, &small, table, log, err);
    json_alikes_release(&alikes);
    return status == OK ? record_finish(table, input, err) : status;
}
