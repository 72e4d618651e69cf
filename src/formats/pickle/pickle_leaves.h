/* The lists of numbers in the value that a pickle leaves, each under its path. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_LEAVES_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_LEAVES_H

#include "formats/pickle/pickle_path.h"

/* A list of numbers and where it was: dict keys, column labels and indices, joined by '/'; "" is the root. */
struct pickle_leaf {
    char *path;     /* UTF-8 without control characters, and no other leaf's */
    double *values; /* NaN is missing; never infinite */
    size_t n;
};

/* Zeroed: empty. */
struct pickle_leaves {
    struct pickle_leaf *leaves; /* in the order of the pickle */
    size_t n, capacity;
    size_t texts;                /* strings and bytes that were passed over */
    struct pickle_block *blocks; /* the memory of all of it */
};

/* Adds the leaves of the value to those of the walk. */
enum status pickle_leaves_add(struct pickle_walk *walk, const struct pickle_path *path,
                              const struct pickle_value *value, struct error *err);
void pickle_leaves_release(struct pickle_leaves *leaves);

#endif
