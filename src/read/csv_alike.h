/*
 * Rows of a known tool's CSV read column by column: numbers as they stand, texts by their codes. Rows that
 * agree in the cells that tell what `take` makes of them get the factors of the first of them, which it is
 * called for.
 */
#ifndef FAASTAT_READ_CSV_ALIKE_H
#define FAASTAT_READ_CSV_ALIKE_H

#include "read/csv_grid.h"
#include "read/csv_layout.h"

/* Of a block. */
struct csv_alike;

/* Adds the record as a row to a table with the dialect's columns first, or no row where it is none. */
typedef enum status (*csv_record_reader)(const struct csv_record *record, struct table *table,
                                         struct error *err);

/* For rows that are added to `table`, which outlives it; the dialect has a plan. Caller frees. */
enum status csv_alike_new(const struct csv_layout *layout, csv_record_reader read, struct table *table,
                          struct csv_alike **made, struct error *err);
/* As a csv_reader's take_rows. */
bool csv_alike_take(struct csv_alike *alike, const struct csv_grid *grid, size_t first, size_t n);
void csv_alike_free(struct csv_alike *alike);

#endif
