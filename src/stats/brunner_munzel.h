/*
 * Which of two samples tends to be longer, with values that may depend on one another: the chance that one of
 * b is above one of a, those of equals counted half, and Cliff's delta, which is that chance on a scale from
 * -1 to 1.
 */
#ifndef FAASTAT_STATS_BRUNNER_MUNZEL_H
#define FAASTAT_STATS_BRUNNER_MUNZEL_H

#include <stdbool.h>

#include "base/error.h"
#include "stats/interval.h"
#include "stats/precision.h"

/* One sample. Values may be infinite: longer than all others, and equal among themselves. */
struct ranked {
    struct time_series series; /* n >= 1 */
    const double *sorted;      /* its values, ascending */
    const uint32_t *ranks;     /* of each value, by quantile_rank() */
    double units;              /* how many independent values it is worth */
};

struct dominance {
    double delta;     /* P(a < b) - P(a > b) */
    double error, df; /* standard error of delta, and its degrees of freedom */
    double p;         /* two-sided, of delta 0 */
    double
        design_effect; /* of delta: how many times larger its variance is than that of independent values */
};

/*
 * The test of Brunner and Munzel: the variance of delta is that of the placements, each value's relative rank
 * among those of the other sample. Where `independent`, as scipy's brunnermunzel(); else the variance of
 * their mean is that of precision_measure().
 *
 * Placements of samples that don't overlap have no variance: p is then that of the permutations of their
 * units, and the error is the one that goes with it. So it is where both samples are smaller than 10 and the
 * Mann-Whitney test, which is exact there but for ties, has a larger p.
 *
 * Returns OK, BAD_DATA in words when a sample has fewer than 2 values, or all are equal, or BAD_SERVICE when
 * memory is out. Sources: Brunner and Munzel (2000), Biom. J. 42, 17-25; Cliff (1993), Psychol. Bull. 114,
 * 494-509 (delta).
 */
enum status brunner_munzel_test(const struct ranked *a, const struct ranked *b, bool independent,
                                struct dominance *dominance, struct error *err);

/* The interval of delta that goes with the test: by Student's t, cut to -1..1. */
struct interval brunner_munzel_interval(const struct dominance *dominance, double level);

/*
 * The same where each sample is one of the runs that there could be, whose values are all longer or shorter
 * than those of another run by a relative standard deviation `between`, which somebody states: the error of
 * delta and what delta becomes when b is that much longer or shorter add up in squares (MOVER: Zou and Donner
 * 2008). Puts the p, and the error that goes with it, of the level at which the interval leaves out 0.
 */
struct interval brunner_munzel_between(const struct ranked *a, const struct ranked *b, double between,
                                       double level, struct dominance *dominance);

#endif
