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
                 const uint8_t *others, const struct column *measure, struct timeline *taken)
{
    const struct column *start = find_clock(table), *cold = table_find_column(table, "cold");
    bool plain = cold == NULL || cold->kind != FACTOR;
    for (size_t row = 0; row < table->rows; row++) {
        double start_s = start->values[row], value = measure->values[row];
        enum role role = others[row] ? role_of(roles, row) : REQUEST;
        if (isnan(start_s) || isnan(value) || role == PUBLISHED_ROW || role == NOT_KEPT) {
            continue;
        }
        size_t group = group_of_row(grouping, row);
        enum timeline_mark mark = plain && role == REQUEST ? TIMED_PLAIN : mark_of(role, cold, row);
        taken->requests[taken->firsts[group] + taken->n[group]++] =
            (struct timed_request){start_s, value, mark};
    }
}

static int compare_requests(const void *left, const void *right)
{
    const struct timed_request *a = left, *b = right;
    if (a->start_s != b->start_s) {
        return (a->start_s > b->start_s) - (a->start_s < b->start_s);
    }
    return (a->value > b->value) - (a->value < b->value);
}

/* Most files have them in order but for those of one moment, and sorting them all would take longer than
 * anything else. */
static enum status sort_group(size_t group, void *context, struct error *err)
{
    (void)err;
    const struct timeline *timeline = context;
    struct timed_request *requests = timeline->requests + timeline->firsts[group];
    size_t n = timeline->n[group], in_order = 1;
    while (in_order < n && requests[in_order - 1].start_s <= requests[in_order].start_s) {
        in_order++;
    }
    if (in_order < n) {
        qsort(requests, n, sizeof *requests, compare_requests);
        return OK;
    }
    for (size_t first = 0, end; first < n; first = end) {
        end = first + 1;
        while (end < n && requests[end].start_s == requests[first].start_s) {
            end++;
        }
        if (end - first > 1) {
            qsort(requests + first, end - first, sizeof *requests, compare_requests);
        }
    }
    return OK;
}

/* Lays the requests out by groups. */
static enum status lay_out(const struct table *table, const struct grouping *grouping,
                           const struct roles *roles, const struct column *measure, struct timeline *taken,
                           struct error *err)
{
    size_t n = 0;
    uint8_t *others = malloc(table->rows + 1);
    taken->requests = calloc(table->rows + 1, sizeof *taken->requests);
    taken->firsts = calloc(grouping->n + 1, sizeof *taken->firsts);
    taken->n = calloc(grouping->n + 1, sizeof *taken->n);
    if (others == NULL || taken->requests == NULL || taken->firsts == NULL || taken->n == NULL) {
        free(others);
        return error_no_memory(err);
    }
    for (size_t group = 0; group < grouping->n; group++) {
        taken->firsts[group] = n;
        n += grouping->groups[group].rows;
    }
    roles_skip(roles, table->rows, others);
    take(table, grouping, roles, others, measure, taken);
    free(others);
    return OK;
}

enum status timeline_init(struct timeline *timeline, const struct table *table, const uint8_t *keep,
                          const struct grouping *grouping, const char *measure, struct error *err)
{
    struct roles roles = {0};
    struct column *column = NULL;
    timeline->groups = grouping->n;
    if (find_clock(table) == NULL) {
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
        status = lay_out(table, grouping, &roles, column, timeline, err);
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
    free(timeline->requests);
    free(timeline->firsts);
    free(timeline->n);
    *timeline = (struct timeline){0};
}

struct stretch timeline_stretch(const struct timeline *timeline, size_t group, const struct clocks *clocks)
{
    size_t n = timeline->n[group];
    const struct timed_request *requests = timeline->requests + timeline->firsts[group];
    return (struct stretch){requests, n, clocks->own && n > 0 ? requests->start_s : clocks->first_s};
}

double timeline_last_s(const struct stretch *of)
{
    return of->requests[of->n - 1].start_s - of->zero_s;
}

struct clocks timeline_clocks(const struct timeline *timeline)
{
    double first = INFINITY, last = -INFINITY, longest = 0;
    for (size_t group = 0; group < timeline->groups; group++) {
        const struct stretch one = timeline_stretch(timeline, group, &(struct clocks){.own = false});
        if (one.n > 0) {
            double from = one.requests[0].start_s, to = one.requests[one.n - 1].start_s;
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
    while (*next < of->n && (of->requests[*next].start_s - of->zero_s < until || i + 1 == slices)) {
        ++*next;
    }
    return (struct stretch){of->requests + first, *next - first, of->zero_s};
}

/* The values of those that did not fail, and the least and the most of them; returns how many there are. */
static size_t copy_values(const struct stretch *slice, double *values, struct extremes *extremes)
{
    size_t n = 0;
    *extremes = (struct extremes){INFINITY, -INFINITY};
    for (size_t i = 0; i < slice->n; i++) {
        enum timeline_mark mark = slice->requests[i].mark;
        double value = mark == TIMED_CUT_OFF ? INFINITY : slice->requests[i].value;
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
        double from = of->requests[i].start_s - of->zero_s,
               to = from + (of->requests[i].value > 0 ? of->requests[i].value : 0);
        size_t first = (size_t)fmin(fmax(from / width, 0), (double)slices - 1);
        for (size_t s = first; s < slices && (double)s * width < to; s++) {
            double overlap = fmin(to, (double)(s + 1) * width) - fmax(from, (double)s * width);
            in_flight[s] += fmax(overlap, 0) / width;
        }
    }
}
