/* Tables whose rows are figures of many requests, as tools publish them: what their columns are called then.
 */
#ifndef FAASTAT_READ_CSV_FIGURES_H
#define FAASTAT_READ_CSV_FIGURES_H

#include "base/error.h"
#include "read/csv_columns.h"

/* The column of that name, NULL when there is none; borrowed. */
struct csv_column *csv_figures_find(const struct csv_schema *schema, const char *name);
/* Finds out whether the rows are figures, when all columns have their kinds; then these get the tidy dump's
 * names. */
enum status csv_figures_name(struct csv_schema *schema, const char *file, struct error *err);

#endif
