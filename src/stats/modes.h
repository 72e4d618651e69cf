/* Whether a distribution has more than one mode: the dip of Hartigan and Hartigan. */
#ifndef FAASTAT_STATS_MODES_H
#define FAASTAT_STATS_MODES_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

#include "base/error.h"

/*
 * The largest distance between the empirical distribution function and the unimodal one that is nearest to
 * it.
 *
 * values   n >= 2 finite numbers in any order
 * dip      1 / (2 n) to 1/4, dimensionless; untouched on failure
 *
 * As dip() of R's diptest 0.76, which has the corrections to the published algorithm. Takes O(n log n) steps,
 * nearly all for sorting. Returns OK, BAD_DATA when n < 2 or all values are equal, or BAD_SERVICE when memory
 * is out.
 * Sources: Hartigan and Hartigan (1985), Ann. Stat. 13, 70-84; Hartigan (1985), algorithm AS 217, Appl. Stat.
 * 34, 320-325; Maechler (2013), the manual of diptest (corrections).
 */
enum status modes_dip_statistic(const double *values, size_t n, double *dip, struct error *err);

/*
 * The chance that n draws from the uniform distribution, the unimodal one that is hardest to tell from
 * several modes, have a dip of at least `dip`.
 *
 * dip     of n >= 2 values
 * draws   samples to make, at least 1; 2000 tell 0.05 from 0.04 and 0.06
 * rng     borrowed; n - 1 numbers for each sample
 * p       (1 + samples with such a dip) / (1 + draws), so never 0; untouched on failure
 *
 * Assumes independent draws. Takes O(n draws) steps. Returns OK, BAD_DATA when n < 2 or draws < 1, or
 * BAD_SERVICE when memory is out.
 * Sources: Hartigan and Hartigan (1985), section 5; Davison and Hinkley (1997), Bootstrap Methods, section
 * 4.2 (the added 1); Devroye (1986), Non-Uniform Random Variate Generation, section V.3 (sorted uniform
 * numbers as sums of exponential ones).
 */
enum status modes_dip_p_value(double dip, size_t n, size_t draws, gsl_rng *rng, double *p, struct error *err);

#endif
