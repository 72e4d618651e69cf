#include "output/reconcile.h"

#include "analysis/reconcile.h"
#include "analysis/statistic.h"

static const struct reconcile_row *row_at(const struct at *at)
{
    const struct reconcile_result *result = at->result;
    return &result->rows[at->row];
}

static size_t count_reconcile_rows(const void *result)
{
    return ((const struct reconcile_result *)result)->n;
}

static const struct group *get_reconcile_group(const struct at *at, const struct grouping **grouping)
{
    const struct reconcile_result *result = at->result;
    *grouping = &result->grouping;
    return &result->grouping.groups[row_at(at)->group];
}

/* ---- the sample ---- */

GETTER(get_reconcile_measure, value_text(row_at(at)->measure))
GETTER(get_reconcile_n, value_count((double)row_at(at)->n))
GETTER(get_definition, value_text(row_at(at)->definition->name))

static const struct field sample[] = {
    {"measure", "measure", .meaning = "what was measured", .get = get_reconcile_measure},
    {"n", "n", .meaning = "requests that succeeded and have a value", .get = get_reconcile_n},
    {"definition", "definition", .meaning = "of a quantile, by which tool or rule", .get = get_definition}};

/* ---- quantiles ---- */

static size_t count_reconcile_quantiles(const struct at *at)
{
    return ((const struct reconcile_result *)at->result)->options->n_quantiles;
}

static const char *name_reconcile_quantile(const struct at *at, char room[ITEM_NAME])
{
    return statistic_quantile_name(
        ((const struct reconcile_result *)at->result)->options->quantiles[at->item], room);
}

GETTER(get_quantile, value_number(row_at(at)->values[at->item]))
GETTER(get_meaning, value_text(row_at(at)->definition->meaning))

static const struct field quantiles[] = {
    {.name = "", .path = "quantiles.*", .meaning = "quantiles that -q asks for", .get = get_quantile}};
static const struct field meaning[] = {
    {.name = "meaning", .meaning = "who defines it so", .get = get_meaning}};

static const struct form_block blocks[] = {
    BLOCK(sample), BLOCK_OF(quantiles, count_reconcile_quantiles, name_reconcile_quantile, "pN"),
    BLOCK(meaning)};

const struct form form_reconcile = {.schema = "faastat/reconcile/1",
                                    .rows = "rows",
                                    .count = count_reconcile_rows,
                                    .group = get_reconcile_group,
                                    .blocks = blocks,
                                    .n_blocks = sizeof blocks / sizeof *blocks};
