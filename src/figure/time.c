/* Latency over clock time: requests as points, cold, failed and cut-off ones marked; where they are too many
 * to be told apart, how many there were in each cell of time and latency. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/role.h"
#include "figure/kind.h"
#include "figure/series_samples.h"

/* What a point is; the template tells them apart. */
enum mark { PLAIN, COLD, FAILED, CUT_OFF, CELL, MEDIAN, P99 };

enum {
    MOST_POINTS = 4000, /* of a series, that can be told apart */
    ACROSS = 120,       /* cells */
    UP = 48,
    LEAST_IN_SLICE = 20 /* requests, for a median; five times as many for a 99th percentile */
};

struct request {
    double start_s, value;
    enum mark mark;
};

/* All requests of a series' groups, group by group. */
struct requests {
    struct request *requests;
    size_t *ends; /* of each group; the first begins at 0 */
};

/* Those of one of them, in the order of their starts. */
struct stretch {
    struct request *requests;
    size_t n;
};

/* ---- the requests ---- */

static const struct column *find_clock(const struct table *table)
{
    const struct column *start = table_find_column(table, "start_s");
    return start != NULL && start->kind == MEASURE ? start : NULL;
}

static enum mark mark_of(const struct roles *roles, const struct column *cold, size_t row)
{
    switch (role_of(roles, row)) {
    case FAILED_REQUEST:
        return FAILED;
    case CENSORED_REQUEST:
        return CUT_OFF;
    case REQUEST:
    case PUBLISHED_ROW:
    case NOT_KEPT:
        break;
    }
    const char *text = cold == NULL ? NULL : column_text(cold, row);
    return text != NULL && (strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0) ? COLD : PLAIN;
}

/* Counts, and in a second pass takes, the requests that have a start and a value. */
static void take(const struct table *table, const struct series_samples *of, const struct roles *roles,
                 const struct column *measure, struct requests *taken)
{
    const struct column *start = find_clock(table), *cold = table_find_column(table, "cold");
    cold = cold != NULL && cold->kind == FACTOR ? cold : NULL;
    for (size_t row = 0; row < table->rows; row++) {
        double start_s = start->values[row], value = measure->values[row];
        enum role role = role_of(roles, row);
        if (!of->keep[row] || isnan(start_s) || isnan(value) || role == PUBLISHED_ROW || role == NOT_KEPT) {
            continue;
        }
        size_t *end = &taken->ends[group_of_row(&of->grouping, row)];
        if (taken->requests != NULL) {
            taken->requests[*end] = (struct request){start_s, value, mark_of(roles, cold, row)};
        }
        ++*end;
    }
}

static int compare_requests(const void *left, const void *right)
{
    const struct request *a = left, *b = right;
    if (a->start_s != b->start_s) {
        return (a->start_s > b->start_s) - (a->start_s < b->start_s);
    }
    return (a->value > b->value) - (a->value < b->value);
}

/* As they are in most files, for which the sort would take longer than all else. */
static bool are_in_order(const struct request *requests, size_t n)
{
    size_t i = 1;
    while (i < n && compare_requests(&requests[i - 1], &requests[i]) <= 0) {
        i++;
    }
    return i >= n;
}

/* Lays the requests out by groups, each in the order of their starts. */
static enum status lay_out(const struct table *table, const struct series_samples *of,
                           const struct roles *roles, const struct column *measure, struct requests *taken,
                           struct error *err)
{
    size_t n = 0;
    taken->ends = calloc(of->grouping.n + 1, sizeof *taken->ends);
    if (taken->ends == NULL) {
        return error_no_memory(err);
    }
    take(table, of, roles, measure, taken);
    for (size_t group = 0; group < of->grouping.n; group++) { /* from how many to where they begin */
        size_t counted = taken->ends[group];
        taken->ends[group] = n;
        n += counted;
    }
    taken->requests = calloc(n + 1, sizeof *taken->requests);
    if (taken->requests == NULL) {
        return error_no_memory(err);
    }
    take(table, of, roles, measure, taken);
    for (size_t group = 0; group < of->grouping.n; group++) {
        size_t first = group == 0 ? 0 : taken->ends[group - 1];
        if (!are_in_order(taken->requests + first, taken->ends[group] - first)) {
            qsort(taken->requests + first, taken->ends[group] - first, sizeof *taken->requests,
                  compare_requests);
        }
    }
    return OK;
}

static struct stretch stretch_of(const struct requests *taken, size_t group)
{
    size_t first = group == 0 ? 0 : taken->ends[group - 1];
    return (struct stretch){taken->requests + first, taken->ends[group] - first};
}

/* ---- clocks ---- */

/* Groups that were measured one after the other would leave most of each panel empty: their clocks begin at
 * the first request of each. Whether they do. */
static bool set_clocks(const struct requests *taken, size_t groups)
{
    double first = INFINITY, last = -INFINITY, longest = 0;
    for (size_t group = 0; group < groups; group++) {
        const struct stretch one = stretch_of(taken, group);
        if (one.n > 0) {
            double from = one.requests[0].start_s, to = one.requests[one.n - 1].start_s;
            first = from < first ? from : first;
            last = to > last ? to : last;
            longest = to - from > longest ? to - from : longest;
        }
    }
    bool own = last - first > 2 * longest;
    for (size_t group = 0; group < groups; group++) {
        const struct stretch one = stretch_of(taken, group);
        double zero = own && one.n > 0 ? one.requests[0].start_s : first;
        for (size_t i = 0; i < one.n; i++) {
            one.requests[i].start_s -= zero;
        }
    }
    return own;
}

/* ---- points ---- */

static enum status add_points(const struct stretch *one, struct series *series, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < one->n; i++) {
        const struct request *request = &one->requests[i];
        const struct point point = {request->start_s, request->value, (double)request->mark, NAN, {0}};
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
    struct extent extent = {INFINITY, -INFINITY, taken->requests[taken->n - 1].start_s};
    for (size_t i = 0; i < taken->n; i++) {
        double value = taken->requests[i].value;
        if (value > 0) {
            extent.low = fmin(extent.low, log10(value));
            extent.high = fmax(extent.high, log10(value));
        }
    }
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

/* A quantile of the requests of one slice of time that did not fail, where there are enough of them. */
static enum status add_quantile(const struct stretch *slice, double x, enum mark mark, struct series *series,
                                struct error *err)
{
    size_t least = mark == MEDIAN ? LEAST_IN_SLICE : 5 * LEAST_IN_SLICE, n = 0;
    double *values = malloc((slice->n + 1) * sizeof *values);
    if (values == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < slice->n; i++) {
        if (slice->requests[i].mark != FAILED) {
            values[n++] = slice->requests[i].mark == CUT_OFF ? INFINITY : slice->requests[i].value;
        }
    }
    quantile_sort(values, n);
    double value =
        n < least ? NAN : quantile_sorted(values, n, mark == MEDIAN ? 0.5 : 0.99, QUANTILE_TYPE_DEFAULT);
    free(values);
    const struct point point = {rounded(x), rounded(value), (double)mark, NAN, {0}};
    return isfinite(value) ? series_add_point(series, &point, err) : OK;
}

/* The cells of all slices of time, then the medians, then the 99th percentiles, so that each is a line. */
static enum status add_map(const struct stretch *one, struct series *series, struct error *err)
{
    static const enum mark marks[] = {CELL, MEDIAN, P99};
    const struct extent extent = find_extent(one);
    enum status status = OK;
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        size_t first = 0;
        for (size_t s = 0; status == OK && s < ACROSS; s++) {
            double until = extent.last_s * (double)(s + 1) / ACROSS;
            double middle = extent.last_s * ((double)s + 0.5) / ACROSS;
            size_t end = first;
            while (end < one->n && (one->requests[end].start_s < until || s + 1 == ACROSS)) {
                end++;
            }
            const struct stretch slice = {one->requests + first, end - first};
            status = marks[m] == CELL ? add_cells(&slice, middle, &extent, series, err)
                                      : add_quantile(&slice, middle, marks[m], series, err);
            first = end;
        }
    }
    return status;
}

/* ---- the figure ---- */

static enum status add_group(const struct series_spec *spec, const struct series_samples *of, size_t group,
                             const struct stretch *one, struct plot *plot, struct error *err)
{
    struct series *series;
    enum status status = series_samples_open(spec, &of->grouping, group, plot, &series, err);
    if (status != OK) {
        return status;
    }
    series->behind = (struct behind){.requests = 1, .n_least = one->n, .n_most = one->n};
    return one->n <= MOST_POINTS ? add_points(one, series, err) : add_map(one, series, err);
}

static enum status add_groups(const struct series_spec *spec, const struct series_samples *of,
                              const struct requests *taken, struct plot *plot, struct error *err)
{
    enum status status = OK;
    for (size_t group = 0; status == OK && group < of->grouping.n; group++) {
        const struct stretch one = stretch_of(taken, group);
        status = one.n == 0 ? OK : add_group(spec, of, group, &one, plot, err);
    }
    return status;
}

static enum status collect_time(const struct figure_spec *figure, const struct series_spec *spec,
                                struct table *table, struct plot *plot, struct error *err)
{
    (void)figure;
    struct series_samples of = {0};
    struct roles roles = {0};
    struct column *measure = NULL;
    struct requests taken = {0};
    if (find_clock(table) == NULL) {
        return error_set(err, BAD_DATA,
                         "found no start_s, expected the clock times at which requests started");
    }
    enum status status = series_samples_group(spec, NULL, table, &of, err);
    if (status == OK) {
        status = table_get_column(table, spec->measure, "measure", &measure, err);
    }
    if (status == OK && measure->kind != MEASURE) {
        status = error_set(err, BAD_USAGE, "column '%.40s' holds texts, expected numbers", spec->measure);
    }
    if (status == OK) {
        status = roles_init(&roles, table, of.keep, false, err);
    }
    if (status == OK) {
        status = lay_out(table, &of, &roles, measure, &taken, err);
    }
    if (status == OK && set_clocks(&taken, of.grouping.n)) {
        status = text_print(&plot->facts, err, " Time runs from the first request of each.");
    }
    if (status == OK) {
        status = add_groups(spec, &of, &taken, plot, err);
    }
    roles_release(&roles);
    series_samples_release(&of);
    free(taken.requests);
    free(taken.ends);
    return status;
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
    .columns = "start value mark n half_width half_factor",
    .collect = collect_time,
};
