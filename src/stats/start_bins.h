/*
 * When the requests of a load start, in bounded memory: as far as its throughput, gaps and waves can be told
 * without all starts. Neither their order nor the parts in which they come change a bit.
 */
#ifndef FAASTAT_STATS_START_BINS_H
#define FAASTAT_STATS_START_BINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "stats/throughput.h"

/* As many starts are kept one by one, and counted in as many bins when there are more. */
enum { START_BINS = 4096 };

/* Zeroed: none. */
struct start_bins {
    size_t n;       /* starts, but for those at 0: whether these are times can only be told at the end */
    size_t at_0;    /* those */
    double *kept_s; /* all n, while they are kept */
    size_t capacity;
    double first_s, last_s;
    uint64_t *counts; /* in bins; NULL while starts are kept */
    int exponent;     /* of 2: how wide a bin is, as narrow as is enough, and at least 2^-20 s */
    int64_t first;    /* number of the first bin, from the one that begins at 0 */
};

/* Adds starts in any order; NaN is passed over. BAD_SERVICE when memory is out. */
enum status start_bins_add(struct start_bins *bins, const double *start_s, size_t n, struct error *err);
enum status start_bins_merge(struct start_bins *to, const struct start_bins *from, struct error *err);
/* Takes those at 0 for the times that they say. */
enum status start_bins_add_at_0(struct start_bins *bins, struct error *err);
/*
 * All of them but those at 0, when nothing is added afterwards: one by one, which puts them in order, or two
 * in each bin, the first and the last, as if the others were evenly between them. Borrows the bins and room
 * for two times and two numbers of each bin.
 */
struct throughput_load start_bins_load(struct start_bins *bins, double times[2 * START_BINS],
                                       double numbers[2 * START_BINS]);
/* Whether bins that were filled in from elsewhere can be what adding makes of any starts. */
bool start_bins_are_sound(const struct start_bins *bins);
void start_bins_release(struct start_bins *bins);

#endif
