#include "read/csv_schema.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/number.h"
#include "import/wanted.h"
#include "read/cells.h"
#include "read/csv_figures.h"
#include "read/csv_headless.h"
#include "read/csv_memory.h"
#include "read/csv_name.h"
#include "read/csv_outcome.h"
#include "read/csv_served.h"
#include "read/csv_whole.h"
#include "table/tidy.h"

void csv_schema_release(struct csv_schema *schema)
{
    for (size_t i = 0; i < schema->n; i++) {
        free(schema->columns[i].name);
        free(schema->columns[i].written);
    }
    free(schema->columns);
    *schema = (struct csv_schema){0};
}

/* ---- names and kinds of columns ---- */

enum status csv_schema_add(struct csv_schema *schema, const char *name, const struct place *place,
                           struct error *err)
{
    struct csv_column *grown =
        array_reserve(schema->columns, &schema->capacity, schema->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    schema->columns = grown;
    struct csv_column column = {.form = {.unit = NO_UNIT}, .seen = {.of_memory = tidy_says_memory(name)}};
    struct place cell = {place->file, place->line, schema->n + 1};
    column.name = csv_name(name, schema->n + 1, &column.form.unit, err);
    column.written = column.name == NULL ? NULL : text_copy(name, strlen(name), err);
    column.outcome = csv_outcome_find(name);
    enum status status = column.written == NULL ? BAD_SERVICE : csv_name_keep_case(schema, &column, err);
    if (status == OK && !text_is_utf8(column.name, strlen(column.name))) {
        status = error_at(err, &cell, "found a column name that is no UTF-8, expected UTF-8 text");
    }
    const struct csv_column *other = status == OK ? csv_figures_find(schema, column.name) : NULL;
    if (other != NULL && strcmp(other->written, name) != 0) {
        status = error_at(err, &cell, "found '%.*s' beside '%.*s', expected one '%.*s'", SHOWN, name, SHOWN,
                          other->written, SHOWN, column.name);
    } else if (other != NULL) {
        status = error_at(err, &cell, "found the column '%.*s' twice, expected different names", SHOWN,
                          column.name);
    }
    if (status == OK) { /* another spelling of a unit than ours counts only where the cells are numbers */
        bool spelled = tidy_kind(name, &column.kind);
        column.known = spelled || (tidy_kind(column.name, &column.kind) && column.form.unit == NO_UNIT);
        column.known |= column.kind == FACTOR;
    }
    grown[schema->n++] = column;
    return status;
}

/* Whether the cell is that number, from 0 on, as in an index that a table was written with. */
static bool is_count(const char *cell, size_t n, size_t row)
{
    double number;
    return number_parse(cell, n, &number) && number == (double)row;
}

void csv_schema_sample(struct csv_schema *schema, const struct csv_row *row)
{
    for (size_t i = 0; i < row->n && i < schema->n; i++) {
        size_t n;
        const char *cell = csv_cell(row, i, &n);
        struct csv_column *column = &schema->columns[i];
        if (!number_is_missing(cell, n)) {
            cells_look(&column->seen, cell, n);
            bool may_tell = column->outcome == 0 || csv_outcome_may_say(column->outcome, cell, n);
            column->outcome = may_tell ? column->outcome : 0;
            schema->miscounts |= i == 0 && !is_count(cell, n, schema->sampled);
        }
    }
    schema->sampled++;
}

/* ---- the sample: separator, header, kinds ---- */

struct sample {
    struct csv_schema *schema;
    const struct import_options *options;
    bool headed; /* the row with the names, given or read, is past */
    bool first_is_data;
};

/* A number, a date, or a time with its unit: but "5s" may be the name of a column of a wide table. */
static bool is_quantity(const char *cell, size_t n)
{
    const struct cell_form comma = {.style = CELLS_COMMA}, date = {.style = CELLS_DATES},
                           unit = {.style = CELLS_UNITS};
    double number;
    bool is_part = memchr(cell, '.', n) != NULL || memchr(cell, ' ', n) != NULL;
    return number_parse(cell, n, &number) || cells_parse(cell, n, &comma, &number) ||
           cells_parse(cell, n, &date, &number) || (is_part && cells_parse(cell, n, &unit, &number));
}

static bool has_number(const struct csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        size_t n;
        const char *cell = csv_cell(row, i, &n);
        if (is_quantity(cell, n)) {
            return true;
        }
    }
    return false;
}

/* The columns from --columns, or of a table that is known: "a,b,c". */
static enum status name_from_list(struct csv_schema *schema, const char *names, const struct csv_row *row,
                                  struct error *err)
{
    struct place place = {"--columns", 0, 0};
    char *copy = text_copy(names, strlen(names), err);
    enum status status = copy == NULL ? BAD_SERVICE : OK;
    char *rest = copy, *name;
    while (status == OK && (name = strsep(&rest, ",")) != NULL) {
        status = csv_schema_add(schema, name, &place, err);
    }
    free(copy);
    if (status == OK && schema->n != row->n) {
        status = error_at(err, &row->place, "found %zu cells, expected the %zu that --columns names", row->n,
                          schema->n);
    }
    return status;
}

/* The first row: column names, or data when --header or the numbers in it say so. */
static enum status read_header(struct sample *sample, const struct csv_row *row, struct error *err)
{
    const char *header = sample->options->header;
    bool automatic = header == NULL || strcmp(header, "auto") == 0;
    sample->first_is_data = automatic ? has_number(row) : strcmp(header, "no") == 0;
    sample->headed = true;
    if (sample->options->columns != NULL) {
        return name_from_list(sample->schema, sample->options->columns, row, err);
    }
    const struct csv_headless *known = sample->first_is_data ? csv_headless_find(row) : NULL;
    if (known != NULL) {
        sample->schema->supposed = known->what;
        return name_from_list(sample->schema, known->names, row, err);
    }
    if (sample->first_is_data) {
        size_t n;
        const char *cell = csv_cell(row, 0, &n);
        return error_at(
            err, &row->place,
            "found '%.*s' in a first row of data, expected column names; give them with --columns", SHOWN,
            cell);
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < row->n; i++) {
        size_t n;
        const char *name = csv_cell(row, i, &n);
        struct place place = {row->place.file, row->place.line, i + 1};
        status = strlen(name) == n ? csv_schema_add(sample->schema, name, &place, err)
                                   : error_at(err, &place, "found a NUL byte, expected a column name");
    }
    return status;
}

static enum status take_sample_row(const struct csv_row *row, const char *problem, void *context, bool *stop,
                                   struct error *err)
{
    struct sample *sample = context;
    if (problem != NULL) { /* bad data are for the real reading to report; a bad header is reported here */
        *stop = true;
        return sample->headed ? OK : error_at(err, &row->place, "found %s, expected column names", problem);
    }
    if (!sample->headed) {
        enum status status = read_header(sample, row, err);
        if (status != OK || !sample->first_is_data) {
            return status;
        }
    }
    csv_schema_sample(sample->schema, row);
    return OK;
}

/* Stops at the first row, whose end is then what csv_rows used. */
static enum status stop_at_row(const struct csv_row *row, const char *problem, void *context, bool *stop,
                               struct error *err)
{
    (void)row, (void)problem, (void)context, (void)err;
    *stop = true;
    return OK;
}

static enum status check_header_option(const char *header, struct error *err)
{
    if (header == NULL || strcmp(header, "auto") == 0 || strcmp(header, "yes") == 0 ||
        strcmp(header, "no") == 0) {
        return OK;
    }
    return error_set(err, BAD_USAGE, "--header: found '%.40s', expected yes, no or auto", header);
}

/* ---- what will be asked for ---- */

static bool has_column(const void *context, const char *name)
{
    const struct csv_schema *schema = context;
    size_t i = 0;
    while (i < schema->n && strcasecmp(schema->columns[i].name, name) != 0) {
        i++;
    }
    return i < schema->n;
}

/* Skips the columns that nobody will ask for. */
static void choose_columns(struct csv_schema *schema, const struct import_wanted *wanted)
{
    size_t kept = 0;
    bool chooses = !schema->is_whole && import_chooses(wanted, has_column, schema);
    for (size_t i = 0; i < schema->n; i++) {
        struct csv_column *column = &schema->columns[i];
        column->skipped = column->is_index || column->repeats || column->is_unclear ||
                          (chooses && !import_wants(wanted, column->name, column->kind));
        column->target = column->skipped ? SIZE_MAX : kept++;
    }
}

/* ---- what the cells make of the columns ---- */

static enum status rename_column(struct csv_column *column, struct text *name)
{
    free(column->name);
    column->name = name->bytes;
    *name = (struct text){0};
    return OK;
}

/* Gives the column the name that the table has for when requests began, or ended, if no other has it. */
static enum status name_clock(const struct csv_schema *schema, struct csv_column *column, const char *clock,
                              struct error *err)
{
    struct text name = {0};
    bool is_free = csv_figures_find(schema, clock) == NULL;
    return is_free && text_append(&name, clock, strlen(clock), err) != OK ? BAD_SERVICE
           : is_free                                                      ? rename_column(column, &name)
                                                                          : OK;
}

/* No request began so late: the numbers are in another unit than the name says. */
static enum status check_times(const struct csv_column *column, const char *file, struct error *err)
{
    static const double latest_s = 4e9; /* in 2096 */
    bool has_unit = column->form.unit != NO_UNIT || strcmp(column->name, tidy_clock(column->name)) == 0;
    bool late = unit_seconds_of_decimal(column->seen.most, column->form.unit) > latest_s;
    return has_unit && late
               ? error_set(err, BAD_DATA,
                           "%s: found %.17g in column '%.*s', expected times before 2096 in the unit "
                           "that its name has",
                           file, column->seen.most, SHOWN, column->written)
               : OK;
}

/* Whole numbers, or dates, of a column that is called after a time of day. */
static enum status settle_times(const struct csv_schema *schema, struct csv_column *column, const char *file,
                                struct error *err)
{
    enum unit unit = cells_find_epoch(&column->seen), said = column->form.unit;
    enum status status = OK;
    const char *clock = tidy_clock(column->name);
    bool is_named = clock != NULL && strcmp(column->name, clock) == 0;
    column->is_unclear = clock != NULL && cells_are_unclear_dates(&column->seen);
    if (cells_are_dates(column->form.style)) {
        status = clock != NULL ? name_clock(schema, column, clock, err) : OK;
        column->kind = clock != NULL && strcmp(column->name, clock) == 0 ? MEASURE : FACTOR;
        column->form.style = column->kind == MEASURE ? column->form.style : CELLS_PLAIN;
        return status;
    }
    if (clock == NULL || unit == NO_UNIT || (said != NO_UNIT && said != unit)) {
        return clock != NULL ? check_times(column, file, err) : OK;
    }
    status = name_clock(schema, column, clock, err);
    if (status == OK && strcmp(column->name, clock) == 0) {
        column->dated = said == NO_UNIT && (!is_named || unit != SECONDS);
        column->form.unit = unit;
        column->kind = MEASURE;
    }
    return status;
}

/* "memory" of "128 MB" is memory_mb, a factor, and "max_memory" max_memory_mb; where there is such a column
 * already, it stays a text. */
static enum status settle_sizes(const struct csv_schema *schema, struct csv_column *column, struct error *err)
{
    struct text name = {.bytes = tidy_name_in_mb(column->written, err)};
    if (name.bytes == NULL) {
        return BAD_SERVICE;
    }
    const struct csv_column *other = csv_figures_find(schema, name.bytes);
    if (other != NULL && other != column && strchr(column->name, '.') != NULL) {
        name.n = 0; /* "a.rss" beside "b.rss" */
        if (text_print(&name, err, "%s_mb", column->name) != OK) {
            text_release(&name);
            return BAD_SERVICE;
        }
        other = csv_figures_find(schema, name.bytes);
    }
    if (other != NULL && other != column) {
        column->form.style = CELLS_PLAIN;
        column->kind = FACTOR;
        text_release(&name);
        return OK;
    }
    bool known = tidy_kind(name.bytes, &column->kind);
    column->known |= known && column->kind == FACTOR;
    column->form.unit = NO_UNIT;
    column->lowest = 0;
    return rename_column(column, &name);
}

/* "latency" of "30 ms" is latency_s, and "cpu" of "5 %" cpu_percent. */
static enum status name_by_style(struct csv_column *column, struct error *err)
{
    bool units = column->form.style == CELLS_UNITS;
    const char *suffix = units ? "_s" : "_percent", *name = column->name;
    size_t n = strlen(name), length = strlen(suffix);
    struct text longer = {0};
    if ((!units && column->form.style != CELLS_PERCENT) ||
        (n > length && strcmp(name + n - length, suffix) == 0)) {
        return OK;
    }
    return text_print(&longer, err, "%s%s", name, suffix) == OK ? rename_column(column, &longer)
                                                                : BAD_SERVICE;
}

/* Whether whole numbers of a column of that name are a factor. */
static bool makes_factor(const struct csv_column *column)
{
    enum tidy_label label = tidy_label(column->written);
    return label == LABEL_SET ||
           ((label == LABEL_NAMED || label == LABEL_REPEATED) && cells_are_few(&column->seen, CELLS_FEW));
}

/* Whether the user takes the column's numbers for measurements or an order. */
static bool is_number_asked(const char *name, const struct import_options *options)
{
    bool found = false;
    for (size_t i = 0; i < options->n_numbers; i++) {
        found |= strcasecmp(name, options->numbers[i]) == 0;
    }
    return found;
}

/* What the cells of the sample make of a column. */
static enum status settle_column(const struct csv_schema *schema, struct csv_column *column,
                                 const struct import_options *options, const char *file, struct error *err)
{
    const struct cells_seen *seen = &column->seen;
    bool commas = schema->has_commas && options->decimal == '\0' && cells_are_ambiguous(seen);
    bool numbers =
        cells_find_style(seen, schema->separator, commas ? ',' : options->decimal, &column->form.style);
    bool none = seen->cells > 0 &&
                seen->countable + seen->large + seen->dates + seen->days_first + seen->months_first == 0;
    if (column->known && none && !tidy_is_never_negative(column->name) &&
        (column->form.unit != NO_UNIT || strcmp(column->name, "request") == 0)) {
        column->known = false; /* "contact_us" is no time, and "GET /" no number of a request */
    }
    if (!column->known) {
        bool is_label = seen->fractions == 0 && seen->numbers == seen->cells && makes_factor(column) &&
                        !is_number_asked(column->name, options);
        column->kind = numbers && !is_label ? MEASURE : FACTOR;
        numbers &= !is_label;
        column->is_number = is_label;
    }
    column->is_number |= strcmp(column->name, "memory_mb") == 0;
    column->form.zone_s = options->zone_s;
    bool sizes = seen->sizes > 0 && (column->form.style == CELLS_SIZES || column->kind == FACTOR);
    if (numbers && sizes) { /* a factor would take a number without a unit for a text */
        column->form.style = CELLS_SIZES;
        return settle_sizes(schema, column, err);
    }
    if (numbers && seen->clocks > 0 && !tidy_says_duration(column->name)) { /* a time of day */
        numbers = false;
        column->kind = FACTOR;
    }
    if ((column->kind == FACTOR && column->known) || !numbers) {
        column->form.style = CELLS_PLAIN;
    }
    enum status status =
        column->known && column->kind == FACTOR ? OK : settle_times(schema, column, file, err);
    if (status == OK && column->kind == FACTOR && !column->known && column->form.unit != NO_UNIT) {
        free(column->name); /* no numbers: what looked like a unit is none */
        column->name = tidy_lower_name(column->written, err);
        column->form.unit = NO_UNIT;
        status = column->name == NULL ? BAD_SERVICE : OK;
    } else if (status == OK) {
        status = name_by_style(column, err);
    }
    column->lowest = status == OK && tidy_is_never_negative(column->name) ? 0 : -INFINITY;
    return status;
}

/* A first column without a name is the index that a table was written with, and called so, as where the same
 * table stands in a pickle or in JSON; so is one that is called index. */
static enum status settle_index(struct csv_schema *schema, struct csv_column *first, struct error *err)
{
    bool nameless = first->written[0] == '\0' || strcmp(first->written, "Unnamed: 0") == 0 ||
                    strcmp(first->written, "index") == 0;
    bool numbers = first->seen.cells > 0 && first->seen.numbers == first->seen.cells;
    if (!nameless || schema->n == 1) {
        return OK;
    }
    if (numbers) { /* rows that were chosen from others keep their numbers, which measure nothing */
        first->is_index = !schema->miscounts;
        first->kind = FACTOR;
    }
    char *name = csv_figures_find(schema, "index") == NULL ? text_copy("index", strlen("index"), err) : NULL;
    if (name != NULL) {
        free(first->name);
        first->name = name;
    }
    return err->text[0] == '\0' ? OK : BAD_SERVICE;
}

enum status csv_schema_decide(struct csv_schema *schema, const struct import_options *options,
                              const char *file, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < schema->n; i++) {
        schema->has_commas |= cells_have_commas(&schema->columns[i].seen, schema->separator);
    }
    csv_whole_free_sides(schema);
    for (size_t i = 0; status == OK && i < schema->n; i++) {
        status = settle_column(schema, &schema->columns[i], options, file, err);
    }
    if (status != OK || schema->n == 0) {
        return status;
    }
    status = csv_figures_name(schema, file, err);
    if (status != OK) {
        return status;
    }
    status = settle_index(schema, &schema->columns[0], err);
    status = status == OK ? csv_served_name(schema, options, err) : status;
    status = status == OK ? csv_memory_name(schema, options, err) : status;
    status = status == OK ? csv_outcome_name(schema, options, err) : status;
    for (size_t i = 0; i < schema->n; i++) {
        struct csv_column *column = &schema->columns[i];
        column->is_flag = column->kind == FACTOR && strcmp(column->name, "cold") == 0;
    }
    status = status == OK ? csv_whole_find(schema, options, err) : status;
    choose_columns(schema, &options->wanted);
    return status;
}

enum status csv_schema_read(const struct csv_source *source, const struct import_options *options,
                            struct csv_schema *schema, size_t *data_starts, struct error *err)
{
    enum status status = check_header_option(options->header, err);
    if (status != OK) {
        return status;
    }
    struct sample sample = {.schema = schema, .options = options};
    size_t used;
    status = csv_rows(source, take_sample_row, &sample, &used, err);
    if (status != OK) {
        return status;
    }
    if (!sample.headed) {
        struct place place = {source->file, source->first_line, 0};
        return source->complete ? error_at(err, &place, "found no row, expected column names")
                                : error_at(err, &place, "found a header of more than %d bytes", SAMPLE_BYTES);
    }
    status = csv_schema_decide(schema, options, source->file, err);
    if (status != OK) {
        return status;
    }
    *data_starts = 0;
    return sample.first_is_data ? OK : csv_rows(source, stop_at_row, NULL, data_starts, err);
}
