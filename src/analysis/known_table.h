/*
 * A table, and what is known of its groups so far: each is laid out, sorted, ranked and put in time once,
 * however many pictures and tables are made of it.
 */
#ifndef FAASTAT_ANALYSIS_KNOWN_TABLE_H
#define FAASTAT_ANALYSIS_KNOWN_TABLE_H

#include "analysis/known_group.h"
#include "analysis/timeline.h"
#include "table/group.h"
#include "table/select.h"

struct compare_result;

/* One measure of the groups; what nobody has asked for is zeroed. */
struct known_measure {
    char *name;
    struct samples samples;
    struct known_group *groups; /* of each sample, all requests sorted; of no quantile or interval */
    bool ranked;                /* these have their ranks, too */
    struct timeline timeline;
    struct known_measure *next;
};

/* The groups of the rows that meet some conditions, by some factors. */
struct known_groups {
    char **by, **where; /* ended by NULL */
    uint8_t *keep;      /* the rows that meet them; NULL: all do */
    struct grouping grouping;
    struct known_measure *measures;
    struct known_groups *next;
};

struct known_table {
    struct table *table; /* borrowed, and may not change meanwhile */
    size_t threads;
    const char *stays; /* the measure of which all that is asked for stays known; what is known of others
                          stays until something else is asked for. NULL: none; borrowed */
    struct known_groups *groups;
    const struct compare_result *compared; /* what compare.h has made of these; NULL: nothing; borrowed */
};

void known_table_release(struct known_table *known);

/* Groups the rows that meet the conditions (NULL: all), see table_group(). What is found is borrowed. */
enum status known_table_group(struct known_table *known, const char *const *by, size_t n_by,
                              const struct conditions *where, struct known_groups **groups,
                              struct error *err);

/* The samples of a measure, see samples_collect(). What is found is borrowed until another is asked for. */
enum status known_table_samples(struct known_table *known, struct known_groups *groups, const char *measure,
                                struct known_measure **found, struct error *err);
/* The same, each of which is sorted; and ranked, if that is asked for. */
enum status known_table_sorted(struct known_table *known, struct known_groups *groups, const char *measure,
                               bool ranked, struct known_measure **found, struct error *err);
/* The requests of all groups in time, see timeline_init(); their samples are not collected. */
enum status known_table_timeline(struct known_table *known, struct known_groups *groups, const char *measure,
                                 struct known_measure **found, struct error *err);

#endif
