/* What the columns of a CSV file become, decided from its beginning. */
#ifndef FAASTAT_READ_CSV_SCHEMA_H
#define FAASTAT_READ_CSV_SCHEMA_H

#include "base/units.h"
#include "import/import.h"
#include "read/csv_columns.h"
#include "read/csv_head.h"

enum { SHOWN = 40 }; /* bytes of a bad cell that a message shows */

/*
 * Reads the schema from the beginning of a file: the names and kinds of the columns, and *data_starts, the
 * offset of the first row of data. Columns whose name does not decide are measures when all their cells in
 * the sample are quantities. Caller releases the schema either way.
 */
enum status csv_schema_read(const struct csv_source *source, const struct import_options *options,
                            struct csv_schema *schema, size_t *data_starts, struct error *err);
/* The three steps of that, for rows that stand in no file of CSV: a column by the name that a header would
 * have for it (messages have the place), what the cells of a row say of the columns, and what these become.
 */
enum status csv_schema_add(struct csv_schema *schema, const char *name, const struct place *place,
                           struct error *err);
void csv_schema_sample(struct csv_schema *schema, const struct csv_row *row);
enum status csv_schema_decide(struct csv_schema *schema, const struct import_options *options,
                              const char *file, struct error *err);
void csv_schema_release(struct csv_schema *schema);

#endif
