#include "read/csv_table.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "import/total_row.h"
#include "read/aggregate.h"
#include "table/tidy.h"

/* ---- rows that are figures ---- */

static enum status add_figure_columns(struct table *table, struct error *err)
{
    size_t index;
    enum status status = table_add_column(table, "quality", FACTOR, &index, err);
    status = status == OK ? table_add_column(table, tidy_failed_inside_n, MEASURE, &index, err) : status;
    return status == OK ? table_add_column(table, import_totals.column, FACTOR, &index, err) : status;
}

static enum status set_word(struct table *table, const char *column, const char *word, struct error *err)
{
    size_t index = (size_t)(table_find_column(table, column) - table->columns);
    return table_set_text(table, index, word, strlen(word), err);
}

/* The number of the open row in a column; NULL where there is none. */
static double *find_number(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column == NULL || column->kind != MEASURE ? NULL : &column->values[table->rows];
}

/* Counts those requests that ended well. */
static enum status count_requests(const struct csv_schema *schema, const struct table *table,
                                  struct error *err)
{
    double *n = find_number(table, tidy_published_n), *failed = find_number(table, tidy_failed_n);
    bool is_share = false, of_successes = false;
    for (size_t i = 0; i < schema->n; i++) {
        is_share |= schema->columns[i].is_share && !schema->columns[i].repeats;
        of_successes |= schema->columns[i].of_successes && !schema->columns[i].repeats;
    }
    if (failed != NULL && is_share) {
        *failed = n == NULL ? NAN : round(*failed * *n);
    }
    if (failed != NULL && of_successes) {
        *failed = n == NULL ? NAN : *n - *failed;
    }
    if (failed == NULL || n == NULL || isnan(*failed)) {
        return OK;
    }
    if (*failed > *n || *failed < 0) {
        return error_set(err, BAD_DATA, "found %.10g failures of %.10g requests, expected fewer", *failed,
                         *n);
    }
    *n -= *failed;
    *find_number(table, tidy_failed_inside_n) = *failed > 0 ? *failed : NAN;
    return OK;
}

/* Completes the open row: what it is, and how many of its requests ended well. */
static enum status end_figures(const struct csv_schema *schema, const struct csv_row *row,
                               struct table *table, struct error *err)
{
    bool is_total = false;
    for (size_t i = 0; i < row->n && i < schema->n; i++) {
        size_t n;
        is_total |= schema->columns[i].kind == FACTOR && total_row_says(csv_cell(row, i, &n));
    }
    enum status status = count_requests(schema, table, err);
    status = status == OK ? set_word(table, "quality", "summary", err) : status;
    const char *kind = is_total ? import_totals.other : import_totals.taken;
    return status == OK ? set_word(table, import_totals.column, kind, err) : status;
}

/* ---- any rows ---- */

enum status csv_table_add_columns(const struct csv_schema *schema, struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < schema->n; i++) {
        size_t index;
        const struct csv_column *column = &schema->columns[i];
        status = column->skipped ? OK : table_add_column(table, column->name, column->kind, &index, err);
    }
    return status == OK && schema->published ? add_figure_columns(table, err) : status;
}

/* What of dates is not said in the file: their zone, and the order of two numbers, which the others tell. */
static enum status note_dates(const struct csv_column *column, const char *file,
                              const struct import_options *options, struct import_log *log, struct error *err)
{
    enum cell_style style = column->form.style;
    enum status status = OK;
    if (column->is_unclear) {
        return import_note(
            log, err,
            "%s: column '%.40s' has dates whose first number may be the day or the month: left "
            "out; written as 2024-02-01 they are read",
            file, column->written);
    }
    if (style != CELLS_DATES) {
        status = import_note(log, err, "%s: column '%.40s' has dates with the %s first", file,
                             column->written, style == CELLS_DAYS_FIRST ? "day" : "month");
    }
    return status == OK && column->seen.zoneless > 0 && !options->zoned
               ? import_note(
                     log, err,
                     "%s: column '%.40s' has dates without a zone, taken for UTC; --zone says another", file,
                     column->written)
               : status;
}

static enum status note_column(const struct csv_column *column, bool is_european, const char *file,
                               const struct import_options *options, struct import_log *log,
                               struct error *err)
{
    const struct cells_seen *seen = &column->seen;
    enum cell_style style = column->form.style;
    const char *how = options->decimal == '\0' || style == CELLS_UNITS || style == CELLS_SIZES
                          ? cells_describe(style)
                          : NULL;
    if (column->is_index) {
        return import_note(log, err, "%s: the first column %s counts the rows: left out", file,
                           strcmp(column->written, "index") == 0 ? "is the index, and" : "has no name and");
    }
    if (column->is_alias && !column->skipped) {
        const char *what = strcmp(column->name, "environment") == 0 ? "names what served a request"
                           : strcmp(column->name, "cold") == 0      ? "tells whether a request began cold"
                           : strcmp(column->name, "memory_mb") == 0 ? "has few sizes, as functions are given"
                                                                    : "tells how a request ended";
        return import_note(log, err, "%s: column '%.40s' %s: taken for %s", file, column->written, what,
                           column->name);
    }
    if (strcmp(column->name, "end_s") == 0 && column->kind == MEASURE && !column->skipped) {
        enum status status =
            import_note(log, err,
                        "%s: column '%.40s' tells when requests ended: without another time, "
                        "latency_s is that from their start",
                        file, column->written);
        if (status != OK) {
            return status;
        }
    }
    if (column->is_unclear || cells_are_dates(style)) {
        return note_dates(column, file, options, log, err);
    }
    if (how != NULL && column->of_one == 0) {
        return import_note(log, err, "%s: column '%.40s' has numbers %s", file, column->written, how);
    }
    if (style == CELLS_PLAIN && column->kind == MEASURE && options->decimal == '\0' && is_european &&
        cells_are_ambiguous(seen)) {
        return import_note(log, err,
                           "%s: column '%.40s' has numbers such as 1.234, whose point is taken for a decimal "
                           "one; --decimal , makes it a mark between thousands",
                           file, column->written);
    }
    if (column->dated) {
        return import_note(log, err, "%s: column '%.40s' has times in %s since 1970, by their size", file,
                           column->written, unit_name(column->form.unit));
    }
    if (column->kind == FACTOR && seen->cells > 0 && tidy_clock(column->name) != NULL && !column->skipped) {
        return import_note(
            log, err,
            "%s: column '%.40s' is text, as not all of its cells are times with their date; so "
            "nothing of time is known from it",
            file, column->written);
    }
    bool mixed = column->kind == FACTOR && !column->known && seen->numbers * 2 > seen->cells;
    return mixed && seen->other[0] != '\0'
               ? import_note(log, err, "%s: column '%.40s' is text for cells such as '%.*s'", file,
                             column->written, (int)sizeof seen->other, seen->other)
               : OK;
}

/* The column's name in the file, and how its cells are written: "Latency (ms) in ms". */
static enum status tell_origin(const struct csv_column *column, struct import_log *log, struct error *err)
{
    struct text from = {0};
    const char *how = cells_describe(column->form.style), *unit = unit_name(column->form.unit);
    enum status status = column->written[0] == '\0' ? text_append(&from, "a column without a name",
                                                                  strlen("a column without a name"), err)
                                                    : text_print(&from, err, "%.*s", SHOWN, column->written);
    for (size_t i = 0; i < from.n; i++) {
        from.bytes[i] = (char)(iscntrl((unsigned char)from.bytes[i]) ? '?' : from.bytes[i]);
    }
    if (status == OK && how != NULL) {
        status = text_print(&from, err, " %s", how);
    }
    if (status == OK && column->kind == MEASURE && *unit != '\0') {
        status = text_print(&from, err, " in %s", unit);
    }
    status = status == OK ? explain_tell(&log->told, column->name, from.bytes, err) : status;
    text_release(&from);
    return status;
}

enum status csv_table_note_columns(const struct csv_schema *schema, const char *file,
                                   const struct import_options *options, struct import_log *log,
                                   struct error *err)
{
    enum status status = schema->supposed == NULL
                             ? OK
                             : import_note(log, err, "%s: the first row is data: taken for JMeter's %s", file,
                                           schema->supposed);
    for (size_t i = 0; status == OK && i < schema->n; i++) {
        const struct csv_column *column = &schema->columns[i];
        status = note_column(column, schema->separator == ';', file, options, log, err);
        if (status == OK && options->explains && !column->skipped) {
            status = tell_origin(column, log, err);
        }
    }
    return status;
}

/* Whether it is digits alone, as nearly all are, which are the shortest way to write the number. */
static bool is_shortest(const struct span *cell)
{
    size_t i = 0;
    while (i < cell->n && isdigit((unsigned char)cell->bytes[i])) {
        i++;
    }
    return i == cell->n && (i == 1 || (i > 0 && cell->bytes[0] != '0'));
}

static bool is_word(const struct span *cell, const char *word)
{
    return cell->n == strlen(word) && strncasecmp(cell->bytes, word, cell->n) == 0;
}

/* "true" or "false" where the cell says so, which in a flag may be other words; NULL for all other cells. */
static const char *find_truth(const struct span *cell, bool is_flag, const char *yes, const char *no)
{
    if (cell->n == 4 && (*cell->bytes | 0x20) == 't' && is_word(cell, yes)) {
        return yes;
    }
    if (cell->n == 5 && (*cell->bytes | 0x20) == 'f' && is_word(cell, no)) {
        return no;
    }
    if (!is_flag || cell->n == 0) {
        return NULL;
    }
    double number;
    bool counts = number_parse(cell->bytes, cell->n, &number);
    if (is_word(cell, "yes") || is_word(cell, "y") || is_word(cell, "t") || (counts && number == 1)) {
        return yes;
    }
    return is_word(cell, "no") || is_word(cell, "n") || is_word(cell, "f") || (counts && number == 0) ? no
                                                                                                      : NULL;
}

bool csv_table_factor(const struct csv_column *column, struct span *cell, char text[FACTOR_TEXT])
{
    static const char yes[DICTIONARY_SLACK + 1] = "true", no[DICTIONARY_SLACK + 1] = "false";
    double number;
    if (column->form.style == CELLS_SIZES && !number_is_missing(cell->bytes, cell->n)) {
        bool good = cells_parse(cell->bytes, cell->n, &column->form, &number) && number >= column->lowest;
        *cell = good ? (struct span){text, number_write(number, text)} : *cell;
        return good;
    }
    const char *truth = find_truth(cell, column->is_flag, yes, no);
    if (truth != NULL) {
        *cell = (struct span){truth, strlen(truth)};
    } else if (column->is_number && !is_shortest(cell) && number_parse(cell->bytes, cell->n, &number)) {
        *cell = (struct span){text, number_write(number, text)};
    }
    return true;
}

/* What is wrong with a cell that should be a number: "found '40', expected a number with a unit of time". */
static enum status refuse(const struct csv_column *column, const char *cell, bool is_number,
                          struct error *err)
{
    const char *how = cells_describe(column->form.style);
    if (is_number) {
        return error_set(err, BAD_DATA, "found '%.*s', expected no negative number in column '%.*s'", SHOWN,
                         cell, SHOWN, column->name);
    }
    return error_set(err, BAD_DATA, "found '%.*s', expected a number%s%s in column '%.*s'", SHOWN, cell,
                     how == NULL ? "" : " ", how == NULL ? "" : how, SHOWN, column->name);
}

static enum status set_number(const struct csv_column *column, const char *cell, size_t n,
                              struct table *table, struct error *err)
{
    double number;
    bool is_number = column->of_one > 0 ? aggregate_parse(cell, n, column->of_one, &number)
                                        : cells_parse(cell, n, &column->form, &number);
    if (!is_number || !(number >= column->lowest)) {
        return refuse(column, cell, is_number, err);
    }
    table_set_number(table, column->target, number);
    return OK;
}

enum status csv_table_add_row(const struct csv_schema *schema, const struct csv_row *row, struct table *table,
                              size_t *cell, struct error *err)
{
    enum status status = table_open_row(table, err);
    for (size_t i = 0; status == OK && i < row->n; i++) {
        const struct csv_column *column = &schema->columns[i];
        size_t n;
        const char *bytes = csv_cell(row, i, &n);
        *cell = i;
        if (column->skipped || number_is_missing(bytes, n)) {
            continue;
        }
        struct span text = {bytes, n};
        char size[FACTOR_TEXT] = "";
        double number;
        status = column->kind == MEASURE ? set_number(column, bytes, n, table, err)
                 : !csv_table_factor(column, &text, size)
                     ? refuse(column, bytes, cells_parse(bytes, n, &column->form, &number), err)
                     : table_set_text(table, column->target, text.bytes, text.n, err);
    }
    if (status == OK && schema->published) {
        status = end_figures(schema, row, table, err);
    }
    if (status == OK) {
        table_close_row(table);
    }
    return status;
}
