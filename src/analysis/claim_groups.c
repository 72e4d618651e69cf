#include "analysis/claim_groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table/select.h"

/* Turns billed times into what they cost. */
static enum status put_prices(const struct claim *claim, struct claim_groups *groups, struct error *err)
{
    const struct grouping *grouping = groups->grouping;
    size_t memory = grouping->n_by;
    for (size_t i = 0; i < grouping->n_by; i++) {
        memory = strcmp(grouping->by[i]->name, "memory_mb") == 0 ? i : memory;
    }
    if (memory == grouping->n_by) {
        return error_set(err, BAD_USAGE, "prices need memory_mb in 'by'");
    }
    for (size_t g = 0; g < grouping->n; g++) {
        struct sample *sample = &groups->samples.samples[g];
        struct published *published = &sample->published;
        uint32_t code = grouping->groups[g].codes[memory];
        double memory_mb = code == 0 ? NAN : grouping->by[memory]->dictionary.numbers[code - 1];
        double *values =
            groups->samples.values + (sample->kept.n > 0 ? sample->kept.values - groups->samples.values : 0);
        for (size_t i = 0; i < sample->kept.n; i++) {
            values[i] =
                prices_usd(&claim->prices, price_billed_time(values[i], claim->billing_ms), memory_mb);
        }
        double usd_per_s = prices_usd(&claim->prices, 1, memory_mb) - claim->prices.usd_per_request;
        published->mean =
            prices_usd(&claim->prices, price_billed_time(published->mean, claim->billing_ms), memory_mb);
        published->sd *= usd_per_s;
        published->population_sd *= usd_per_s;
        if (isnan(memory_mb)) {
            sample->kept.n = 0;
            published->rows = 0;
        }
    }
    return OK;
}

enum status claim_groups_collect(struct table *table, const struct claim *claim, struct grouping *grouping,
                                 struct claim_groups *groups, struct error *err)
{
    const char **by = calloc(claim->n_by + 2, sizeof *by);
    uint8_t *keep = malloc(table->rows + 1);
    size_t n = 0;
    enum status status = by == NULL || keep == NULL ? error_no_memory(err) : OK;
    groups->grouping = grouping;
    for (; status == OK && n < claim->n_by; n++) {
        by[n] = claim->by[n];
    }
    if (status == OK && claim->of != NULL) {
        by[n++] = claim->of;
    }
    if (status == OK) {
        status = table_group(table, by, n, grouping, err);
    }
    if (status == OK) {
        memset(keep, 1, table->rows);
        status = table_match(table, &claim->where, keep, err);
    }
    if (status == OK) {
        status = factors_find_mixed(table, grouping, keep, table_find_column(table, claim->measure),
                                    &groups->pooled, err);
    }
    if (status == OK) {
        status = samples_collect(table, grouping, claim->measure, keep, &groups->samples, err);
    }
    if (status == OK && claim->billing_ms > 0) {
        status = put_prices(claim, groups, err);
    }
    free(by);
    free(keep);
    return status;
}

void claim_groups_release(struct claim_groups *groups)
{
    for (size_t g = 0; groups->known != NULL && g < groups->samples.n; g++) {
        known_group_release(&groups->known[g]);
    }
    free(groups->known);
    pooled_release(&groups->pooled);
    samples_release(&groups->samples);
}

bool claim_group_has_data(const struct claim_groups *groups, size_t group)
{
    const struct sample *sample = &groups->samples.samples[group];
    return sample->kept.n > 0 || sample->censored > 0 || sample->published.rows > 0;
}

size_t claim_groups_next(const struct claim_groups *groups, const struct claim *claim, size_t first)
{
    const struct group *all = groups->grouping->groups;
    size_t next = first + 1;
    while (next < groups->grouping->n &&
           memcmp(all[next].codes, all[first].codes, claim->n_by * sizeof *all[first].codes) == 0) {
        next++;
    }
    return next;
}

const struct known_group *claim_groups_know(struct claim_groups *groups, size_t group, struct error *err)
{
    if (groups->known == NULL) {
        groups->known = calloc(groups->samples.n + 1, sizeof *groups->known);
    }
    if (groups->known == NULL) {
        error_no_memory(err);
        return NULL;
    }
    struct known_group *known = &groups->known[group];
    if (known->sample != NULL) {
        return known;
    }
    return known_group_init(known, &groups->samples.samples[group], &groups->options, err) == OK ? known
                                                                                                 : NULL;
}
