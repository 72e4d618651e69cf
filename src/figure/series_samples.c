#include "figure/series_samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "figure/kind.h"

enum status series_samples_group(const struct series_spec *spec, const char *x, struct known_table *known,
                                 struct known_groups **groups, struct error *err)
{
    const char **by = calloc(spec->by.n + 1, sizeof *by);
    if (by == NULL) {
        return error_no_memory(err);
    }
    if (spec->by.n > 0) {
        memcpy(by, spec->by.values, spec->by.n * sizeof *by);
    }
    by[spec->by.n] = x;
    enum status status = known_table_group(known, by, spec->by.n + (x != NULL), &spec->where, groups, err);
    free(by);
    return status;
}

static const char *value_of(const struct grouping *grouping, size_t group, size_t factor)
{
    const char *text = group_text(grouping, &grouping->groups[group], factor);
    return text == NULL ? "none" : text;
}

enum status series_samples_open(const struct series_spec *spec, const struct grouping *grouping, size_t group,
                                struct plot *plot, struct series **series, struct error *err)
{
    struct text value = {0};
    enum status status = OK;
    for (size_t i = spec->faceted; status == OK && i < spec->by.n; i++) {
        status =
            text_print(&value, err, "%s%s", i == spec->faceted ? "" : ", ", value_of(grouping, group, i));
    }
    if (status == OK) {
        status = plot_add_series(plot, spec, value.bytes, series, err);
    }
    if (status == OK && spec->faceted) {
        const char *facet = value_of(grouping, group, 0);
        (*series)->facet = text_copy(facet, strlen(facet), err);
        status = (*series)->facet == NULL ? BAD_SERVICE : OK;
    }
    text_release(&value);
    return status;
}

enum status series_samples_tell_published(const struct published *published, struct series *series,
                                          struct error *err)
{
    if (published->rows > 1) {
        return error_set(err, BAD_DATA,
                         "found %zu published rows in a group, which can't be pooled, expected one: group by "
                         "more factors, or select",
                         published->rows);
    }
    bool known = !isnan(published->n);
    size_t n = known ? (size_t)published->n : 0;
    series->behind = (struct behind){
        .published = 1, .published_unknown = !known, .published_least = n, .published_most = n};
    return OK;
}

/* What jobs share: each knows the group of its index. */
struct asked {
    const struct known_measure *measure;
    struct known_options options;
    bool of_buckets, of_means;
    struct known_group *groups;
};

static bool is_drawn(const struct asked *asked, size_t group)
{
    const struct sample *sample = &asked->measure->samples.samples[group];
    bool counted = asked->of_buckets && asked->measure->groups[group].n_ranked > 0;
    bool mean = asked->of_means && !isnan(sample->published.mean) && sample->published.rows > 0 &&
                sample->published.n_buckets == 0;
    return sample->kept.n > 0 || counted || mean ||
           (asked->options.n_quantiles > 0 && sample->published.n_quantiles > 0);
}

static enum status know_group(size_t group, void *context, struct error *err)
{
    struct asked *asked = context;
    return is_drawn(asked, group) ? known_group_share(&asked->groups[group], &asked->measure->groups[group],
                                                      &asked->options, err)
                                  : OK;
}

/* All are known side by side, and drawn one after the other. */
static enum status draw_groups(const struct series_spec *spec, const struct grouping *grouping,
                               const struct asked *asked, series_drawer draw, struct plot *plot,
                               struct error *err)
{
    enum status status = OK;
    for (size_t group = 0; status == OK && group < grouping->n; group++) {
        struct series *series = NULL;
        if (!is_drawn(asked, group)) {
            continue;
        }
        status = series_samples_open(spec, grouping, group, plot, &series, err);
        if (status == OK) {
            size_t n = asked->groups[group].n_ranked;
            bool counted = n > 0 && asked->groups[group].n_sorted == 0;
            series->behind = (struct behind){.requests = 1, .n_least = n, .n_most = n, .counted = counted};
            status = draw(&asked->groups[group], series, err);
        }
    }
    return status;
}

enum status series_samples_draw(const struct series_spec *spec, struct known_table *known,
                                struct series_asked what, series_drawer draw, struct plot *plot,
                                struct error *err)
{
    struct asked asked = {.options = {.intervals = {.method = INTERVAL_DEPENDENT, .level = SERIES_LEVEL},
                                      .quantiles = what.p,
                                      .n_quantiles = what.n,
                                      .clusters = known->table->clusters},
                          .of_buckets = what.of_buckets,
                          .of_means = what.of_means};
    struct known_groups *groups = NULL;
    struct known_measure *measure = NULL;
    enum status status = series_samples_group(spec, NULL, known, &groups, err);
    if (status == OK) {
        status = known_table_sorted(known, groups, spec->measure, false, &measure, err);
    }
    if (status != OK) {
        return status;
    }
    asked.measure = measure;
    asked.groups = calloc(groups->grouping.n + 1, sizeof *asked.groups);
    if (asked.groups == NULL) {
        return error_no_memory(err);
    }
    status = pool_run(groups->grouping.n, known->threads, know_group, &asked, err);
    if (status == OK) {
        status = draw_groups(spec, &groups->grouping, &asked, draw, plot, err);
    }
    for (size_t group = 0; group < groups->grouping.n; group++) {
        known_group_release(&asked.groups[group]);
    }
    free(asked.groups);
    return status;
}

/* ---- in time ---- */

struct timed {
    const struct series_stretches *stretches;
    struct series *series;
    size_t *groups; /* of each series */
};

static struct stretch stretch_of(const struct series_stretches *stretches, size_t group)
{
    return timeline_stretch(stretches->timeline, group, stretches->clocks);
}

static enum status draw_timed(size_t index, void *context, struct error *err)
{
    struct timed *timed = context;
    struct series *series = &timed->series[index];
    const struct stretch one = stretch_of(timed->stretches, timed->groups[index]);
    series->behind = (struct behind){.requests = 1, .n_least = one.n, .n_most = one.n};
    return timed->stretches->draw(&one, timed->stretches->context, series, err);
}

enum status series_samples_draw_stretches(const struct series_spec *spec,
                                          const struct series_stretches *stretches, size_t threads,
                                          struct plot *plot, struct error *err)
{
    size_t first = plot->n, all = stretches->grouping->n;
    struct timed timed = {.stretches = stretches, .groups = calloc(all + 1, sizeof *timed.groups)};
    enum status status = timed.groups == NULL ? error_no_memory(err) : OK;
    for (size_t group = 0; status == OK && group < all; group++) {
        struct series *series;
        if (stretch_of(stretches, group).n > 0) {
            timed.groups[plot->n - first] = group;
            status = series_samples_open(spec, stretches->grouping, group, plot, &series, err);
        }
    }
    if (status == OK) { /* they are all there, and stay where they are */
        timed.series = plot->series == NULL ? NULL : plot->series + first;
        status = pool_run(plot->n - first, threads, draw_timed, &timed, err);
    }
    free(timed.groups);
    return status;
}
