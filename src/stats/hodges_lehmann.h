/* The shift between two samples, by Hodges and Lehmann: the median of all differences, and its interval. */
#ifndef FAASTAT_STATS_HODGES_LEHMANN_H
#define FAASTAT_STATS_HODGES_LEHMANN_H

#include <stdbool.h>

#include "base/error.h"
#include "stats/draws.h"
#include "stats/interval.h"

struct shift {
    double estimate; /* the median of all b - a, the mean of the middle two when their number is even */
    struct interval interval;
    double coverage; /* of the interval; below the level when the samples are too small for it */
    bool exact;      /* whether the coverage is that of the exact distribution; else the normal one's */
};

struct shift_options {
    double level;         /* 0 < level < 1, for example 0.95 */
    double design_effect; /* how many times larger the variance of the ranks is than that of independent
                             values */
    double df;            /* of that variance; INFINITY: independent values */
};

/*
 * The shift of b against a, in the values' unit, with its two-sided interval between two of the ordered
 * differences, with at most (1 - level) / 2 in each tail.
 *
 * a, b     n >= 1 each
 * options  a design effect of 1 is that of independent draws
 * shift    untouched on failure
 *
 * Samples that are too small for the level get the range of all differences, and its coverage. Ranks are
 * those of the exact distribution of U (as R's wilcox.test(b, a, conf.int = TRUE)) where the Mann-Whitney
 * test is exact, else of the normal approximation with correction for continuity and none for ties, which
 * would make the interval shorter; R then searches between the differences instead. With a design effect
 * above 1 ranks are as far out as its root and Student's t make them. Assumes independent
 * draws, and distributions that differ by a shift. Takes the memory of the samples, and sorts, and walks
 * through them some ten times for each rank, 128 times at most: the differences are never listed, but the
 * last n_a + n_b among which a rank is. Returns OK, BAD_DATA in words when a sample is empty or the
 * differences are past the largest double, or BAD_SERVICE when memory is out. Sources: Hodges and Lehmann
 * (1963), Ann. Math. Stat. 34, 598-611; Hollander, Wolfe and Chicken (2014), Nonparametric Statistical
 * Methods, sections 4.2 and 4.3; Johnson and Mizoguchi (1978), SIAM J. Comput. 7, 147-153, and Monahan
 * (1984), ACM Trans. Math. Softw. 10, 265-270 (ranks of sums by cutting).
 */
enum status hodges_lehmann_shift(const struct draws *a, const struct draws *b,
                                 const struct shift_options *options, struct shift *shift, struct error *err);
/* The same of samples that are sorted already; each has a value. */
enum status hodges_lehmann_sorted(const struct sorted_pair *pair, const struct shift_options *options,
                                  struct shift *shift, struct error *err);

#endif
