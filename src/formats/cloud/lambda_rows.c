#include "formats/cloud/lambda_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/billing.h"
#include "base/number.h"
#include "import/wanted.h"

const struct record_column lambda_columns[LAMBDA_KEPT] = {
    [LAMBDA_REQUEST_ID] = {"request_id", FACTOR},
    [LAMBDA_START_S] = {"start_s", MEASURE},
    [LAMBDA_MEMORY_MB] = {"memory_mb", FACTOR},
    [LAMBDA_DURATION_S] = {"duration_s", MEASURE},
    [LAMBDA_BILLED_MS] = {"billed_ms", MEASURE},
    [LAMBDA_INIT_S] = {"init_s", MEASURE},
    [LAMBDA_RESTORE_S] = {"restore_s", MEASURE},
    [LAMBDA_MAX_MEMORY_MB] = {"max_memory_mb", MEASURE},
    [LAMBDA_COLD] = {"cold", FACTOR},
    [LAMBDA_STATUS] = {"status", FACTOR},
    [LAMBDA_ERROR] = {"error", FACTOR},
    [LAMBDA_CENSORED] = {"censored", FACTOR},
    [LAMBDA_BILLING] = {"billing", FACTOR},
    [LAMBDA_PHASE] = {"phase", FACTOR},
    [LAMBDA_ENVIRONMENT] = {"environment", FACTOR},
    [LAMBDA_VERSION] = {"version", FACTOR},
    [LAMBDA_FUNCTION] = {"function", FACTOR},
    [LAMBDA_FIGURES] = {" figures", MEASURE},
    [LAMBDA_END_S] = {" end_s", MEASURE},
    [LAMBDA_TAGS_ROW] = {" tags_row", MEASURE},
};

const struct explain_row lambda_text_origins[] = {
    {"request_id", "RequestId"},
    {"start_s", "time of START, or of REPORT less what was measured before it"},
    {"memory_mb", "Memory Size in MB"},
    {"duration_s", "Duration in ms"},
    {"billed_ms", "Billed Duration in ms"},
    {"init_s", "Init Duration in ms"},
    {"restore_s", "Restore Duration in ms"},
    {"max_memory_mb", "Max Memory Used in MB"},
    {"cold", "Init Duration, Restore Duration"},
    {"status", "Status, and lines that tell of a failure"},
    {"error", "Error Type, and lines that tell of a failure"},
    {"censored", "Task timed out"},
    {"phase", "Phase"},
    {"environment", "log stream"},
    {"version", "version in the log stream, or Version of START"},
    {"function", "log group"},
    {"billing", "billed by the duration, or with the initialisation"},
    {0}};

const struct explain_row lambda_json_origins[] = {
    {"request_id", "record.requestId"},
    {"start_s", "time of platform.start, or of platform.report less what was measured before it"},
    {"memory_mb", "record.metrics.memorySizeMB"},
    {"duration_s", "record.metrics.durationMs in ms"},
    {"billed_ms", "record.metrics.billedDurationMs in ms"},
    {"init_s", "record.metrics.initDurationMs in ms"},
    {"restore_s", "record.metrics.restoreDurationMs in ms"},
    {"max_memory_mb", "record.metrics.maxMemoryUsedMB"},
    {"cold", "initDurationMs, restoreDurationMs"},
    {"status", "record.status"},
    {"error", "record.errorType"},
    {"phase", "record.phase"},
    {"environment", "log stream"},
    {0}};

/* ---- which columns ---- */

static bool is_among(const char *name, const char *const *names, size_t n)
{
    size_t i = 0;
    while (i < n && strcasecmp(name, names[i]) != 0) {
        i++;
    }
    return i < n;
}

static bool is_named(const char *name, const struct import_wanted *wanted)
{
    return is_among(name, wanted->measures, wanted->n_measures) ||
           is_among(name, wanted->named, wanted->n_named) || is_among(name, wanted->others, wanted->n_others);
}

static bool is_column(const void *context, const char *name)
{
    bool is = false;
    (void)context;
    for (size_t i = 0; !is && i < LAMBDA_COLUMNS; i++) {
        is = strcasecmp(name, lambda_columns[i].name) == 0;
    }
    return is;
}

/* Factors are small, but for the id, which is as large as all else: only who asks for all, or for it, gets
 * that. The duration tells which lines belong together. Measures are all kept, too, where one that is named
 * is none of these, as the message that says so tells which there are. */
void lambda_rows_init(struct lambda_rows *rows, const struct import_wanted *wanted)
{
    bool all = wanted->n_measures + wanted->n_named + wanted->n_others == 0 && !wanted->factors;
    bool chooses = import_chooses(wanted, is_column, NULL);
    *rows = (struct lambda_rows){0};
    for (size_t i = 0; i < LAMBDA_KEPT; i++) {
        bool is_asked = all || is_named(lambda_columns[i].name, wanted);
        bool is_measure = i < LAMBDA_COLUMNS && lambda_columns[i].kind == MEASURE;
        rows->keeps[i] = i == LAMBDA_REQUEST_ID ? is_asked
                         : is_measure           ? is_asked || !chooses || i == LAMBDA_DURATION_S
                                                : true;
    }
}

void lambda_rows_release(struct lambda_rows *rows)
{
    table_release(&rows->table);
    *rows = (struct lambda_rows){0};
}

static void set_missing(struct lambda_rows *rows, size_t index)
{
    struct column *column = &rows->table.columns[index];
    for (size_t row = rows->table.rows; row < rows->table.rows + rows->open; row++) {
        if (column->kind == MEASURE) {
            column->values[row] = NAN;
        } else {
            codes_set(&column->codes, row, 0);
        }
    }
}

/* The index of a column that is kept, which is made when it is not there. */
static enum status get_column(struct lambda_rows *rows, size_t column, size_t *index, struct error *err)
{
    *index = rows->at[column] - 1;
    if (rows->at[column] != 0) {
        return OK;
    }
    enum status status =
        table_add_column(&rows->table, lambda_columns[column].name, lambda_columns[column].kind, index, err);
    if (status == OK) {
        rows->at[column] = *index + 1;
        set_missing(rows, *index);
    }
    return status;
}

/* ---- cells ---- */

const char *lambda_rows_text(const struct lambda_rows *rows, size_t row, size_t column)
{
    size_t at = rows->at[column];
    return at == 0 ? NULL : column_text(&rows->table.columns[at - 1], row);
}

double lambda_rows_number(const struct lambda_rows *rows, size_t row, size_t column)
{
    size_t at = rows->at[column];
    return at == 0 ? (double)NAN : rows->table.columns[at - 1].values[row];
}

enum status lambda_rows_set_text(struct lambda_rows *rows, size_t row, size_t column, struct span text,
                                 struct error *err)
{
    size_t index;
    if (text.n == 0 || !rows->keeps[column]) {
        return OK;
    }
    enum status status = get_column(rows, column, &index, err);
    return status == OK ? table_set_text_at(&rows->table, row, index, text.bytes, text.n, err) : status;
}

enum status lambda_rows_set_number(struct lambda_rows *rows, size_t row, size_t column, double number,
                                   struct error *err)
{
    size_t index;
    if (isnan(number) || !rows->keeps[column]) {
        return OK;
    }
    enum status status = get_column(rows, column, &index, err);
    if (status == OK) {
        rows->table.columns[index].values[row] = number;
    }
    return status;
}

enum status lambda_rows_code(struct lambda_rows *rows, size_t column, const char *text, uint32_t *code,
                             struct error *err)
{
    size_t index;
    struct table *table = &rows->table;
    enum status status = get_column(rows, column, &index, err);
    if (status != OK) {
        return status;
    }
    struct column *factor = &table->columns[index];
    status = dictionary_add(&factor->dictionary, text, strlen(text), code, err);
    return status == OK ? codes_widen(&factor->codes, (uint32_t)factor->dictionary.n, table->rows,
                                      table->capacity, err)
                        : status;
}

/* ---- many rows ---- */

enum status lambda_rows_open(struct lambda_rows *rows, size_t n, struct error *err)
{
    enum status status = table_open_rows(&rows->table, n, err);
    rows->open = n;
    for (size_t i = 0; status == OK && i < rows->table.n_columns; i++) {
        set_missing(rows, i);
    }
    return status;
}

enum status lambda_rows_set_numbers(struct lambda_rows *rows, size_t column, const double *numbers,
                                    struct error *err)
{
    size_t index;
    if (!rows->keeps[column] || rows->open == 0) {
        return OK;
    }
    enum status status = get_column(rows, column, &index, err);
    if (status == OK) {
        table_write_rows(&rows->table, index, rows->table.rows, numbers, rows->open);
    }
    return status;
}

enum status lambda_rows_set_texts(struct lambda_rows *rows, size_t column, const struct span *texts,
                                  struct error *err)
{
    size_t index;
    if (!rows->keeps[column] || rows->open == 0) {
        return OK;
    }
    enum status status = get_column(rows, column, &index, err);
    return status == OK ? table_set_texts(&rows->table, index, 0, texts, rows->open, err) : status;
}

enum status lambda_rows_set_all(struct lambda_rows *rows, size_t column, const char *text, struct error *err)
{
    uint32_t code;
    enum status status = rows->open == 0 ? OK : lambda_rows_code(rows, column, text, &code, err);
    for (size_t i = 0; status == OK && i < rows->open; i++) {
        codes_set(&rows->table.columns[rows->at[column] - 1].codes, rows->table.rows + i, code);
    }
    return status;
}

void lambda_rows_close(struct lambda_rows *rows)
{
    table_close_rows(&rows->table, rows->open);
    rows->open = 0;
}

void lambda_rows_clear(struct lambda_rows *rows, size_t column)
{
    size_t at = rows->at[column];
    for (size_t row = 0; at != 0 && row < rows->table.rows; row++) {
        codes_set(&rows->table.columns[at - 1].codes, row, 0);
    }
}

/* ---- a row ---- */

const char *lambda_rows_billing(const struct lambda_figures *figures)
{
    double duration_ms = billing_begun_ms(figures->duration_s, 1), extra_ms = figures->billed_restore_ms;
    const char *with = "restore+duration";
    if (!isnan(figures->init_s)) {
        extra_ms = billing_begun_ms(figures->duration_s + figures->init_s, 1) - duration_ms;
        with = "init+duration";
    }
    enum billed billed = billing_tell(figures->billed_ms, duration_ms, extra_ms, 1);
    return billed == BILLED_UNTOLD ? NULL : billed == BILLED_ALONE ? "duration" : with;
}

static bool is_timeout(const struct lambda_record *record)
{
    return strcmp(record->status, "timeout") == 0;
}

/* A request's start, where the log tells it, or else that of what it measured before it wrote the line. */
static double start_of(const struct lambda_record *record)
{
    double before_s = !isnan(record->figures.init_s)      ? record->figures.init_s
                      : !isnan(record->figures.restore_s) ? record->figures.restore_s
                      : !isnan(record->waited_s)          ? record->waited_s
                                                          : 0;
    return !isnan(record->start_s) ? record->start_s
                                   : record->end_s - (record->figures.duration_s + before_s);
}

/* The texts of the open row. */
static enum status set_texts(struct lambda_rows *rows, const struct lambda_record *record, struct error *err)
{
    bool cold = record->is_cold || !isnan(record->figures.init_s),
         restored = !isnan(record->figures.restore_s);
    const char *rule = lambda_rows_billing(&record->figures);
    char memory_mb[NUMBER_TEXT] = "";
    if (!isnan(record->figures.memory_mb)) {
        memory_mb[number_write(record->figures.memory_mb, memory_mb)] = '\0';
    }
    const struct {
        size_t column;
        const char *text;
    } texts[] = {{LAMBDA_ENVIRONMENT, record->environment},
                 {LAMBDA_VERSION, record->version},
                 {LAMBDA_REQUEST_ID, record->request_id},
                 {LAMBDA_STATUS, record->status},
                 {LAMBDA_ERROR, record->error_type},
                 {LAMBDA_PHASE, record->phase},
                 {LAMBDA_FUNCTION, record->function},
                 {LAMBDA_MEMORY_MB, memory_mb},
                 {LAMBDA_COLD, restored                ? "restored"
                               : cold                  ? "true"
                               : record->is_unreported ? ""
                                                       : "false"},
                 {LAMBDA_CENSORED, is_timeout(record) ? "true" : ""},
                 {LAMBDA_BILLING, rule == NULL ? "" : rule}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof texts / sizeof *texts; i++) {
        status = lambda_rows_set_text(rows, rows->table.rows, texts[i].column, text_span(texts[i].text), err);
    }
    return status;
}

static enum status set_numbers(struct lambda_rows *rows, const struct lambda_record *record, double figures,
                               size_t tags_row, struct error *err)
{
    const struct {
        size_t column;
        double number;
    } numbers[] = {{LAMBDA_START_S, start_of(record)},
                   {LAMBDA_DURATION_S, record->figures.duration_s},
                   {LAMBDA_BILLED_MS, record->figures.billed_ms},
                   {LAMBDA_INIT_S, isnan(record->figures.init_s) ? record->waited_s : record->figures.init_s},
                   {LAMBDA_RESTORE_S, record->figures.restore_s},
                   {LAMBDA_MAX_MEMORY_MB, record->figures.max_memory_mb},
                   {LAMBDA_FIGURES, figures},
                   {LAMBDA_END_S, record->end_s},
                   {LAMBDA_TAGS_ROW, tags_row == 0 ? (double)NAN : (double)tags_row}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof numbers / sizeof *numbers; i++) {
        status = lambda_rows_set_number(rows, rows->table.rows, numbers[i].column, numbers[i].number, err);
    }
    return status;
}

enum status lambda_rows_add(struct lambda_rows *rows, const struct lambda_record *record, uint64_t figures,
                            size_t tags_row, struct error *err)
{
    enum status status = table_open_row(&rows->table, err);
    if (status != OK || (status = set_texts(rows, record, err)) != OK ||
        (status = set_numbers(rows, record, (double)figures, tags_row, err)) != OK) {
        return status;
    }
    table_close_row(&rows->table);
    return OK;
}

/* ---- all rows ---- */

enum status lambda_rows_append(struct lambda_rows *to, struct lambda_rows *from, struct error *err)
{
    enum status status = table_append(&to->table, &from->table, err);
    for (size_t i = 0; status == OK && i < to->table.n_columns; i++) {
        for (size_t k = 0; k < LAMBDA_KEPT; k++) {
            if (strcmp(to->table.columns[i].name, lambda_columns[k].name) == 0) {
                to->at[k] = i + 1;
            }
        }
    }
    return status;
}

enum status lambda_rows_move(struct lambda_rows *rows, struct table *to, struct error *err)
{
    struct table moved = rows->table, rest = rows->table;
    moved.columns = calloc(LAMBDA_KEPT, sizeof *moved.columns);
    rest.columns = calloc(LAMBDA_KEPT, sizeof *rest.columns);
    if (moved.columns == NULL || rest.columns == NULL) {
        free(moved.columns);
        free(rest.columns);
        return error_no_memory(err);
    }
    moved.n_columns = rest.n_columns = 0;
    moved.columns_capacity = rest.columns_capacity = LAMBDA_KEPT;
    for (size_t i = 0; i < LAMBDA_KEPT; i++) {
        struct table *of = i < LAMBDA_COLUMNS ? &moved : &rest;
        if (rows->at[i] != 0) {
            of->columns[of->n_columns++] = rows->table.columns[rows->at[i] - 1];
            rows->at[i] = of == &rest ? rest.n_columns : 0;
        }
    }
    free(rows->table.columns);
    rows->table = rest;
    enum status status = table_append(to, &moved, err);
    table_release(&moved);
    return status;
}
