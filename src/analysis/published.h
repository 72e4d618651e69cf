/* What was published of requests that were not kept: summaries and buckets, as parts of samples. */
#ifndef FAASTAT_ANALYSIS_PUBLISHED_H
#define FAASTAT_ANALYSIS_PUBLISHED_H

#include "analysis/sample.h"
#include "table/group.h"

/* Adds the published figures and the buckets to samples that are there. Rows whose byte in `keep` (NULL: all)
 * is 0 do not count. */
enum status published_add(const struct table *table, const struct grouping *grouping, const char *measure,
                          const uint8_t *keep, struct samples *samples, struct error *err);
/* Whether the table has a published figure of the measure. */
bool published_has(const struct table *table, const char *measure);
/* Whether any of these are quantiles, or buckets, which tell of some. */
bool published_has_quantiles(const struct table *table, const char *measure);

#endif
