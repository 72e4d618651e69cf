/* The groups of all ranks, whose requests are spread over them: each group's are on one rank, its owner. */
#ifndef FAASTAT_ANALYSIS_RANKS_GROUPS_SPREAD_H
#define FAASTAT_ANALYSIS_RANKS_GROUPS_SPREAD_H

#include "analysis/accumulate/groups.h"

/*
 * Of groups that each rank has read a share for, by the same plan: all ranks then have all groups, as if they
 * had read the shares one behind the other, and each the requests of those that it owns, in that order. Of
 * groups that are apart those are just what tells this order: the rest stays where it is.
 * Called by all ranks, before the groups are finished.
 */
enum status groups_spread(struct groups *groups, struct error *err);

#endif
