/* Whether the last row of a CSV file is a total, found while the rows are not read yet: they may be on their
 * way to several threads then. */
#ifndef FAASTAT_READ_CSV_TOTAL_H
#define FAASTAT_READ_CSV_TOTAL_H

#include "import/import.h"
#include "read/blocks.h"
#include "read/csv_columns.h"
#include "read/csv_rows.h"

/* Sets schema->total_line to the line that such a row begins on: of files that are held whole. `source` has
 * all rows, and the names before them if there is a header. Errors as total_row_drop(). */
enum status csv_total_find(const struct csv_source *source, bool has_header,
                           const struct import_options *options, struct csv_schema *schema,
                           struct import_log *log, struct error *err);
/* Whether the last line of a longer file, where it can be looked at before the others are read, says that it
 * may be such a row: all rows have to be known then. */
enum status csv_total_look_behind(const struct csv_source *source, const struct input *input, bool *may,
                                  struct error *err);

/* What the last row of a block says, for the log: that of the last block is the file's. Before it is parsed.
 */
void csv_total_watch(const struct block *block, char separator, struct import_log *log);
/* Takes that from the log. BAD_DATA where the row may be a total, which can't be known when the others were
 * given away, and no condition is about its label. */
enum status csv_total_check(const struct csv_schema *schema, const char *file, const struct conditions *where,
                            struct import_log *log, struct error *err);

#endif
