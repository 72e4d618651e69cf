/*
 * The successful requests of many tables, kept group by group as they come: what a table is grouped for, in
 * one step and without a second copy. All else that a table holds, failures and published figures, stays in
 * it.
 */
#ifndef FAASTAT_TABLE_REQUESTS_H
#define FAASTAT_TABLE_REQUESTS_H

#include <pthread.h>

#include "table/group.h"
#include "table/samples.h"

struct requests {
    const char *const *by; /* factors; borrowed */
    size_t n_by;
    struct dictionary index; /* of groups, by their values spelled out: its codes are groups + 1 */
    struct table values;     /* a row for each group: its values of the factors */
    struct table *groups;    /* the measures of each group's requests, in the order in which they came */
    enum order *orders;      /* of each group, once they are put in order */
    size_t capacity;
    pthread_rwlock_t moving; /* held to move the groups, or their rows, and shared to write to the rows */
    size_t first_row;        /* of the groups' values in what was left of the tables */
};
enum status requests_init(struct requests *requests, const char *const *by, size_t n_by, struct error *err);
void requests_release(struct requests *requests);

/* Where the requests of a group of a part will be: in a group, from a row on, unless they are there. */
struct requests_place {
    bool open;
    size_t group, row;
};

/* What one table has of successful requests. */
struct requests_part {
    struct grouping grouping; /* borrows texts from the table */
    size_t *place_of;         /* of each factor in the grouping; SIZE_MAX where the table has none */
    struct gathered *gathered;
    struct column *columns;        /* of the measures; names are borrowed from the table */
    size_t n;                      /* measures */
    size_t *rows;                  /* of each group, where there is no measure; NULL where there is one */
    struct requests_place *places; /* of each group, once the part is joined */
};

/*
 * Moves the successful requests of a table into a part; the table has to live as long as the part. Several
 * threads may do this at once. A factor that the table lacks is missing in all its rows; one that is a
 * measure becomes a factor. Caller releases the part either way.
 */
enum status requests_take(const struct requests *requests, struct table *table, struct requests_part *part,
                          struct error *err);
/* Gives a part its place behind the others; `more` is how many times as much is expected to follow, 0 when
 * that is not known. */
enum status requests_join(struct requests *requests, struct requests_part *part, double more,
                          struct error *err);
/* Moves a part that was joined to its place. Several threads may do this at once, and one may join. */
void requests_settle(struct requests *requests, const struct requests_part *part);
void requests_part_release(struct requests_part *part);

/* ---- when all are in; `rest` is what was left of the tables, one behind the other ---- */

/* Puts every group's requests in the order in which they were made. */
enum status requests_order(struct requests *requests, const struct table *rest, struct error *err);
/* Adds a row for each group to the rest, all missing but its factors, so that both are grouped together. */
enum status requests_add_values(struct requests *requests, struct table *rest, struct error *err);
/* Adds the requests to samples that were collected of the rest, which borrow them; missing values, which are
 * NaN, are still among them. Once for each measure. */
void requests_add_samples(struct requests *requests, const struct grouping *grouping, const char *measure,
                          struct samples *samples);
/* What grouping_gather() gives. Before missing values are dropped from samples of the measure. */
enum status requests_gather(const struct requests *requests, const struct grouping *grouping,
                            const char *measure, struct gathered *gathered, struct error *err);

#endif
