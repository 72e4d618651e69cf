/* Rows of cells, wherever they come from, as rows of a table: what the schema says of each column. */
#ifndef FAASTAT_READ_CSV_TABLE_H
#define FAASTAT_READ_CSV_TABLE_H

#include "read/csv_schema.h"

enum status csv_table_add_columns(const struct csv_schema *schema, struct table *table, struct error *err);

/* Says in the log what of the columns was not taken as it stands. */
enum status csv_table_note_columns(const struct csv_schema *schema, const char *file,
                                   const struct import_options *options, struct import_log *log,
                                   struct error *err);

/* "true" or "false" for a cell that says so as Python, R or a spreadsheet do, or the cell. From the beginning
 * of either, 16 bytes can be read where that was so of the cell. */
struct span csv_table_truth(const char *cell, size_t n);

/*
 * Adds a row with as many cells as the schema has columns. BAD_DATA: err has what is wrong without a place,
 * and *cell is where.
 */
enum status csv_table_add_row(const struct csv_schema *schema, const struct csv_row *row, struct table *table,
                              size_t *cell, struct error *err);

#endif
