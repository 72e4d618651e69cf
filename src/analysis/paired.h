/*
 * Two groups whose runs alternate in time, compared pair by pair: what drifts meanwhile is common to the two
 * runs of a pair, and drops out of their difference.
 */
#ifndef FAASTAT_ANALYSIS_PAIRED_H
#define FAASTAT_ANALYSIS_PAIRED_H

#include "analysis/known_group.h"
#include "stats/welch.h"

struct run {
    double *sorted; /* values, ascending */
    size_t n;
};

/* Zeroed: there are none. */
struct paired {
    size_t n;
    struct run *runs[2]; /* of each group, in the order in which they began */
    double *values;      /* of all runs */
};

/*
 * Finds the pairs of two groups whose clusters are runs, by a column `run` or by their files: equally many,
 * two at least, of which always one of each group follows or comes before one of the other (A B A B, or A B B
 * A). None where the start of one is not known, or requests were cut off. BAD_SERVICE when memory is out;
 * caller releases either way.
 */
enum status paired_find(const struct known_group *const sides[2], struct paired *paired, struct error *err);
void paired_release(struct paired *paired);

/* The mean, sd (n - 1) and number of the pairs' differences b - a, for Student's t: of the runs' p-quantiles,
 * or, where p is NaN, of their means; or of the logarithms of these, NaN where one is not above 0. */
enum status paired_difference(const struct paired *paired, double p, bool logs,
                              struct summary_figures *difference, struct error *err);
/* The same of the shift (hodges_lehmann.h). */
enum status paired_shift(const struct paired *paired, struct summary_figures *difference, struct error *err);
/* The mean of the pairs' P(a < b) - P(a > b). */
double paired_delta(const struct paired *paired);
/* The two-sided p of a mean of 0, by Student's t; where all differences are equal, that of their signs. */
double paired_p(const struct summary_figures *figures);

#endif
