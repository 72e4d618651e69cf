/* What came of one step of a shape: whether any data had its column, and which rows it left as they were. */
#ifndef FAASTAT_IMPORT_SHAPE_USE_H
#define FAASTAT_IMPORT_SHAPE_USE_H

#include <stddef.h>

#include "base/error.h"

enum { SHAPE_USE_TEXT = 48 };

/* Zeroed: it was not made yet. */
struct shape_use {
    size_t tables;             /* that had its column */
    size_t rows, missed;       /* of these, and those that it has nothing for */
    char text[SHAPE_USE_TEXT]; /* the first in the alphabet of their texts, cut; "" where none has any */
};

/* Adds a table of so many rows. Several threads may add at once. */
void shape_use_add_table(struct shape_use *use, size_t rows);
/* Adds a row that the step has nothing for, as its text (NULL: none) is no other's. Likewise. */
void shape_use_miss(struct shape_use *use, const char *text);
/* Adds what came of the same step elsewhere. */
void shape_use_merge(struct shape_use *to, const struct shape_use *from);

#endif
