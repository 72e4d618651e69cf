/*
 * The rows that requests become, each as its report alone tells, and what other lines then add to it. A
 * column is there once a row has something for it. Inside of the importers of Lambda's logs.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_ROWS_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_ROWS_H

#include "formats/cloud/lambda_record.h"

/* The columns of all these importers. */
enum {
    LAMBDA_REQUEST_ID,
    LAMBDA_START_S,
    LAMBDA_MEMORY_MB,
    LAMBDA_DURATION_S,
    LAMBDA_BILLED_MS,
    LAMBDA_INIT_S,
    LAMBDA_RESTORE_S,
    LAMBDA_MAX_MEMORY_MB,
    LAMBDA_COLD,
    LAMBDA_STATUS,
    LAMBDA_ERROR,
    LAMBDA_CENSORED,
    LAMBDA_BILLING,
    LAMBDA_PHASE,
    LAMBDA_ENVIRONMENT,
    LAMBDA_VERSION,
    LAMBDA_FUNCTION,
    LAMBDA_COLUMNS,
    LAMBDA_FIGURES = LAMBDA_COLUMNS, /* and those that are gone when all rows are known */
    LAMBDA_END_S,
    LAMBDA_TAGS_ROW,
    LAMBDA_KEPT
};
extern const struct record_column lambda_columns[LAMBDA_KEPT];
/* Where they stand in a log of text, and in one of JSON. */
extern const struct explain_row lambda_text_origins[], lambda_json_origins[];

/* Zeroed but for what lambda_rows_init sets: none. */
struct lambda_rows {
    struct table table;
    size_t at[LAMBDA_KEPT];  /* the columns' indexes in the table, from 1; 0: not there yet */
    bool keeps[LAMBDA_KEPT]; /* the columns that are asked for, or needed */
    size_t open;             /* of many rows: those that are written */
};

/* Without the ids of requests, and the measures, that nobody will ask for. */
void lambda_rows_init(struct lambda_rows *rows, const struct import_wanted *wanted);
void lambda_rows_release(struct lambda_rows *rows);

/*
 * Adds what the record says. Cold: with an initialisation or after a restore; a timeout's duration is a lower
 * bound (censored). Which rule the bill follows is told by which sum rounds up to it; nothing where both or
 * neither do. BAD_DATA without a place when a text is no UTF-8.
 */
enum status lambda_rows_add(struct lambda_rows *rows, const struct lambda_record *record, uint64_t figures,
                            size_t tags_row, struct error *err);
/* The rule that the bill follows, NULL where it can't be told: a millisecond is what rounding may be off by.
 */
const char *lambda_rows_billing(const struct lambda_figures *figures);
/* Adds the rows of another behind these, and leaves it to be released. */
enum status lambda_rows_append(struct lambda_rows *to, struct lambda_rows *from, struct error *err);

/* The cell of a row: NULL or NaN where it is missing. */
const char *lambda_rows_text(const struct lambda_rows *rows, size_t row, size_t column);
double lambda_rows_number(const struct lambda_rows *rows, size_t row, size_t column);
/* Sets it, unless the column is not kept or the text is "". */
enum status lambda_rows_set_text(struct lambda_rows *rows, size_t row, size_t column, struct span text,
                                 struct error *err);
enum status lambda_rows_set_number(struct lambda_rows *rows, size_t row, size_t column, double number,
                                   struct error *err);
/* Many rows at once: opens n, whose cells are missing. Their columns are set, unless they are not kept; from
 * the beginning of each text, DICTIONARY_SLACK bytes can be read. Single cells of columns with few texts can
 * be set as above. */
enum status lambda_rows_open(struct lambda_rows *rows, size_t n, struct error *err);
enum status lambda_rows_set_numbers(struct lambda_rows *rows, size_t column, const double *numbers,
                                    struct error *err);
enum status lambda_rows_set_texts(struct lambda_rows *rows, size_t column, const struct span *texts,
                                  struct error *err);
enum status lambda_rows_set_all(struct lambda_rows *rows, size_t column, const char *text, struct error *err);
void lambda_rows_close(struct lambda_rows *rows);
/* The code of a text in a column that is kept, for rows whose cells are then set as codes. */
enum status lambda_rows_code(struct lambda_rows *rows, size_t column, const char *text, uint32_t *code,
                             struct error *err);
/* Makes a column missing in all rows. */
void lambda_rows_clear(struct lambda_rows *rows, size_t column);
/* Moves the columns of requests, in their order, behind the rows of a table; the others stay. */
enum status lambda_rows_move(struct lambda_rows *rows, struct table *to, struct error *err);

#endif
