/*
 * What each group holds of one measure: the values of its successful requests, or figures that were published
 * without the requests. Lays numbers out; computes no statistic.
 */
#ifndef FAASTAT_TABLE_SAMPLES_H
#define FAASTAT_TABLE_SAMPLES_H

#include "table/group.h"
#include "table/order.h"

/* Figures that stand for requests which were not kept; what was not published is NaN. */
struct published {
    size_t rows; /* how many such rows the group has; the figures are those of the first */
    size_t row;  /* of the table, which that is */
    double mean, sd, population_sd, n, min, max, failed;
};

/* A quantile that was published without the requests. */
struct published_quantile {
    double p, value;
};

/* Requests of which only the number is known that were above `low` and up to `high`. */
struct bucket {
    double low, high, n;
};

struct sample {
    double *values; /* in the order of the requests; no NaN among them */
    size_t n;
    enum order order; /* where that order comes from */
    size_t missing;   /* successful requests without a value */
    size_t failed;    /* requests that failed; their values are not among the others */
    size_t trimmed;   /* values that were taken out as outliers, on request */
    size_t censored;  /* requests that were cut off, such as by a timeout; they are not among the values */
    double censored_from;         /* the earliest that one was cut off: others may be as long, or longer */
    const struct bucket *buckets; /* in ascending order, of a group that has no values here */
    size_t n_buckets;
    struct published published; /* of buckets: the mean and sd of their middles */
    bool streamed; /* the n values were counted in the buckets and not kept: `values` is NULL, and `published`
                      has their exact mean, sds, min and max, but no rows */
    const struct published_quantile *quantiles;
    size_t n_quantiles;
};

struct samples {
    struct sample *samples; /* one for each group */
    size_t n;
    double *values;
    struct bucket *buckets;
    struct published_quantile *quantiles;
};

/*
 * Collects the samples of `measure` (such as latency_s) group by group. Rows whose byte in `keep` (NULL: all)
 * is 0 do not count. BAD_USAGE when the table has neither the measure nor a published figure of it. Caller
 * releases.
 */
enum status samples_collect(const struct table *table, const struct grouping *grouping, const char *measure,
                            const uint8_t *keep, struct samples *samples, struct error *err);
/* The same of a table without successful requests, which are elsewhere: of requests, failures and those that
 * were cut off alone are counted. */
enum status samples_collect_others(const struct table *table, const struct grouping *grouping,
                                   const char *measure, struct samples *samples, struct error *err);
/*
 * The same for some of the rows, as they were read: without an order, and without published figures. Without
 * `measure` (NULL) every successful request lacks a value.
 */
enum status samples_collect_part(const struct table *table, const struct grouping *grouping,
                                 const struct column *measure, struct samples *samples, struct error *err);
/* The measure's column, NULL when there are only published figures of it; BAD_USAGE when there are none, or
 * it holds texts. */
enum status samples_find_measure(const struct table *table, const char *measure, struct column **column,
                                 struct error *err);
/* Moves the values of a sample together, past the missing ones, NaN, which are counted. */
void sample_drop_missing(struct sample *sample);
void samples_release(struct samples *samples);

/* Whether a mean is known: of requests of which none was cut off, or one that was published. */
bool sample_has_mean(const struct sample *sample);

/*
 * Fills skip[row] with 1 for rows that are not successful requests: not kept, published, cut off, or failed,
 * which is a status other than 200 to 399, "ok", "success" or "true". A request without a status counts as
 * successful.
 */
enum status samples_skip(const struct table *table, const uint8_t *keep, uint8_t *skip, struct error *err);

/* Inside of samples.c: adds the published figures and the buckets to samples that are there. */
enum status samples_add_published(const struct table *table, const struct grouping *grouping,
                                  const char *measure, const uint8_t *keep, struct samples *samples,
                                  struct error *err);
/* Whether the table has a published figure of the measure. */
bool samples_are_published(const struct table *table, const char *measure);

#endif
