/* One number a line, as the study's load test wrote them. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "import/bare.h"
#include "read/blocks.h"
#include "read/cells.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The line without the white space around it. */
static const char *trim(const char *line, size_t *n)
{
    while (*n > 0 && is_space(line[*n - 1])) {
        (*n)--;
    }
    while (*n > 0 && is_space(*line)) {
        line++;
        (*n)--;
    }
    return line;
}

/* The end of the line that begins at `line`: its line feed, or the end of the bytes. */
static const char *line_end(const char *line, const char *end)
{
    const char *feed = memchr(line, '\n', (size_t)(end - line));
    return feed == NULL ? end : feed;
}

/* "30 ms"; "1,5" could be two cells. */
static bool is_styled(const char *text, size_t n)
{
    const struct cell_form form = {.style = CELLS_UNITS};
    double number;
    return cells_parse(text, n, &form, &number);
}

/* How all of the first lines are written. */
static enum status find_style(struct input *input, struct import_log *log, enum cell_style *style,
                              struct error *err)
{
    const char *bytes;
    size_t n;
    struct cells_seen seen = {0};
    enum status status = input_peek(input, PROBE_BYTES, &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    const char *end = bytes + n;
    for (const char *line = bytes; line < end;) {
        const char *feed = line_end(line, end);
        size_t length = (size_t)(feed - line);
        const char *text = trim(line, &length);
        bool cut = feed == end && n == PROBE_BYTES;
        if (length > 0 && !cut && !number_is_missing(text, length)) {
            cells_look(&seen, text, length);
        }
        line = feed + 1;
    }
    if (!cells_find_style(&seen, ',', '\0', style) || *style != CELLS_UNITS) {
        *style = CELLS_PLAIN; /* whatever is wrong is for the reading to say */
    }
    const char *how = cells_describe(*style);
    return how == NULL ? OK : import_note(log, err, "%s: found numbers %s", input->name, how);
}

/* The first line that is not blank, a mark before it skipped, is a number. */
static enum match probe_lines(const char *bytes, size_t n)
{
    const char *end = bytes + n;
    const char *line = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? bytes + 3 : bytes;
    while (line < end) {
        const char *feed = line_end(line, end);
        size_t length = (size_t)(feed - line);
        const char *text = trim(line, &length);
        if (length > 0) {
            char copy[64] = {0};
            double number;
            if (length >= sizeof copy) {
                return NO_MATCH;
            }
            memcpy(copy, text, length);
            return number_parse(copy, length, &number) || number_is_missing(text, length) ||
                           is_styled(copy, length)
                       ? MATCH
                       : NO_MATCH;
        }
        line = feed + 1;
    }
    return NO_MATCH;
}

struct lines_context {
    struct bare_measure measure;
    enum cell_style style;
    bool lenient;
};

/* Adds one row; the line is not blank. */
static enum status read_line(const char *text, size_t n, const struct lines_context *lines,
                             const struct place *place, struct table *table, struct error *err)
{
    const struct bare_measure *measure = &lines->measure;
    const struct cell_form form = {.style = lines->style, .unit = measure->unit};
    double number = NAN;
    if (!number_is_missing(text, n) && !cells_parse(text, n, &form, &number)) {
        return memchr(text, '\0', n) != NULL
                   ? error_at(err, place, "found a NUL byte, expected one number")
                   : error_at(err, place, "found '%.*s', expected one number, such as 0.125",
                              n > 40 ? 40 : (int)n, text);
    }
    if (number < measure->lowest) {
        return error_at(err, place, "found '%.*s', expected a '%.40s' that is not negative",
                        n > 40 ? 40 : (int)n, text, measure->name);
    }
    enum status status = table_open_row(table, err);
    if (status != OK) {
        return status;
    }
    table_set_number(table, 0, number);
    table_close_row(table);
    return OK;
}

static enum status parse_lines(const struct block *block, const void *context, struct table *table,
                               struct import_log *log, struct error *err)
{
    const struct lines_context *lines = context;
    size_t column;
    enum status status = table_add_column(table, lines->measure.name, MEASURE, &column, err);
    struct place place = {block->file, block->first_line, 0};
    const char *end = block->bytes + block->n;
    for (const char *line = block->bytes; status == OK && line < end; place.line++) {
        const char *feed = line_end(line, end);
        size_t n = (size_t)(feed - line);
        const char *text = trim(line, &n);
        place.column = (size_t)(text - line) + 1;
        line = feed + 1;
        struct error row_error = {{0}};
        if (n > 0) {
            status = read_line(text, n, lines, &place, table, &row_error);
        }
        if (status == BAD_DATA && lines->lenient) {
            status = import_skip(log, &row_error, err);
        } else if (status != OK) {
            status = error_set(err, status, "%s", row_error.text);
        }
    }
    return status;
}

static enum status read_lines(struct input *input, const struct import_options *options, struct table *table,
                              struct import_log *log, struct error *err)
{
    struct lines_context context = {.lenient = options->lenient};
    enum status status = bare_measure_init(&context.measure, options, err);
    if (status != OK) {
        return status;
    }
    struct block_format format = {.parse = parse_lines, .context = &context, .first_line = 1};
    status = blocks_skip_mark(input, err);
    if (status == OK) {
        status = find_style(input, log, &context.style, err);
    }
    if (status == OK && context.style == CELLS_UNITS) {
        status = bare_measure_in_seconds(&context.measure, err);
    }
    if (status == OK) {
        status = blocks_read(input, &format, options, table, log, err);
    }
    bare_measure_release(&context.measure);
    return status;
}

const struct importer formats_lines = {
    .name = "lines",
    .writes = "one number a line, such as the study's load test",
    .signs = "a number alone on the first line",
    .quality = EXACT,
    .probe = probe_lines,
    .read = read_lines,
};
