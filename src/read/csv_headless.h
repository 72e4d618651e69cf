/* Tables of tools that write them without the names of their columns. */
#ifndef FAASTAT_READ_CSV_HEADLESS_H
#define FAASTAT_READ_CSV_HEADLESS_H

#include "read/csv_rows.h"

struct csv_headless {
    const char *names; /* with commas between them */
    const char *what;  /* for the note on it */
};

/* What a first row of data is of, by its cells; NULL: nothing that is known. */
const struct csv_headless *csv_headless_find(const struct csv_row *row);

#endif
