/*
 * A series whose values are not kept, as far as it has to be known to tell what they are worth that depend on
 * one another: sums of stretches of equal length, of which there are never more than LONG_RUN_STRETCHES.
 */
#ifndef FAASTAT_STATS_STRETCHES_H
#define FAASTAT_STATS_STRETCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Values are counted that are at most so many limits; clusters are told apart as long as their codes are at
 * most STRETCHES_CLUSTERS. */
enum { STRETCHES_LIMITS = 6, STRETCHES_CLUSTERS = 10000 };

/* What is known of the values of one cluster. */
struct stretches_cluster {
    double n, sum;
    uint32_t below[STRETCHES_LIMITS];
};

/*
 * Zeroed: of no values. As long as there are few values these are the stretches, and nothing is lost. Then
 * limits are chosen, quantiles of the values up to there, stretches are put together two by two whenever
 * there are too many, and 32 bytes are kept of each.
 */
struct stretches {
    size_t n;     /* values */
    size_t width; /* values in each stretch, a power of two; 0: there are none yet */
    double *sums; /* of n / width whole stretches, and of what is behind them */
    size_t capacity;
    uint32_t (*below)[STRETCHES_LIMITS]; /* how many of each are at most each limit; NULL while width < 2 */
    double limits[STRETCHES_LIMITS];     /* ascending */
    double middle, squares; /* a value, and the sum of squared distances from it; with width > 1 */
    double longest;         /* what infinite values count for in sums; with width > 1 */
    uint32_t
        *codes; /* of the clusters of single values, 0: none; NULL where none has one, or with width > 1 */
    size_t codes_capacity;
    struct stretches_cluster *clusters; /* those of codes from 1 on; what is of none is what they leave of
                                           all. Their sums are those of values in stretches of width > 1 */
    size_t n_clusters, clusters_capacity;
    bool too_many; /* clusters: none are told apart any more */
    /* Only of strips that were put together, see strips.h, of which each is a stretch: */
    double
        *sizes; /* values in each of n_sized stretches that `sums` are of; NULL: there are `width` in each */
    size_t n_sized;
    double *spread_sizes; /* in each of n_spreads stretches that `below` is of */
    size_t n_spreads;
    double *places; /* of each of these the sum of the values' places, which are their logarithms, almost */
    bool bundled;   /* clusters that were too many are put together in as many as there are */
    double places_squares; /* of all values, the sum of squared distances from the mean place */
};

/*
 * Adds values[0..n), which come after the others: finite, or infinite, longer than all that is asked; and of
 * each the code of its cluster, 0 where it has none (NULL: all). In how many parts values come changes no
 * bit. BAD_SERVICE when memory is out.
 */
enum status stretches_add(struct stretches *stretches, const double *values, const uint32_t *codes, size_t n,
                          struct error *err);
/* How many clusters have values, and how many values are of none of them: 0 and all when there are none. */
size_t stretches_count_clusters(const struct stretches *stretches, size_t *unclustered);
/* Whether values are known in stretches alone, and not one by one. */
static inline bool stretches_are_sums(const struct stretches *stretches)
{
    return stretches->width > 1 || stretches->sizes != NULL;
}
void stretches_release(struct stretches *stretches);

#endif
