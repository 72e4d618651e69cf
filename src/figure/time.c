/* Latency over clock time: requests as points, cold, failed and cut-off ones marked; where they are too many
 * to be told apart, how many there were in each cell of time and latency. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/timeline.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

/* What a point is beside a request, whose marks are those of a timeline; the template tells them apart. Of
 * the last two its number is what all cells of the series have in common. */
enum mark { CELL = TIMED_CUT_OFF + 1, MEDIAN, P99, HALF_WIDTH, HALF_DECADES };

enum {
    MOST_POINTS = 4000, /* of a series, that can be told apart */
    ALL_POINTS = 9000,  /* of all of them, so that the script stays small */
    MOST_ACROSS = 120,  /* cells */
    MOST_UP = 48,
    ALL_CELLS = 10000,
    LEAST_IN_SLICE = 20, /* requests, for a median */
    LEAST_P99 = 100      /* and for a 99th percentile */
};

/* How much of each series is drawn. */
struct detail {
    size_t points;     /* more of them make a map */
    size_t across, up; /* its cells */
};

/* The more series there are, the smaller is the share of each. */
static struct detail share_detail(size_t series)
{
    size_t points = ALL_POINTS / series;
    double share = (double)ALL_CELLS / (double)series / (MOST_ACROSS * MOST_UP);
    double side = share < 1 ? sqrt(share) : 1;
    return (struct detail){.points = points < MOST_POINTS ? points : MOST_POINTS,
                           .across = (size_t)(side * MOST_ACROSS),
                           .up = (size_t)(side * MOST_UP)};
}

/* ---- points ---- */

static enum status add_points(const struct stretch *one, struct series *series, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < one->n; i++) {
        const struct point point = {
            stretch_start(one, i), stretch_value(one, i), (double)stretch_mark(one, i), NAN, {0}};
        status = series_add_point(series, &point, err);
    }
    return status;
}

/* ---- cells ---- */

struct extent {
    double low, high; /* of the logarithm of the values above 0 */
    double last_s;
};

static struct extent find_extent(const struct stretch *taken)
{
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < taken->n; i++) {
        double value = stretch_value(taken, i);
        if (value > 0) {
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
    }
    struct extent extent = {log10(least), most > 0 ? log10(most) : -INFINITY, timeline_last_s(taken)};
    extent.high = extent.high > extent.low ? extent.high : extent.low + 1;
    extent.last_s = extent.last_s > 0 ? extent.last_s : 1;
    return extent;
}

/* How many requests of one slice of time there are in each cell. */
static enum status add_cells(const struct stretch *slice, double x, const struct extent *extent, size_t up,
                             struct series *series, struct error *err)
{
    size_t counts[MOST_UP] = {0};
    for (size_t i = 0; i < slice->n; i++) {
        double value = stretch_value(slice, i);
        if (value > 0) {
            double share = (log10(value) - extent->low) / (extent->high - extent->low);
            counts[share < 1 ? (size_t)(share * (double)up) : up - 1]++;
        }
    }
    enum status status = OK;
    for (size_t u = 0; status == OK && u < up; u++) {
        double middle = extent->low + ((double)u + 0.5) / (double)up * (extent->high - extent->low);
        const struct point cell = {x, pow(10, middle), CELL, (double)counts[u], {0}};
        status = counts[u] == 0 ? OK : series_add_point(series, &cell, err);
    }
    return status;
}

/* The quantiles of slices of time, of which there are so many. */
struct slices {
    struct timeline_quantile quantiles[MOST_ACROSS][2];
    size_t n;
    double half_s; /* of the width of each */
};

/* A line through what is known of slices, which breaks where one is not known; alone, it is as long as its
 * slice. */
static enum status add_line(const struct slices *slices, size_t m, enum mark mark, struct series *series,
                            struct error *err)
{
    enum status status = OK;
    for (size_t s = 0; status == OK && s < slices->n; s++) {
        struct point point = {
            (double)(2 * s + 1) * slices->half_s, slices->quantiles[s][m].value, (double)mark, NAN, {0}};
        bool goes_on = s + 1 < slices->n && isfinite(slices->quantiles[s + 1][m].value);
        bool alone = !goes_on && (s == 0 || !isfinite(slices->quantiles[s - 1][m].value));
        if (!isfinite(point.y)) {
            continue;
        }
        if (alone) {
            point.x = (double)(2 * s) * slices->half_s;
            status = series_add_point(series, &point, err);
            point.x = (double)(2 * s + 2) * slices->half_s;
        }
        status = status == OK ? series_add_point(series, &point, err) : status;
        if (status == OK && !goes_on) {
            point.y = NAN;
            status = series_add_point(series, &point, err);
        }
    }
    return status;
}

/* What all cells have in common, the cells of all slices of time, then the medians, then the 99th
 * percentiles, so that each is a line. */
static enum status add_map(const struct stretch *one, const struct detail *detail, struct series *series,
                           struct error *err)
{
    static const enum mark marks[] = {MEDIAN, P99};
    const struct extent extent = find_extent(one);
    struct slices slices = {.n = detail->across, .half_s = extent.last_s / (double)detail->across / 2};
    const struct point sizes[] = {
        {NAN, NAN, HALF_WIDTH, slices.half_s, {0}},
        {NAN, NAN, HALF_DECADES, (extent.high - extent.low) / (double)detail->up / 2, {0}}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof sizes / sizeof *sizes; i++) {
        status = series_add_point(series, &sizes[i], err);
    }
    for (size_t s = 0, next = 0; status == OK && s < slices.n; s++) {
        const struct stretch slice = timeline_slice(one, extent.last_s, s, slices.n, &next);
        slices.quantiles[s][0] = (struct timeline_quantile){0.5, LEAST_IN_SLICE, NAN};
        slices.quantiles[s][1] = (struct timeline_quantile){0.99, LEAST_P99, NAN};
        status = timeline_quantiles(&slice, slices.quantiles[s], 2, err);
        double middle = (double)(2 * s + 1) * slices.half_s;
        status = status == OK ? add_cells(&slice, middle, &extent, detail->up, series, err) : status;
    }
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        status = status == OK ? add_line(&slices, m, marks[m], series, err) : status;
    }
    return status;
}

/* ---- the figure ---- */

/* How much there is room for of the groups that have requests, of which no more than the most are drawn. */
static struct detail choose_detail(const struct figure_spec *figure, const struct timeline *timeline)
{
    size_t series = 0;
    for (size_t group = 0; group < timeline->groups; group++) {
        series += timeline->n[group] > 0 ? figure->n_series : 0;
    }
    series = series > figure_time.most ? figure_time.most : series;
    return share_detail(series > 0 ? series : 1);
}

static bool is_map(const struct timeline *timeline, const struct detail *detail)
{
    bool any = false;
    for (size_t group = 0; group < timeline->groups; group++) {
        any |= timeline->n[group] > detail->points;
    }
    return any;
}

static enum status draw_time(const struct stretch *one, const void *context, struct series *series,
                             struct error *err)
{
    const struct detail *detail = context;
    return one->n <= detail->points ? add_points(one, series, err) : add_map(one, detail, series, err);
}

static enum status collect_time(const struct figure_spec *figure, const struct series_spec *spec,
                                struct known_table *known, struct plot *plot, struct error *err)
{
    struct known_groups *groups;
    struct known_measure *measure;
    enum status status = series_samples_group(spec, NULL, known, &groups, err);
    if (status == OK) {
        status = known_table_timeline(known, groups, spec->measure, &measure, err);
    }
    if (status != OK) {
        return status;
    }
    const struct detail detail = choose_detail(figure, &measure->timeline);
    struct clocks clocks = timeline_clocks(&measure->timeline);
    if (clocks.own) {
        status = text_print(&plot->facts, err, " Time runs from the first request of each.");
    }
    if (status == OK && is_map(&measure->timeline, &detail)) {
        status = text_print(&plot->facts, err, " Darker: more requests, on a logarithmic scale.");
    }
    const struct series_stretches stretches = {&groups->grouping, &measure->timeline, &clocks, draw_time,
                                               &detail};
    return status == OK ? series_samples_draw_stretches(spec, &stretches, known->threads, plot, err) : status;
}

const struct figure_kind figure_time = {
    .name = "time",
    .draws = "latency over clock time, with cold, failed and cut-off requests marked",
    .says = "Failed and cut-off requests are counted among n.",
    .x_label = "Seconds since the first request",
    .y_label = "Latency (s)",
    .most = 12,
    .keys = (const char *const[]){NULL},
    .tall = {.least = 444, .head = 60, .each = 150},
    .small = {.head = 140, .each = 64},
    .columns = "start value mark n",
    .collect = collect_time,
};
