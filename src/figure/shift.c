/* Where in the distribution two groups differ: the difference of each quantile, with its interval. */
#include <math.h>
#include <stdlib.h>

#include "analysis/effects.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

static const double quantiles[] = {.05, .1,  .15, .2,  .25, .3,  .35, .4,  .45, .5,  .55,
                                   .6,  .65, .7,  .75, .8,  .85, .9,  .95, .98, .99, .995};
enum { QUANTILES = sizeof quantiles / sizeof *quantiles };

static enum status add_differences(const struct known_group *a, const struct known_group *b,
                                   struct series *series, struct error *err)
{
    size_t least = a->n_sorted < b->n_sorted ? a->n_sorted : b->n_sorted;
    enum status status = OK;
    for (size_t q = 0; status == OK && q < QUANTILES && quantiles[q] < 1 - 1 / (double)least; q++) {
        const struct effect effect = {.sides = {a, b}, .quantile = q};
        struct effects effects;
        struct error why = {{0}};
        status = error_forgive(effects_measure(&effect, SERIES_LEVEL, &effects, &why), &why, err);
        const struct effect_result *difference = &effects.difference;
        if (status == OK && !isnan(difference->value)) {
            const struct point point = {100 * quantiles[q],
                                        difference->value,
                                        difference->interval.low,
                                        difference->interval.high,
                                        {0}};
            status = series_add_point(series, &point, err);
        }
    }
    return status;
}

/* The series of group b; `known` are both. */
static enum status draw_pair(const struct series_spec *spec, const struct grouping *grouping, size_t b,
                             const struct known_group known[2], struct plot *plot, struct error *err)
{
    struct series *series;
    enum status status = series_samples_open(spec, grouping, b, plot, &series, err);
    if (status != OK) {
        return status;
    }
    size_t n = known[1].n_sorted;
    series->behind = (struct behind){.requests = 1, .n_least = n, .n_most = n};
    return add_differences(&known[0], &known[1], series, err);
}

/* What all others are compared with, in the caption. */
static enum status tell_first(const struct series_spec *spec, const struct grouping *grouping, size_t group,
                              const struct known_group *first, struct plot *plot, struct error *err)
{
    struct plot named = {0};
    struct series *series;
    enum status status = series_samples_open(spec, grouping, group, &named, &series, err);
    if (status == OK) {
        status = text_print(&plot->facts, err, " Above 0: longer than %s (n = %zu).", series->label,
                            first->n_sorted);
    }
    plot_release(&named);
    return status;
}

/* Every group with requests against the first of them. */
static enum status draw_pairs(const struct series_spec *spec, const struct grouping *grouping,
                              const struct known_measure *measure, const struct known_options *options,
                              struct plot *plot, struct error *err)
{
    struct known_group known[2] = {{0}, {0}};
    bool found = false;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < grouping->n; i++) {
        if (measure->groups[i].n_sorted == 0) {
            continue;
        }
        status = known_group_share(&known[found], &measure->groups[i], options, err);
        if (status == OK && found) {
            status = draw_pair(spec, grouping, i, known, plot, err);
        } else if (status == OK) {
            status = tell_first(spec, grouping, i, &known[0], plot, err);
        }
        if (found) {
            known_group_release(&known[1]);
        }
        found = true;
    }
    known_group_release(&known[0]);
    return status;
}

static enum status collect_shift(const struct figure_spec *figure, const struct series_spec *spec,
                                 struct known_table *known, struct plot *plot, struct error *err)
{
    (void)figure;
    const struct known_options options = {
        .intervals = {.method = INTERVAL_DEPENDENT, .level = SERIES_LEVEL},
        .quantiles = quantiles,
        .n_quantiles = QUANTILES,
        .clusters = known->table->clusters,
    };
    struct known_groups *groups;
    struct known_measure *measure;
    enum status status = series_samples_group(spec, NULL, known, &groups, err);
    if (status == OK) {
        status = known_table_sorted(known, groups, spec->measure, false, &measure, err);
    }
    if (status == OK) {
        status = draw_pairs(spec, &groups->grouping, measure, &options, plot, err);
    }
    if (status == OK && plot->n == 0) {
        status = error_set(err, BAD_DATA, "found one group, expected at least two, told apart by 'by'");
    }
    return status;
}

const struct figure_kind figure_shift = {
    .name = "shift",
    .draws = "the difference of each quantile to that of the first group",
    .says = "Bands: 95 % confidence interval of each difference, which allows for dependence.",
    .x_label = "Percentile",
    .y_label = "Difference (s)",
    .measure = FIGURE_DIFFERENCE_ON_Y,
    .most = 8,
    .keys = (const char *const[]){NULL},
    .columns = "percent difference low high",
    .collect = collect_shift,
};
