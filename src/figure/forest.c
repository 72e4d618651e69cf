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

/* Both names of a pair, "b / a": where these are too long together, each is cut. */
static enum status name_pair(const struct compare_result *result, const struct pair *pair, struct text *name,
                             struct error *err)
{
    static const char between[] = " / ";
    const size_t room = PLOT_NAME_COLUMNS - (sizeof between - 1);
    struct text first = {0};
    enum status status = name_group(result->grouping, pair->a, &first, err);
    if (status == OK) {
        status = name_group(result->grouping, pair->b, name, err);
    }
    if (status == OK && text_width(name->bytes) + text_width(first.bytes) > room) {
        size_t of_first = text_width(first.bytes), half = room / 2;
        status = plot_cut_name(name, of_first < half ? room - of_first : half, err);
        status = status == OK ? plot_cut_name(&first, room - text_width(name->bytes), err) : status;
    }
    if (status == OK) {
        status = text_print(name, err, "%s%s", between, first.bytes);
    }
    text_release(&first);
    return status;
}

static enum status add_pair(const struct series_spec *spec, const struct compare_result *result,
                            const struct pair *pair, struct plot *plot, struct error *err)
{
    struct text name = {0};
    struct series *series = NULL;
    const struct effect_result *ratio = &pair->means.ratio;
    enum status status = name_pair(result, pair, &name, err);
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

/* Whether somebody has compared what the series asks for. */
static bool is_compared(const struct compare_result *compared, const struct series_spec *spec)
{
    bool same = compared != NULL && spec->where.n == 0 && compared->options->n_by == spec->by.n;
    for (size_t i = 0; same && i < spec->by.n; i++) {
        same = strcmp(compared->options->by[i], spec->by.values[i]) == 0;
    }
    bool measured = false;
    for (size_t i = 0; same && i < compared->n; i++) {
        measured |= strcmp(compared->pairs[i].measure, spec->measure) == 0;
    }
    return measured;
}

static enum status collect_forest(const struct figure_spec *figure, const struct series_spec *spec,
                                  struct known_table *known, struct plot *plot, struct error *err)
{
    (void)figure;
    const char *measures[] = {spec->measure};
    const struct compare_options options = {
        .by = spec->by.values,
        .n_by = spec->by.n,
        .where = &spec->where,
        .measures = measures,
        .n_measures = 1,
        .intervals = {.method = INTERVAL_DEPENDENT, .level = SERIES_LEVEL},
        .clusters = known->table->clusters,
        .threads = known->threads,
    };
    struct compare_result result = {0};
    struct known_groups *groups;
    enum status status = series_samples_group(spec, NULL, known, &groups, err);
    if (status == OK && groups->grouping.n > MOST_GROUPS) {
        return error_set(err, BAD_DATA,
                         "found %zu groups, whose pairs nobody could read, expected at most %d: name fewer "
                         "factors, or leave groups out",
                         groups->grouping.n, MOST_GROUPS);
    }
    if (status == OK) {
        status = is_compared(known->compared, spec)
                     ? compare_take(known->compared, spec->measure, &result, err)
                     : compare_compute(known, &options, &result, err);
    }
    if (status == OK) {
        status = add_pairs(spec, &result, plot, err);
    }
    compare_release(&result);
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
    .measure = FIGURE_OWN_AXES,
    .keys = (const char *const[]){NULL},
    .tall = {.least = 160, .head = 90, .each = 24, .named = true},
    .small = {.head = 150, .each = 15},
    .columns = "ratio row low high verdict",
    .collect = collect_forest,
};
