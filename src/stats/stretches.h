/*
 * A series whose values are not kept, as far as it has to be known to tell what they are worth that depend on
 * one another: sums of stretches of equal length, of which there are never more than LONG_RUN_STRETCHES.
 */
#ifndef FAASTAT_STATS_STRETCHES_H
#define FAASTAT_STATS_STRETCHES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Values are counted that are at most so many limits. */
enum { STRETCHES_LIMITS = 6 };

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
};

/*
 * Adds values[0..n), which come after the others: finite, or infinite, longer than all that is asked. In how
 * many parts values come changes no bit. BAD_SERVICE when memory is out.
 */
enum status stretches_add(struct stretches *stretches, const double *values, size_t n, struct error *err);
void stretches_release(struct stretches *stretches);

#endif
