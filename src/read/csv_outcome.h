/* Columns that tell how a request ended, or that it began cold, in others' words: "http_status", "ok",
 * "is_error", "exception", "coldStart". */
#ifndef FAASTAT_READ_CSV_OUTCOME_H
#define FAASTAT_READ_CSV_OUTCOME_H

#include "import/import.h"
#include "read/csv_columns.h"

/* What a column of that name may tell: 0, nothing, or a number for csv_outcome_may_say(). */
int csv_outcome_find(const char *written);
/* Whether the cell is one of what may stand in such a column; any other makes another column of it. */
bool csv_outcome_may_say(int outcome, const char *cell, size_t n);
/* Names the columns that tell it most plainly `status`, `success`, `error` and `cold`: see csv_alias_give().
 */
enum status csv_outcome_name(struct csv_schema *schema, const struct import_options *options,
                             struct error *err);

#endif
