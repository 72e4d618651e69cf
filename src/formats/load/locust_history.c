/*
 * Locust's _stats_history.csv: every second the totals up to then, and beside them percentiles and rates of a
 * short time before, a window. The last totals of each name are rows, and so are all windows.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/formats.h"
#include "formats/load/locust_csv.h"
#include "import/summary_record.h"

enum {
    TIMESTAMP,
    USERS,
    TYPE,
    NAME,
    RATE,
    FAILURE_RATE,
    TOTAL,
    TOTAL_FAILURES,
    AVERAGE,
    MIN,
    MAX,
    PERCENTILES,
    FIELDS = PERCENTILES + LOCUST_PERCENTILES_N
};
static const struct csv_field fields[FIELDS] = {{"Timestamp", true},
                                                {"User Count", true},
                                                {"Type", false},
                                                {"Name", true},
                                                {"Requests/s", true},
                                                {"Failures/s", false},
                                                {"Total Request Count", false},
                                                {"Total Failure Count", false},
                                                {"Total Average Response Time", false},
                                                {"Total Min Response Time", false},
                                                {"Total Max Response Time", false},
                                                LOCUST_PERCENTILES(LOCUST_PERCENTILE_FIELD)};

enum { MOST_NAMES = 1024 }; /* whose totals are looked for */

enum {
    START_S = SUMMARY_COLUMNS,
    USER_COUNT,
    RATE_PER_S,
    FAILURES_PER_S,
    METHOD_TEXT,
    NAME_TEXT,
    ROW_KIND,
    COLUMNS
};
static const struct record_column columns[COLUMNS] = {
    SUMMARY_RECORD_COLUMNS,
    [START_S] = {"start_s", MEASURE},
    [USER_COUNT] = {"users", MEASURE},
    [RATE_PER_S] = {"requests_per_s", MEASURE},
    [FAILURES_PER_S] = {"failures_per_s", MEASURE},
    [METHOD_TEXT] = {"method", FACTOR},
    [NAME_TEXT] = {"name", FACTOR},
    [ROW_KIND] = {"row_kind", FACTOR},
};

static const struct import_parts parts = {"row_kind", "total", "window",
                                          "are windows, of moments of the run"};

static const struct csv_map maps[] = {
    {TIMESTAMP, START_S, CSV_TIME, REQUIRED, SECONDS},
    {USERS, USER_COUNT, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {TYPE, METHOD_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {NAME, NAME_TEXT, CSV_TEXT, OPTIONAL, NO_UNIT},
    {RATE, RATE_PER_S, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {FAILURE_RATE, FAILURES_PER_S, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {TOTAL, SUMMARY_N, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {TOTAL_FAILURES, SUMMARY_FAILED, CSV_NUMBER, OPTIONAL, NO_UNIT},
    {AVERAGE, SUMMARY_MEAN_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {MIN, SUMMARY_MIN_S, CSV_TIME, OPTIONAL, MILLISECONDS},
    {MAX, SUMMARY_MAX_S, CSV_TIME, OPTIONAL, MILLISECONDS},
};

/* What Locust prints as 0 where the window has no request, though none ever took as little. */
static enum status find_idle(const struct csv_record *record, bool *is_idle, struct error *err)
{
    double rate = NAN, least = NAN, most = 0;
    enum status status = csv_record_get_number(record, RATE, OPTIONAL, &rate, err);
    status = status == OK ? csv_record_get_number(record, MIN, OPTIONAL, &least, err) : status;
    for (size_t i = 0; status == OK && i < LOCUST_PERCENTILES_N; i++) {
        double number;
        status = csv_record_get_number(record, PERCENTILES + i, OPTIONAL, &number, err);
        most = fmax(most, number);
    }
    *is_idle = most == 0 && !(rate > 0 && least == 0);
    return status;
}

static enum status take_locust_history(const struct csv_record *record, struct table *table, bool *keep,
                                       struct error *err)
{
    static const size_t figures[] = {SUMMARY_MEAN_S, SUMMARY_MIN_S, SUMMARY_MAX_S};
    (void)keep;
    double requests = NAN;
    enum status status = csv_record_get_number(record, TOTAL, OPTIONAL, &requests, err);
    if (status == OK) {
        status = summary_open(table, "summary", err);
    }
    if (status == OK) {
        status = csv_record_copy_fields(record, maps, sizeof maps / sizeof *maps, table, err);
    }
    for (size_t i = 0; requests == 0 && i < sizeof figures / sizeof *figures; i++) {
        table_set_number(table, figures[i], NAN); /* printed as 0 when there was nothing to measure */
    }
    locust_set_counts(table);
    status = status == OK ? table_set_text(table, ROW_KIND, parts.other, strlen(parts.other), err) : status;
    bool is_idle = false;
    status = status == OK ? find_idle(record, &is_idle, err) : status;
    return status == OK && !is_idle ? locust_set_percentiles(record, PERCENTILES, table, err) : status;
}

/* ---- windows and totals ---- */

static const char *text_of(const struct table *table, size_t column, size_t row)
{
    const struct column *found = table_find_column(table, columns[column].name);
    const char *text = found == NULL ? NULL : column_text(found, row);
    return text == NULL ? "" : text;
}

static bool is_same(const struct table *table, size_t row, size_t other)
{
    return strcmp(text_of(table, NAME_TEXT, row), text_of(table, NAME_TEXT, other)) == 0 &&
           strcmp(text_of(table, METHOD_TEXT, row), text_of(table, METHOD_TEXT, other)) == 0;
}

static bool is_sum(const struct table *table, size_t row)
{
    return strcmp(text_of(table, NAME_TEXT, row), "Aggregated") == 0;
}

/* Whether the column is of totals, or else of windows; names are of both. */
static bool is_of_total(const char *name)
{
    bool any = false;
    for (size_t i = SUMMARY_MEAN_S; i < SUMMARY_COLUMNS; i++) {
        any |= strcmp(name, columns[i].name) == 0;
    }
    return any;
}

/* Adds a row with the totals of another one. */
static enum status add_total(struct table *table, size_t row, struct error *err)
{
    enum status status = table_open_row(table, err);
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        bool is_kind = strcmp(column->name, parts.column) == 0;
        const char *text = column->kind == MEASURE ? NULL : is_kind ? parts.taken : column_text(column, row);
        if (column->kind == MEASURE && is_of_total(column->name)) {
            table_set_number(table, i, column->values[row]);
        } else if (text != NULL) {
            status = table_set_text(table, i, text, strlen(text), err);
        }
    }
    if (status == OK) {
        table_close_row(table);
    }
    return status;
}

/* Adds the last totals of each name, but that of all when there are others. Names come over and over in the
 * same order, so that the last row of one is near the end. */
static enum status add_totals(struct table *table, struct error *err)
{
    size_t rows = table->rows, others = 0, n = 0, most = rows < MOST_NAMES ? rows : MOST_NAMES;
    size_t *last = calloc(most + 1, sizeof *last);
    if (last == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = rows; row-- > 0 && n < most;) {
        size_t i = 0;
        while (i < n && !is_same(table, last[i], row)) {
            i++;
        }
        last[n] = row;
        n += i == n;
        others += i == n - 1 && last[i] == row && !is_sum(table, row);
    }
    enum status status = OK;
    for (size_t i = n; status == OK && i-- > 0;) {
        status = others > 0 && is_sum(table, last[i]) ? OK : add_total(table, last[i], err);
    }
    free(last);
    return status;
}

/* What is a window's no longer has the totals. */
static void clear_windows(struct table *table, size_t windows)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        for (size_t row = 0; column->kind == MEASURE && is_of_total(column->name) && row < windows; row++) {
            column->values[row] = NAN;
        }
    }
}

static const struct csv_dialect dialect = {.fields = fields,
                                           .n_fields = FIELDS,
                                           .columns = columns,
                                           .n_columns = COLUMNS,
                                           .take = take_locust_history};

static enum match probe_locust_history(const char *bytes, size_t n)
{
    return csv_dialect_probe(&dialect, bytes, n);
}

static enum status read_locust_history(struct input *input, const struct import_options *options,
                                       struct table *table, struct import_log *log, struct error *err)
{
    struct import_options whole = *options; /* no block has the last totals but the last */
    whole.sink = NULL;
    enum status status = csv_dialect_read(&dialect, input, &whole, table, log, err);
    size_t windows = table->rows;
    status = status == OK ? add_totals(table, err) : status;
    if (status == OK) {
        clear_windows(table, windows);
        status = import_take_part(&parts, input->name, options, table, log, err);
    }
    return status;
}

static const struct explain_row origins[] = {{"quality", "one row a name and time"},
                                             {"start_s", "Timestamp in s"},
                                             {"users", "User Count"},
                                             {"method", "Type"},
                                             {"name", "Name"},
                                             {"published_n", "Total Request Count, less those that failed"},
                                             {"failed_*n", "Total Failure Count"},
                                             {"latency_mean_s", "Total Average Response Time in ms"},
                                             {"latency_min_s", "Total Min Response Time in ms"},
                                             {"latency_max_s", "Total Max Response Time in ms"},
                                             {"requests_per_s", "Requests/s"},
                                             {"failures_per_s", "Failures/s"},
                                             {"row_kind", "whether it is the last row of its name"},
                                             {"latency_p*_s", "the percentages, in ms"},
                                             {0}};

const struct importer formats_locust_history = {
    .origins = origins,
    .name = "locust-history",
    .writes = "Locust's _stats_history.csv",
    .signs = "columns Timestamp, User Count, Name, Requests/s",
    .quality = SUMMARY,
    .probe = probe_locust_history,
    .read = read_locust_history,
};
