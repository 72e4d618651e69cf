/* How many requests a second a load consists of, by when they start; its gaps, and its interval. */
#ifndef FAASTAT_STATS_THROUGHPUT_H
#define FAASTAT_STATS_THROUGHPUT_H

#include <stddef.h>

#include "base/error.h"
#include "stats/interval.h"

/* Stretches without a start that are far longer than the load's own spacing. */
struct throughput_gaps {
    size_t n; /* at most THROUGHPUT_GAPS; 0: the rest is NaN */
    double all_s, longest_s;
    double after_s; /* from the first start to where the longest begins */
    double per_s;   /* the throughput without them */
};
enum { THROUGHPUT_GAPS = 10 };

/*
 * When the requests of a load start, as far as it is known.
 *
 * start_s   in ascending order; of any clock, as they are told from one another
 * number    how many start up to each of these, the first 1, in between at a steady rate; NULL: these are all
 * n         of both
 */
struct throughput_load {
    const double *start_s, *number;
    size_t n;
};
/* How many requests it consists of. */
static inline double throughput_n(const struct throughput_load *load)
{
    return load->number == NULL || load->n == 0 ? (double)load->n : load->number[load->n - 1];
}

/*
 * The throughput of a load: (n - 1) / (last start - first start), in requests per second. How long the last
 * requests take doesn't matter.
 *
 * per_s     untouched on failure
 *
 * Returns OK, or BAD_DATA when there are fewer than 2 requests, or all start at once.
 */
enum status throughput(const struct throughput_load *load, double *per_s, struct error *err);

/*
 * Finds the gaps in a load: spacings of two starts, each of them more than ten times as long as the load's
 * own spacing and at least 1 % of the time, with ten others to each. The load's own is that up to which
 * spacings fill half of the time that the gaps leave, rounded up by at most a quarter. Where there would be
 * more than THROUGHPUT_GAPS there are none: pauses that come that often, as between bursts, are the load's
 * own.
 *
 * load      of n >= 2 requests, not all at once
 *
 * Random starts at a constant rate have gaps in less than one of 1000 loads (make calibrate). Takes O(n)
 * steps and no memory.
 */
struct throughput_gaps throughput_find_gaps(const struct throughput_load *load);

enum { THROUGHPUT_MIN_N = 50 };

/*
 * Two-sided interval of the throughput, in requests per second, that allows for bursts, waves, and clients
 * that wait for one another: the time from the first start to the last is cut into about 2 sqrt(n) equal
 * bins, and the long-run variance of their counts (long_run.h) is that of the whole. A spacing that an edge
 * of a bin falls into counts on either side by its share, so that starts at a fixed rate have no variance. On
 * the log scale, with Student's quantiles at as many degrees of freedom, less one, as independent bins would
 * tell as much.
 *
 * load       of n >= THROUGHPUT_MIN_N requests
 * level      0 < level < 1, for example 0.95
 * interval   untouched on failure
 *
 * Assumes that the load was of the same kind all the time. Returns OK, or BAD_DATA when n is too small, or
 * when less than four independent bins would tell as much: of so few waves nobody can say how often they
 * come. Covers 93 to 97 % for random starts, clients in closed loops, and from a dozen bursts or waves on
 * (make calibrate). Sources: those of long_run.h; Cox and Lewis (1966), The Statistical Analysis of Series of
 * Events, chapter 4 (a rate's variance by counts).
 */
enum status throughput_interval(const struct throughput_load *load, double level, struct interval *interval,
                                struct error *err);

#endif
