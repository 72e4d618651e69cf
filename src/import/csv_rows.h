/*
 * The rows of CSV text, each of which knows its line. libcsv reads text with quotes; text without any is cut
 * at its separators, with the same result.
 */
#ifndef FAASTAT_IMPORT_CSV_ROWS_H
#define FAASTAT_IMPORT_CSV_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

/* One row; valid during the call that hands it over. Every cell has a NUL behind it. */
struct csv_row {
    const char *bytes;           /* of all cells */
    const size_t *starts, *ends; /* cell i is bytes[starts[i]..ends[i]) */
    size_t n;                    /* cells */
    struct place place;          /* the file and the line that the row begins on */
};

const char *csv_cell(const struct csv_row *row, size_t i, size_t *n);

struct csv_source {
    const char *file;
    const char *bytes;
    size_t n;
    size_t first_line;
    char separator;
    bool complete;  /* the bytes end where a row ends, or the file does: what is left over is a row */
    char *writable; /* the bytes, when they may be written to, with a NUL behind them; NULL: libcsv reads them
                     */
};

/*
 * What to do with a row, and with text that is no CSV: then `problem` says what was found, and the row has no
 * cells but the place; the rest of its line is skipped when this returns OK. *stop ends the reading.
 */
typedef enum status (*csv_row_handler)(const struct csv_row *row, const char *problem, void *context,
                                       bool *stop, struct error *err);

/* Hands over the rows in order. *used is how many bytes were read up to the end of the last line begun. */
enum status csv_rows(const struct csv_source *source, csv_row_handler handler, void *context, size_t *used,
                     struct error *err);

#endif
