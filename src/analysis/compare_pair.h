/* The numbers of one pair of groups. Inside of compare.c. */
#ifndef FAASTAT_ANALYSIS_COMPARE_PAIR_H
#define FAASTAT_ANALYSIS_COMPARE_PAIR_H

#include "analysis/compare.h"

/*
 * Compares group b with group a of `groups`; the pair has their indices and its measure, the rest is zeroed.
 * What the samples can't support is left NaN with a note; only memory fails. Caller releases the pair either
 * way.
 */
enum status pair_compare(const struct compare_options *options, const struct known_group *groups,
                         struct pair *pair, struct error *err);
void pair_release(struct pair *pair);

#endif
