/* Texts in arrays of Arrow, which hold the strings of pandas 3. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_ARROW_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_ARROW_H

#include "formats/pickle/pickle_path.h"

/* The texts of all of Arrow's arrays in an object, in the walk's memory, which lasts. False when there are
 * none, or when they are anything but texts; err may be set then. */
bool pickle_arrow_find(struct pickle_walk *walk, const struct pickle_value *object,
                       struct pickle_value **values, size_t *n, struct error *err);

#endif
