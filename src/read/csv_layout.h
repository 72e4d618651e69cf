/* Where a file has what a dialect reads. Inside of csv_records.c and csv_alike.c. */
#ifndef FAASTAT_READ_CSV_LAYOUT_H
#define FAASTAT_READ_CSV_LAYOUT_H

#include "read/csv_dialect.h"

struct csv_layout {
    const struct csv_dialect *dialect;
    const struct import_options *options;
    size_t *cell_of; /* cell of each field, SIZE_MAX where the file has none */
    char **others;   /* names of the cells that are no field, NULL for those that are one, or not asked for */
    size_t n;        /* cells of a row */
    bool headless;   /* the first row is data */
    char separator;
};

static inline bool csv_layout_skips(const struct csv_layout *layout, size_t column)
{
    return layout->dialect->skips != NULL && layout->dialect->skips[column];
}

#endif
