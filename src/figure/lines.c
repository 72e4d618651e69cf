/* Means against a factor that is a number, such as the memory size, with error bars. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/known_group.h"
#include "analysis/samples.h"
#include "figure/kind.h"
#include "table/select.h"

static const double BAR_LEVEL = 0.95; /* of ci95 */

static struct point point_with(double x, double y, double below, double above)
{
    return (struct point){x, y, y - below, y + above};
}

/* The bar that `bars` asks for around the mean; NaN where the data can't support it. */
static enum status add_bar(enum error_bars bars, double x, const struct known_group *known,
                           struct point *point, struct error *err)
{
    const struct published *published = &known->sample->published;
    double mean = known->figures.mean;
    bool kept = known->n_sorted > 1;
    struct interval interval;
    struct error why = {{0}};
    switch (bars) {
    case BARS_NONE:
        *point = point_with(x, mean, NAN, NAN);
        return OK;
    case BARS_SD:
        *point = point_with(x, mean, known->figures.sd, known->figures.sd);
        return OK;
    case BARS_POPULATION_SD: {
        double sd = known->n_sorted == 0 ? published->population_sd
                    : kept               ? known->moments.population_sd
                                         : NAN;
        *point = point_with(x, mean, sd, sd);
        return OK;
    }
    case BARS_CI95: {
        enum status status = known_group_mean(known, BAR_LEVEL, &interval, &why);
        *point = (struct point){x, mean, interval.low, interval.high};
        return error_forgive(status, &why, err);
    }
    }
    abort();
}

static void note_least_and_most(size_t n, bool first, size_t *least, size_t *most)
{
    *least = first || n < *least ? n : *least;
    *most = first || n > *most ? n : *most;
}

static void note_behind(struct behind *behind, const struct sample *sample)
{
    if (sample->kept.n > 0) {
        note_least_and_most(sample->kept.n, behind->requests++ == 0, &behind->n_least, &behind->n_most);
        return;
    }
    bool first = behind->published == behind->published_unknown;
    behind->published++;
    if (isnan(sample->published.n)) {
        behind->published_unknown++;
    } else {
        note_least_and_most((size_t)sample->published.n, first, &behind->published_least,
                            &behind->published_most);
    }
}

/* Adds the point of one group, if it has any; its place on the x axis is the last of the factors. */
static enum status add_group(const struct series_spec *spec, const struct grouping *grouping, size_t index,
                             const struct sample *sample, struct series *series, struct error *err)
{
    const struct group *group = &grouping->groups[index];
    const struct column *x = grouping->by[grouping->n_by - 1];
    uint32_t code = group->codes[grouping->n_by - 1];
    if (code == 0 || isnan(x->dictionary.numbers[code - 1])) {
        return error_set(err, BAD_DATA, "found '%.40s' in column '%.40s', expected a number for the x axis",
                         code == 0 ? "" : x->dictionary.texts[code - 1], x->name);
    }
    if (sample->censored > 0) {
        return error_set(err, BAD_DATA,
                         "found %zu requests that were cut off at %s, whose mean is not known: select "
                         "others with \"where\": [\"censored!=true\"]",
                         sample->censored, x->dictionary.texts[code - 1]);
    }
    if (sample->kept.n == 0 && sample->published.rows > 1) {
        return error_set(err, BAD_DATA, "found %zu published means of %.40s at %s, expected one: select more",
                         sample->published.rows, spec->measure, x->dictionary.texts[code - 1]);
    }
    const struct known_options options = {.intervals = {.method = INTERVAL_DEPENDENT, .level = BAR_LEVEL}};
    struct known_group known;
    struct point point;
    enum status status = known_group_init(&known, sample, &options, err);
    if (status == OK) {
        status = add_bar(spec->error_bars, x->dictionary.numbers[code - 1], &known, &point, err);
    }
    known_group_release(&known);
    note_behind(&series->behind, sample);
    return status == OK ? series_add_point(series, &point, err) : status;
}

/* Groups come with the series' factor first, so a series begins where its value changes. */
static enum status add_groups(const struct series_spec *spec, const struct grouping *grouping,
                              const struct samples *samples, struct plot *plot, struct error *err)
{
    struct series *series = NULL;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < grouping->n; i++) {
        const struct sample *sample = &samples->samples[i];
        bool several = sample->published.rows > 1;
        if (sample->censored == 0 && !several && !sample_has_mean(sample)) {
            continue;
        }
        const char *value = spec->by == NULL ? NULL : group_text(grouping, &grouping->groups[i], 0);
        if (series == NULL || value != series->value) {
            status = plot_add_series(plot, spec, value, &series, err);
        }
        if (status == OK) {
            status = add_group(spec, grouping, i, sample, series, err);
        }
    }
    return status;
}

static enum status collect_lines(const struct figure_spec *figure, const struct series_spec *spec,
                                 struct table *table, struct plot *plot, struct error *err)
{
    if (figure->x == NULL) {
        return error_set(err, BAD_USAGE, "the x axis names no column, expected one such as memory_mb");
    }
    const char *const by_and_x[] = {spec->by, figure->x};
    size_t skip_by = spec->by == NULL ? 1 : 0;
    struct grouping grouping = {0};
    struct samples samples = {0};
    uint8_t *keep = malloc(table->rows + 1);
    if (keep == NULL) {
        return error_no_memory(err);
    }
    memset(keep, 1, table->rows + 1);
    enum status status = table_match(table, &spec->where, keep, err);
    if (status == OK) {
        status = table_group(table, by_and_x + skip_by, 2 - skip_by, &grouping, err);
    }
    if (status == OK) {
        status = samples_collect(table, &grouping, spec->measure, keep, &samples, err);
    }
    if (status == OK) {
        status = add_groups(spec, &grouping, &samples, plot, err);
    }
    samples_release(&samples);
    grouping_release(&grouping);
    free(keep);
    return status;
}

const struct figure_kind figure_lines = {
    .name = "lines",
    .draws = "means against a factor that is a number, with error bars",
    .collect = collect_lines,
};
