/* Which rows of a table take part: conditions on its columns, such as `memory_mb>=1024`. */
#ifndef FAASTAT_TABLE_SELECT_H
#define FAASTAT_TABLE_SELECT_H

#include <regex.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "table/table.h"

enum relation { EQUAL, DIFFERENT, LESS, AT_MOST, MORE, AT_LEAST, LIKE, UNLIKE, AMONG };

/*
 * `COLUMN OP VALUE` with OP one of = != < <= > >= and, for texts, ~ and !~ with a POSIX extended regular
 * expression that has to be found in them; or `COLUMN in (VALUE, VALUE)`. Blanks around OP don't count, and a
 * value may stand in single or double quotes. A COLUMN in another unit, latency_ms, is the table's in
 * seconds, and so are the numbers. Numbers compare as numbers (512 is 512.0), other texts as text, which have
 * no order; an empty VALUE stands for a missing value, and a missing value meets no other condition but !=.
 */
struct condition {
    const char *text; /* as it was written; borrowed */
    char *column;
    enum unit unit; /* of numbers as they were written */
    enum relation relation;
    char *value;
    double number;           /* in seconds where there is a unit; NaN when the value is none */
    regex_t *pattern;        /* of LIKE and UNLIKE */
    struct condition *among; /* of AMONG: one for each value */
    size_t n_among;
};

/* All of which a row has to meet. Zeroed: none. */
struct conditions {
    struct condition *rows;
    size_t n, capacity;
};

/* Reads one more, whose text is borrowed; BAD_USAGE when it can't be read, whatever the table. */
enum status conditions_add(struct conditions *conditions, const char *text, struct error *err);
void conditions_release(struct conditions *conditions);

/* Keeps the rows that meet all conditions. BAD_USAGE when one names no column of the table (err then names
 * the nearest), or compares a measure with a text. */
enum status table_select(struct table *table, const struct conditions *conditions, struct error *err);

/*
 * The same for a table that will be part of another one, with other columns and other kinds of them: passes
 * over the rows that can't meet the conditions whatever the rest holds. A condition that can't be answered
 * here is left for table_select.
 */
enum status table_select_early(struct table *table, const struct conditions *conditions, struct error *err);

/* The same once it is certain which columns the rows of the table have: one that it lacks is missing in all
 * of them, and no number is a text. */
enum status table_select_alone(struct table *table, const struct conditions *conditions, struct error *err);

/* The same without dropping rows: clears keep[row] (which starts as the caller set it) where a condition
 * fails. */
enum status table_match(const struct table *table, const struct conditions *conditions, uint8_t *keep,
                        struct error *err);

/* The column of that name, or BAD_USAGE with the nearest name, or those that there are. `wanted_by` says who
 * asks, such as "--by". */
enum status table_get_column(const struct table *table, const char *name, const char *wanted_by,
                             struct column **column, struct error *err);
/* The same, and it has to be a measure. */
enum status table_get_measure(const struct table *table, const char *name, const char *wanted_by,
                              struct column **column, struct error *err);

/* BAD_DATA, with the values that there are, when a condition asks for one that no row has. Rows that were
 * passed over may be gone; what the table knows of texts has to be of all that could meet the conditions. */
enum status table_check_values(const struct table *table, const struct conditions *conditions,
                               struct error *err);

#endif
