/* Columns that name what served a request, in others' words: "instance_id", "pod", "hostname". */
#ifndef FAASTAT_READ_CSV_SERVED_H
#define FAASTAT_READ_CSV_SERVED_H

#include "import/import.h"
#include "read/csv_columns.h"

/* Names the column that tells it most closely `environment`, unless there is one of that name or the user
 * asks for the column by its own. */
enum status csv_served_name(struct csv_schema *schema, const struct import_options *options,
                            struct error *err);

#endif
