/*
 * Comparison of groups, two at a time: differences, ratios and effect sizes with intervals, tests with p
 * values corrected for their number, and a verdict. Knows no words for it.
 */
#ifndef FAASTAT_ANALYSIS_COMPARE_H
#define FAASTAT_ANALYSIS_COMPARE_H

#include "analysis/compare_result.h"
#include "analysis/known_table.h"

/*
 * Compares all pairs of each measure. BAD_DATA when there are not two groups to compare, BAD_USAGE when no
 * request meets the baseline. The result is zeroed before, and borrows the groups of all that is known;
 * caller releases it either way.
 */
enum status compare_compute(struct known_table *known, const struct compare_options *options,
                            struct compare_result *result, struct error *err);
/* The pairs of one measure of a result, whose options and groups are borrowed, as a family of tests of their
 * own; their notes and quantiles stay with the others. */
enum status compare_take(const struct compare_result *from, const char *measure,
                         struct compare_result *result, struct error *err);
/* What the limit makes of all pairs: CLAIM_FAILED when one is past it with its whole interval, BAD_DATA when
 * the data cannot tell of one. */
enum status compare_gate(const struct compare_result *result, struct error *err);
void compare_release(struct compare_result *result);

#endif
