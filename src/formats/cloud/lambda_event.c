#include "formats/cloud/lambda_event.h"

#include <stdlib.h>

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_sizes(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* In time; of one moment the start comes first and the report last. */
static int compare_in_time(const struct lambda_event *a, const struct lambda_event *b)
{
    int order = compare_numbers(a->order_s, b->order_s);
    bool is_moment = order == 0 && !isnan(a->time_s) && a->time_s == b->time_s;
    order = order == 0 && is_moment ? (int)a->said - (int)b->said : order;
    return order == 0 ? compare_sizes(a->sequence, b->sequence) : order;
}

static int compare_by_stream(const void *one, const void *other)
{
    const struct lambda_event *a = one, *b = other;
    int order = compare_sizes(a->stream, b->stream);
    return order == 0 ? compare_in_time(a, b) : order;
}

static int compare_by_key(const void *one, const void *other)
{
    const struct lambda_event *a = one, *b = other;
    int order = compare_sizes(a->key, b->key);
    return order == 0 ? compare_in_time(a, b) : order;
}

/* Events of which each belongs with its neighbours can be put in time only where all have one; else they stay
 * as they came. */
static void order_group(struct lambda_event *events, size_t n)
{
    bool has_times = true;
    for (size_t i = 0; i < n; i++) {
        has_times &= !isnan(events[i].time_s);
    }
    for (size_t i = 0; i < n; i++) {
        events[i].order_s = has_times ? events[i].time_s : (double)i;
    }
}

static void sort(struct lambda_events *all, int (*compare)(const void *, const void *), bool by_key)
{
    struct lambda_event *events = all->events;
    if (all->n == 0) {
        return; /* and there is no array */
    }
    for (size_t i = 0; i < all->n; i++) {
        events[i].order_s = (double)events[i].sequence;
    }
    qsort(events, all->n, sizeof *events, compare);
    for (size_t start = 0, end; start < all->n; start = end) {
        for (end = start + 1; end < all->n && (by_key ? events[end].key == events[start].key
                                                      : events[end].stream == events[start].stream);) {
            end++;
        }
        order_group(events + start, end - start);
    }
    qsort(events, all->n, sizeof *events, compare);
}

void lambda_events_sort_by_stream(struct lambda_events *events)
{
    sort(events, compare_by_stream, false);
}

void lambda_events_sort_by_key(struct lambda_events *events)
{
    sort(events, compare_by_key, true);
}

void lambda_events_release(struct lambda_events *events)
{
    free(events->events);
    free(events->details);
    *events = (struct lambda_events){0};
}
