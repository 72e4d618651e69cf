/* Values far from the median, each side by a scale of its own: the double MAD of Rosenmann. */
#ifndef FAASTAT_STATS_OUTLIERS_H
#define FAASTAT_STATS_OUTLIERS_H

#include <stddef.h>

#include "base/error.h"

/* The usual cutoff, in scaled MADs. Source: Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers.
 */
#define OUTLIER_CUTOFF 3.5

enum outlier { OUTLIER_LOW = -1, OUTLIER_NONE = 0, OUTLIER_HIGH = 1 };

/* One side of the median. */
struct outlier_side {
    double mad;   /* scaled by 1.4826, which makes it the sd of a normal distribution; the values' unit */
    double limit; /* values beyond it are outliers */
    size_t n;     /* how many there are */
    const char
        *note; /* why the side has none, or NULL: its MAD is 0, then limit is the smallest or largest */
};

struct outliers {
    double median;
    struct outlier_side low, high;
};

/*
 * Counts and marks the values whose distance from the median is more than `cutoff` scaled MADs of their side.
 * The MAD of a side is the median distance of the values on it, those equal to the median included.
 *
 * values     n >= 2 finite numbers in any order
 * cutoff     above 0, such as OUTLIER_CUTOFF
 * outliers   untouched on failure
 * marks      room for n, enum outlier for each value; or NULL; untouched on failure
 *
 * A side with a MAD of 0 has no scale to call anything far by, so it has no outliers and a note that says
 * why. Assumes nothing of the shape but one centre; in long tails, outliers are not errors. Returns OK,
 * BAD_DATA when n < 2, both MADs are 0 (as those of equal values), or distances are past the largest double,
 * or BAD_SERVICE when memory is out.
 * Sources: Rosenmann (2013), Using the Median Absolute Deviation to Find Outliers (eurekastatistics.com);
 * Leys et al. (2013), J. Exp. Soc. Psychol. 49, 764-766.
 */
enum status outliers_double_mad(const double *values, size_t n, double cutoff, struct outliers *outliers,
                                signed char *marks, struct error *err);

#endif
