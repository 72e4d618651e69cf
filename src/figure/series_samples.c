#include "figure/series_samples.h"

#include <stdlib.h>
#include <string.h>

#include "figure/kind.h"
#include "table/select.h"

enum status series_samples_keep(const struct series_spec *spec, const struct table *table, uint8_t **keep,
                                struct error *err)
{
    *keep = malloc(table->rows + 1);
    if (*keep == NULL) {
        return error_no_memory(err);
    }
    memset(*keep, 1, table->rows + 1);
    return table_match(table, &spec->where, *keep, err);
}

enum status series_samples_group(const struct series_spec *spec, const char *x, struct table *table,
                                 struct series_samples *samples, struct error *err)
{
    const char **by = calloc(spec->by.n + 1, sizeof *by);
    if (by == NULL) {
        return error_no_memory(err);
    }
    if (spec->by.n > 0) {
        memcpy(by, spec->by.values, spec->by.n * sizeof *by);
    }
    by[spec->by.n] = x;
    enum status status = series_samples_keep(spec, table, &samples->keep, err);
    if (status == OK) {
        status = table_group(table, by, spec->by.n + (x != NULL), &samples->grouping, err);
    }
    free(by);
    return status;
}

enum status series_samples_collect(const struct series_spec *spec, const char *x, struct table *table,
                                   struct series_samples *samples, struct error *err)
{
    enum status status = series_samples_group(spec, x, table, samples, err);
    return status == OK ? samples_collect(table, &samples->grouping, spec->measure, samples->keep,
                                          &samples->samples, err)
                        : status;
}

void series_samples_release(struct series_samples *samples)
{
    samples_release(&samples->samples);
    grouping_release(&samples->grouping);
    free(samples->keep);
    *samples = (struct series_samples){0};
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

static enum status draw_group(const struct series_samples *of, size_t group,
                              const struct known_options *options, series_drawer draw, struct series *series,
                              struct error *err)
{
    struct known_group known;
    const struct sample *sample = &of->samples.samples[group];
    enum status status = known_group_init(&known, sample, options, err);
    if (status == OK) {
        size_t n = sample->kept.n;
        series->behind = (struct behind){.requests = 1, .n_least = n, .n_most = n};
        status = draw(&known, series, err);
    }
    known_group_release(&known);
    return status;
}

enum status series_samples_draw(const struct series_spec *spec, struct table *table,
                                struct series_quantiles quantiles, series_drawer draw, struct plot *plot,
                                struct error *err)
{
    const struct known_options options = {
        .intervals = {.method = INTERVAL_DEPENDENT, .level = SERIES_LEVEL},
        .quantiles = quantiles.p,
        .n_quantiles = quantiles.n,
        .clusters = table->clusters,
        .whole = true,
    };
    struct series_samples of = {0};
    enum status status = series_samples_collect(spec, NULL, table, &of, err);
    for (size_t group = 0; status == OK && group < of.grouping.n; group++) {
        struct series *series = NULL;
        const struct sample *sample = &of.samples.samples[group];
        if (sample->kept.n == 0 && !(quantiles.n > 0 && sample->published.n_quantiles > 0)) {
            continue;
        }
        status = series_samples_open(spec, &of.grouping, group, plot, &series, err);
        if (status == OK) {
            status = draw_group(&of, group, &options, draw, series, err);
        }
    }
    series_samples_release(&of);
    return status;
}
