/* Which factors of a table make groups when nobody says: those with few values, which tell what was measured
 * and not how it ended. */
#ifndef FAASTAT_TABLE_FACTORS_H
#define FAASTAT_TABLE_FACTORS_H

#include "base/names.h"
#include "table/group.h"
#include "table/table.h"

enum { FACTORS_MOST_VALUES = 12 };

/* Factors that are mixed in groups, and how many values the table has of each. Zeroed: none. */
struct pooled {
    struct pooled_factor {
        char *name;
        size_t values;
        size_t *in_group; /* how many of them each group has, in the order of the groups */
    } * rows;
    size_t n, capacity;
    size_t groups;
};
void pooled_release(struct pooled *pooled);

/* Whether a text column of that name tells how a request ended, which one it was or who served it, so that
 * nobody would want a group for each of its values. */
bool factors_is_outcome(const char *name);

/*
 * Adds to `by` the column `file`, and with `automatic` every other factor that nobody has asked to leave out
 * (`not_by`), which has at most FACTORS_MOST_VALUES values, each in two rows or more, and divides the groups
 * further. Rows that were published are divided by any number of values, as they can't be pooled. Factors
 * with more than one value that are then mixed in a group go to `pooled`. BAD_SERVICE when memory is out.
 */
enum status factors_choose(struct table *table, const struct names *not_by, bool automatic, struct names *by,
                           struct pooled *pooled, struct error *err);

/* Adds to `pooled` the factors that would make groups, or would be told to be pooled, and of which two rows
 * of one group have different values, with how many values all rows have; only rows whose byte in `keep` is
 * not 0, and where there is a `measure`, which may be NULL, that have a number of it. No in_group is told. */
enum status factors_find_mixed(const struct table *table, const struct grouping *grouping,
                               const uint8_t *keep, const struct column *measure, struct pooled *pooled,
                               struct error *err);

/* The factors of rows that come in blocks, on several threads, and are not kept. Zeroed: none. */
struct factors_seen {
    struct factor_seen {
        char *name;
        struct dictionary values; /* at most FACTORS_MOST_SEEN */
    } * rows;
    size_t n, capacity;
};
enum { FACTORS_MOST_SEEN = 1024 };
void factors_seen_release(struct factors_seen *seen);
/* Notes the values in a block's rows of the factors that would make groups and that `by` does not have. For
 * one thread at a time. */
enum status factors_see(struct factors_seen *seen, const struct table *table, const char *const *by,
                        size_t n_by, struct error *err);
/* Adds to `pooled` those with several values; no in_group is told. */
enum status factors_tell_seen(const struct factors_seen *seen, struct pooled *pooled, struct error *err);

#endif
