/* How long the blocks of a stationary bootstrap have to be, from the autocorrelation of a series. */
#ifndef FAASTAT_STATS_BLOCK_LENGTH_H
#define FAASTAT_STATS_BLOCK_LENGTH_H

#include <stddef.h>

#include "base/error.h"

/* Below it there are no autocorrelations to judge by. */
enum { BLOCK_LENGTH_MIN_N = 9 };

/*
 * The mean block length with the smallest mean squared error of the variance of the mean, in values.
 *
 * values        n >= BLOCK_LENGTH_MIN_N finite numbers in the order of time
 * mean_block    at least 1, at most min(3 sqrt(n), n / 3) rounded up; 1 for a series of equal values;
 *               untouched on failure
 *
 * Spectral density and its derivative are estimated with a flat-top lag window, whose width is the first lag
 * after which max(5, log10(n)) autocorrelations are below 1.96 sqrt(log10(n) / n). Constants and their
 * rounding, and the lag from which that run is counted, are those of b.star() in R's np, apart from the lower
 * bound of 1. Assumes a stationary series. Returns OK, BAD_DATA when n is too small, or BAD_SERVICE when
 * memory is out.
 * Sources: Politis and White (2004), Econom. Rev. 23, 53-70; Patton, Politis and White (2009), Econom. Rev.
 * 28, 372-375 (the correction); Politis and Romano (1995), J. Time Ser. Anal. 16, 67-103 (the window).
 */
enum status block_length(const double *values, size_t n, double *mean_block, struct error *err);

#endif
