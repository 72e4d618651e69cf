#include "stats/pareto.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

static double cost_of(const struct choice *choice)
{
    return choice->cost_per_latency * choice->latency + choice->fixed_cost;
}

static bool beats(const struct choice *a, const struct choice *b)
{
    double cost_a = cost_of(a), cost_b = cost_of(b);
    return cost_a <= cost_b && a->latency <= b->latency && (cost_a < cost_b || a->latency < b->latency);
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

enum status pareto_probability(const struct choice *choices, size_t n, size_t draws, gsl_rng *rng,
                               double *probability, struct error *err)
{
    struct choice *drawn = calloc(n + 1, sizeof *drawn);
    bool *on_front = calloc(n + 1, sizeof *on_front);
    enum status status = drawn == NULL || on_front == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        probability[i] = 0;
    }
    for (size_t draw = 0; status == OK && draw < draws; draw++) {
        for (size_t i = 0; i < n; i++) {
            drawn[i] = choices[i];
            if (choices[i].standard_error > 0) {
                drawn[i].latency += choices[i].standard_error * gsl_ran_tdist(rng, choices[i].df);
            }
        }
        pareto_front(drawn, n, on_front);
        for (size_t i = 0; i < n; i++) {
            probability[i] += on_front[i];
        }
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        probability[i] /= (double)draws;
    }
    free(drawn);
    free(on_front);
    return status;
}
