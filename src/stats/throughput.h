/* Requests per second over the time that they took. */
#ifndef FAASTAT_STATS_THROUGHPUT_H
#define FAASTAT_STATS_THROUGHPUT_H

#include <stddef.h>

#include "base/error.h"

/*
 * Successful requests divided by the time from the first start to the last end, in requests per second.
 *
 * start_s, end_s   of each of n requests, on one clock; NaN where it is not known
 * per_s            untouched on failure
 *
 * Returns OK, or BAD_DATA when a time is not known, when there are fewer than 2 requests, or no time passed.
 */
enum status throughput(const double *start_s, const double *end_s, size_t n, double *per_s,
                       struct error *err);

#endif
