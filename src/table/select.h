/* Which rows of a table take part: conditions on its columns, such as `memory_mb>=1024`. */
#ifndef FAASTAT_TABLE_SELECT_H
#define FAASTAT_TABLE_SELECT_H

#include <stddef.h>

#include "table/table.h"

/*
 * Keeps the rows that meet all `n` conditions, each `COLUMN OP VALUE` with OP one of = != < <= > >=. Numbers
 * compare as numbers (512 is 512.0), other texts as text, which have no order; an empty VALUE stands for a
 * missing value, and a missing value meets no other condition but !=. BAD_USAGE when a condition can't be
 * read or names no column of the table; err then names the nearest.
 */
enum status table_select(struct table *table, const char *const *conditions, size_t n, struct error *err);

/*
 * The same for a table that will be part of another one, with other columns and other kinds of them: passes
 * over the rows that can't meet the conditions whatever the rest holds. A condition that can't be read, or
 * answered here, is left for table_select.
 */
enum status table_select_early(struct table *table, const char *const *conditions, size_t n,
                               struct error *err);

/*
 * The same once it is certain which columns the rows of the table have: one that it lacks is missing in all
 * of them, and no number is a text. Conditions that can't be read, or that no table answers, are left for
 * table_select.
 */
enum status table_select_alone(struct table *table, const char *const *conditions, size_t n,
                               struct error *err);

/* The same without dropping rows: clears keep[row] (which starts as the caller set it) where a condition
 * fails. */
enum status table_match(const struct table *table, const char *const *conditions, size_t n, uint8_t *keep,
                        struct error *err);

/* The column of that name, or BAD_USAGE with the nearest name. `wanted_by` says who asks, such as "--by". */
enum status table_get_column(const struct table *table, const char *name, const char *wanted_by,
                             struct column **column, struct error *err);

#endif
