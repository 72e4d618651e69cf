/*
 * The rows of CSV text, each of which knows its line. libcsv reads text with quotes; text without any is cut
 * at its separators, with the same result.
 */
#ifndef FAASTAT_READ_CSV_ROWS_H
#define FAASTAT_READ_CSV_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

/* One row; valid during the call that hands it over. */
struct csv_row {
    char *bytes; /* of all cells */
    const uint32_t
        *ends; /* cell i ends at bytes[ends[i]], where its separator stood, and the next begins behind it */
    size_t n;  /* cells */
    uint32_t start; /* of the first cell */
    bool cut;       /* from the text as it stands: blanks around a cell do not belong to it */
    bool returns;   /* and neither does the carriage return behind the last one */
    char separator;
    struct place place; /* the file and the line that the row begins on */
};

/* Blanks are what libcsv takes for them: a tab is none where it separates. */
static inline bool csv_is_blank(const struct csv_row *row, char c)
{
    return c == ' ' || (c == '\t' && row->separator != '\t');
}

/* Moves the blanks at the end of bytes[start..end) to its start, so that they are gone when the cell is asked
 * for again; where it begins then. */
size_t csv_move_blanks(const struct csv_row *row, size_t start, size_t end);

/* Cell i, of *n bytes with a NUL behind them. */
static inline const char *csv_cell(const struct csv_row *row, size_t i, size_t *n)
{
    size_t start = i == 0 ? row->start : row->ends[i - 1] + 1;
    size_t end = row->ends[i] - (row->returns && i + 1 == row->n);
    while (row->cut && start < end && csv_is_blank(row, row->bytes[start])) {
        start++;
    }
    if (row->cut && start < end && csv_is_blank(row, row->bytes[end - 1])) {
        start = csv_move_blanks(row, start, end);
    }
    row->bytes[end] = '\0';
    *n = end - start;
    return row->bytes + start;
}

struct csv_source {
    const char *file;
    const char *bytes;
    size_t n;
    size_t first_line;
    char separator;
    size_t *comments; /* counts lines that begin with '#', which are no rows then; NULL: they are */
    bool complete;    /* the bytes end where a row ends, or the file does: what is left over is a row */
    char *writable; /* the bytes, when they may be written to, with a NUL behind them; NULL: libcsv reads them
                     */
};

/*
 * What to do with a row, and with text that is no CSV: then `problem` says what was found, and the row has no
 * cells but the place; the rest of its line is skipped when this returns OK. *stop ends the reading.
 */
typedef enum status (*csv_row_handler)(const struct csv_row *row, const char *problem, void *context,
                                       bool *stop, struct error *err);

/* Separators that can't be a part of a number, of which the cell is read up to the byte behind it. */
bool csv_is_plain_separator(char separator);

/* Hands over the rows in order. *used is how many bytes were read up to the end of the last line begun. */
enum status csv_rows(const struct csv_source *source, csv_row_handler handler, void *context, size_t *used,
                     struct error *err);

#endif
