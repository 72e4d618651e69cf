/*
 * Whether a load test measured what it was meant to: requests in flight by Little's law, closed loops, what
 * they leave out of the tail, and failures apart.
 */
#ifndef FAASTAT_ANALYSIS_AUDIT_H
#define FAASTAT_ANALYSIS_AUDIT_H

#include <stdbool.h>

#include "analysis/notes.h"
#include "stats/in_flight.h"
#include "table/group.h"

struct audit_options {
    const char *const *by;
    size_t n_by;
    const char *measure; /* the time that a client waited, in seconds */
    const double *quantiles;
    size_t n_quantiles;
    double users, wait_s; /* of a closed model, as the load generator was told; NaN when it is not known */
};

/* One quantile; NaN where it is not known. */
struct audit_quantile {
    double value, corrected; /* as measured, and for coordinated omission */
};

/* What one group's requests, or a rate and a mean that were published, say. */
struct audit_row {
    size_t group;
    double n, failed; /* of all requests, failed ones too, and of these; NaN: not known */
    double per_s, successes_per_s, mean_s; /* throughput.h has the rates; of published figures, the second is
                                              NaN */
    double users, expected_per_s;          /* NaN where not known */
    struct in_flight in_flight;            /* the mean alone, where figures were published */
    bool is_closed;
    struct audit_quantile *quantiles; /* those that were asked for; NULL: no request to compute them of */
    struct notes notes;
};

struct audit_result {
    const struct audit_options *options;
    struct grouping grouping; /* borrows from the table */
    struct audit_row *rows;
    size_t n;
    struct notes left_out; /* why a group has no row */
};

/*
 * A row for each group of requests with clock times, or with published figures. BAD_DATA when there is none.
 * The result is zeroed before; caller releases it either way.
 */
enum status audit_compute(struct table *table, const struct audit_options *options,
                          struct audit_result *result, struct error *err);
void audit_release(struct audit_result *result);

#endif
