#include "stats/in_flight.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/quantile.h"

/* Starts and ends, each in ascending order. */
struct edges {
    double *starts, *ends;
    size_t n;
};

static enum status sort_edges(const double *start_s, const double *length_s, size_t n, struct edges *edges,
                              struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(start_s[i]) || !isfinite(length_s[i]) || length_s[i] < 0) {
            return error_set(err, BAD_DATA, "in flight: not all requests have clock times");
        }
    }
    edges->starts = calloc(n + 1, sizeof *edges->starts);
    edges->ends = calloc(n + 1, sizeof *edges->ends);
    if (edges->starts == NULL || edges->ends == NULL) {
        return error_no_memory(err);
    }
    memcpy(edges->starts, start_s, n * sizeof *start_s);
    for (size_t i = 0; i < n; i++) {
        edges->ends[i] = start_s[i] + length_s[i];
    }
    quantile_sort(edges->starts, n);
    quantile_sort(edges->ends, n);
    edges->n = n;
    return OK;
}

/* What a start finds: how many are under way, and how long ago one ended. */
struct found {
    size_t before;
    double since_end_s;
};

/* Walks through the starts. Of several ends at the very time of a start, it takes the place of one. */
static void walk(const struct edges *edges, void (*visit)(const struct found *found, void *context),
                 void *context)
{
    size_t ended = 0;
    for (size_t i = 0; i < edges->n; i++) {
        double start = edges->starts[i];
        while (ended < i && edges->ends[ended] < start) {
            ended++;
        }
        ended += ended < i && edges->ends[ended] == start;
        struct found found = {i - ended, ended == 0 ? INFINITY : start - edges->ends[ended - 1]};
        visit(&found, context);
    }
}

struct census {
    double near_s; /* so soon after an end a start follows it */
    size_t most, reached, full, following;
};

static void find_most(const struct found *found, void *context)
{
    struct census *census = context;
    census->most = found->before + 1 > census->most ? found->before + 1 : census->most;
}

static void count_full(const struct found *found, void *context)
{
    struct census *census = context;
    bool full = found->before + 1 == census->most;
    if (census->reached > 0) {
        census->full += full;
        census->following += found->since_end_s <= census->near_s;
    }
    census->reached += full || census->reached > 0;
}

enum status in_flight_count(const double *start_s, const double *length_s, size_t n,
                            struct in_flight *in_flight, struct error *err)
{
    struct edges edges = {0};
    if (n < 2) {
        return error_set(err, BAD_DATA, "in flight: needs n >= 2");
    }
    enum status status = sort_edges(start_s, length_s, n, &edges, err);
    if (status == OK) {
        double first_s = edges.starts[0], last_s = edges.starts[n - 1], busy_s = 0, until_last_s = 0;
        for (size_t i = 0; i < n; i++) {
            busy_s += length_s[i];
            until_last_s += fmin(length_s[i], last_s - start_s[i]);
        }
        struct census census = {.near_s = FOLLOWING * busy_s / (double)n};
        walk(&edges, find_most, &census);
        walk(&edges, count_full, &census);
        double counted = census.reached > 1 ? (double)(census.reached - 1) : INFINITY;
        *in_flight = (struct in_flight){.mean = last_s > first_s ? until_last_s / (last_s - first_s) : NAN,
                                        .most = census.most,
                                        .at_most = (double)census.full / counted,
                                        .following = (double)census.following / counted};
    }
    free(edges.starts);
    free(edges.ends);
    return status;
}
