/* Groups: the rows that agree on some factors, and the values of a measure laid out group by group. */
#ifndef FAASTAT_TABLE_GROUP_H
#define FAASTAT_TABLE_GROUP_H

#include <stddef.h>
#include <stdint.h>

#include "table/table.h"

struct group {
    uint32_t *codes; /* of each factor, in the order of grouping.by; part of grouping.codes */
    size_t rows;
};

struct grouping {
    const struct column **by; /* borrowed from the table */
    size_t n_by;
    struct group *groups; /* in the order of their values: numbers by size, texts by bytes, files as read;
                             first factor first */
    size_t n;
    uint32_t *codes;       /* n x n_by */
    struct codes group_of; /* for each row the index of its group */
};

/*
 * Groups the rows by `n_by` columns (0: all rows are one group); a measure among them becomes a factor. The
 * table must stay as it is while the grouping lives. BAD_USAGE when a column is not there; caller releases.
 */
enum status table_group(struct table *table, const char *const *by, size_t n_by, struct grouping *grouping,
                        struct error *err);
void grouping_release(struct grouping *grouping);

/* The index of the row's group. */
static inline size_t group_of_row(const struct grouping *grouping, size_t row)
{
    return codes_get(&grouping->group_of, row);
}

/* The text of the group's value of factor `by`, NULL when it is missing; borrowed. */
const char *group_text(const struct grouping *grouping, const struct group *group, size_t by);

/* The cells of one column, group by group: those of group g are [starts[g]..starts[g + 1]). */
struct gathered {
    double *values;  /* a measure's */
    uint32_t *codes; /* a factor's */
    size_t *starts;  /* n + 1 */
};

/*
 * Lays out the cells of a column, missing ones included, in the rows' order within each group. Rows whose
 * byte in `skip` (may be NULL) is 1, not 0, are left out. Caller releases.
 */
enum status grouping_gather(const struct grouping *grouping, const struct column *column, size_t rows,
                            const uint8_t *skip, struct gathered *gathered, struct error *err);
void gathered_release(struct gathered *gathered);

#endif
