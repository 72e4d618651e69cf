/* A table as bytes, for another process of the same program, and back. */
#ifndef FAASTAT_TABLE_TABLE_BYTES_H
#define FAASTAT_TABLE_TABLE_BYTES_H

#include "base/bytes.h"
#include "table/table.h"

/* All that it has, but for what it borrows. */
void table_put(struct bytes_writer *to, const struct table *table);
/* Into an empty table, for the caller to release either way; the reader is bad where these are no table. */
enum status table_get(struct bytes_reader *from, struct table *table, struct error *err);

#endif
