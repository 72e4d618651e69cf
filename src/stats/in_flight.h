/* How many requests are under way at a time. */
#ifndef FAASTAT_STATS_IN_FLIGHT_H
#define FAASTAT_STATS_IN_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct in_flight {
    double mean; /* from the first start to the last one: Little's L; NaN where all start at once */
    size_t most; /* at any time; a request that ends when another starts is not under way with it */
    /* Of the starts once `most` was reached: the share that found one less than `most` under way, and the
     * share that came within FOLLOWING of a mean duration after an end. Both are near 1 when a fixed number
     * of clients send the next request as soon as one returns. */
    double at_most, following;
};
#define FOLLOWING 0.05

/*
 * Counts requests under way.
 *
 * start_s     when each of n requests began, on one clock; in any order
 * length_s    how long it took, >= 0: beside a clock that counts from 1970, a difference of its times would
 *              lose what is under a microsecond
 * in_flight   untouched on failure
 *
 * Returns OK, BAD_DATA when n < 2, a time is not known, or a length is negative, or BAD_SERVICE when memory
 * is out. Takes O(n log n) steps. Source: Little (1961), Oper. Res. 9, 383-387.
 */
enum status in_flight_count(const double *start_s, const double *length_s, size_t n,
                            struct in_flight *in_flight, struct error *err);

#endif
