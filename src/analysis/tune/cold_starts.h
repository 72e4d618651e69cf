/* Cold starts of some requests: their share, and what initialisation takes and is billed. Knows no groups and
 * no prices. */
#ifndef FAASTAT_ANALYSIS_TUNE_COLD_STARTS_H
#define FAASTAT_ANALYSIS_TUNE_COLD_STARTS_H

#include "analysis/known_group.h"
#include "analysis/role.h"
#include "base/billing.h"
#include "table/table.h"

/* The columns that requests are judged by; NULL where the table has none, or not as numbers or texts. */
struct start_columns {
    const struct table *table;
    const double *init_s, *duration_s, *billed_ms;
    const struct column *cold, *billing;
    double unit_ms; /* what bills are rounded up to */
    uint8_t *says;  /* what each code of `cold` says: an enum started */
};

/* How a request found its environment. */
enum started { STARTED_UNTOLD, STARTED_WARM, STARTED_COLD, STARTED_RESTORED };

/* Looks the columns up; `unit_ms` is what bills are rounded up to. BAD_SERVICE when memory is out; caller
 * releases either way. */
enum status start_columns_init(struct start_columns *columns, const struct table *table, double unit_ms,
                               struct error *err);
void start_columns_release(struct start_columns *columns);
/* The measure of that name as numbers, one a row; NULL where there is none. Borrowed. */
const double *cold_starts_numbers(const struct table *table, const char *name);

/* What is not known is NaN. */
struct cold_starts {
    size_t n, told;        /* requests, and those of which it is known how they found their environment */
    size_t cold, restored; /* of these; those that were restored from a snapshot are cold, too */
    double share;          /* of cold ones among those told */
    struct interval share_interval;
    double effective_n; /* as many independent requests would tell as much of the share */
    size_t with_init;   /* cold ones whose initialisation's time is known */
    double init_s;      /* its mean */
    struct interval init_interval;
    size_t billed[BILLED_KINDS]; /* cold ones by what their bill has */
    double billed_ms;            /* what those bills have for it, in all; 0 where it is not billed */
    double if_billed_ms;         /* the same if it were, of all whose time or bill tells it */
};

/*
 * Counts the cold starts among the requests whose rows are rows[0..n). The share has Wilson's interval at as
 * many independent requests as tell as much of it, by stats/precision.h, in the order in which they were
 * made; the mean of initialisation that of known_group_mean(). Billing is told per request by
 * billing_tell(), of a restored one, whose restore counts as initialisation, by the column `billing`.
 * BAD_SERVICE when memory is out.
 */
enum status cold_starts_count(const struct start_columns *columns, const size_t *rows, size_t n,
                              const struct interval_options *intervals, struct cold_starts *found,
                              struct error *err);

#endif
