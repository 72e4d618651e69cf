/* Quantiles of a group whose requests were counted in buckets, and not kept. */
#ifndef FAASTAT_ANALYSIS_KNOWN_BUCKETS_H
#define FAASTAT_ANALYSIS_KNOWN_BUCKETS_H

#include "analysis/known_group.h"

/* Quantile number q of the group's options: the upper end of the bucket that it is in, which *in gets; its
 * interval reaches to the outer ends of the buckets that hold its bounds. NaN as of known_group_quantile().
 */
struct known_quantile known_buckets_quantile(const struct known_group *group, size_t q, double level,
                                             struct interval *in);

#endif
