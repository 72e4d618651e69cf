/* Writing a table as a tidy dump. */
#ifndef FAASTAT_TABLE_TIDY_WRITE_H
#define FAASTAT_TABLE_TIDY_WRITE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "table/table.h"

/*
 * Writes the table as CSV (RFC 4180, lines end in LF): known columns first, in their order, then the others;
 * `csv_safe`: without cells that a spreadsheet takes for formulas. Rows are put into text by that many
 * threads (0: one for each processor), which does not change a byte. BAD_SERVICE when memory is out, or the
 * stream takes no more.
 */
enum status tidy_write(const struct table *table, bool csv_safe, size_t threads, FILE *stream,
                       struct error *err);

#endif
