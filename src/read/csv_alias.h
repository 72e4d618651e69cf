/* Columns that have another name for what the table has a name for. */
#ifndef FAASTAT_READ_CSV_ALIAS_H
#define FAASTAT_READ_CSV_ALIAS_H

#include "import/import.h"
#include "read/csv_columns.h"

/* Whether the name, behind the last dot, without gaps and what brackets follow, is `name`, which has no
 * capitals. */
bool csv_alias_is(const char *written, const char *name);
/* Whether an option names the column, or a step of its shaping does. */
bool csv_alias_is_asked(const char *name, const struct import_options *options);
/* Gives the column the table's name for what it is, and makes a factor of it, unless the rows are figures,
 * another column has the name, or the user asks for this one by its own or makes that one. */
enum status csv_alias_give(struct csv_schema *schema, struct csv_column *column, const char *name,
                           const struct import_options *options, struct error *err);

#endif
