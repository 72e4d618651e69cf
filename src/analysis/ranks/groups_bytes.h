/* Groups as bytes, for another process of the same program, and back. */
#ifndef FAASTAT_ANALYSIS_RANKS_GROUPS_BYTES_H
#define FAASTAT_ANALYSIS_RANKS_GROUPS_BYTES_H

#include "analysis/accumulate/groups.h"
#include "base/bytes.h"

/* All groups, which are not finished and have no strips, and what those of owner `rank` know of their
 * requests; the others count none. With SIZE_MAX all do, but only how many requests each has,
 * and how many of them were cut off. */
void groups_put(struct bytes_writer *to, const struct groups *groups, size_t rank);
/* Into groups that were initialised with the same plan; the reader is bad where these are no such bytes. */
enum status groups_take(struct bytes_reader *from, struct groups *groups, struct error *err);

#endif
