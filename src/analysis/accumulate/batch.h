/* The requests of one table, which may be a block of a file, laid out group by group. */
#ifndef FAASTAT_ANALYSIS_ACCUMULATE_BATCH_H
#define FAASTAT_ANALYSIS_ACCUMULATE_BATCH_H

#include "analysis/accumulate/accumulator.h"
#include "table/group.h"

/* What is wanted of a table: measures by name, or without names those that tell something of each request. */
struct wanted {
    const char *const *measures;
    size_t n;
    bool usual;          /* without names: just those that a summary is worth */
    const uint8_t *keep; /* rows whose byte is 0 do not count; NULL: all do */
    const char *const
        *clusters; /* factors that tell clusters, where the table has them: at most MOST_CLUSTERS */
    size_t n_clusters;
    const char *order; /* the measure that tells the order of requests; NULL: the usual ones */
    bool clock;        /* when requests began, failed ones too */
    bool rows;         /* the numbers of their rows, in accumulator_row */
    bool is_http;      /* statuses are HTTP's, as other parts of the data show: see roles_init() */
};

struct batch {
    const struct grouping *grouping;              /* borrowed */
    struct counts *counts;                        /* of each group */
    struct column *columns;                       /* of the measures; names are borrowed from the table */
    size_t n;                                     /* measures, and behind them codes of clusters */
    const struct column *clusters[MOST_CLUSTERS]; /* which these are of, in the table; NULL: none */
    struct gathered *gathered;                    /* the cells of each */
    struct tally *tallies;                        /* n of each group; NULL: no request was cut off */
    struct column
        *failed_columns;     /* of failed requests, if there are any and somebody asks: see accumulator.h */
    struct gathered *failed; /* the cells of each */
    size_t n_failed;
    struct table failed_rows; /* of the group that was asked for */
    unsigned statuses;        /* what they are in this table: see role.h */
};

/*
 * Lays out the requests of a grouped table. Rows that are published are marked with 1 in `stays` (zeroed;
 * NULL: nobody asks). The table and its grouping have to outlive the batch, which the caller releases either
 * way.
 */
enum status batch_lay_out(struct batch *batch, const struct table *table, const struct grouping *grouping,
                          const struct wanted *wanted, uint8_t *stays, struct error *err);
/* One group as an accumulator with values, which borrows all that it has: until this is asked again. The
 * numbers of measures are those of the batch's columns. */
struct accumulator batch_group(struct batch *batch, size_t group);
void batch_release(struct batch *batch);

#endif
