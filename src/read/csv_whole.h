/* Tables that become what they are only when all of their rows are known: see import/unfold.h. */
#ifndef FAASTAT_READ_CSV_WHOLE_H
#define FAASTAT_READ_CSV_WHOLE_H

#include "import/import.h"
#include "read/csv_columns.h"

/* Where "cold" and "warm" stand above numbers that are no flags, the cells of the first have to decide. */
void csv_whole_free_sides(const struct csv_schema *schema);
/* Sets schema->unfolds, once the columns have their names and kinds, unless an option names one of them as
 * it is. */
enum status csv_whole_find(struct csv_schema *schema, const struct import_options *options,
                           struct error *err);

#endif
