/* What a column is called whose name is read from a header, or is a key. */
#ifndef FAASTAT_READ_CSV_NAME_H
#define FAASTAT_READ_CSV_NAME_H

#include "base/error.h"
#include "read/csv_columns.h"

/* The name in lower case, or in seconds, whose unit *unit then gets; "column_3" for none, as pandas heads its
 * index. NULL where memory is out, which err says. For the caller to free. */
char *csv_name(const char *name, size_t number, enum unit *unit, struct error *err);
/* Has the column, which is new, and one that is there keep their names as they are written, where these
 * differ only in their case. */
enum status csv_name_keep_case(struct csv_schema *schema, struct csv_column *column, struct error *err);

#endif
