/*
 * What is asked of the data: rows, groups, measures, quantiles. The words of the options become a query in
 * two steps: what they say by themselves is read once, and once it meets the columns.
 */
#ifndef FAASTAT_COMMANDS_QUERY_H
#define FAASTAT_COMMANDS_QUERY_H

#include "base/names.h"
#include "base/opt.h"
#include "import/import.h"
#include "table/factors.h"
#include "table/select.h"

/* Destinations of the rows below, and what a command asks for by itself. Zeroed: nothing. */
struct query_words {
    const char *by;        /* "a,b"; NULL: the usual factors */
    const char *not_by;    /* of these, those that the command makes no groups of: "a,b"; NULL: none */
    const char *within;    /* factors that make groups too: "a,b"; NULL: none */
    const char *quantiles; /* "0.5,0.95"; NULL: none */
    const char *order;     /* the column that tells the order of requests; NULL: the usual ones */
    struct opt_list measures, where, baseline, clusters;
    bool automatic; /* without --by, other factors with few values make groups, too */
    /* Read no column but the measures, those of --by and --where, what every command needs, and those of
     * `looks_at`, up to NULL: what the command itself looks at; NULL: none. */
    bool only_asked;
    const char *const *looks_at;
};

#define BY_OPTION(words, usual)                                                                              \
    OPT_TEXT('b', "by", "FACTORS", &(words)->by, "group by these columns, a,b (" usual ")")
#define MEASURE_OPTION(words, help) OPT_LIST('m', "measure", "NAME", &(words)->measures, help)
#define QUANTILES_OPTION(words, usual)                                                                       \
    OPT_TEXT('q', "quantiles", "P,P", &(words)->quantiles, "probabilities, or p50,p95 (" usual ")")
#define CLUSTER_OPTION(words)                                                                                \
    OPT_LIST(0, "cluster", "COLUMN", &(words)->clusters,                                                     \
             "whose requests may resemble one another (repeatable; environment)")
#define ORDER_OPTION(words)                                                                                  \
    OPT_TEXT(0, "order", "COLUMN", &(words)->order,                                                          \
             "by which the requests come one after the other (start_s, else as in the file)")
#define WHERE_OPTION(words)                                                                                  \
    OPT_LIST('w', "where", "CONDITION", &(words)->where, "only these rows: memory_mb>=1024 (repeatable)")

void query_words_release(struct query_words *words);

struct query {
    struct names factors;  /* that make groups where the data have them: those of --by, or else the usual */
    struct names not_by;   /* that make none */
    struct names within;   /* of these, the factors that groups are compared within */
    struct names by;       /* factors of the groups; empty before query_bind */
    bool names_files;      /* the names of files may make groups, or conditions */
    bool asks_files;       /* the user has named them */
    bool automatic;        /* which factors these are depends on their values */
    struct pooled pooled;  /* factors that groups mix although nobody named factors */
    struct names measures; /* as the table names them: latency_s for latency_ms; when none were named, none
                              before query_bind */
    bool by_named, measures_named; /* whether the user named any */
    double *quantiles;
    size_t n_quantiles;
    struct conditions where, baseline;
    struct names bare_baselines; /* values alone, of which the data tell the factor, */
    struct names baselines;      /* and the conditions that they are then */
    struct names clusters; /* factors that tell clusters: those that were named, or else the usual one */
    bool clusters_named;
    char *order;      /* the measure that tells the order of requests; NULL: the usual ones */
    const char *bare; /* what bare numbers are, in the user's words, which have their unit; NULL: not said */
    struct names numbers;        /* columns that are named as measures, and what orders the requests */
    struct names kept;           /* measures to keep: those that were named and what orders the requests in
                                    time; none: all */
    struct names named, others;  /* columns for `wanted` */
    struct import_wanted wanted; /* columns to read */
};

/* What the words say by themselves. They outlive the query, which the caller releases either way. */
enum status query_read(const struct query_words *words, struct query *query, struct error *err);

/*
 * What depends on the columns: the usual factors that the data have, and without named measures every column
 * of numbers that is no order, clock or published figure, and those that are there as published figures.
 * The table is told the factors of clusters and the measure of the order, borrowed from the query. BAD_DATA
 * when there is no measure, BAD_USAGE when a cluster was named that is no column, or an order that is no
 * measure.
 */
enum status query_bind(struct query *query, struct table *table, struct error *err);
/* Where nobody has named factors, adds those that make groups by their values, behind the usual ones. */
enum status query_choose_factors(struct query *query, struct table *table, struct error *err);
/* Says on standard error which factors are pooled, in one line; nothing when none is. */
enum status query_tell_pooled(const struct query *query, struct error *err);
void query_release(struct query *query);

#endif
