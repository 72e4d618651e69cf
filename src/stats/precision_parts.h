/* What the precision of a series is made of, whether its values were kept or not. Inside of precision.c. */
#ifndef FAASTAT_STATS_PRECISION_PARTS_H
#define FAASTAT_STATS_PRECISION_PARTS_H

#include <stddef.h>

struct precision {
    double effective_n; /* independent values that would tell as much; at most n */
    double df;          /* degrees of freedom of the standard error */
    double clusters;    /* how many there are in effect; 0: none are told of */
};

/* Clusters, some of which may be empty, and their influences: deviations from the mean of all. */
struct precision_clusters {
    double *sums, *sizes;
    size_t n;
};

/* What n values are worth whose mean's variance is larger than `plain`, that of independent ones; rounding
 * takes none away. */
double precision_worth(double n, double plain, double variance);
/* In time alone: what n values of such a variance are worth. */
struct precision precision_in_time(double n, double variance, double long_run);
/* How many clusters there are in effect: min(k, n^2 / sum m^2). */
double precision_count_clusters(const struct precision_clusters *clusters, double n);
/* n times the variance of the mean by the jackknife over clusters, and what is left of the influences'
 * variance within them. */
double precision_jackknife(const struct precision_clusters *clusters, double n, double variance,
                           double *within);
/* Draws the design effect of a share to that of the mean. */
void precision_draw(const struct precision *mean, double n, struct precision *share);

#endif
