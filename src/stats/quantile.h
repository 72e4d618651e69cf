/* Quantiles of a sample by any of the nine definitions of Hyndman and Fan, and the sort that they need. */
#ifndef FAASTAT_STATS_QUANTILE_H
#define FAASTAT_STATS_QUANTILE_H

#include <stddef.h>

/*
 * The p-quantile of sorted[0..n), in ascending order, n >= 1, 0 <= p <= 1, by definition `type`, 1 to 9; type
 * 7 is the default of R, numpy and most spreadsheets. In the values' unit. Source: Hyndman and Fan (1996),
 * Am. Stat. 50, 361-365; the tolerance for positions that rounding moved off a whole number is R's.
 */
double quantile_sorted(const double *sorted, size_t n, double p, int type);

/* Sorts values[0..n), none of them NaN, in ascending order. */
void sort_values(double *values, size_t n);

#endif
