#include "read/csv_records.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "import/wanted.h"
#include "read/blocks.h"
#include "read/csv_alike.h"
#include "read/csv_head.h"
#include "read/csv_layout.h"

enum { SHOWN = 40 };

static void layout_release(struct csv_layout *layout)
{
    for (size_t i = 0; layout->others != NULL && i < layout->n; i++) {
        free(layout->others[i]);
    }
    free(layout->others);
    free(layout->cell_of);
    *layout = (struct csv_layout){0};
}

/* ---- what is asked for ---- */

static bool has_column(const void *context, const char *name)
{
    const struct csv_dialect *dialect = context;
    size_t i = 0;
    while (i < dialect->n_columns && strcasecmp(dialect->columns[i].name, name) != 0) {
        i++;
    }
    return i < dialect->n_columns;
}

void csv_dialect_skip(struct csv_dialect *dialect, const struct import_wanted *wanted, bool *skips)
{
    bool chooses = import_chooses(wanted, has_column, dialect);
    for (size_t i = 0; i < dialect->n_columns; i++) {
        const struct record_column *column = &dialect->columns[i];
        skips[i] = chooses && !import_wants(wanted, column->name, column->kind);
    }
    dialect->skips = skips;
}

/* ---- the header ---- */

static size_t find_field(const struct csv_dialect *dialect, const char *name)
{
    for (size_t i = 0; i < dialect->n_fields; i++) {
        if (strcmp(dialect->fields[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static enum status name_cell(struct csv_layout *layout, const struct csv_row *row, size_t i,
                             struct error *err)
{
    size_t n;
    const char *name = csv_cell(row, i, &n);
    struct place place = {row->place.file, row->place.line, i + 1};
    size_t field = find_field(layout->dialect, name);
    if (strlen(name) != n) {
        return error_at(err, &place, "found a NUL byte, expected a column name");
    }
    if (field != SIZE_MAX && layout->cell_of[field] != SIZE_MAX) {
        return error_at(err, &place, "found the column '%.*s' twice, expected different names", SHOWN, name);
    }
    if (field != SIZE_MAX) {
        layout->cell_of[field] = i;
        return OK;
    }
    const struct import_wanted *wanted = layout->dialect->wanted;
    if (wanted != NULL && !import_wants(wanted, name, FACTOR)) {
        return OK;
    }
    layout->others[i] = text_copy(name, n, err);
    return layout->others[i] == NULL ? BAD_SERVICE : OK;
}

static enum status check_required(const struct csv_layout *layout, const struct place *place,
                                  struct error *err)
{
    for (size_t i = 0; i < layout->dialect->n_fields; i++) {
        if (layout->dialect->fields[i].required && layout->cell_of[i] == SIZE_MAX) {
            return error_at(err, place, "found no column '%s', expected one",
                            layout->dialect->fields[i].name);
        }
    }
    return OK;
}

static enum status lay_out(struct csv_layout *layout, const struct csv_row *row, struct error *err)
{
    const struct csv_dialect *dialect = layout->dialect;
    layout->n = row->n;
    layout->cell_of = reallocarray(NULL, dialect->n_fields + 1, sizeof *layout->cell_of);
    layout->others = calloc(row->n + 1, sizeof *layout->others);
    if (layout->cell_of == NULL || layout->others == NULL) {
        return error_no_memory(err);
    }
    layout->headless = dialect->is_data != NULL && dialect->is_data(row);
    for (size_t i = 0; i < dialect->n_fields; i++) {
        size_t most = dialect->headless_fields > 0 ? dialect->headless_fields : dialect->n_fields;
        layout->cell_of[i] = layout->headless && i < row->n && i < most ? i : SIZE_MAX;
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && !layout->headless && i < row->n; i++) {
        status = name_cell(layout, row, i, err);
    }
    return status == OK ? check_required(layout, &row->place, err) : status;
}

static enum status take_head(const struct csv_row *row, const char *problem, void *context, bool *stop,
                             struct error *err)
{
    *stop = true;
    return problem == NULL ? lay_out(context, row, err)
                           : error_at(err, &row->place, "found %s, expected column names", problem);
}

/* The layout from the first row; *used is what it takes, 0 when it is data. */
static enum status read_layout(struct csv_layout *layout, const struct csv_source *source, size_t *used,
                               struct error *err)
{
    enum status status = csv_rows(source, take_head, layout, used, err);
    if (status != OK) {
        return status;
    }
    if (layout->cell_of == NULL) {
        struct place place = {source->file, source->first_line, 0};
        return error_at(err, &place, "found no row, expected column names");
    }
    *used = layout->headless ? 0 : *used;
    return OK;
}

enum match csv_dialect_probe(const struct csv_dialect *dialect, const char *bytes, size_t n)
{
    struct csv_layout layout = {.dialect = dialect};
    struct csv_source source = csv_probe_source(bytes, n);
    struct error err = {{0}};
    size_t used;
    enum status status = source.n > 0 ? read_layout(&layout, &source, &used, &err) : BAD_DATA;
    layout_release(&layout);
    return status == OK ? MATCH : status == BAD_DATA ? NO_MATCH : NO_MEMORY;
}

/* ---- the rows ---- */

enum status csv_record_copy_others(const struct csv_record *record, struct table *table, bool *any,
                                   struct error *err)
{
    const struct csv_layout *layout = record->layout;
    enum status status = OK;
    *any = false;
    for (size_t i = 0; status == OK && i < layout->n; i++) {
        size_t n;
        const char *cell = csv_cell(record->row, i, &n);
        struct place place = {record->row->place.file, record->row->place.line, i + 1};
        if (layout->others[i] != NULL && layout->others[i][0] != '\0' && !number_is_missing(cell, n)) {
            *any = true;
            status = record_set_tag(table, layout->others[i], cell, n, &place, err);
        }
    }
    return status;
}

static enum status read_row(const struct csv_record *record, struct table *table, struct error *err)
{
    const struct csv_dialect *dialect = record->layout->dialect;
    bool keep = true;
    if (record->row->n != record->layout->n) {
        return error_at(err, &record->row->place, "found %zu cells, expected %zu", record->row->n,
                        record->layout->n);
    }
    enum status status = table_open_row(table, err);
    if (status == OK) {
        status = dialect->take(record, table, &keep, err);
    }
    if (status == OK && keep && dialect->keeps_others) {
        bool any;
        status = csv_record_copy_others(record, table, &any, err);
    }
    if (status == OK && keep) {
        table_close_row(table);
    }
    return status;
}

struct rows_target {
    const struct csv_layout *layout;
    struct csv_alike *alike; /* NULL: each row is taken by itself */
    struct record_sink sink;
};

static enum status take_row(const struct csv_row *row, const char *problem, void *context, bool *stop,
                            struct error *err)
{
    (void)stop;
    struct rows_target *target = context;
    struct csv_record record = {row, target->layout};
    struct error row_error = {{0}};
    enum status status = problem != NULL
                             ? error_at(&row_error, &row->place, "found %s, expected CSV (RFC 4180)", problem)
                             : read_row(&record, target->sink.table, &row_error);
    return record_judge(&target->sink, status, &row_error, err);
}

static bool take_rows(const struct csv_grid *grid, size_t first, size_t n, void *context)
{
    const struct rows_target *target = context;
    return csv_alike_take(target->alike, grid, first, n);
}

/* Leaves the columns that somebody will ask for. */
static enum status drop_skipped(const struct csv_dialect *dialect, struct table *table, struct error *err)
{
    bool *drops = dialect->skips == NULL ? NULL : calloc(table->n_columns, sizeof *drops);
    if (drops == NULL) {
        return dialect->skips == NULL ? OK : error_no_memory(err);
    }
    memcpy(drops, dialect->skips, dialect->n_columns * sizeof *drops);
    table_drop_columns(table, drops);
    free(drops);
    return OK;
}

static enum status parse_rows(const struct block *block, const void *context, struct table *table,
                              struct import_log *log, struct error *err)
{
    const struct csv_layout *layout = context;
    struct rows_target target = {layout, NULL, {.options = layout->options, .table = table, .log = log}};
    const struct csv_dialect *dialect = layout->dialect;
    struct csv_reader reader = {.n = layout->n, .separator = layout->separator, .take_row = take_row};
    enum status status = record_add_columns(table, dialect->columns, dialect->n_columns, err);
    if (status == OK && dialect->plan != NULL) {
        status = table_open_rows(table, csv_grid_most_rows(block, layout->n), err);
        reader.take_rows = take_rows;
    }
    if (status == OK && dialect->plan != NULL) {
        status = csv_alike_new(layout, read_row, table, &target.alike, err);
    }
    reader.context = &target;
    status = status == OK ? csv_grid_read(block, &reader, err) : status;
    csv_alike_free(target.alike);
    return status == OK ? drop_skipped(dialect, table, err) : status;
}

enum status csv_dialect_read(const struct csv_dialect *dialect, struct input *input,
                             const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err)
{
    struct csv_layout layout = {.dialect = dialect, .options = options};
    struct csv_head head;
    size_t data_starts = 0, line = 1;
    enum status status = csv_head_open(&head, input, options, err);
    if (status == OK) {
        layout.separator = head.source.separator;
        status = read_layout(&layout, &head.source, &data_starts, err);
    }
    if (status == OK) {
        status = csv_head_skip(&head, input, data_starts, &line, err);
    }
    if (status == OK) {
        struct block_format format = {
            .separator = layout.separator, .parse = parse_rows, .context = &layout, .first_line = line};
        struct import_options in_order = *options;
        in_order.threads = dialect->state == NULL ? options->threads : 1;
        status = blocks_read(input, &format, &in_order, table, log, err);
    }
    if (status == OK && dialect->finish != NULL) {
        const struct record_sink sink = {.options = options, .table = table, .log = log};
        struct error row_error = {{0}};
        status = dialect->finish(dialect->state, &sink, &row_error);
        status = record_judge(&sink, status, &row_error, err);
    }
    layout_release(&layout);
    return status == OK ? record_finish(table, input, err) : status;
}

/* ---- for take ---- */

const char *csv_record_field(const struct csv_record *record, size_t field, size_t *n)
{
    size_t cell = record->layout->cell_of[field];
    if (cell == SIZE_MAX) {
        return NULL;
    }
    const char *text = csv_cell(record->row, cell, n);
    return number_is_missing(text, *n) ? NULL : text;
}

bool csv_record_skips(const struct csv_record *record, size_t column)
{
    return csv_layout_skips(record->layout, column);
}

const void *csv_record_context(const struct csv_record *record)
{
    return record->layout->dialect->context;
}

void *csv_record_state(const struct csv_record *record)
{
    return record->layout->dialect->state;
}

struct place csv_record_place(const struct csv_record *record, size_t field)
{
    size_t cell = record->layout->cell_of[field];
    return (struct place){record->row->place.file, record->row->place.line, cell == SIZE_MAX ? 0 : cell + 1};
}

/* The text of a field, NULL when it is missing, which is an error when it is REQUIRED. */
static enum status get_text(const struct csv_record *record, size_t field, enum need need, const char **text,
                            size_t *n, struct error *err)
{
    *text = csv_record_field(record, field, n);
    if (*text == NULL && need == REQUIRED) {
        struct place place = csv_record_place(record, field);
        return error_at(err, &place, "found no value, expected one in column '%s'",
                        record->layout->dialect->fields[field].name);
    }
    return OK;
}

enum status csv_record_get_number(const struct csv_record *record, size_t field, enum need need,
                                  double *number, struct error *err)
{
    const char *text;
    size_t n;
    *number = NAN;
    enum status status = get_text(record, field, need, &text, &n, err);
    struct place place = csv_record_place(record, field);
    return status == OK && text != NULL ? record_parse_number(text, n, &place, number, err) : status;
}

enum status csv_record_get_time(const struct csv_record *record, size_t field, enum need need, enum unit unit,
                                double *seconds, struct error *err)
{
    const char *text;
    size_t n;
    *seconds = NAN;
    enum status status = get_text(record, field, need, &text, &n, err);
    struct place place = csv_record_place(record, field);
    return status == OK && text != NULL ? record_parse_time(text, n, unit, &place, seconds, err) : status;
}

enum status csv_record_copy_text(const struct csv_record *record, size_t field, struct table *table,
                                 size_t column, struct error *err)
{
    size_t n;
    const char *text = csv_record_field(record, field, &n);
    struct place place = csv_record_place(record, field);
    return text == NULL ? OK : record_set_text(table, column, text, n, &place, err);
}

enum status csv_record_copy_fields(const struct csv_record *record, const struct csv_map *maps, size_t n,
                                   struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        const struct csv_map *map = &maps[i];
        double number;
        if (csv_layout_skips(record->layout, map->column)) {
            continue;
        }
        if (map->value == CSV_TEXT) {
            status = csv_record_copy_text(record, map->field, table, map->column, err);
            continue;
        }
        status = map->value == CSV_TIME
                     ? csv_record_get_time(record, map->field, map->need, map->unit, &number, err)
                     : csv_record_get_number(record, map->field, map->need, &number, err);
        if (status == OK) {
            table_set_number(table, map->column, number);
        }
    }
    return status;
}
