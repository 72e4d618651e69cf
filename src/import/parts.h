/*
 * Rows of a dump that hold again what others hold: a transaction beside its requests, totals beside windows,
 * a spectrum as measured beside the corrected one. Only one part is taken, unless the user asks for more.
 */
#ifndef FAASTAT_IMPORT_PARTS_H
#define FAASTAT_IMPORT_PARTS_H

#include "import/import.h"

/* The factor that tells the parts, the value of the one that is taken, and of the other. */
struct import_parts {
    const char *column, *taken, *other;
    const char *are; /* such as "are transactions" */
};

/*
 * Of all rows of a file, which say in the column which part they are of: keeps them all when there are any of
 * the other part and the user names the column, or when there are no others; else those alone that are taken,
 * and the log says so. The column is gone then.
 */
enum status import_take_part(const struct import_parts *parts, const struct input *input,
                             const struct import_options *options, struct table *table,
                             struct import_log *log, struct error *err);

#endif
