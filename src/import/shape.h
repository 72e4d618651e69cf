/*
 * What a table is made of before anything is asked of it: columns that get other names, wide tables that
 * become long, factors taken out of names, and columns of another file. Knows no format.
 */
#ifndef FAASTAT_IMPORT_SHAPE_H
#define FAASTAT_IMPORT_SHAPE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/units.h"
#include "import/name_pattern.h"
#include "import/shape_use.h"
#include "table/table.h"

struct shape_rename {
    char *from, *to; /* as the table names them: latency_s */
    struct shape_use use;
    enum unit unit; /* of the numbers, where `to` was written with another one than seconds */
};

/* Columns that match become rows of one measure, and what "*" stands for a factor. */
struct shape_melt {
    char *before, *behind; /* of "*" in the columns' names, with their unit in seconds */
    char *factor, *measure;
    struct shape_use use;
};

struct shape_join {
    char *path, *key;
    struct table table; /* whose rows have different values of the key */
    uint32_t *row_of;   /* of each code of the key's dictionary, + 1 */
    struct shape_use use;
};

/* Factors out of the texts of a column. */
struct shape_names {
    char *column;
    struct name_pattern pattern;
    struct shape_use use;
};

struct shape {
    struct shape_rename *renames;
    struct shape_melt *melts;
    struct shape_join *joins;
    struct shape_names *names;
    size_t n_renames, n_melts, n_joins, n_names;
    double since_s, until_s,
        skip_first_s; /* of starts; NaN: not asked for. The last by each file's own clock */
};

/* Each reads one more, OLD=NEW, PATTERN:FACTOR, FILE:KEY, and a column with a pattern; BAD_USAGE when it is
 * none. The table of a join is for import_join() to fill. */
enum status shape_add_rename(struct shape *shape, const char *text, struct error *err);
enum status shape_add_melt(struct shape *shape, const char *text, struct error *err);
enum status shape_add_join(struct shape *shape, const char *text, struct error *err);
enum status shape_add_names(struct shape *shape, const char *column, const char *pattern, struct error *err);
/* BAD_DATA when the table of the join lacks the key, or has a value of it twice. */
enum status shape_index_join(struct shape_join *join, struct error *err);
void shape_release(struct shape *shape);

bool shape_is_empty(const struct shape *shape);
/* Leaves out the rows that start before so many seconds are over since the first of the table, which are all
 * rows of a file, and those without a start. */
enum status shape_skip_first(const struct shape *shape, struct table *table, struct error *err);
/* Renames, melts, takes factors out of names and joins, in this order, a table of all rows of a file or of
 * some, and leaves out what started before or after the times given. What is asked for and not there is left
 * alone, as another file may have it, and told in the `use` of each step. */
enum status shape_apply(const struct shape *shape, struct table *table, struct error *err);

/* One step of shape_apply(). */
enum status shape_apply_join(struct shape_join *join, struct table *table, struct error *err);
/* What came of step i of all, from 0; NULL when there are fewer. */
struct shape_use *shape_find_use(struct shape *shape, size_t step);
/* Forgets what came of all steps. */
void shape_forget(struct shape *shape);
/* After all rows, which became a table of these columns: BAD_USAGE where no data had the column of a step,
 * and BAD_DATA where no row has what a pattern of names asks for. What else a step left out is told in
 * `notes`, a line each. */
enum status shape_check(const struct shape *shape, const struct table *table, struct text *notes,
                        struct error *err);

#endif
