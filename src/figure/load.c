/* How latency, failures and requests under way follow the load: slices of time by their requests a second. */
#include <math.h>

#include "analysis/timeline.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

enum {
    MOST_SLICES = 40,
    PER_SLICE = 100, /* requests, on average, so that there is a 99th percentile */
    LEAST = 20,      /* of a slice, for a median */
    LEAST_P99 = 100
};

static enum status add_slice(const struct stretch *slice, double width_s, double in_flight,
                             struct series *series, struct error *err)
{
    struct timeline_quantile quantiles[] = {{0.5, LEAST, NAN}, {0.99, LEAST_P99, NAN}};
    enum status status = timeline_quantiles(slice, quantiles, 2, err);
    double median = quantiles[0].value, p99 = quantiles[1].value, failed = 0;
    for (size_t i = 0; i < slice->n; i++) {
        failed += stretch_mark(slice, i) == TIMED_FAILED;
    }
    double n = (double)slice->n;
    const struct point point = {n / width_s,
                                isfinite(median) ? median : NAN,
                                NAN,
                                NAN,
                                {isfinite(p99) ? p99 : NAN, n > 0 ? 100 * failed / n : NAN, in_flight}};
    return status == OK ? series_add_point(series, &point, err) : status;
}

static enum status draw_load(const struct stretch *one, const void *context, struct series *series,
                             struct error *err)
{
    (void)context;
    double in_flight[MOST_SLICES], last_s = timeline_last_s(one);
    size_t slices = one->n / PER_SLICE < 1 ? 1 : one->n / PER_SLICE, next = 0;
    slices = slices > MOST_SLICES ? MOST_SLICES : slices;
    enum status status = OK;
    timeline_in_flight(one, last_s, slices, in_flight);
    for (size_t s = 0; status == OK && last_s > 0 && s < slices; s++) {
        const struct stretch slice = timeline_slice(one, last_s, s, slices, &next);
        status = add_slice(&slice, last_s / (double)slices, in_flight[s], series, err);
    }
    return status;
}

/* Of one load there is nothing to follow. Slices without a median are too few requests, which is told
 * elsewhere. */
static enum status check_loads(const struct plot *plot, struct error *err)
{
    const double differ = 1.1;
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < plot->n; i++) {
        for (size_t p = 0; p < plot->series[i].n; p++) {
            const struct point *slice = &plot->series[i].points[p];
            least = isnan(slice->y) ? least : fmin(least, slice->x);
            most = isnan(slice->y) ? most : fmax(most, slice->x);
        }
    }
    return most >= differ * least || most == 0
               ? OK
               : error_set(err, BAD_DATA,
                           "found about %.3g requests a second throughout, expected loads that differ", most);
}

static enum status collect_load(const struct figure_spec *figure, const struct series_spec *spec,
                                struct known_table *known, struct plot *plot, struct error *err)
{
    (void)figure;
    static const struct clocks clocks = {.own = true};
    struct known_groups *groups;
    struct known_measure *measure;
    enum status status = series_samples_group(spec, NULL, known, &groups, err);
    if (status == OK) {
        status = known_table_timeline(known, groups, spec->measure, &measure, err);
    }
    if (status == OK) {
        const struct series_stretches stretches = {&groups->grouping, &measure->timeline, &clocks, draw_load,
                                                   NULL};
        status = series_samples_draw_stretches(spec, &stretches, known->threads, plot, err);
    }
    return status == OK ? check_loads(plot, err) : status;
}

const struct figure_kind figure_load = {
    .name = "load",
    .draws = "median, 99th percentile, failures and requests in flight against requests a second",
    .says = "Each point is a slice of time, of 100 requests on average or more: filled its median, open its "
            "99th percentile; failed requests count in the load, and not in these.",
    .x_label = "Requests a second",
    .y_label = "Latency (s)",
    .needs = "20 requests, not all at once",
    .most = 8,
    .keys = (const char *const[]){"facet", NULL},
    .tall = {.least = 620, .head = 0, .each = 0},
    .small = {.head = 440, .each = 0},
    .columns = "per_s median low high p99 failed_percent in_flight",
    .collect = collect_load,
};
