/* The order statistics of a resample, drawn from their own law: the resample itself is never made. */
#ifndef FAASTAT_STATS_RESAMPLE_RANKS_H
#define FAASTAT_STATS_RESAMPLE_RANKS_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

/*
 * Draws the order statistics first..last, counted from 0, of n values that are drawn with replacement from
 * sorted[0..n), ascending, and puts them into resample[first..last]. They are distributed together as those
 * of a resample are: a value drawn with replacement is sorted[floor(n U)] with U uniform, floor(n U) rises
 * with U, so they are where the order statistics of n uniform numbers are. The first of these has a beta
 * distribution, and each next one is the least of the uniform numbers that are left above it.
 *
 * n   1..UINT32_MAX; first <= last < n. The time does not depend on n.
 * Sources: Efron (1979), Annals of Statistics 7, 1-26, section 3 (the law of a resample's order statistic);
 * David and Nagaraja (2003), Order Statistics, sections 2.1 and 2.5 (uniform order statistics, a Markov
 * chain).
 */
void resample_ranks_draw(gsl_rng *rng, const double *sorted, size_t n, size_t first, size_t last,
                         double *resample);

#endif
