/* How a JSON document holds its rows. */
#ifndef FAASTAT_READ_JSON_SHAPE_H
#define FAASTAT_READ_JSON_SHAPE_H

#include "base/json_file.h"

enum json_shape_kind {
    JSON_RECORDS,        /* [{...}, ...] */
    JSON_RECORD,         /* {...}: one row, or one for each number of its lists */
    JSON_LABELLED,       /* {"LABEL": {...}, ...} */
    JSON_COLUMNS,        /* {"NAME": [...], ...} */
    JSON_COLUMN_OBJECTS, /* {"NAME": {"LABEL": value, ...}, ...} */
    JSON_TABLE,          /* [[...], ...] */
    JSON_VALUES          /* lists of numbers in lists and objects, without names of columns */
};

enum { MOST_OUTER = 4 };

struct json_shape {
    enum json_shape_kind kind;
    struct json_spot rows;             /* the array or the object that holds them */
    struct json_spot path[MOST_OUTER]; /* the objects around it, which its place is told by */
    const json_t *outer[MOST_OUTER];   /* those objects, whose other members are the same for all rows */
    size_t n_outer;
    size_t length;       /* of each column, or of each row of a table */
    size_t first;        /* row of a table that is not its head */
    const json_t *names; /* of the columns of a table; NULL: none */
    const json_t *index; /* the labels of its rows; NULL: none */
    const char *dropped; /* a member of each record that only counts them; NULL: none */
    const char *label;   /* a column that only labels rows; NULL: none */
    bool counts;         /* the labels are 0, 1, 2 and so on, which tells nothing */
};

/* Finds it; BAD_DATA for a document that is nothing of that, with what it is. The shape points into itself:
 * it is not to be copied. */
enum status json_shape_find(struct json_shape *shape, const struct json_spot *root, struct error *err);

#endif
