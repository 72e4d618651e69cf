/* Means against a factor that is a number, such as the memory size, with error bars. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/known_group.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

static struct point point_with(double x, double y, double below, double above)
{
    return (struct point){x, y, y - below, y + above, {0}};
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
        enum status status = known_group_mean(known, SERIES_LEVEL, &interval, &why);
        *point = (struct point){x, mean, interval.low, interval.high, {0}};
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

/* A quantile, with the interval of its own that `bars` may ask for. */
static enum status add_quantile(const struct series_spec *spec, double x, const struct known_group *known,
                                struct point *point, struct error *err)
{
    if (known->n_sorted == 0) {
        return error_set(err, BAD_DATA, "found published figures alone, expected requests for a quantile");
    }
    const struct known_quantile quantile = known_group_quantile(known, 0, SERIES_LEVEL);
    bool bars = spec->error_bars == BARS_CI95;
    *point = (struct point){
        x, quantile.value, bars ? quantile.interval.low : NAN, bars ? quantile.interval.high : NAN, {0}};
    return OK;
}

/* Adds the point of one group, if it has any; its place on the x axis is the last of the factors. */
static enum status add_group(const struct series_spec *spec, const struct grouping *grouping, size_t index,
                             const struct sample *sample, struct series *series, struct error *err)
{
    const struct group *group = &grouping->groups[index];
    const struct column *x = grouping->by[grouping->n_by - 1];
    uint32_t code = group->codes[grouping->n_by - 1];
    if (isnan(x->dictionary.numbers[code - 1])) {
        return error_set(err, BAD_DATA, "found '%.40s' in column '%.40s', expected a number for the x axis",
                         x->dictionary.texts[code - 1], x->name);
    }
    bool of_mean = spec->statistic.kind == STATISTIC_MEAN;
    if (sample->censored > 0 && of_mean) {
        return error_set(err, BAD_DATA,
                         "found %zu requests that were cut off at %s, whose mean is not known: select "
                         "others with \"where\": [\"censored!=true\"]",
                         sample->censored, x->dictionary.texts[code - 1]);
    }
    if (sample->kept.n == 0 && sample->published.rows > 1) {
        return error_set(err, BAD_DATA, "found %zu published means of %.40s at %s, expected one: select more",
                         sample->published.rows, spec->measure, x->dictionary.texts[code - 1]);
    }
    const struct known_options options = {.intervals = {.method = INTERVAL_DEPENDENT, .level = SERIES_LEVEL},
                                          .quantiles = &spec->statistic.p,
                                          .n_quantiles = of_mean ? 0 : 1,
                                          .whole = !of_mean};
    struct known_group known;
    struct point point;
    enum status status = known_group_init(&known, sample, &options, err);
    if (status == OK) {
        double place = x->dictionary.numbers[code - 1];
        status = of_mean ? add_bar(spec->error_bars, place, &known, &point, err)
                         : add_quantile(spec, place, &known, &point, err);
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
    size_t last = 0;      /* the group before, in the same series unless its factors differ */
    size_t placeless = 0; /* rows of groups that are nowhere on the x axis */
    enum status status = OK;
    for (size_t i = 0; status == OK && i < grouping->n; i++) {
        const struct sample *sample = &samples->samples[i];
        bool several = sample->published.rows > 1;
        bool drawn =
            spec->statistic.kind == STATISTIC_QUANTILE ? sample->kept.n > 0 : sample_has_mean(sample);
        if (sample->censored == 0 && !several && !drawn) {
            continue;
        }
        const uint32_t *codes = grouping->groups[i].codes;
        if (codes[grouping->n_by - 1] == 0) {
            placeless += sample->kept.n + sample->published.rows;
            continue;
        }
        if (series == NULL || memcmp(codes, grouping->groups[last].codes, spec->by.n * sizeof *codes) != 0) {
            status = series_samples_open(spec, grouping, i, plot, &series, err);
        }
        last = i;
        if (status == OK) {
            status = add_group(spec, grouping, i, sample, series, err);
        }
    }
    return status == OK && placeless > 0
               ? text_print(&plot->facts, err, " Not drawn: %zu rows without %.40s.", placeless,
                            grouping->by[grouping->n_by - 1]->name)
               : status;
}

static enum status collect_lines(const struct figure_spec *figure, const struct series_spec *spec,
                                 struct known_table *known, struct plot *plot, struct error *err)
{
    if (figure->x_column == NULL) {
        return error_set(err, BAD_USAGE, "the x axis names no column, expected one such as memory_mb");
    }
    struct known_groups *groups;
    struct known_measure *measure;
    enum status status = series_samples_group(spec, figure->x_column, known, &groups, err);
    if (status == OK) {
        status = known_table_samples(known, groups, spec->measure, &measure, err);
    }
    return status == OK ? add_groups(spec, &groups->grouping, &measure->samples, plot, err) : status;
}

const struct figure_kind figure_lines = {
    .name = "lines",
    .sizes = FIGURE_SIZES_ON_X,
    .most = 24,
    .keys = (const char *const[]){"column", "error_bars", "y2", "axis", "statistic", "facet", NULL},
    .columns = "x y low high",
    .draws = "means or a quantile against a factor that is a number, with error bars",
    .collect = collect_lines,
};
