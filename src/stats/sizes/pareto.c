#include "stats/sizes/pareto.h"

#include <stdlib.h>

static double cost_of(const struct choice *choice)
{
    return choice->cost_per_latency * choice->latency.mean + choice->fixed_cost;
}

static bool beats(const struct choice *a, const struct choice *b)
{
    double cost_a = cost_of(a), cost_b = cost_of(b);
    return cost_a <= cost_b && a->latency.mean <= b->latency.mean &&
           (cost_a < cost_b || a->latency.mean < b->latency.mean);
}

void pareto_front(const struct choice *choices, size_t n, bool *on_front)
{
    for (size_t i = 0; i < n; i++) {
        on_front[i] = true;
        for (size_t other = 0; other < n; other++) {
            on_front[i] &= !beats(&choices[other], &choices[i]);
        }
    }
}

/* Adds to probability[i] whether choice i is on the front, when the latencies are those. */
static void count_front(const double *latencies, size_t n, struct choice *choices, bool *on_front,
                        double *probability)
{
    for (size_t i = 0; i < n; i++) {
        choices[i].latency.mean = latencies[i];
    }
    pareto_front(choices, n, on_front);
    for (size_t i = 0; i < n; i++) {
        probability[i] += on_front[i];
    }
}

enum status pareto_probability(const struct choice *choices, size_t n, size_t draws, gsl_rng *rng,
                               double *probability, struct error *err)
{
    struct choice *drawn = calloc(n + 1, sizeof *drawn);
    struct curve_point *points = calloc(n + 1, sizeof *points);
    double *latencies = calloc(n + 1, sizeof *latencies);
    bool *on_front = calloc(n + 1, sizeof *on_front);
    struct memory_curve curve = {0};
    enum status status = OK;
    if (drawn == NULL || points == NULL || latencies == NULL || on_front == NULL) {
        status = error_no_memory(err);
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        probability[i] = 0;
        drawn[i] = choices[i];
        points[i] = choices[i].latency;
    }
    status = memory_curve_init(&curve, points, n, err);
    for (size_t draw = 0; status == OK && draw < draws; draw++) {
        memory_curve_draw(&curve, rng, latencies);
        count_front(latencies, n, drawn, on_front, probability);
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        probability[i] /= (double)draws;
    }
out:
    memory_curve_release(&curve);
    free(drawn);
    free(points);
    free(latencies);
    free(on_front);
    return status;
}
