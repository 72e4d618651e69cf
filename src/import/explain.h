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

/* The same where a format's columns stand in the same place in each file; the last row is zeroed. */
struct explain_row {
    const char *column, *from;
};

/* Where the columns of a file stand that was read, as it was told meanwhile. Zeroed: nothing. */
struct explain_told {
    struct text pairs; /* each column and where it stands, a NUL behind both */
};
enum status explain_tell(struct explain_told *told, const char *column, const char *from, struct error *err);

/* What is known of a file's columns. Zeroed: nothing. */
struct explain_known {
    struct explain_origin origin;
    const struct explain_row *rows;
    struct explain_told told;
};

/*
 * A line for each column of the table that has any value: its name, how many rows have one, whether these are
 * texts or numbers of a unit, the first of them, and where it stands in the file. For
 * the caller to free; BAD_SERVICE when memory is out.
 */
enum status explain_columns(const struct table *table, const struct explain_known *known, char **lines,
                            struct error *err);

#endif
