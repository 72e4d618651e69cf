/*
 * Columns of pandas' Series and DataFrame, from the state of their block managers: layout of pandas 1.1
 * to 2.x (and of the "0.14.1" state that older ones write too). Row labels are not looked at. Internal to
 * pickle_*.c.
 */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_FRAME_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_FRAME_H

#include "formats/pickle/pickle_path.h"

struct pickle_column {
    struct pickle_value label;
    const struct pickle_array *array; /* NULL: none yet */
    size_t row;                       /* of the array, which is a column of the frame */
};

/* Each BAD_DATA for a layout that is not known. */
/* The values of a Series. */
enum status pickle_frame_series(struct pickle_walk *walk, const struct pickle_path *path,
                                const struct pickle_items *series, const struct pickle_value **values,
                                struct error *err);
/* The columns of a DataFrame, in the walk's memory. */
enum status pickle_frame_columns(struct pickle_walk *walk, const struct pickle_path *path,
                                 const struct pickle_items *frame, struct pickle_column **found, size_t *n,
                                 struct error *err);

#endif
