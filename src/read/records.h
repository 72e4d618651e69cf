/*
 * Rows of named cells, as lists of records in JSON and pickles have them, read as a CSV with a header would
 * be that pandas' to_csv wrote of them. Knows neither JSON nor pickles.
 */
#ifndef FAASTAT_READ_RECORDS_H
#define FAASTAT_READ_RECORDS_H

#include "import/record.h"
#include "read/csv_table.h"

enum { MOST_COLUMNS = 4096 };

/* The columns. Zeroed: none are known yet. Once they are decided it is only read, by any number of threads.
 */
struct records {
    struct csv_schema schema;
    struct dictionary names; /* as the dump has them: the one with code i is the schema's column i - 1 */
    size_t sampled;          /* bytes of the rows that decide */
    size_t rows, cells;      /* that were seen before it is decided */
    bool decided;
    bool shortens; /* "data.latency_ms" is latency_ms where no other column could be meant */
};

/* What the columns become, and what the log says of that, after every row has been given once; a row that is
 * given now is added. */
enum status records_decide(struct records *records, const struct record_sink *sink, const char *file,
                           struct error *err);
void records_release(struct records *records);

struct records_cell {
    size_t column, start, n;
};

/* A row that is put together. Zeroed but for what is named first: empty. Caller releases. */
struct records_row {
    struct records *records;
    struct table *table; /* that a decided row goes to, with the schema's columns first */
    const char *file;
    bool factors; /* columns that are new now are the same for many rows: whatever their cells, no measures */
    struct records_cell *cells;
    size_t n, capacity;
    size_t held;            /* cells, with those behind the n that were taken back */
    struct csv_schema late; /* columns that only came when all were decided */
    struct dictionary late_names;
    struct text bytes, line;
    uint32_t *ends;
    size_t ends_capacity;
};

/* A cell; one that is not set is missing. BAD_DATA, without a place, for a name that is no text. */
enum status records_set_text(struct records_row *row, const char *name, const char *text, size_t n,
                             struct error *err);
/* One that was read as a double, as Python writes it: "512.0". */
enum status records_set_number(struct records_row *row, const char *name, double number, struct error *err);
enum status records_set_integer(struct records_row *row, const char *name, int64_t number, struct error *err);
enum status records_set_truth(struct records_row *row, const char *name, bool truth, struct error *err);
/*
 * Ends the row, whose cells stay set. BAD_DATA: err has what is wrong without a place, and *name is the
 * column as the dump names it, NULL when it is the row.
 */
enum status records_row_end(struct records_row *row, const char **name, struct error *err);
/* Takes back all cells but the first n. */
void records_row_cut(struct records_row *row, size_t n);
void records_row_release(struct records_row *row);

#endif
