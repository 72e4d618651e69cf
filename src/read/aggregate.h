/*
 * Tables whose rows are figures of many requests, not requests: a count beside a mean, percentiles, a row of
 * totals. Told by the names of the columns, wherever the rows come from; knows no columns.
 */
#ifndef FAASTAT_READ_AGGREGATE_H
#define FAASTAT_READ_AGGREGATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "base/units.h"

/* What a column is by its name; of the last ones each is a figure of times. */
enum aggregate_role {
    AGGREGATE_NOTHING,
    AGGREGATE_COUNT,
    AGGREGATE_FAILURES,
    AGGREGATE_FAILURE_SHARE,
    AGGREGATE_SUCCESSES,
    AGGREGATE_SUCCESS_SHARE,
    AGGREGATE_RATE,
    AGGREGATE_MEAN,
    AGGREGATE_SD,
    AGGREGATE_LEAST,
    AGGREGATE_MOST,
    AGGREGATE_QUANTILE,
    AGGREGATE_ROLES
};
/* *unit: that a word in it says, "latency_ms_mean", or NO_UNIT. */
enum aggregate_role aggregate_find_role(const char *name, enum unit *unit);
/* Whether it is of percentages, one a row, or of the buckets of a histogram; *counts: or of what these hold.
 */
bool aggregate_is_percentile(const char *name);
bool aggregate_is_bucket(const char *name, bool *counts);
/* Whether so many columns of each role make rows of figures; times: there are columns of other times. */
bool aggregate_has(const size_t n[AGGREGATE_ROLES], bool times);
/* The name of such a column in the tidy dump: published_n, latency_mean_s, latency_p99.9_s; `of` is what it
 * is a figure of where its own name does not say. */
enum status aggregate_spell(const char *written, const char *of, bool seconds, struct text *name,
                            struct error *err);

/* The heading that JMeter writes in English where it writes that one in another language; others as they are.
 */
const char *aggregate_in_english(const char *name);
/* Reads a share or a rate: "12.5%", "10.4/sec", or a plain number, where 1 means `of_one`; with a decimal
 * comma where that is none of thousands. */
bool aggregate_parse(const char *cell, size_t n, double of_one, double *number);

#endif
