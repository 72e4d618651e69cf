#include "analysis/timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analysis/role.h"
#include "stats/quantile.h"
#include "table/select.h"

static const struct column *find_clock(const struct table *table)
{
    const struct column *start = table_find_column(table, "start_s");
    return start != NULL && start->kind == MEASURE ? start : NULL;
}

static enum timeline_mark mark_of(const struct roles *roles, const struct column *cold, size_t row)
{
    switch (role_of(roles, row)) {
    case FAILED_REQUEST:
        return TIMED_FAILED;
    case CENSORED_REQUEST:
        return TIMED_CUT_OFF;
    case REQUEST:
    case PUBLISHED_ROW:
    case NOT_KEPT:
        break;
    }
    const char *text = cold == NULL ? NULL : column_text(cold, row);
    return text != NULL && (strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0) ? TIMED_COLD
                                                                                     : TIMED_PLAIN;
}

/* Counts, and in a second pass takes, the requests that have a start and a value. */
static void take(const struct table *table, const struct grouping *grouping, const struct roles *roles,
                 const struct column *measure, struct timeline *taken)
{
    const struct column *start = find_clock(table), *cold = table_find_column(table, "cold");
    cold = cold != NULL && cold->kind == FACTOR ? cold : NULL;
    for (size_t row = 0; row < table->rows; row++) {
        double start_s = start->values[row], value = measure->values[row];
        enum role role = role_of(roles, row);
        if (isnan(start_s) || isnan(value) || role == PUBLISHED_ROW || role == NOT_KEPT) {
            continue;
        }
        size_t *end = &taken->ends[group_of_row(grouping, row)];
        if (taken->requests != NULL) {
            taken->requests[*end] = (struct timed_request){start_s, value, mark_of(roles, cold, row)};
        }
        ++*end;
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
static void sort_requests(struct timed_request *requests, size_t n)
{
    size_t in_order = 1;
    while (in_order < n && requests[in_order - 1].start_s <= requests[in_order].start_s) {
        in_order++;
    }
    if (in_order < n) {
        qsort(requests, n, sizeof *requests, compare_requests);
        return;
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
}

/* Lays the requests out by groups, each in the order of their starts. */
static enum status lay_out(const struct table *table, const struct grouping *grouping,
                           const struct roles *roles, const struct column *measure, struct timeline *taken,
                           struct error *err)
{
    size_t n = 0;
    taken->ends = calloc(grouping->n + 1, sizeof *taken->ends);
    if (taken->ends == NULL) {
        return error_no_memory(err);
    }
    take(table, grouping, roles, measure, taken);
    for (size_t group = 0; group < grouping->n; group++) { /* from how many to where they begin */
        size_t counted = taken->ends[group];
        taken->ends[group] = n;
        n += counted;
    }
    taken->requests = calloc(n + 1, sizeof *taken->requests);
    if (taken->requests == NULL) {
        return error_no_memory(err);
    }
    take(table, grouping, roles, measure, taken);
    for (size_t group = 0; group < grouping->n; group++) {
        size_t first = group == 0 ? 0 : taken->ends[group - 1];
        sort_requests(taken->requests + first, taken->ends[group] - first);
    }
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

void timeline_release(struct timeline *timeline)
{
    free(timeline->requests);
    free(timeline->ends);
    *timeline = (struct timeline){0};
}

struct stretch timeline_stretch(const struct timeline *timeline, size_t group, const struct clocks *clocks)
{
    size_t first = group == 0 ? 0 : timeline->ends[group - 1], n = timeline->ends[group] - first;
    const struct timed_request *requests = timeline->requests + first;
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

enum status timeline_quantile(const struct stretch *slice, double p, size_t least, double *value,
                              struct error *err)
{
    double *values = malloc((slice->n + 1) * sizeof *values);
    size_t n = 0;
    if (values == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < slice->n; i++) {
        if (slice->requests[i].mark != TIMED_FAILED) {
            values[n++] = slice->requests[i].mark == TIMED_CUT_OFF ? INFINITY : slice->requests[i].value;
        }
    }
    quantile_sort(values, n);
    *value = n < least ? NAN : quantile_sorted(values, n, p, QUANTILE_TYPE_DEFAULT);
    free(values);
    return OK;
}

void timeline_in_flight(const struct stretch *of, double last_s, size_t slices, double *in_flight)
{
    double width = last_s / (double)slices;
    memset(in_flight, 0, slices * sizeof *in_flight);
    for (size_t i = 0; i < of->n; i++) {
        double from = of->requests[i].start_s - of->zero_s, to = from + fmax(of->requests[i].value, 0);
        size_t first = (size_t)fmin(fmax(from / width, 0), (double)slices - 1);
        for (size_t s = first; s < slices && (double)s * width < to; s++) {
            double overlap = fmin(to, (double)(s + 1) * width) - fmax(from, (double)s * width);
            in_flight[s] += fmax(overlap, 0) / width;
        }
    }
}
