/* Lists of numbers in JSON that have no names of columns: each under its path, as in a pickle. Internal to
 * the format of plain JSON. */
#ifndef FAASTAT_READ_JSON_VALUES_H
#define FAASTAT_READ_JSON_VALUES_H

#include "import/record.h"

/* Adds a row for each number, with its path where there is any, to an empty table or one that has lists. */
enum status json_values_read(const struct json_spot *root, const struct record_sink *sink, struct error *err);

#endif
