/* Which groups differ, and by how much: the ratio of the means of each pair with its interval, the least
 * first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

enum {
    MOST_PAIRS = 40,  /* rows that can be read; more groups are compared with the first alone */
    MOST_GROUPS = 100 /* of which all pairs are tested */
};

/* A group's values, "resnet50, 512". */
static enum status name_group(const struct grouping *grouping, size_t group, struct text *name,
                              struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < grouping->n_by; i++) {
        const char *text = group_text(grouping, &grouping->groups[group], i);
        status = text_print(name, err, "%s%s", i == 0 ? "" : ", ", text == NULL ? "none" : text);
    }
    return status;
}

static enum status add_pair(const struct series_spec *spec, const struct compare_result *result,
                            const struct pair *pair, struct plot *plot, struct error *err)
{
    struct text name = {0};
    struct series *series = NULL;
    const struct effect_result *ratio = &pair->means.ratio;
    enum status status = name_group(&result->grouping, pair->b, &name, err);
    if (status == OK) {
        status = text_print(&name, err, " / ");
    }
    if (status == OK) {
        status = name_group(&result->grouping, pair->a, &name, err);
    }
    if (status == OK) {
        status = plot_add_series(plot, spec, name.bytes, &series, err);
    }
    if (status == OK) {
        const struct point point = {
            ratio->value, 0, ratio->interval.low, ratio->interval.high, {(double)pair->verdict}};
        status = series_add_point(series, &point, err);
    }
    text_release(&name);
    return status;
}

static int compare_ratios(const void *left, const void *right)
{
    const struct pair *a = *(const struct pair *const *)left, *b = *(const struct pair *const *)right;
    double x = a->means.ratio.value, y = b->means.ratio.value;
    return x != y ? (x > y) - (x < y) : (a > b) - (a < b);
}

static enum status add_pairs(const struct series_spec *spec, const struct compare_result *result,
                             struct plot *plot, struct error *err)
{
    const struct pair **pairs = calloc(result->n + 1, sizeof *pairs);
    size_t n = 0;
    if (pairs == NULL) {
        return error_no_memory(err);
    }
    bool many = result->n > MOST_PAIRS;
    for (size_t i = 0; i < result->n; i++) {
        const struct pair *pair = &result->pairs[i];
        if (isfinite(pair->means.ratio.value) && (!many || pair->a == result->pairs[0].a)) {
            pairs[n++] = pair;
        }
    }
    qsort(pairs, n, sizeof *pairs, compare_ratios);
    size_t shown = n > MOST_PAIRS ? MOST_PAIRS : n;
    enum status status = n < result->n || shown < n
                             ? text_print(&plot->facts, err, " Shown are %zu of %zu pairs%s.", shown,
                                          result->n, many ? ", each with the first group" : "")
                             : OK;
    for (size_t i = 0; status == OK && i < shown; i++) {
        status = add_pair(spec, result, pairs[i], plot, err);
    }
    free(pairs);
    return status;
}

static enum status collect_forest(const struct figure_spec *figure, const struct series_spec *spec,
                                  struct table *table, struct plot *plot, struct error *err)
{
    (void)figure;
    const char *measures[] = {spec->measure};
    struct compare_options options = {
        .by = spec->by.values,
        .n_by = spec->by.n,
        .measures = measures,
        .n_measures = 1,
        .intervals = {.method = INTERVAL_DEPENDENT, .level = SERIES_LEVEL},
        .clusters = table->clusters,
    };
    struct compare_result result = {0};
    struct grouping grouping = {0};
    uint8_t *keep = NULL;
    enum status status = table_group(table, options.by, options.n_by, &grouping, err);
    if (status == OK && grouping.n > MOST_GROUPS) {
        status = error_set(err, BAD_DATA,
                           "found %zu groups, whose pairs nobody could read, expected at most %d: name fewer "
                           "factors, or leave groups out",
                           grouping.n, MOST_GROUPS);
    }
    grouping_release(&grouping);
    if (status == OK) {
        status = series_samples_keep(spec, table, &keep, err);
    }
    options.keep = keep;
    if (status == OK) {
        status = compare_compute(table, &options, &result, err);
    }
    if (status == OK) {
        status = add_pairs(spec, &result, plot, err);
    }
    compare_release(&result);
    free(keep);
    return status;
}

const struct figure_kind figure_forest = {
    .name = "forest",
    .draws = "the ratio of the means of each pair of groups, with its interval and verdict",
    .says =
        "Bars: 95 % confidence interval of each ratio, which allows for dependence; filled: the verdict is "
        "\"different\", by Brunner and Munzel, corrected for the number of pairs (Holm).",
    .x_label = "Ratio of the means",
    .y_label = "",
    .keys = (const char *const[]){NULL},
    .tall = {.least = 160, .head = 90, .each = 24, .named = true},
    .small = {.head = 150, .each = 15},
    .columns = "ratio row low high verdict",
    .collect = collect_forest,
};
