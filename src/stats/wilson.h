/* Wilson's score interval of a rate. */
#ifndef FAASTAT_STATS_WILSON_H
#define FAASTAT_STATS_WILSON_H

#include "base/error.h"
#include "stats/interval.h"

/*
 * Two-sided interval of a rate, 0..1.
 *
 * successes   0 to n
 * n           n >= 1; of dependent trials an effective one (Korn and Graubard 1998), and as many successes
 * level       0 < level < 1, for example 0.95
 * interval    untouched on failure; its low end is exactly 0 for no success, its high end 1 for n
 *
 * Assumes independent trials. No correction for continuity. As R's prop.test(successes, n, correct = FALSE).
 * Returns OK, or BAD_DATA in words.
 * Source: Wilson (1927), JASA 22, 209-212.
 */
enum status wilson_interval(double successes, double n, double level, struct interval *interval,
                            struct error *err);

#endif
