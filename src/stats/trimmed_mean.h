/* The mean of the middle of a sample, and how far it is to be trusted. */
#ifndef FAASTAT_STATS_TRIMMED_MEAN_H
#define FAASTAT_STATS_TRIMMED_MEAN_H

#include <stddef.h>

#include "base/error.h"

struct trimmed_mean {
    double mean, standard_error; /* in the values' unit */
    double df;                   /* of the error: h - 1, for h values that are left */
    size_t each_end;             /* values that were left out at either end */
};

/*
 * The mean without the share * n smallest and the share * n largest values, rounded down, and its standard
 * error from the winsorised variance, for an interval by Student's t. It estimates the mean of the middle of
 * the distribution, which is not its mean where that is skewed.
 *
 * values   n >= 1 finite numbers in any order
 * share    0 <= share < 0.5, of each end
 * trimmed  without an error, which is NaN, when one value is left; untouched on failure
 *
 * Assumes independent draws. Returns OK, or BAD_SERVICE when
 * memory is out. Source: Yuen (1974), Biometrika 61, 165-170; Tukey and McLaughlin (1963), Sankhya A 25,
 * 331-352.
 */
enum status trimmed_mean_compute(const double *values, size_t n, double share, struct trimmed_mean *trimmed,
                                 struct error *err);

#endif
