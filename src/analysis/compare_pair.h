/* The numbers of one pair of groups. Inside of compare.c. */
#ifndef FAASTAT_ANALYSIS_COMPARE_PAIR_H
#define FAASTAT_ANALYSIS_COMPARE_PAIR_H

#include "analysis/compare_result.h"

/*
 * Compares group b with group a of `groups`; the pair has their indices and its measure, the rest is zeroed.
 * What the samples can't support is left NaN with a note; only memory fails. Caller releases the pair either
 * way.
 */
enum status compare_pair(const struct compare_options *options, const struct known_group *groups,
                         struct pair *pair, struct error *err);
void compare_pair_release(struct pair *pair);

#endif
