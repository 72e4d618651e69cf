/* Columns that the files lack, with the same value in every row: --set model=resnet50. */
#ifndef FAASTAT_IMPORT_CONSTANTS_H
#define FAASTAT_IMPORT_CONSTANTS_H

#include <stdbool.h>

#include "base/error.h"
#include "table/table.h"

struct constant {
    char *column;
    const char *value; /* as it was written; borrowed */
    enum column_kind kind;
    double number; /* of a measure */
    bool yields;   /* a file that has the column keeps its own */
};

/* Zeroed: none. */
struct constants {
    struct constant *rows;
    size_t n, capacity;
};

/* Reads COLUMN=VALUE; BAD_USAGE when it is none, or when a measure's value is no number. */
enum status constants_add(struct constants *constants, const char *text, struct error *err);
/* Adds a column with a value, which is borrowed; BAD_USAGE as above. */
enum status constants_add_value(struct constants *constants, const char *column, const char *value,
                                struct error *err);
/* Adds all of `from` to an empty one. */
enum status constants_copy(const struct constants *from, struct constants *to, struct error *err);
/* Whether one of them has to be the only column of its name. */
bool constants_insist(const struct constants *constants);
void constants_release(struct constants *constants);

/* Adds the columns to the table of a file; BAD_USAGE when it has one of them already. */
enum status constants_set(const struct constants *constants, const char *file, struct table *table,
                          struct error *err);

#endif
