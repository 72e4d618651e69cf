/* The column of how much memory a function was given. */
#ifndef FAASTAT_READ_CSV_MEMORY_H
#define FAASTAT_READ_CSV_MEMORY_H

#include "import/import.h"
#include "read/csv_columns.h"

/* Takes a column for memory_mb that is called memory and has few different whole numbers, of a size that
 * functions are given; what each request used has more of them. */
enum status csv_memory_name(struct csv_schema *schema, const struct import_options *options,
                            struct error *err);

#endif
