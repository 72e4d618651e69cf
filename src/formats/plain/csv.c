/* CSV and TSV with named columns: the tidy dump, and any table that a spreadsheet or script writes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "formats/formats.h"
#include "read/blocks.h"
#include "read/csv_grid.h"
#include "read/csv_schema.h"
#include "read/csv_table.h"
#include "read/csv_total.h"
#include "read/slices.h"

struct csv_target {
    const struct csv_schema *schema;
    struct table *table;
    struct import_log *log;
    size_t *texts;          /* of each column, before the rows that are read column by column */
    size_t cut_line;        /* the file's last, which has no end; 0: there is none */
    struct error row_error; /* kept empty, as emptying it for each row costs more than the row */
};

/* ---- row by row ---- */

/* Whether writing may have ended inside the row's last number: in what can't be its end, or before it where
 * no row lacks one. */
static bool is_cut(const struct csv_schema *schema, const struct csv_row *row)
{
    size_t n, last = row->n - 1;
    const char *cell = csv_cell(row, last, &n);
    const struct csv_column *column = &schema->columns[last];
    bool ends = n > 0 ? strchr(".,eE+-", cell[n - 1]) == NULL : column->seen.cells + 1 < schema->sampled;
    return column->kind == MEASURE && !column->skipped && !ends;
}

static enum status read_row(struct csv_target *target, const struct csv_row *row, struct error *err)
{
    if (row->place.line == target->schema->total_line) {
        return OK;
    }
    if (row->n != target->schema->n) {
        return error_at(err, &row->place, "found %zu cells, expected %zu", row->n, target->schema->n);
    }
    if (row->place.line == target->cut_line && is_cut(target->schema, row)) {
        size_t n;
        const char *cell = csv_cell(row, row->n - 1, &n);
        struct place place = {row->place.file, row->place.line, row->n};
        return error_at(err, &place, "found '%.*s' where the file ends, expected a whole number", SHOWN,
                        cell);
    }
    size_t cell = 0;
    enum status status = csv_table_add_row(target->schema, row, target->table, &cell, err);
    if (status == BAD_DATA) {
        struct error why = *err;
        struct place place = {row->place.file, row->place.line, cell + 1};
        err->text[0] = '\0';
        return error_at(err, &place, "%s", why.text);
    }
    return status;
}

static enum status take_row(const struct csv_row *row, const char *problem, void *context, bool *stop,
                            struct error *err)
{
    (void)stop;
    struct csv_target *target = context;
    struct error *row_error = &target->row_error;
    enum status status = problem != NULL
                             ? error_at(row_error, &row->place, "found %s, expected CSV (RFC 4180)", problem)
                             : read_row(target, row, row_error);
    if (status == BAD_DATA && target->schema->lenient) {
        return import_skip(target->log, row_error, err);
    }
    return status == OK ? OK : error_set(err, status, "%s", row_error->text);
}

/* ---- column by column ---- */

_Static_assert((int)BLOCK_SLACK >= (int)NUMBER_SLACK, "a block's last cell is read with what is behind it");

/* False when there is anything but numbers that are allowed, and missing values. */
static bool read_numbers(const struct csv_column *column, const struct span *cells, size_t n, double *values)
{
    bool allowed = true;
    const struct cell_form *form = &column->form;
    if (form->style == CELLS_PLAIN && !unit_parse_all_seconds(cells, n, form->unit, values)) {
        return false;
    }
    for (size_t i = 0; allowed && form->style != CELLS_PLAIN && i < n; i++) {
        values[i] = NAN;
        allowed = number_is_missing(cells[i].bytes, cells[i].n) ||
                  cells_parse(cells[i].bytes, cells[i].n, form, &values[i]);
    }
    for (size_t i = 0; i < n; i++) {
        allowed &= !(values[i] < column->lowest);
    }
    return allowed;
}

/* The cells of some rows in one column; false when anything is unusual. */
static bool read_cells(const struct csv_grid *grid, const struct csv_column *column, size_t i, size_t first,
                       size_t n, struct table *table)
{
    struct span cells[CSV_STEP];
    char sizes[CSV_STEP][FACTOR_TEXT]; /* written only where the cells are sizes */
    struct error why = {{0}};
    csv_grid_cells(grid, i, first, n, cells);
    for (size_t c = 0; column->kind == FACTOR && c < n; c++) {
        if (!csv_table_factor(column, &cells[c], sizes[c])) {
            return false;
        }
    }
    return column->kind == MEASURE
               ? read_numbers(column, cells, n, table->columns[column->target].values + table->rows)
               : table_set_texts(table, column->target, 0, cells, n, &why) == OK;
}

/* Takes back the texts that no row has: those that were new in some rows. */
static void forget_texts(const struct csv_target *target)
{
    for (size_t i = 0; i < target->table->n_columns; i++) {
        dictionary_cut(&target->table->columns[i].dictionary, target->texts[i]);
    }
}

static bool take_rows(const struct csv_grid *grid, size_t first, size_t n, void *context)
{
    const struct csv_target *target = context;
    const struct csv_schema *schema = target->schema;
    struct table *table = target->table;
    struct error why = {{0}};
    bool good = table_open_rows(table, n, &why) == OK;
    for (size_t i = 0; i < table->n_columns; i++) {
        target->texts[i] = table->columns[i].dictionary.n;
    }
    for (size_t i = 0; good && i < schema->n; i++) {
        good = schema->columns[i].skipped || read_cells(grid, &schema->columns[i], i, first, n, table);
    }
    if (good) {
        table_close_rows(table, n);
    } else {
        forget_texts(target);
    }
    return good;
}

static enum status parse_csv(const struct block *block, const void *context, struct table *table,
                             struct import_log *log, struct error *err)
{
    const struct csv_schema *schema = context;
    struct csv_target target = {.schema = schema, .table = table, .log = log};
    bool by_row = schema->published || schema->total_line != 0;
    target.cut_line = block->unended ? block->first_line + block->survey.feeds : 0;
    const struct csv_reader reader = {.n = schema->n,
                                      .separator = schema->separator,
                                      .take_rows = by_row ? NULL : take_rows,
                                      .take_row = take_row,
                                      .context = &target,
                                      .comments = &log->passed};
    if (schema->watches_last && block->n > 0) {
        csv_total_watch(block, schema->separator, log);
    }
    enum status status = csv_table_add_columns(schema, table, err);
    status = status == OK ? table_open_rows(table, csv_grid_most_rows(block, schema->n), err) : status;
    target.texts = status == OK ? calloc(table->n_columns + 1, sizeof *target.texts) : NULL;
    if (target.texts == NULL) {
        return status == OK ? error_no_memory(err) : status;
    }
    status = csv_grid_read(block, &reader, err);
    free(target.texts);
    return status;
}

/* Any text can be CSV. Where no column has numbers, and none of several a name that is known, it is a log, a
 * page or a letter, but no measurements. */
static enum status check_measures(const struct csv_schema *schema, const struct import_options *options,
                                  const struct input *input, struct error *err)
{
    enum { MOST_NAMED = 5 };
    struct text names = {0};
    enum status status = OK;
    for (size_t i = 0; i < schema->n; i++) {
        const struct csv_column *column = &schema->columns[i];
        if ((column->kind == MEASURE && !column->is_index) || (column->known && schema->n > 1)) {
            return OK;
        }
    }
    for (size_t i = 0; status == OK && i < schema->n && i < MOST_NAMED; i++) {
        status = text_print(&names, err, "%s'%.40s'", i == 0 ? "" : ", ", schema->columns[i].written);
    }
    if (status == OK && options->columns == NULL) {
        status = error_set(err, BAD_DATA,
                           "%s: found no column of numbers beside %s, expected measurements in a known "
                           "format; see 'faastat import --list'",
                           input->name, names.bytes);
    }
    text_release(&names);
    return status;
}

static enum status read_csv(struct input *input, const struct import_options *options, struct table *table,
                            struct import_log *log, struct error *err)
{
    struct csv_schema schema = {.lenient = options->lenient};
    struct csv_head head;
    size_t data_starts = 0, line = 1, sampled_comments = 0;
    enum status status = csv_head_open(&head, input, options, err);
    head.source.comments = &sampled_comments; /* counted when they are read */
    if (status == OK) {
        schema.separator = head.source.separator;
        status = csv_total_look_behind(&head.source, input, &schema.is_whole, err);
    }
    if (status == OK) {
        status = csv_schema_read(&head.source, options, &schema, &data_starts, err);
    }
    if (status == OK) {
        status = check_measures(&schema, options, input, err);
    }
    if (status == OK && options->input.slice.from == 0) {
        status = csv_table_note_columns(&schema, input->name, options, log, err);
    }
    if (status == OK) {
        status = csv_total_find(&head.source, data_starts > 0, options, &schema, log, err);
    }
    if (status == OK) {
        status = csv_head_skip(&head, input, data_starts, &line, err);
    }
    status = status == OK ? input_enter_slice(input, &line, err) : status;
    if (status == OK) {
        struct import_options own = *options;
        if (schema.is_whole) {
            own.sink = NULL;
            own.where = (struct conditions){0};
        }
        schema.watches_last = !head.source.complete && !schema.is_whole;
        log->is_whole = schema.is_whole;
        log->unfolds = schema.unfolds;
        struct block_format format = {.separator = schema.separator,
                                      .parse = parse_csv,
                                      .context = &schema,
                                      .gives = true,
                                      .first_line = line};
        status = blocks_read(input, &format, &own, table, log, err);
    }
    if (status == OK) {
        status = csv_total_check(&schema, input->name, &options->where, log, err);
    }
    csv_schema_release(&schema);
    return status;
}

_Static_assert((int)LEAST_SLICE_BYTES > 2 * (int)SAMPLE_BYTES, "slices begin behind the header");

/* Its beginning decides what columns are, unless rows may be totals of others that are elsewhere. A row there
 * is what tells that the file has any. */
static enum status split_csv(struct input *input, const struct import_options *options, bool *splits,
                             struct error *err)
{
    struct csv_schema schema = {0};
    struct csv_head head;
    size_t data_starts;
    enum status status = csv_head_open(&head, input, options, err);
    if (status == OK) {
        schema.separator = head.source.separator;
        status = csv_total_look_behind(&head.source, input, &schema.is_whole, err);
    }
    if (status == OK) {
        status = csv_schema_read(&head.source, options, &schema, &data_starts, err);
    }
    *splits = status == OK && schema.sampled > 0 && !schema.published && !schema.is_whole;
    for (size_t i = 0; i < schema.n; i++) {
        *splits &= strcmp(schema.columns[i].name, import_totals.column) != 0;
    }
    csv_schema_release(&schema);
    return status;
}

/* Any text can be CSV, so this is the format of last resort. */
static enum match probe_csv(const char *bytes, size_t n)
{
    return memchr(bytes, '\0', n) == NULL ? MAY_MATCH : NO_MATCH;
}

const struct importer formats_csv = {
    .name = "csv",
    .writes = "CSV and TSV with named columns: faastat, spreadsheets, scripts",
    .signs = "being text that no other format claims",
    .quality = EXACT,
    .gives = true,
    .probe = probe_csv,
    .read = read_csv,
    .splits = split_csv,
};
