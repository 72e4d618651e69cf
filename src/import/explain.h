/* What became of a file, in words for those who want to check it. */
#ifndef FAASTAT_IMPORT_EXPLAIN_H
#define FAASTAT_IMPORT_EXPLAIN_H

#include "base/text.h"
#include "table/table.h"

/* Adds where a column stands in the file; nothing of one that it does not know. */
struct explain_origin {
    enum status (*tell)(const void *context, const char *column, struct text *text, struct error *err);
    const void *context;
};

/*
 * A line for each column of the table that has any value: its name, how many rows have one, whether these are
 * texts or numbers of a unit, the first of them, and where it stands in the file (NULL: nobody knows). For
 * the caller to free; BAD_SERVICE when memory is out.
 */
enum status explain_columns(const struct table *table, const struct explain_origin *origin, char **lines,
                            struct error *err);

#endif
