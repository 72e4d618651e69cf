/* Whether what a pickle leaves has rows with named cells, and how. Internal to pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_TABLE_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_TABLE_H

#include "formats/pickle/pickle_json.h"
#include "read/json_shape.h"

/* Points into itself: not to be copied. Zeroed: none. */
struct pickle_table {
    struct pickle_json made;
    struct json_file file; /* without text, so that places are paths */
    struct json_shape shape;
    bool found;
    bool values; /* it has lists of numbers with nothing but paths, which leaves are too, where they can be */
};

/* Looks for it; table->found says whether it is there. */
enum status pickle_table_find(struct pickle_walk *walk, const struct pickle_value *value,
                              struct pickle_table *table, struct error *err);
void pickle_table_release(struct pickle_table *table);

#endif
