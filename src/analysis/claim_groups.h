/* The samples that a claim is about, in groups of its `by`, and of its `of` last when there is one. */
#ifndef FAASTAT_ANALYSIS_CLAIM_GROUPS_H
#define FAASTAT_ANALYSIS_CLAIM_GROUPS_H

#include "analysis/claim.h"
#include "analysis/known_group.h"
#include "analysis/samples.h"
#include "table/factors.h"

struct claim_groups {
    const struct grouping *grouping; /* borrowed */
    struct pooled pooled;            /* factors that the groups mix, for the caller to take */
    struct samples samples;          /* of the measure, or of its cost */
    struct known_options options;    /* of what is known: the claim's statistic */
    struct known_group *known;       /* by claim_groups_know */
};

/* Both are zeroed before; caller releases both either way. */
enum status claim_groups_collect(struct table *table, const struct claim *claim, struct grouping *grouping,
                                 struct claim_groups *groups, struct error *err);
void claim_groups_release(struct claim_groups *groups);
bool claim_group_has_data(const struct claim_groups *groups, size_t group);
/* One behind the last group that agrees with `first` on the claim's `by`. */
size_t claim_groups_next(const struct claim_groups *groups, const struct claim *claim, size_t first);
/* What is known of the group, computed when it is asked for first; NULL with err set. Borrowed. */
const struct known_group *claim_groups_know(struct claim_groups *groups, size_t group, struct error *err);

#endif
