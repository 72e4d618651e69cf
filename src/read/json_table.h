/* A JSON value that is no tool's own as rows of a table: records, columns, what pandas' to_json writes, lists
 * of numbers. Knows no format. */
#ifndef FAASTAT_READ_JSON_TABLE_H
#define FAASTAT_READ_JSON_TABLE_H

#include "import/record.h"
#include "read/json_shape.h"

/* Adds all of the value to the sink's table, which is empty; BAD_DATA for one that has no rows. */
enum status json_table_read(const struct json_spot *root, const struct record_sink *sink, struct error *err);
/* The same for a value whose shape is found. */
enum status json_table_read_shape(const struct json_shape *shape, const struct record_sink *sink,
                                  struct error *err);

#endif
