/*
 * Tables in which names of measures, or of values of a factor, stand where a tidy table has none: a
 * measurement a row with its metric's name in a column, "metric,value,unit", and a column each for cold and
 * warm requests, as a notebook's pivots have them.
 */
#ifndef FAASTAT_IMPORT_UNFOLD_H
#define FAASTAT_IMPORT_UNFOLD_H

#include <stdbool.h>

#include "base/text.h"
#include "table/table.h"

/* Whether a column of that name is one that such tables have. */
bool unfold_uses(const char *name);
/* Whether a table with n columns, as they were read, may be such a one, and so is to be read as a whole. */
bool unfold_may(const char *const *names, const enum column_kind *kinds, size_t n);
/*
 * Makes of a table of all rows of a file one with a measure for each metric, in its unit, and of cold and
 * warm a factor beside `measure` (NULL: "value"); says in *note what was done, which is left empty where
 * nothing was; caller releases. The rows of different metrics that agree in all other columns become one, the
 * first with the first. BAD_DATA where a metric has another unit than its name says, or the name of a column.
 */
enum status unfold(struct table *table, const char *file, const char *measure, struct text *note,
                   struct error *err);

#endif
