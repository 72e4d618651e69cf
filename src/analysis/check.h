/* All claims of a file, judged by the data. */
#ifndef FAASTAT_ANALYSIS_CHECK_H
#define FAASTAT_ANALYSIS_CHECK_H

#include "analysis/claims.h"
#include "analysis/evidence.h"

struct check_result {
    struct evidence *claims; /* one for each, in their order */
    size_t n;
    size_t totals[VERDICTS];
};

/* BAD_USAGE when a claim names what the data don't have. The claims and the table stay the caller's, and have
 * to live as long as the result, which is zeroed before; caller releases it either way. */
enum status check_compute(struct table *table, const struct claims *claims,
                          const struct interval_options *intervals, struct check_result *result,
                          struct error *err);
/* CLAIM_FAILED when a claim fails, or, when asked to be strict, the data can't tell of one. */
enum status check_gate(const struct check_result *result, bool strict, struct error *err);
void check_release(struct check_result *result);

#endif
