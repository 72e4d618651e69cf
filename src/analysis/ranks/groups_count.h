/* What is asked of groups whose requests stay with the ranks that have read them, counted on all of these. */
#ifndef FAASTAT_ANALYSIS_RANKS_GROUPS_COUNT_H
#define FAASTAT_ANALYSIS_RANKS_GROUPS_COUNT_H

#include "analysis/accumulate/groups.h"
#include "analysis/known_group.h"

/*
 * Finds the moments of a measure, and its values at the ranks that a known group of these options looks at,
 * of the groups that are apart: their owners then have samples of it. Called by all ranks for one measure
 * after the other; the values of it are lost.
 */
enum status groups_count(struct groups *groups, const char *measure, const struct known_options *options,
                         size_t threads, struct error *err);

#endif
