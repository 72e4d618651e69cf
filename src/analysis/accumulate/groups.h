/*
 * The requests of many tables, in one accumulator for each group, as the tables come: with their values or,
 * in bounded memory, counted. What is published of requests that were not kept is in no accumulator.
 */
#ifndef FAASTAT_ANALYSIS_ACCUMULATE_GROUPS_H
#define FAASTAT_ANALYSIS_ACCUMULATE_GROUPS_H

#include <pthread.h>

#include "analysis/accumulate/accumulator.h"
#include "base/text.h"
#include "table/group.h"

struct groups_plan {
    const char *const *by; /* factors; borrowed, as the measures are */
    size_t n_by;
    const char *const *measures; /* none: all that are there, or all that are usual when bounded */
    size_t n_measures;
    bool bounded;   /* no values are kept, but counted in histograms */
    bool dependent; /* bounded: how they depend on one another is looked at, too */
    bool stripped;  /* bounded and dependent: so that it can be put together with others */
    bool deferred; /* bounded and dependent: values are kept until those of other ranks, which may come before
                      them, are there, and are lined up at the end */
    const char *const *clusters; /* factors that tell clusters; when bounded, the first one does */
    size_t n_clusters;
    double failure_level; /* of intervals of the share that fails, which depends on how failures come
                             together; 0: nobody asks */
    const char *order;    /* the measure that tells the order of requests; NULL: the usual ones */
    bool is_http;         /* statuses are HTTP's in all parts, whatever is seen of one */
    bool apart; /* of many requests nobody asks for more than their moments and values at some ranks, and
                   these stay with the ranks that have read them */
};

/* A group of which just what tells the order of its requests is with its owner. */
struct groups_apart {
    bool is;
    struct table values;    /* of the measures, as far as this rank has read them */
    struct elsewhere found; /* of one of these on all ranks, once it is asked for */
};

struct groups {
    struct groups_plan plan;
    struct dictionary index; /* of groups, by their values spelled out: its codes are groups + 1 */
    struct table factors;    /* a row for each group: its values of `by` */
    struct accumulator *accumulators;
    size_t capacity;
    struct dictionary clusters[MOST_CLUSTERS]; /* texts of the factors that tell clusters */
    struct dictionary measures;                /* a code is the number of the measure + 1 */
    struct dictionary figures;                 /* bounded: columns with published figures among the rows */
    struct dictionary mixed;                   /* stripped: factors that make no groups, each as its name, or
                                                  with its only value in a table behind it and a line's end */
    unsigned statuses;                         /* what those of all parts are: see role.h */
    size_t rows;                               /* stripped: of the tables that were joined */
    bool merged;                               /* stripped: with what others have counted, by groups_add() */
    size_t *owners;             /* of each group the rank that has its requests; NULL: this one has all */
    struct groups_apart *apart; /* of each group; NULL: none is */
    size_t first_row;           /* of the groups in the table that they were added to at the end */
    pthread_rwlock_t moving;    /* held to move accumulators, or their values, and shared to write values */
    pthread_mutex_t taking;     /* guards `idle` */
    struct groups *idle;        /* bounded: a list of those that single threads count in, while none does */
    struct groups *next;        /* of such a list */
};
enum status groups_init(struct groups *groups, const struct groups_plan *plan, struct error *err);
void groups_release(struct groups *groups);

/* ---- finding groups ---- */

/* The values of the factors, NULL where one is missing, as one text that no others become. */
enum status groups_spell(const struct groups *groups, const char *const *texts, struct text *spelled,
                         struct error *err);
/* The accumulator of values that are spelled; NULL when there is none. */
struct accumulator *groups_find(const struct groups *groups, const struct text *spelled);
/* The accumulator of these values, which is added when there is none, and moves the others. `spelled` is room
 * for them. */
enum status groups_get(struct groups *groups, const char *const *texts, struct text *spelled,
                       struct accumulator **found, struct error *err);
/* The number of a measure, which gets one when it has none. */
enum status groups_number(struct groups *groups, const char *name, uint32_t *number, struct error *err);
/* The numbers of n columns of requests, NOT_COUNTED of those that are there for their times, or clusters,
 * alone. */
enum status groups_number_columns(struct groups *groups, const struct column *columns, size_t n,
                                  uint32_t *number_of, struct error *err);

/* ---- putting together ---- */

/* Turns n codes of a dictionary of cluster factor `factor` into those of the groups; 0 stays. */
enum status groups_recode(struct groups *groups, size_t factor, const struct dictionary *from,
                          uint32_t *codes, size_t n, struct error *err);

/* Adds what other groups of the same plan hold, behind what these hold. `from` may be changed. */
enum status groups_merge(struct groups *groups, struct groups *from, struct error *err);

/* Adds what single threads have counted, when none does any more. */
enum status groups_merge_own(struct groups *groups, struct error *err);

/*
 * Adds what others have counted, which have strips, to the groups that have the same values of those factors
 * that both have, where keep[g] (NULL: all) is not 0 for group g of theirs. `from` may be changed.
 */
enum status groups_add(struct groups *groups, struct groups *from, const uint8_t *keep, struct error *err);
/* Gives the part that was counted the key of its strips: see strips_name(). */
enum status groups_name(struct groups *groups, uint64_t key, struct error *err);
/* What there is room for in the state of a group with so many measures. */
struct accumulator_room groups_room(const struct groups *groups);

/*
 * Nothing is taken afterwards. Puts every group's values in the order in which the requests were made, and
 * adds a row for each group to what was left of the tables, one behind the other, all missing but its
 * factors: so that both are grouped together.
 */
enum status groups_finish(struct groups *groups, struct table *rest, struct error *err);

/* ---- of finished groups, with the rest and its grouping ---- */

/* A measure of theirs. */
struct groups_measure {
    const char *name; /* borrowed */
    size_t number;    /* SIZE_MAX: nothing of it was counted */
    bool is_column;   /* or else there are just published figures of it */
};
/* BAD_USAGE as samples_find_measure. */
enum status groups_find_measure(const struct groups *groups, const struct table *rest, const char *name,
                                struct groups_measure *measure, struct error *err);
/*
 * The sample of the requests that accumulator number g has. Borrows the values, among which missing ones,
 * NaN, still are; *buckets are the caller's to free either way, NULL when there are none.
 */
enum status groups_sample(const struct groups *groups, size_t g, const struct groups_measure *measure,
                          struct sample *sample, struct bucket **buckets, struct error *err);
/* Whether the rest has nothing published, so that the samples of the accumulators are all that there is. */
bool groups_are_all(const struct groups *groups);
/* The samples of a measure, likewise, with what was published of it in the rest. */
enum status groups_collect(const struct groups *groups, const struct table *rest,
                           const struct grouping *grouping, const struct groups_measure *measure,
                           struct samples *samples, struct error *err);
/* BAD_USAGE when there were published figures of the measure among bounded rows: they are no requests. */
enum status groups_check_figures(const struct groups *groups, const char *measure, struct error *err);

#endif
