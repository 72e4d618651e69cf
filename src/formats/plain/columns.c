/*
 * Columns of numbers, parted by blanks and tabs, with '#' before comments: what ministat and gnuplot read.
 * Names and kinds of the columns are those of CSV; without a header they are column_1, column_2 and so on.
 */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "read/csv_schema.h"
#include "read/csv_table.h"
#include "read/words.h"

struct columns_state {
    struct csv_schema schema;
    bool skips_header; /* the next line that is no comment is one */
};

/* The next word that is no part of a comment. */
static bool next_cell(const char **at, struct word *word)
{
    return word_next(at, word) && word->text[0] != '#';
}

static bool is_number(const struct word *word)
{
    double number;
    return number_parse(word->text, word->n, &number);
}

/* ---- the names ---- */

/* A word as a cell of CSV. */
static enum status write_cell(struct text *csv, const struct word *word, struct error *err)
{
    enum status status = text_append(csv, "\"", 1, err);
    for (size_t i = 0; status == OK && i < word->n; i++) {
        status =
            text_append(csv, word->text[i] == '"' ? "\"\"" : &word->text[i], 1 + (word->text[i] == '"'), err);
    }
    return status == OK ? text_append(csv, "\"", 1, err) : status;
}

/* One line as a row of CSV; one without cells becomes an empty line, so that the lines keep their numbers. */
static enum status write_row(struct text *csv, const char *line, size_t n, size_t *cells, struct error *err)
{
    struct text copy = {0};
    struct word word;
    enum status status = text_append(&copy, line, n, err);
    const char *at = copy.bytes;
    *cells = 0;
    while (status == OK && next_cell(&at, &word)) {
        status = *cells == 0 ? OK : text_append(csv, ",", 1, err);
        (*cells)++;
        status = status == OK ? write_cell(csv, &word, err) : status;
    }
    text_release(&copy);
    return status == OK ? text_append(csv, "\n", 1, err) : status;
}

/* The names of so many columns, "a,b", where the comment before the rows is one for each and no number. */
static enum status read_comment(const struct span *comment, size_t cells, struct text *names,
                                struct error *err)
{
    struct text copy = {0};
    struct word word;
    size_t n = 0;
    bool good = true;
    enum status status = text_append(&copy, comment->bytes == NULL ? "" : comment->bytes, comment->n, err);
    const char *at = copy.bytes;
    while (status == OK && word_next(&at, &word)) {
        good &= !is_number(&word) && memchr(word.text, ',', word.n) == NULL;
        status = text_print(names, err, "%s%.*s", n == 0 ? "" : ",", (int)word.n, word.text);
        n++;
    }
    if (!good || n != cells || n < 2) {
        text_release(names);
    }
    text_release(&copy);
    return status;
}

/* Rewrites the beginning of the file as CSV; `names` are those that a comment has. *cells of its first row
 * are what it becomes. */
static enum status write_sample(struct input *input, struct text *csv, struct text *names, size_t *cells,
                                struct error *err)
{
    const char *bytes, *line;
    size_t n, length, found;
    *cells = 0;
    enum status status = input_peek(input, SAMPLE_BYTES, &bytes, &n, err);
    if (status != OK) {
        return status;
    }
    const char *at = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? bytes + 3 : bytes, *end = bytes + n;
    struct span comment = {0};
    while (status == OK && text_next_line(&at, end, &line, &length)) {
        bool is_cut = at > end && n == SAMPLE_BYTES && *cells > 0;
        status = is_cut ? OK : write_row(csv, line, length, &found, err);
        if (*cells == 0 && length > 0 && line[0] == '#') {
            comment = (struct span){line + 1, length - 1};
        }
        *cells = *cells == 0 && status == OK ? found : *cells;
    }
    return status == OK ? read_comment(&comment, *cells, names, err) : status;
}

/* "column_1,column_2": for files that don't name them, unless the user does. */
static enum status number_columns(struct text *names, size_t n, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = text_print(names, err, "%scolumn_%zu", i == 0 ? "" : ",", i + 1);
    }
    return status;
}

/* Whether the first row of the sample has a number, and so is no header. */
static bool is_headless(const struct text *csv, const char *header)
{
    if (header != NULL && strcmp(header, "auto") != 0) {
        return strcmp(header, "no") == 0;
    }
    const char *at = csv->bytes + strspn(csv->bytes, "\n");
    const char *end = at + strcspn(at, "\n");
    while (at < end) {
        const char *cell = at + 1;
        struct word word = {cell, strcspn(cell, "\"")};
        if (is_number(&word)) {
            return true;
        }
        at = word.text + word.n + 2;
    }
    return false;
}

static enum status read_schema(struct input *input, const struct import_options *options,
                               struct columns_state *state, struct error *err)
{
    struct text csv = {0}, names = {0};
    struct import_options named = {
        .columns = options->columns, .header = options->header, .lenient = options->lenient};
    size_t cells, data_starts = 0;
    enum status status = write_sample(input, &csv, &names, &cells, err);
    if (status == OK && cells == 0) {
        status = error_set(err, BAD_DATA, "%s: found no row of columns, expected at least one", input->name);
    }
    if (status == OK && named.columns == NULL && is_headless(&csv, options->header)) {
        status = names.n > 0 ? OK : number_columns(&names, cells, err);
        named.columns = names.bytes;
    }
    if (status == OK) {
        struct csv_source source = {.file = input->name,
                                    .bytes = csv.bytes,
                                    .n = csv.n,
                                    .first_line = 1,
                                    .separator = ',',
                                    .complete = true};
        status = csv_schema_read(&source, &named, &state->schema, &data_starts, err);
        state->skips_header = data_starts > 0;
    }
    text_release(&names);
    text_release(&csv);
    return status;
}

/* ---- the rows ---- */

static enum status set_cell(const struct text_line *line, const struct word *word,
                            const struct columns_state *state, size_t i, struct table *table,
                            struct error *err)
{
    const struct csv_column *column = &state->schema.columns[i];
    struct place place = word_place(line, word);
    double number;
    if (number_is_missing(word->text, word->n)) {
        return OK;
    }
    struct span text = {word->text, word->n};
    char size[FACTOR_TEXT] = "";
    if (column->kind == FACTOR && csv_table_factor(column, &text, size)) {
        return record_set_text(table, i, text.bytes, text.n, &place, err);
    }
    if (column->kind == FACTOR || !cells_parse(word->text, word->n, &column->form, &number)) {
        const char *how = cells_describe(column->form.style);
        return error_at(err, &place, "found '%.*s', expected a number%s%s", word_shown(word), word->text,
                        how == NULL ? "" : " ", how == NULL ? "" : how);
    }
    if (number < column->lowest) {
        return error_at(err, &place, "found '%.*s', expected a time that is not negative", word_shown(word),
                        word->text);
    }
    table_set_number(table, i, number);
    return OK;
}

static enum status take_columns(const struct text_line *line, void *context, const struct record_sink *sink,
                                struct error *err)
{
    struct columns_state *state = context;
    const char *at = line->text;
    struct word word;
    size_t n = 0;
    bool any = next_cell(&at, &word);
    if (!any) {
        return OK;
    }
    if (state->skips_header) {
        state->skips_header = false;
        return OK;
    }
    enum status status = table_open_row(sink->table, err);
    for (; status == OK && any; any = next_cell(&at, &word)) {
        status = n < state->schema.n ? set_cell(line, &word, state, n, sink->table, err) : OK;
        n++;
    }
    if (status != OK) {
        return status;
    }
    if (n != state->schema.n) {
        return error_at(err, &line->place, "found %zu columns, expected %zu", n, state->schema.n);
    }
    table_close_row(sink->table);
    return OK;
}

static enum status read_rows(struct input *input, const struct record_sink *sink, struct columns_state *state,
                             struct error *err)
{
    struct record_column *columns = calloc(state->schema.n + 1, sizeof *columns);
    if (columns == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < state->schema.n; i++) {
        columns[i] = (struct record_column){state->schema.columns[i].name, state->schema.columns[i].kind};
    }
    const struct text_format format = {
        .columns = columns, .n_columns = state->schema.n, .take = take_columns};
    enum status status = text_lines_read(input, &format, state, sink, err);
    free(columns);
    return status;
}

/* ---- the format ---- */

/* What a line looks like: how many words it has, and how many of them are numbers or missing. */
struct look {
    size_t words, numbers, missing;
    bool has_tabs, has_comma, is_histogram; /* parts with a tab alone, as in TSV */
};

static struct look look_at(const char *line, size_t n)
{
    struct look look = {0};
    for (size_t i = 0; i < n;) {
        size_t start = i;
        bool blank = false;
        for (; i < n && (line[i] == ' ' || line[i] == '\t'); i++) {
            blank |= line[i] == ' ';
        }
        struct word word = {line + i, 0};
        for (; i < n && line[i] != ' ' && line[i] != '\t'; i++) {
            look.has_comma |= line[i] == ',' || line[i] == ';' || line[i] == '\0';
            word.n++;
        }
        if (word.n == 0 || word.text[0] == '#') {
            break;
        }
        look.has_tabs |= look.words > 0 && i - start > word.n && !blank;
        look.words++;
        look.numbers += is_number(&word);
        look.missing += number_is_missing(word.text, word.n);
        look.is_histogram |= word_is(&word, "1/(1-Percentile)");
    }
    return look;
}

/* The first lines, comments aside, have one number of words, two at least, and all of them are numbers; the
 * first line may have names instead. */
static enum match probe_columns(const char *bytes, size_t n)
{
    const char *at = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? bytes + 3 : bytes, *end = bytes + n;
    const char *line;
    size_t length, words = 0, rows = 0;
    for (int i = 0; i < 1000 && text_next_line(&at, end, &line, &length); i++) {
        struct look look = look_at(line, length);
        if (look.words == 0 || (at > end && n >= PROBE_BYTES && rows > 0)) {
            continue;
        }
        bool is_row = look.numbers > 0 && look.numbers + look.missing == look.words;
        bool is_header = words == 0 && look.numbers == 0 && look.missing == 0;
        if (look.words < 2 || (words != 0 && look.words != words) || look.has_tabs || look.has_comma ||
            look.is_histogram || !(is_row || is_header)) {
            return NO_MATCH;
        }
        words = look.words;
        rows += is_row;
    }
    return rows > 0 ? MATCH : NO_MATCH;
}

static enum status read_columns(struct input *input, const struct import_options *options,
                                struct table *table, struct import_log *log, struct error *err)
{
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct columns_state state = {0};
    enum status status = read_schema(input, options, &state, err);
    if (status == OK) {
        status = csv_table_note_columns(&state.schema, input->name, options, log, err);
    }
    if (status == OK) {
        status = read_rows(input, &sink, &state, err);
    }
    csv_schema_release(&state.schema);
    return status;
}

const struct importer formats_columns = {
    .name = "columns",
    .writes = "columns of numbers between blanks, as for ministat and gnuplot",
    .signs = "as many numbers, two or more, between blanks on every line",
    .quality = EXACT,
    .probe = probe_columns,
    .read = read_columns,
};
