#include "analysis/timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analysis/role.h"
#include "base/pool.h"
#include "stats/quantile.h"
#include "table/select.h"

static const struct column *find_clock(const struct table *table)
{
    const struct column *start = table_find_column(table, "start_s");
    return start != NULL && start->kind == MEASURE ? start : NULL;
}

static enum timeline_mark mark_of(enum role role, const struct column *cold, size_t row)
{
    if (role != REQUEST) {
        return role == FAILED_REQUEST ? TIMED_FAILED : TIMED_CUT_OFF;
    }
    const char *text = column_text(cold, row);
    return text != NULL && (strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0) ? TIMED_COLD
                                                                                     : TIMED_PLAIN;
}

/* Takes the requests that have a start and a value. */
static void take(const struct table *table, const struct grouping *grouping, const struct roles *roles,
                 const uint8_t *others, struct timeline *taken)
{
    const struct column *cold = table_find_column(table, "cold");
    bool plain = cold == NULL || cold->kind != FACTOR;
    for (size_t row = 0; row < table->rows; row++) {
        enum role role = others[row] ? role_of(roles, row) : REQUEST;
        if (isnan(taken->starts[row]) || isnan(taken->values[row]) || role == PUBLISHED_ROW ||
            role == NOT_KEPT) {
            continue;
        }
        size_t group = group_of_row(grouping, row);
        taken->marks[row] = plain && role == REQUEST ? TIMED_PLAIN : (uint8_t)mark_of(role, cold, row);
        taken->rows[taken->firsts[group] + taken->n[group]++] = row;
    }
}

static int compare_requests(const void *left, const void *right, void *context)
{
    const struct timeline *timeline = context;
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    const double *by = timeline->starts[a] != timeline->starts[b] ? timeline->starts : timeline->values;
    return (by[a] > by[b]) - (by[a] < by[b]);
}

/* Most files have them in order but for those of one moment, and sorting them all would take longer than
 * anything else. */
static enum status sort_group(size_t group, void *context, struct error *err)
{
    (void)err;
    struct timeline *timeline = context;
    const double *starts = timeline->starts;
    size_t *rows = timeline->rows + timeline->firsts[group];
    size_t n = timeline->n[group], in_order = 1;
    while (in_order < n && starts[rows[in_order - 1]] <= starts[rows[in_order]]) {
        in_order++;
    }
    if (in_order < n) {
        qsort_r(rows, n, sizeof *rows, compare_requests, timeline);
        return OK;
    }
    for (size_t first = 0, end; first < n; first = end) {
        end = first + 1;
        while (end < n && starts[rows[end]] == starts[rows[first]]) {
            end++;
        }
        if (end - first > 1) {
            qsort_r(rows + first, end - first, sizeof *rows, compare_requests, timeline);
        }
    }
    return OK;
}

/* Lays the requests out by groups. */
static enum status lay_out(const struct table *table, const struct grouping *grouping,
                           const struct roles *roles, struct timeline *taken, struct error *err)
{
    size_t n = 0;
    uint8_t *others = malloc(table->rows + 1);
    taken->marks = calloc(table->rows + 1, sizeof *taken->marks);
    taken->rows = calloc(table->rows + 1, sizeof *taken->rows);
    taken->firsts = calloc(grouping->n + 1, sizeof *taken->firsts);
    taken->n = calloc(grouping->n + 1, sizeof *taken->n);
    if (others == NULL || taken->marks == NULL || taken->rows == NULL || taken->firsts == NULL ||
        taken->n == NULL) {
        free(others);
        return error_no_memory(err);
    }
    for (size_t group = 0; group < grouping->n; group++) {
        taken->firsts[group] = n;
        n += grouping->groups[group].rows;
    }
    roles_skip(roles, table->rows, others);
    take(table, grouping, roles, others, taken);
    free(others);
    return OK;
}

enum status timeline_init(struct timeline *timeline, const struct table *table, const uint8_t *keep,
                          const struct grouping *grouping, const char *measure, struct error *err)
{
    struct roles roles = {0};
    struct column *column = NULL;
    timeline->groups = grouping->n;
    const struct column *start = find_clock(table);
    if (start == NULL) {
        return error_set(err, BAD_DATA,
                         "found no start_s, expected the clock times at which requests started");
    }
    enum status status = table_get_column(table, measure, "measure", &column, err);
    if (status == OK && column->kind != MEASURE) {
        status = error_set(err, BAD_USAGE, "column '%.40s' holds texts, expected numbers", measure);
    }
    if (status == OK) {
        status = roles_init(&roles, table, keep, false, err);
    }
    if (status == OK) {
        timeline->starts = start->values;
        timeline->values = column->values;
        status = lay_out(table, grouping, &roles, timeline, err);
    }
    roles_release(&roles);
    return status;
}

enum status timeline_sort(struct timeline *timeline, size_t threads, struct error *err)
{
    return pool_run(timeline->groups, threads, sort_group, timeline, err);
}

void timeline_release(struct timeline *timeline)
{
    free(timeline->marks);
    free(timeline->rows);
    free(timeline->firsts);
    free(timeline->n);
    *timeline = (struct timeline){0};
}

struct stretch timeline_stretch(const struct timeline *timeline, size_t group, const struct clocks *clocks)
{
    size_t n = timeline->n[group];
    const size_t *rows = timeline->rows + timeline->firsts[group];
    double zero_s = clocks->own && n > 0 ? timeline->starts[rows[0]] : clocks->first_s;
    return (struct stretch){timeline, rows, n, zero_s};
}

double timeline_last_s(const struct stretch *of)
{
    return stretch_start(of, of->n - 1);
}

struct clocks timeline_clocks(const struct timeline *timeline)
{
    double first = INFINITY, last = -INFINITY, longest = 0;
    for (size_t group = 0; group < timeline->groups; group++) {
        const struct stretch one = timeline_stretch(timeline, group, &(struct clocks){.own = false});
        if (one.n > 0) {
            double from = timeline->starts[one.rows[0]], to = timeline->starts[one.rows[one.n - 1]];
            first = from < first ? from : first;
            last = to > last ? to : last;
            longest = to - from > longest ? to - from : longest;
        }
    }
    return (struct clocks){last - first > 2 * longest, first};
}

struct stretch timeline_slice(const struct stretch *of, double last_s, size_t i, size_t slices, size_t *next)
{
    double until = last_s * (double)(i + 1) / (double)slices;
    size_t first = *next;
    while (*next < of->n && (stretch_start(of, *next) < until || i + 1 == slices)) {
        ++*next;
    }
    return (struct stretch){of->of, of->rows + first, *next - first, of->zero_s};
}

/* The values of those that did not fail, and the least and the most of them; returns how many there are. */
static size_t copy_values(const struct stretch *slice, double *values, struct extremes *extremes)
{
    size_t n = 0;
    *extremes = (struct extremes){INFINITY, -INFINITY};
    for (size_t i = 0; i < slice->n; i++) {
        enum timeline_mark mark = stretch_mark(slice, i);
        double value = mark == TIMED_CUT_OFF ? INFINITY : stretch_value(slice, i);
        if (mark != TIMED_FAILED) {
            extremes->min = value < extremes->min ? value : extremes->min;
            extremes->max = value > extremes->max ? value : extremes->max;
            values[n++] = value;
        }
    }
    return n;
}

enum status timeline_quantiles(const struct stretch *slice, struct timeline_quantile *quantiles,
                               size_t n_quantiles, struct error *err)
{
    double *values = malloc((2 * slice->n + 1) * sizeof *values), *sorted = values + slice->n;
    struct extremes extremes;
    size_t n = values == NULL ? 0 : copy_values(slice, values, &extremes);
    struct quantile_places *places = n == 0 ? NULL : quantile_places_init(values, n, &extremes, sorted);
    for (size_t q = 0; q < n_quantiles; q++) {
        struct timeline_quantile *quantile = &quantiles[q];
        size_t rank = (size_t)(quantile->p * (double)(n - 1));
        struct rank_range around = {rank, rank + 1 < n ? rank + 1 : rank};
        quantile->value = NAN;
        if (places != NULL && n >= quantile->least) {
            quantile_places_sort(places, &around, 1);
            quantile->value = quantile_sorted(sorted, n, quantile->p, QUANTILE_TYPE_DEFAULT);
        }
    }
    bool has_memory = values != NULL && (places != NULL || n == 0);
    quantile_places_free(places);
    free(values);
    return has_memory ? OK : error_no_memory(err);
}

void timeline_in_flight(const struct stretch *of, double last_s, size_t slices, double *in_flight)
{
    double width = last_s / (double)slices;
    memset(in_flight, 0, slices * sizeof *in_flight);
    for (size_t i = 0; i < of->n; i++) {
        double from = stretch_start(of, i), to = from + fmax(stretch_value(of, i), 0);
        size_t first = (size_t)fmin(fmax(from / width, 0), (double)slices - 1);
        for (size_t s = first; s < slices && (double)s * width < to; s++) {
            double overlap = fmin(to, (double)(s + 1) * width) - fmax(from, (double)s * width);
            in_flight[s] += fmax(overlap, 0) / width;
        }
    }
}
