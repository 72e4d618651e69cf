/* Rows of cells, wherever they come from, as rows of a table: what the schema says of each column. */
#ifndef FAASTAT_READ_CSV_TABLE_H
#define FAASTAT_READ_CSV_TABLE_H

#include "base/number.h"
#include "read/csv_schema.h"

enum status csv_table_add_columns(const struct csv_schema *schema, struct table *table, struct error *err);

/* Says in the log what of the columns was not taken as it stands. */
enum status csv_table_note_columns(const struct csv_schema *schema, const char *file,
                                   const struct import_options *options, struct import_log *log,
                                   struct error *err);

enum { FACTOR_TEXT = NUMBER_TEXT + DICTIONARY_SLACK };

/* Makes of a factor's cell what the table has: "true" or "false" for one that says so as Python, R or a
 * spreadsheet do, the number of MB, in `text`, for a size of memory; false when it has to be one and is none.
 * From the beginning of any of them, 16 bytes can be read where that was so of the cell. */
bool csv_table_factor(const struct csv_column *column, struct span *cell, char text[FACTOR_TEXT]);

/*
 * Adds a row with as many cells as the schema has columns. BAD_DATA: err has what is wrong without a place,
 * and *cell is where.
 */
enum status csv_table_add_row(const struct csv_schema *schema, const struct csv_row *row, struct table *table,
                              size_t *cell, struct error *err);

#endif
