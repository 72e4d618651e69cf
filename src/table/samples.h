/*
 * What each group holds of one measure: the values of its successful requests, or figures that were published
 * without the requests. Lays numbers out; computes no statistic.
 */
#ifndef FAASTAT_TABLE_SAMPLES_H
#define FAASTAT_TABLE_SAMPLES_H

#include "table/group.h"
#include "table/order.h"

/* A mean that stands for requests which were not kept; what was not published with it is NaN. */
struct published {
    size_t rows; /* how many such rows the group has; the figures are those of the first */
    double mean, sd, population_sd, n;
};

struct sample {
    const double *values; /* in the order of the requests; no NaN among them */
    size_t n;
    enum order order; /* where that order comes from */
    size_t missing;   /* successful requests without a value */
    size_t failed;    /* requests that failed; their values are not among the others */
    size_t trimmed;   /* values that were taken out as outliers, on request */
    struct published published;
};

struct samples {
    struct sample *samples; /* one for each group */
    size_t n;
    double *values;
};

/*
 * Collects the samples of `measure` (such as latency_s) group by group. Rows whose byte in `keep` (NULL: all)
 * is 0 do not count. BAD_USAGE when the table has neither the measure nor a published mean of it. Caller
 * releases.
 */
enum status samples_collect(const struct table *table, const struct grouping *grouping, const char *measure,
                            const uint8_t *keep, struct samples *samples, struct error *err);
void samples_release(struct samples *samples);

/*
 * Fills skip[row] with 1 for rows that are not successful requests: not kept, published, or failed, which is
 * a status other than 200 to 399, "ok", "success" or "true". A request without a status counts as successful.
 */
void samples_skip(const struct table *table, const uint8_t *keep, uint8_t *skip);

#endif
