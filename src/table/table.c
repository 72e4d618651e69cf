#include "table/table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"

/* In a table that is not small, room is made in few steps: an array that is moved has to be looked up page by
 * page again, and room that is not written to takes no memory. */
enum { FIRST_ROWS = 4, SMALL_ROWS = 1 << 14, FIRST_STEP = 1 << 17, SECOND_STEP = 1 << 20 };

const char *column_text(const struct column *column, size_t row)
{
    uint32_t code = column_code(column, row);
    return code == 0 ? NULL : column->dictionary.texts[code - 1];
}

/* How many rows a table has room for, and is expected to have; 0: that is not known. */
struct room {
    size_t rows, expected;
};

/* Gives a column of so many rows room. */
static enum status reserve_column(struct column *column, size_t rows, const struct room *room,
                                  struct error *err)
{
    enum { BYTES = sizeof *column->values };
    if (column->kind != MEASURE) {
        return codes_reserve(&column->codes, room->rows, err);
    }
    double *grown = room->rows > SIZE_MAX / BYTES ? NULL
                                                  : memory_grow(column->values, rows * BYTES,
                                                                room->rows * BYTES, room->expected * BYTES);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    column->values = grown;
    return OK;
}

static enum status reserve_columns(struct table *table, const struct room *room, struct error *err)
{
    size_t written = table->rows < table->capacity ? table->rows + 1 : table->rows; /* an open row too */
    for (size_t i = 0; i < table->n_columns; i++) {
        enum status status = reserve_column(&table->columns[i], written, room, err);
        if (status != OK) {
            return status;
        }
    }
    table->capacity = room->rows;
    return OK;
}

static enum status reserve_rows(struct table *table, size_t needed, struct error *err)
{
    if (needed <= table->capacity) {
        return OK;
    }
    size_t wanted = table->capacity * 2 > needed ? table->capacity * 2 : needed;
    if (wanted < FIRST_ROWS) {
        wanted = FIRST_ROWS;
    } else if (wanted > SMALL_ROWS && wanted < SECOND_STEP) {
        wanted = wanted < FIRST_STEP ? FIRST_STEP : SECOND_STEP;
    }
    struct error why = {{0}}; /* there may be memory for what is needed and no more */
    return reserve_columns(table, &(struct room){.rows = wanted}, &why) == OK
               ? OK
               : reserve_columns(table, &(struct room){.rows = needed}, err);
}

void table_expect_rows(struct table *table, size_t n)
{
    struct error why = {{0}}; /* what can't be had at once may be had little by little */
    if (n > table->capacity && n < SIZE_MAX / 2) {
        (void)reserve_columns(table, &(struct room){.rows = n + n / 4, .expected = n}, &why);
    }
}

static void set_missing(struct column *column, size_t row)
{
    if (column->kind == MEASURE) {
        column->values[row] = NAN;
    } else {
        codes_set(&column->codes, row, 0);
    }
}

static struct column *find(const struct table *table, const char *name, int (*by)(const char *, const char *))
{
    size_t i = 0;
    while (i < table->n_columns && by(table->columns[i].name, name) != 0) {
        i++;
    }
    return i < table->n_columns ? &table->columns[i] : NULL;
}

struct column *table_find_exactly(const struct table *table, const char *name)
{
    return find(table, name, strcmp);
}

struct column *table_find_column(const struct table *table, const char *name)
{
    return find(table, name, find(table, name, strcmp) == NULL ? strcasecmp : strcmp);
}

enum status table_add_column(struct table *table, const char *name, enum column_kind kind, size_t *index,
                             struct error *err)
{
    struct column *grown =
        array_reserve(table->columns, &table->columns_capacity, table->n_columns + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    table->columns = grown;
    assert(table->capacity >= table->rows);
    struct column column = {.kind = kind, .codes = {.width = kind == CLUSTER ? sizeof(uint32_t) : 0}};
    const struct room room = {.rows = table->capacity};
    enum status status = table->capacity > 0 ? reserve_column(&column, 0, &room, err) : OK;
    if (status != OK) {
        return status;
    }
    for (size_t row = 0; row <= table->rows && row < table->capacity; row++) { /* of a row that is open too */
        set_missing(&column, row);
    }
    column.name = text_copy(name, strlen(name), err);
    if (column.name == NULL) {
        free(column.values);
        codes_release(&column.codes);
        return BAD_SERVICE;
    }
    *index = table->n_columns;
    table->columns[table->n_columns++] = column;
    return OK;
}

enum status table_add_constant_number(struct table *table, const char *name, double value, struct error *err)
{
    size_t index;
    enum status status = table_add_column(table, name, MEASURE, &index, err);
    if (status != OK) {
        return status;
    }
    for (size_t row = 0; row < table->rows; row++) {
        table->columns[index].values[row] = value;
    }
    return OK;
}

enum status table_repeat_text(struct table *table, size_t column, size_t row, struct span text, size_t n,
                              struct error *err)
{
    struct column *factor = &table->columns[column];
    uint32_t code = 0;
    enum status status =
        text.bytes == NULL ? OK : dictionary_add(&factor->dictionary, text.bytes, text.n, &code, err);
    status = status == OK ? codes_widen(&factor->codes, code, table->rows, table->capacity, err) : status;
    const struct codes codes = factor->codes;
    for (size_t i = 0; status == OK && i < n; i++) {
        codes_set(&codes, row + i, code);
    }
    return status;
}

enum status table_add_constant_text(struct table *table, const char *name, const char *text,
                                    struct error *err)
{
    size_t index;
    enum status status = table_add_column(table, name, FACTOR, &index, err);
    return status == OK ? table_repeat_text(table, index, 0, text_span(text), table->rows, err) : status;
}

enum status table_open_row(struct table *table, struct error *err)
{
    enum status status = reserve_rows(table, table->rows + 1, err);
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        set_missing(&table->columns[i], table->rows);
    }
    return OK;
}

void table_set_number(struct table *table, size_t column, double value)
{
    table->columns[column].values[table->rows] = value;
}

enum status table_set_text_at(struct table *table, size_t row, size_t column, const char *text, size_t n,
                              struct error *err)
{
    return table_repeat_text(table, column, row, (struct span){text, n}, 1, err);
}

enum status table_set_text(struct table *table, size_t column, const char *text, size_t n, struct error *err)
{
    return table_set_text_at(table, table->rows, column, text, n, err);
}

enum status table_open_rows(struct table *table, size_t n, struct error *err)
{
    return reserve_rows(table, table->rows + n, err);
}

enum status table_set_texts(struct table *table, size_t column, size_t i, const struct span *texts, size_t n,
                            struct error *err)
{
    enum { STEP = 256 };
    struct column *factor = &table->columns[column];
    uint32_t codes[STEP];
    for (size_t done = 0; done < n; done += STEP) {
        size_t some = n - done < STEP ? n - done : STEP, row = table->rows + i + done;
        enum status status = dictionary_add_all(&factor->dictionary, texts + done, some, codes, err);
        if (status == OK) {
            status = codes_widen(&factor->codes, (uint32_t)factor->dictionary.n, row, table->capacity, err);
        }
        if (status != OK) {
            return status;
        }
        codes_set_all(&factor->codes, row, codes, some);
    }
    return OK;
}

void table_close_rows(struct table *table, size_t n)
{
    table->rows += n;
}

void table_write_rows(const struct table *table, size_t column, size_t row, const void *cells, size_t n)
{
    const struct column *to = &table->columns[column];
    size_t bytes = to->kind == MEASURE ? sizeof *to->values : sizeof *to->codes.of.four;
    char *array = to->kind == MEASURE ? (char *)to->values : to->codes.of.any;
    if (n > 0) {
        memory_fill_ahead(array, row * bytes, (row + n) * bytes, table->capacity * bytes);
        memcpy(array + row * bytes, cells, n * bytes);
    }
}

static bool is_missing(const struct column *column, size_t row)
{
    return column->kind == MEASURE ? isnan(column->values[row]) : column_code(column, row) == 0;
}

bool column_is_empty(const struct column *column, size_t rows)
{
    size_t row = 0;
    while (row < rows && is_missing(column, row)) {
        row++;
    }
    return row == rows;
}

void table_close_row(struct table *table)
{
    table->rows++;
}

enum status table_make_factor(struct table *table, struct column *column, struct error *err)
{
    if (column->kind == FACTOR) {
        return OK;
    }
    struct table factor = {0};
    size_t index, rows = table->rows;
    enum status status = table_add_column(&factor, column->name, FACTOR, &index, err);
    for (size_t row = 0; status == OK && row < rows; row++) {
        status = table_open_row(&factor, err);
        if (status == OK && !isnan(column->values[row])) {
            char text[NUMBER_TEXT];
            size_t n = number_write(column->values[row], text);
            status = table_set_text(&factor, index, text, n, err);
        }
        if (status == OK) {
            table_close_row(&factor);
        }
    }
    if (status == OK && table->capacity > 0) {
        const struct room room = {.rows =
                                      table->capacity > factor.capacity ? table->capacity : factor.capacity};
        status = reserve_column(&factor.columns[0], rows, &room, err);
    }
    if (status == OK) { /* the old column goes with the table that held the new one */
        struct column old = *column;
        char *copy = factor.columns[0].name;
        factor.columns[0].had_values = old.had_values;
        factor.columns[0].name = old.name; /* which others may have borrowed */
        old.name = copy;
        *column = factor.columns[0];
        factor.columns[0] = old;
    }
    table_release(&factor);
    return status;
}

/* Adds a factor's cells to those of another, of the same texts, whose codes are the same where these came up
 * in the same order. */
static enum status append_codes(struct table *to, struct column *column, const struct column *from,
                                size_t rows, struct error *err)
{
    uint32_t *codes = calloc(from->dictionary.n + 1, sizeof *codes);
    if (codes == NULL) {
        return error_no_memory(err);
    }
    bool same = true;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->dictionary.n; i++) {
        const char *text = from->dictionary.texts[i];
        status = dictionary_add(&column->dictionary, text, strlen(text), &codes[i + 1], err);
        same &= codes[i + 1] == i + 1;
    }
    if (status == OK) {
        status = codes_widen(&column->codes, (uint32_t)column->dictionary.n, to->rows, to->capacity, err);
    }
    if (status == OK && rows > 0) {
        size_t width = column->codes.width, end = to->rows + rows;
        memory_fill_ahead(column->codes.of.any, to->rows * width, end * width, to->capacity * width);
        codes_copy(&column->codes, to->rows, &from->codes, rows, same ? NULL : codes);
    }
    free(codes);
    return status;
}

/* Makes one column of `to` go on with the rows of `from`, which may be NULL: then they are all missing. */
static enum status append_column(struct table *to, struct column *column, struct column *from, size_t rows,
                                 struct error *err)
{
    if (from == NULL) {
        for (size_t row = 0; row < rows; row++) {
            set_missing(column, to->rows + row);
        }
        return OK;
    }
    if (column->kind == FACTOR) {
        return append_codes(to, column, from, rows, err);
    }
    const void *cells = column->kind == MEASURE ? (const void *)from->values : from->codes.of.any;
    table_write_rows(to, (size_t)(column - to->columns), to->rows, cells, rows);
    return OK;
}

/* Gives `to` every column of `from`, and both the same kind of it. */
static enum status match_columns(struct table *to, struct table *from, struct error *err)
{
    for (size_t i = 0; i < from->n_columns; i++) {
        struct column *theirs = &from->columns[i];
        struct column *ours = table_find_exactly(to, theirs->name);
        size_t index = 0;
        enum status status = OK;
        if (ours == NULL) {
            status = table_add_column(to, theirs->name, theirs->kind, &index, err);
        } else if (ours->kind != theirs->kind) {
            status = table_make_factor(to, ours, err);
            if (status == OK) {
                status = table_make_factor(from, theirs, err);
            }
        }
        if (status != OK) {
            return status;
        }
        ours = ours == NULL ? &to->columns[index] : ours;
        ours->had_values |= theirs->had_values;
    }
    return OK;
}

enum status table_append(struct table *to, struct table *from, struct error *err)
{
    if (to->n_columns == 0 && to->rows == 0) {
        size_t passed = to->passed;
        table_release(to);
        *to = *from;
        to->passed += passed;
        *from = (struct table){0};
        return OK;
    }
    enum status status = match_columns(to, from, err);
    if (status == OK) {
        status = reserve_rows(to, to->rows + from->rows, err);
    }
    for (size_t i = 0; status == OK && i < to->n_columns; i++) {
        struct column *column = &to->columns[i];
        status = append_column(to, column, table_find_exactly(from, column->name), from->rows, err);
    }
    if (status == OK) {
        to->rows += from->rows;
        to->passed += from->passed;
    }
    return status;
}

enum status table_copy_columns(const struct table *from, struct table *to, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->n_columns; i++) {
        const struct column *column = &from->columns[i];
        size_t index;
        status = table_add_column(to, column->name, column->kind, &index, err);
        if (status == OK) {
            to->columns[index].had_values = column->had_values || !column_is_empty(column, from->rows);
        }
    }
    to->passed = from->passed + from->rows;
    return status;
}

static void keep_in_column(struct column *column, const size_t *places, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (column->kind == MEASURE) {
            column->values[i] = column->values[places[i]];
        } else {
            codes_set(&column->codes, i, column_code(column, places[i]));
        }
    }
}

/* The rows whose byte is not 0, of which there are often few; how many those are. */
static size_t list_rows(const uint8_t *keep, size_t rows, size_t *places)
{
    size_t n = 0, row = 0;
    for (uint64_t eight; row + sizeof eight <= rows; row += sizeof eight) {
        memcpy(&eight, keep + row, sizeof eight);
        for (size_t i = row; eight != 0 && i < row + sizeof eight; i++) {
            places[n] = i;
            n += keep[i] != 0;
        }
    }
    for (; row < rows; row++) {
        places[n] = row;
        n += keep[row] != 0;
    }
    return n;
}

enum status table_keep_rows(struct table *table, const uint8_t *keep, struct error *err)
{
    size_t *places = reallocarray(NULL, table->rows + 1, sizeof *places);
    if (places == NULL) {
        return error_no_memory(err);
    }
    size_t n = list_rows(keep, table->rows, places);
    for (size_t i = 0; n < table->rows && i < table->n_columns; i++) {
        keep_in_column(&table->columns[i], places, n);
    }
    table->rows = n;
    free(places);
    return OK;
}

enum status table_pass_rows(struct table *table, const uint8_t *keep, struct error *err)
{
    size_t rows = table->rows;
    for (size_t i = 0; i < table->n_columns; i++) {
        struct column *column = &table->columns[i];
        column->had_values = column->had_values || !column_is_empty(column, rows);
    }
    enum status status = table_keep_rows(table, keep, err);
    table->passed += rows - table->rows;
    return status;
}

static void release_column(struct column *column)
{
    free(column->name);
    free(column->values);
    codes_release(&column->codes);
    dictionary_release(&column->dictionary);
}

void table_drop_columns(struct table *table, const bool *drops)
{
    size_t kept = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        struct column *column = &table->columns[i];
        if (drops != NULL ? drops[i] : !column->had_values && column_is_empty(column, table->rows)) {
            release_column(column);
        } else {
            table->columns[kept++] = *column;
        }
    }
    table->n_columns = kept;
}

void table_release(struct table *table)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        release_column(&table->columns[i]);
    }
    free(table->columns);
    *table = (struct table){0};
}
