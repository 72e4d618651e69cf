/* Fieller's interval of a ratio of two means, for samples too small to be resampled. Knows figures, not
 * samples. */
#ifndef FAASTAT_STATS_FIELLER_H
#define FAASTAT_STATS_FIELLER_H

#include "base/error.h"
#include "stats/interval.h"
#include "stats/welch.h"

/*
 * Two-sided interval of the ratio of the means b / a, dimensionless.
 *
 * a, b       n >= 2 each, sd >= 0 with n - 1
 * level      0 < level < 1, for example 0.95
 * interval   the ratios r for which b - r a is not significant by Student's t; untouched on failure
 *
 * Assumes independent draws and means that are about normal; variances may differ. The degrees of freedom are
 * Satterthwaite's at the ratio of the means, as in R's mratios. Returns OK, or BAD_DATA when n < 2 or the
 * mean of a is not significantly different from 0, so that no ratio can be excluded. Sources: Fieller (1954),
 * J. R. Stat. Soc. B 16, 175-185; Tamhane and Logan (2004), Biom. J. 46, 1-17.
 */
enum status fieller_interval(const struct summary_figures *a, const struct summary_figures *b, double level,
                             struct interval *interval, struct error *err);

#endif
