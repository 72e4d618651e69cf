#include "read/records.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/number.h"

/* Keys that first come behind the sample get columns of their own; a dump that has one for each row is none.
 */
enum { MOST_LATE_COLUMNS = 256, SPARSEST = 64 };
static const size_t SMALL_CELLS = 1000000;

void records_release(struct records *records)
{
    csv_schema_release(&records->schema);
    dictionary_release(&records->names);
    *records = (struct records){0};
}

void records_row_release(struct records_row *row)
{
    free(row->cells);
    free(row->ends);
    csv_schema_release(&row->late);
    dictionary_release(&row->late_names);
    text_release(&row->bytes);
    text_release(&row->line);
    *row = (struct records_row){0};
}

/* What is behind the last dot, or the name. */
static const char *short_name(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL || dot[1] == '\0' ? name : dot + 1;
}

/* Gives column i its short name, when that is a measure's and no other column's. */
static enum status shorten(struct records *records, size_t i, struct error *err)
{
    struct csv_column *column = &records->schema.columns[i];
    struct csv_schema alone = {0};
    const char *name = short_name(records->names.texts[i]);
    bool keeps = name == records->names.texts[i] || (column->known && column->kind == FACTOR);
    for (size_t k = 0; !keeps && k < records->schema.n; k++) {
        keeps = k != i && strcmp(short_name(records->names.texts[k]), name) == 0;
    }
    enum status status = keeps ? OK : csv_schema_add(&alone, name, &(struct place){0}, err);
    for (size_t k = 0; status == OK && !keeps && k < records->schema.n; k++) {
        keeps = strcmp(records->schema.columns[k].name, alone.columns->name) == 0;
    }
    if (status == OK && !keeps && alone.columns->known && alone.columns->kind == MEASURE) {
        struct csv_column longer = *column;
        *column = *alone.columns;
        *alone.columns = longer;
    }
    csv_schema_release(&alone);
    return status;
}

/* Whether two columns have one name, as where only a unit is spelled otherwise: the row that told of it was
 * one of those that decide, and may have been taken for bad. */
static enum status check_names(const struct records *records, const char *file, struct error *err)
{
    const struct csv_schema *schema = &records->schema;
    for (size_t i = 1; i < schema->n; i++) {
        const struct csv_column *column = &schema->columns[i];
        for (size_t k = 0; k < i; k++) {
            const struct csv_column *other = &schema->columns[k];
            if (strcmp(column->name, other->name) == 0) {
                return error_set(err, BAD_DATA, "%s: found '%.*s' beside '%.*s', expected one '%.*s'", file,
                                 SHOWN, column->written, SHOWN, other->written, SHOWN, column->name);
            }
        }
    }
    return OK;
}

enum status records_decide(struct records *records, const struct record_sink *sink, const char *file,
                           struct error *err)
{
    size_t columns = records->schema.n;
    if (columns * records->rows > SMALL_CELLS + SPARSEST * records->cells) {
        return error_set(err, BAD_DATA, "%s: found %zu rows with few of %zu keys each, expected columns",
                         file, records->rows, columns);
    }
    enum status status = check_names(records, file, err);
    for (size_t i = 0; records->shortens && status == OK && i < columns; i++) {
        status = shorten(records, i, err);
    }
    if (status != OK) {
        return status;
    }
    status = csv_schema_decide(&records->schema, sink->options, file, err);
    records->decided = status == OK;
    sink->log->unfolds = records->schema.unfolds;
    return status == OK ? csv_table_note_columns(&records->schema, file, sink->options, sink->log, err)
                        : status;
}

/* ---- cells ---- */

/* Makes the newest column a factor, under the dump's own name. */
static enum status make_factor(struct csv_schema *schema, const char *name, struct error *err)
{
    struct csv_column *column = &schema->columns[schema->n - 1];
    char *own = text_copy(name, strlen(name), err);
    if (own == NULL) {
        return BAD_SERVICE;
    }
    free(column->name);
    column->name = own;
    column->kind = FACTOR;
    column->known = true;
    return OK;
}

/* The column of that name, added when it is new. */
static enum status find_column(struct records_row *row, const char *name, size_t *column, struct error *err)
{
    struct records *records = row->records;
    size_t likely = row->n < row->held ? row->cells[row->n].column : SIZE_MAX; /* as in the row before */
    if (likely < records->names.n && strcmp(records->names.texts[likely], name) == 0) {
        *column = likely;
        return OK;
    }
    uint32_t code = records->decided ? dictionary_find(&records->names, name) : 0;
    if (code != 0) {
        *column = code - 1;
        return OK;
    }
    struct csv_schema *schema = records->decided ? &row->late : &records->schema;
    struct dictionary *names = records->decided ? &row->late_names : &records->names;
    size_t most = records->decided ? MOST_LATE_COLUMNS : MOST_COLUMNS;
    enum status status = dictionary_add(names, name, strlen(name), &code, err);
    if (status == OK && code > schema->n) {
        if (code > most) {
            return error_set(err, BAD_DATA, "found more than %zu different keys, expected columns", most);
        }
        status = csv_schema_add(schema, name, &(struct place){row->file, 0, 0}, err);
        status = status == OK && row->factors ? make_factor(schema, name, err) : status;
    }
    *column = code - 1 + (records->decided ? records->schema.n : 0);
    return status;
}

enum status records_set_text(struct records_row *row, const char *name, const char *text, size_t n,
                             struct error *err)
{
    struct records_cell cell = {.start = row->bytes.n, .n = n};
    enum status status = find_column(row, name, &cell.column, err);
    if (status != OK) {
        return status;
    }
    struct records_cell *grown = array_reserve(row->cells, &row->capacity, row->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    row->cells = grown;
    grown[row->n++] = cell;
    row->held = row->n > row->held ? row->n : row->held;
    return text_append(&row->bytes, text, n, err);
}

/* Whether another number decides nothing: then writing it is time lost. */
static bool has_seen_enough(const struct records *records)
{
    return !records->decided && records->sampled >= SAMPLE_BYTES;
}

enum status records_set_number(struct records_row *row, const char *name, double number, struct error *err)
{
    char text[NUMBER_TEXT + 2];
    if (!isfinite(number)) {
        const char *name_of_it = isnan(number) ? "" : number > 0 ? "inf" : "-inf";
        return records_set_text(row, name, name_of_it, strlen(name_of_it), err);
    }
    if (has_seen_enough(row->records)) {
        return records_set_text(row, name, "", 0, err);
    }
    size_t n = number_write(number, text);
    if (memchr(text, '.', n) == NULL && memchr(text, 'e', n) == NULL) {
        text[n++] = '.';
        text[n++] = '0';
    }
    return records_set_text(row, name, text, n, err);
}

enum status records_set_integer(struct records_row *row, const char *name, int64_t number, struct error *err)
{
    char text[NUMBER_TEXT];
    size_t n = has_seen_enough(row->records) ? 0 : number_write_integer(number, text);
    return records_set_text(row, name, text, n, err);
}

enum status records_set_truth(struct records_row *row, const char *name, bool truth, struct error *err)
{
    const char *text = truth ? "true" : "false";
    return records_set_text(row, name, text, strlen(text), err);
}

void records_row_cut(struct records_row *row, size_t n)
{
    row->bytes.n = n < row->n ? row->cells[n].start : row->bytes.n;
    row->n = n;
    if (n == 0) {
        csv_schema_release(&row->late);
        dictionary_release(&row->late_names);
    }
}

/* ---- rows ---- */

static const char *name_of(const struct records_row *row, size_t column)
{
    size_t n = row->records->schema.n;
    return column < n ? row->records->names.texts[column] : row->late_names.texts[column - n];
}

/* Lays the cells out in the order of n columns, with a byte behind each. */
static enum status lay_out(struct records_row *row, size_t n, const char **name, struct error *err)
{
    if (row->bytes.n + n >= UINT32_MAX || row->n >= UINT32_MAX) {
        return error_set(err, BAD_DATA, "found a row of more than 4 GiB, expected less");
    }
    uint32_t *ends = array_reserve(row->ends, &row->ends_capacity, n, sizeof *ends);
    row->ends = ends == NULL ? row->ends : ends;
    char *line = array_reserve(row->line.bytes, &row->line.capacity, row->bytes.n + n, 1);
    row->line.bytes = line == NULL ? row->line.bytes : line;
    if (ends == NULL || line == NULL) {
        return error_no_memory(err);
    }
    memset(ends, 0xFF, n * sizeof *ends);
    row->line.n = 0;
    for (size_t i = 0; i < row->n; i++) { /* `ends` has, for now, which cell is the column's */
        size_t column = row->cells[i].column;
        if (ends[column] != UINT32_MAX) {
            *name = name_of(row, column);
            return error_set(err, BAD_DATA, "found '%.*s' twice in a row, expected different names", SHOWN,
                             *name);
        }
        ends[column] = (uint32_t)i;
    }
    for (size_t i = 0; i < n; i++) {
        if (ends[i] != UINT32_MAX) {
            const struct records_cell *cell = &row->cells[ends[i]];
            memcpy(line + row->line.n, row->bytes.bytes + cell->start, cell->n);
            row->line.n += cell->n;
        }
        ends[i] = (uint32_t)row->line.n;
        line[row->line.n++] = '\0';
    }
    return OK;
}

/* Adds a row with columns that the schema does not have, which are then the table's own; what their names do
 * not say they are, they are factors, whatever is in the rows that were read before. */
static enum status add_late(struct records_row *row, const struct csv_row *cells, size_t *cell,
                            struct error *err)
{
    const struct csv_schema *schema = &row->records->schema;
    struct csv_schema all = {.n = schema->n + row->late.n, .published = schema->published};
    all.columns = calloc(all.n, sizeof *all.columns);
    if (all.columns == NULL) {
        return error_no_memory(err);
    }
    memcpy(all.columns, schema->columns, schema->n * sizeof *all.columns);
    enum status status = OK;
    for (size_t i = schema->n; status == OK && i < all.n; i++) {
        struct csv_column *column = &all.columns[i];
        *column = row->late.columns[i - schema->n];
        column->kind = column->known ? column->kind : FACTOR;
        for (size_t k = 0; status == OK && k < schema->n; k++) {
            const struct csv_column *other = &schema->columns[k];
            bool same = strcmp(other->name, column->name) == 0;
            if (same && strcmp(other->written, column->written) != 0 &&
                strcasecmp(other->written, column->written) == 0) {
                column->name = column->written; /* borrowed: they differ in case */
                column->kind = FACTOR;
            } else if (same) {
                *cell = i;
                status = error_set(err, BAD_DATA, "found the column '%.*s' twice, expected different names",
                                   SHOWN, column->name);
            }
        }
        const struct column *found = table_find_exactly(row->table, column->name);
        column->target = found == NULL ? row->table->n_columns : (size_t)(found - row->table->columns);
        if (status == OK && found == NULL && row->table->n_columns >= schema->n + MOST_LATE_COLUMNS) {
            status = error_set(err, BAD_DATA, "found more than %d keys that the first rows do not have",
                               MOST_LATE_COLUMNS);
        } else if (status == OK && found == NULL) {
            status = table_add_column(row->table, column->name, column->kind, &column->target, err);
        }
    }
    status = status == OK ? csv_table_add_row(&all, cells, row->table, cell, err) : status;
    free(all.columns);
    return status;
}

enum status records_row_end(struct records_row *row, const char **name, struct error *err)
{
    struct records *records = row->records;
    size_t n = records->schema.n + row->late.n, cell = SIZE_MAX;
    *name = NULL;
    if (!records->decided) {
        records->rows++;
        records->cells += row->n;
        if (records->sampled >= SAMPLE_BYTES) {
            return OK;
        }
    }
    struct error why = {{0}};
    enum status status = lay_out(row, n, name, &why);
    if (status != OK) { /* a bad row is told of when it is added */
        return records->decided ? error_set(err, status, "%s", why.text) : error_forgive(status, &why, err);
    }
    const struct csv_row cells = {.bytes = row->line.bytes, .ends = row->ends, .n = n};
    if (!records->decided) {
        records->sampled += row->line.n;
        csv_schema_sample(&records->schema, &cells);
        return OK;
    }
    status = row->late.n == 0 ? csv_table_add_row(&records->schema, &cells, row->table, &cell, err)
                              : add_late(row, &cells, &cell, err);
    if (status == BAD_DATA && cell != SIZE_MAX) {
        *name = name_of(row, cell);
    }
    return status;
}
