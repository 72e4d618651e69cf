/* Requests per second over the time that they took, and its interval. */
#ifndef FAASTAT_STATS_THROUGHPUT_H
#define FAASTAT_STATS_THROUGHPUT_H

#include <stddef.h>

#include "base/error.h"
#include "stats/interval.h"

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

enum { THROUGHPUT_BLOCKS = 20, THROUGHPUT_MIN_N = 100 };

/*
 * Two-sided interval of the throughput, in requests per second: the time from the first start to the last end
 * is cut into THROUGHPUT_BLOCKS equal blocks, each has the rate of the requests that ended in it, and the
 * interval is Student's t of the mean of these rates.
 *
 * start_s, end_s   as above; n >= THROUGHPUT_MIN_N, so that a block holds 5 requests on average
 * level            0 < level < 1, for example 0.95
 * interval         not below 0; untouched on failure
 *
 * Assumes that the load was the same all the time, and blocks that are longer than what requests have to do
 * with one another: a ramp or a stall makes it wide, as it should. Returns OK, or BAD_DATA. Source: Conway
 * (1963), Manag. Sci. 10, 47-61 (batch means); Schmeiser (1982), Oper. Res. 30, 556-568 (10 to 30 batches).
 */
enum status throughput_interval(const double *start_s, const double *end_s, size_t n, double level,
                                struct interval *interval, struct error *err);

#endif
