/* Which columns of a dump anybody will ask for. */
#ifndef FAASTAT_IMPORT_WANTED_H
#define FAASTAT_IMPORT_WANTED_H

#include "import/import.h"

/* Whether the column is asked for, where some are chosen: by its name, with a measure whose figure it is, or
 * with all texts. */
bool import_wants(const struct import_wanted *wanted, const char *name, enum column_kind kind);

/* Whether some columns are chosen: none are passed over when one that was named is not there, as the message
 * that says so names the nearest. `has` tells whether a dump
 * has a column. */
bool import_chooses(const struct import_wanted *wanted, bool (*has)(const void *context, const char *name),
                    const void *context);

#endif
