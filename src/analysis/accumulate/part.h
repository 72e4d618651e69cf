/*
 * The requests of one table on their way into groups: taken out of it, given their place behind those of
 * other tables, and moved there.
 */
#ifndef FAASTAT_ANALYSIS_ACCUMULATE_PART_H
#define FAASTAT_ANALYSIS_ACCUMULATE_PART_H

#include "analysis/accumulate/groups.h"

struct part;

/*
 * Takes the requests of a table, and leaves it what is published; when bounded, just its columns. Several
 * threads may do this at once. What was taken is in *part, which the table has to outlive and the caller
 * releases either way; NULL when nothing is left to do, as when bounded and not dependent, where the order of
 * tables doesn't matter. A factor that the table lacks is missing in all its rows; one that is a measure
 * becomes a factor. BAD_DATA with ROLE_BOTH in the groups' statuses where parts judge status 0 differently:
 * groups that are planned as HTTP's take them.
 */
enum status part_take(struct groups *groups, struct table *table, struct part **part, struct error *err);
/* Counts the requests of a part, unless they are counted, and gives their values a place behind the others;
 * `more` is how many times
 * as much is expected to follow, 0 when that is not known. */
enum status part_join(struct groups *groups, struct part *part, double more, struct error *err);
/* Moves the values of a part that was joined to their place. Several threads may do this at once, and one may
 * join. */
void part_settle(struct groups *groups, const struct part *part);
void part_release(struct part *part);
/* Takes all requests of a whole table, and finishes the groups with what it leaves. */
enum status part_take_all(struct groups *groups, struct table *table, struct error *err);

#endif
