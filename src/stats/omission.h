/* Requests that a load generator did not send while it waited for a slow one: coordinated omission. */
#ifndef FAASTAT_STATS_OMISSION_H
#define FAASTAT_STATS_OMISSION_H

#include <stddef.h>

#include "base/error.h"

/*
 * Adds what would have been measured if each client had gone on sending every `interval` while a request was
 * under way: for a value x beyond it x - interval, x - 2 interval, and so on, down to the interval.
 *
 * values      n >= 1 latencies, not negative
 * interval    > 0, the time in which one client was to send one request, in the values' unit
 * corrected   n values and the added ones, in no order; caller frees. Untouched on failure.
 * n_corrected their number
 *
 * An upper bound of the tail where the clients had a schedule, as if all that was late had been due; the
 * values alone are the lower one. As HdrHistogram's copyCorrectedForCoordinatedOmission(). Returns OK,
 * BAD_DATA when the interval is not above 0 or so small that more than MOST_CORRECTED values come of it, or
 * BAD_SERVICE when memory is out. Source: Tene (2013), How NOT to Measure Latency.
 */
enum { MOST_CORRECTED = 1 << 27 };
enum status omission_correct(const double *values, size_t n, double interval, double **corrected,
                             size_t *n_corrected, struct error *err);

#endif
