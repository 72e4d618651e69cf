/*
 * How much a sample tells whose requests depend on one another: how many independent ones would tell as much.
 * Every estimate is a mean of influences of the single requests on it; these may depend on one another in
 * time, within clusters (environments, runs), or both.
 */
#ifndef FAASTAT_STATS_PRECISION_H
#define FAASTAT_STATS_PRECISION_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "stats/precision_parts.h"
#include "stats/stretches.h"

/* A sample in time, and which cluster each value is of. */
struct time_series {
    const double *values; /* finite, or infinite: longer than all that is asked */
    size_t n;
    const uint32_t *clusters; /* below n_clusters; NULL: there are none */
    size_t n_clusters;
};

/* What is estimated. */
struct influence {
    double at;    /* the share of values at most this; NaN: their mean */
    double limit; /* of the mean: values above it are taken for it; INFINITY: none */
};

/*
 * The precision of each of `n_influences` estimates from one series of n >= 1 values.
 *
 * In time: by the long-run variance of the influences (long_run.h). In clusters: by the jackknife that leaves
 * out one cluster at a time (CV3: MacKinnon, Nielsen and Webb 2023), with min(k, n^2 / sum m^2) - 1 degrees
 * of freedom for k clusters of sizes m (Kish 1965; Carter, Schnepel and Steigerwald 2017). Both: the largest
 * of the clusters' variance and the long-run variance of what the clusters leave, less the plain variance of
 * that (Cameron, Gelbach and Miller 2011; Thompson 2011), of the clusters' alone, and of the long-run one.
 *
 * Where the first is the mean, the design effect of a share is drawn a quarter of the way, in the logarithm,
 * to that of the mean: a rare share's own rests on few requests.
 *
 * One cluster, or one value: an effective n of 1 with no degree of freedom. Returns OK, or BAD_SERVICE when
 * memory is out.
 */
enum status precision_measure(const struct time_series *series, const struct influence *influences,
                              size_t n_influences, struct precision *precisions, struct error *err);

/*
 * The same of a series whose values were not kept: precisions[0] of the mean, and behind it those of the
 * shares up to the quantiles p[0..n_p), of which each is above 0 and below 1. Stretches of one value have
 * precision_measure()'s. Else what clusters leave of the series is not known: the variance is that of the
 * clusters and the long-run one less the plain one, which is more than needed where clusters are stretches of
 * time. The design effect of a share is that of the limits on either side of
 * it, in between by the logarithm of its odds; of one that is far from all limits, as when a series is not
 * what its beginning was, at least that of the mean.
 */
enum status precision_measure_stretches(const struct stretches *stretches, const double *p, size_t n_p,
                                        struct precision *precisions, struct error *err);

/* The effective n that a binomial interval of n values takes: smaller where few clusters tell the standard
 * error (Korn and Graubard 1998). */
double precision_binomial_n(const struct precision *precision, size_t n, double level);

#endif
