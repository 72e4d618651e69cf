/* Every request as it was measured, one line a run: values against the number of the request. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/role.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

/* The requests' values and their numbers, laid out group by group; `requests.values` NULL without numbers. */
struct laid_out {
    struct known_groups *of;
    struct gathered values, requests;
};

static void laid_out_release(struct laid_out *laid_out)
{
    gathered_release(&laid_out->values);
    gathered_release(&laid_out->requests);
}

static enum status lay_out(const struct series_spec *spec, struct table *table, const uint8_t *skip,
                           struct laid_out *laid_out, struct error *err)
{
    struct column *measure = NULL;
    const struct grouping *grouping = &laid_out->of->grouping;
    enum status status = table_get_column(table, spec->measure, "measure", &measure, err);
    if (status == OK && measure->kind != MEASURE) {
        status = error_set(err, BAD_USAGE, "column '%.40s' holds texts, expected numbers", spec->measure);
    }
    if (status == OK) {
        status = grouping_gather(grouping, measure, table->rows, skip, &laid_out->values, err);
    }
    const struct column *request = table_find_column(table, "request");
    if (status == OK && request != NULL && request->kind == MEASURE) {
        status = grouping_gather(grouping, request, table->rows, skip, &laid_out->requests, err);
    }
    return status;
}

static int compare_points(const void *left, const void *right)
{
    const struct point *a = left, *b = right;
    return a->x != b->x ? (a->x > b->x) - (a->x < b->x) : (a->y > b->y) - (a->y < b->y);
}

/* Of many points in their order those that can be seen: the least and the largest of each of some stretches
 * of requests. */
static void thin(struct series *series)
{
    enum { STRETCHES = 500, MOST_POINTS = 2 * STRETCHES };
    size_t n = series->n, kept = 0;
    for (size_t s = 0; n > MOST_POINTS && s < STRETCHES; s++) {
        size_t first = s * n / STRETCHES, end = (s + 1) * n / STRETCHES, least = first, most = first;
        for (size_t i = first; i < end; i++) {
            least = series->points[i].y < series->points[least].y ? i : least;
            most = series->points[i].y > series->points[most].y ? i : most;
        }
        struct point low = series->points[least], high = series->points[most];
        series->points[kept++] = least < most ? low : high;
        series->points[kept++] = least < most ? high : low;
    }
    series->n = kept > 0 ? kept : n;
}

/* Adds the values of one group; a request without a number of its own has its place in the run. */
static enum status add_run(const struct series_spec *spec, const struct laid_out *laid_out, size_t group,
                           struct plot *plot, struct error *err)
{
    struct series *series = NULL;
    enum status status = OK;
    size_t first = laid_out->values.starts[group];
    for (size_t i = first; status == OK && i < laid_out->values.starts[group + 1]; i++) {
        double y = laid_out->values.values[i];
        double x = laid_out->requests.values == NULL ? NAN : laid_out->requests.values[i];
        if (isnan(y)) {
            continue;
        }
        if (series == NULL) {
            status = series_samples_open(spec, &laid_out->of->grouping, group, plot, &series, err);
        }
        if (status == OK) {
            struct point point = {isnan(x) ? (double)(i - first + 1) : x, y, NAN, NAN, {0}};
            status = series_add_point(series, &point, err);
        }
    }
    if (series != NULL) {
        /* Requests that overlap may stand in a dump in the order in which they ended. */
        qsort(series->points, series->n, sizeof *series->points, compare_points);
        series->behind = (struct behind){.requests = 1, .n_least = series->n, .n_most = series->n};
        thin(series);
    }
    return status;
}

static enum status collect_runs(const struct figure_spec *figure, const struct series_spec *spec,
                                struct known_table *known, struct plot *plot, struct error *err)
{
    (void)figure;
    struct table *table = known->table;
    struct laid_out laid_out = {0};
    struct roles roles = {0};
    uint8_t *skip = malloc(table->rows + 1);
    enum status status =
        skip == NULL ? error_no_memory(err) : series_samples_group(spec, NULL, known, &laid_out.of, err);
    if (status == OK) {
        status = roles_init(&roles, table, laid_out.of->keep, false, err);
    }
    if (status == OK) {
        roles_skip(&roles, table->rows, skip);
        status = lay_out(spec, table, skip, &laid_out, err);
    }
    for (size_t group = 0; status == OK && group < laid_out.of->grouping.n; group++) {
        status = add_run(spec, &laid_out, group, plot, err);
    }
    laid_out_release(&laid_out);
    roles_release(&roles);
    free(skip);
    return status;
}

const struct figure_kind figure_runs = {
    .name = "runs",
    .draws = "every request of a run, in order",
    .x_label = "Request",
    .y_label = "Latency (s)",
    .most = 12,
    .keys = (const char *const[]){"facet", NULL},
    .tall = {.least = 444, .head = 100, .each = 40},
    .small = {.head = 150, .each = 20},
    .columns = "x y",
    .collect = collect_runs,
};
