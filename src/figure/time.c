/* Latency over clock time: requests as points, cold, failed and cut-off ones marked; where they are too many
 * to be told apart, how many there were in each cell of time and latency. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/timeline.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

/* What a point is beside a request, whose marks are those of a timeline; the template tells them apart. */
enum mark { CELL = TIMED_CUT_OFF + 1, MEDIAN, P99 };

enum {
    MOST_POINTS = 4000, /* of a series, that can be told apart */
    ACROSS = 120,       /* cells */
    UP = 48,
    LEAST_IN_SLICE = 20, /* requests, for a median */
    LEAST_P99 = 100      /* and for a 99th percentile */
};

/* ---- points ---- */

static enum status add_points(const struct stretch *one, struct series *series, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < one->n; i++) {
        const struct timed_request *request = &one->requests[i];
        const struct point point = {
            request->start_s - one->zero_s, request->value, (double)request->mark, NAN, {0}};
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
        double value = taken->requests[i].value;
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

/* To what can be seen: it makes the script a fraction of its size. */
static double rounded(double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.5g", value);
    return strtod(text, NULL);
}

/* How many requests of one slice of time there are in each cell. */
static enum status add_cells(const struct stretch *slice, double x, const struct extent *extent,
                             struct series *series, struct error *err)
{
    size_t counts[UP] = {0};
    for (size_t i = 0; i < slice->n; i++) {
        double value = slice->requests[i].value;
        if (value > 0) {
            double up = (log10(value) - extent->low) / (extent->high - extent->low);
            counts[up < 1 ? (size_t)(up * UP) : UP - 1]++;
        }
    }
    enum status status = OK;
    for (size_t up = 0; status == OK && up < UP; up++) {
        double middle = extent->low + ((double)up + 0.5) / UP * (extent->high - extent->low);
        const struct point cell = {
            rounded(x),
            rounded(pow(10, middle)),
            CELL,
            (double)counts[up],
            {rounded(extent->last_s / ACROSS / 2), rounded(pow(10, (extent->high - extent->low) / UP / 2))}};
        status = counts[up] == 0 ? OK : series_add_point(series, &cell, err);
    }
    return status;
}

/* A line through what is known of slices, which breaks where one is not known; alone, it is as long as its
 * slice. */
static enum status add_line(struct timeline_quantile quantiles[ACROSS][2], size_t m, enum mark mark,
                            double last_s, struct series *series, struct error *err)
{
    enum status status = OK;
    double half = last_s / ACROSS / 2;
    for (size_t s = 0; status == OK && s < ACROSS; s++) {
        struct point point = {
            rounded((double)(2 * s + 1) * half), rounded(quantiles[s][m].value), (double)mark, NAN, {0}};
        bool goes_on = s + 1 < ACROSS && isfinite(quantiles[s + 1][m].value);
        bool alone = !goes_on && (s == 0 || !isfinite(quantiles[s - 1][m].value));
        if (!isfinite(point.y)) {
            continue;
        }
        if (alone) {
            point.x = rounded((double)(2 * s) * half);
            status = series_add_point(series, &point, err);
            point.x = rounded((double)(2 * s + 2) * half);
        }
        status = status == OK ? series_add_point(series, &point, err) : status;
        if (status == OK && !goes_on) {
            point.y = NAN;
            status = series_add_point(series, &point, err);
        }
    }
    return status;
}

/* The cells of all slices of time, then the medians, then the 99th percentiles, so that each is a line. */
static enum status add_map(const struct stretch *one, struct series *series, struct error *err)
{
    static const enum mark marks[] = {MEDIAN, P99};
    const struct extent extent = find_extent(one);
    struct timeline_quantile quantiles[ACROSS][2];
    enum status status = OK;
    for (size_t s = 0, next = 0; status == OK && s < ACROSS; s++) {
        const struct stretch slice = timeline_slice(one, extent.last_s, s, ACROSS, &next);
        double middle = extent.last_s * ((double)s + 0.5) / ACROSS;
        quantiles[s][0] = (struct timeline_quantile){0.5, LEAST_IN_SLICE, NAN};
        quantiles[s][1] = (struct timeline_quantile){0.99, LEAST_P99, NAN};
        status = timeline_quantiles(&slice, quantiles[s], 2, err);
        status = status == OK ? add_cells(&slice, middle, &extent, series, err) : status;
    }
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        status = status == OK ? add_line(quantiles, m, marks[m], extent.last_s, series, err) : status;
    }
    return status;
}

/* ---- the figure ---- */

static bool is_map(const struct timeline *timeline)
{
    bool any = false;
    for (size_t group = 0; group < timeline->groups; group++) {
        any |= timeline->n[group] > MOST_POINTS;
    }
    return any;
}

static enum status draw_time(const struct stretch *one, struct series *series, struct error *err)
{
    return one->n <= MOST_POINTS ? add_points(one, series, err) : add_map(one, series, err);
}

static enum status collect_time(const struct figure_spec *figure, const struct series_spec *spec,
                                struct known_table *known, struct plot *plot, struct error *err)
{
    (void)figure;
    struct known_groups *groups;
    struct known_measure *measure;
    enum status status = series_samples_group(spec, NULL, known, &groups, err);
    if (status == OK) {
        status = known_table_timeline(known, groups, spec->measure, &measure, err);
    }
    if (status != OK) {
        return status;
    }
    struct clocks clocks = timeline_clocks(&measure->timeline);
    if (clocks.own) {
        status = text_print(&plot->facts, err, " Time runs from the first request of each.");
    }
    if (status == OK && is_map(&measure->timeline)) {
        status = text_print(&plot->facts, err, " Darker: more requests, on a logarithmic scale.");
    }
    const struct series_stretches stretches = {&groups->grouping, &measure->timeline, &clocks, draw_time};
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
    .columns = "start value mark n half_width half_factor",
    .collect = collect_time,
};
