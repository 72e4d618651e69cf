#include "analysis/check.h"

#include <stdlib.h>

#include "analysis/claim_groups.h"

static enum status check_claim(struct table *table, const struct interval_options *intervals,
                               struct evidence *evidence, struct error *err)
{
    const struct claim *claim = evidence->claim;
    struct claim_groups groups = {.options = {.intervals = *intervals,
                                              .clusters = table->clusters,
                                              .quantiles = &claim->statistic.p,
                                              .n_quantiles = claim->statistic.kind == STATISTIC_QUANTILE,
                                              .whole = true}};
    struct error why = {{0}};
    enum status status = claim_groups_collect(table, claim, &evidence->grouping, &groups, &why);
    evidence->pooled = groups.pooled;
    groups.pooled = (struct pooled){0};
    if (status == OK) {
        status = claim->test->judge(&groups, evidence, &why);
    }
    claim_groups_release(&groups);
    codes_release(&evidence->grouping.group_of); /* as long as the table, and not asked for any more */
    evidence_conclude(evidence);
    return status == OK ? OK : error_set(err, status, "claim '%.60s': %s", claim->sentence, why.text);
}

enum status check_compute(struct table *table, const struct claims *claims,
                          const struct interval_options *intervals, struct check_result *result,
                          struct error *err)
{
    result->claims = calloc(claims->n + 1, sizeof *result->claims);
    if (result->claims == NULL) {
        return error_no_memory(err);
    }
    while (result->n < claims->n) {
        struct evidence *evidence = &result->claims[result->n];
        *evidence = (struct evidence){.claim = &claims->claims[result->n++]};
        enum status status = check_claim(table, intervals, evidence, err);
        if (status != OK) {
            return status;
        }
        result->totals[evidence->verdict]++;
    }
    return OK;
}

enum status check_gate(const struct check_result *result, bool strict, struct error *err)
{
    const size_t *totals = result->totals;
    if (totals[FAILS] > 0) {
        return error_set(err, CLAIM_FAILED, "%zu of %zu claims fail", totals[FAILS], result->n);
    }
    if (strict && totals[CANNOT_TELL] > 0) {
        return error_set(err, CLAIM_FAILED, "of %zu of %zu claims the data cannot tell", totals[CANNOT_TELL],
                         result->n);
    }
    return OK;
}

void check_release(struct check_result *result)
{
    for (size_t i = 0; i < result->n; i++) {
        evidence_release(&result->claims[i]);
    }
    free(result->claims);
    *result = (struct check_result){0};
}
