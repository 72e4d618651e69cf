/*
 * Columns of pandas' Series and DataFrame, from the state of their block managers: layout of pandas 1.1
 * to 3 (and of the "0.14.1" state that older ones write too). Internal to pickle_*.c.
 */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_FRAME_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_FRAME_H

#include "formats/pickle/pickle_path.h"

struct pickle_column {
    struct pickle_value label;
    const struct pickle_value *values; /* an array, or an object of one of pandas' own; NULL: none yet */
    size_t row;                        /* of an array of two dimensions, which is a column of the frame */
};

/* In the walk's memory, with the labels of the rows. */
struct pickle_columns {
    struct pickle_column *columns;
    size_t n;
    const struct pickle_value *index;
};

/* Each BAD_DATA for a layout that is not known. */
/* The values of a Series, and its labels. */
enum status pickle_frame_series(struct pickle_walk *walk, const struct pickle_path *path,
                                const struct pickle_items *series, const struct pickle_value **values,
                                const struct pickle_value **index, struct error *err);
/* The columns of a DataFrame. */
enum status pickle_frame_columns(struct pickle_walk *walk, const struct pickle_path *path,
                                 const struct pickle_items *frame, struct pickle_columns *columns,
                                 struct error *err);

/* How many labels an index has that is no MultiIndex, and the i-th. */
struct pickle_labels {
    const struct pickle_value *values; /* of objects, or NULL */
    const struct pickle_array *array;  /* of anything else; NULL: a range */
    double start, step;
    size_t n;
};
bool pickle_labels_find(struct pickle_walk *walk, const struct pickle_value *index,
                        struct pickle_labels *labels, struct error *err);
enum status pickle_labels_get(struct pickle_walk *walk, const struct pickle_labels *labels, size_t i,
                              struct pickle_value *label, struct error *err);
/* The same of a MultiIndex: each row has a label of each level. */
enum { PICKLE_LEVELS = 8 };
struct pickle_levels {
    struct pickle_labels labels[PICKLE_LEVELS];
    const struct pickle_array *codes[PICKLE_LEVELS];
    size_t n, rows;
};
bool pickle_levels_find(struct pickle_walk *walk, const struct pickle_value *index,
                        struct pickle_levels *levels, struct error *err);
enum status pickle_levels_get(struct pickle_walk *walk, const struct pickle_levels *levels, size_t level,
                              size_t row, struct pickle_value *label, struct error *err);
/* The first value of that kind in an object, not too deep; NULL when there is none. */
const struct pickle_value *pickle_frame_search(struct pickle_walk *walk, const struct pickle_value *object,
                                               enum pickle_kind kind, size_t depth);

/* The name of the class of an object, or of the one that a function of Cython's restores. */
const char *pickle_frame_class(const struct pickle_value *object);
/* Whether an object has one of that class among what it was given. */
bool pickle_frame_mentions(const struct pickle_value *value, const char *class, size_t depth);
/* The name of an index or of a level of it; NULL when it has none. */
const struct pickle_value *pickle_frame_label(const struct pickle_value *index, size_t level, bool several);

#endif
