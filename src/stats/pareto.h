/* The Pareto front of cost and latency: the choices that no other beats in both, and how sure that is. */
#ifndef FAASTAT_STATS_PARETO_H
#define FAASTAT_STATS_PARETO_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* One choice: the mean of its requests' latency, with the standard error and its degrees of freedom, and
 * cost. */
struct choice {
    double latency, standard_error, df; /* standard_error 0: known exactly */
    double cost_per_latency;            /* cost is this times the latency, plus the fixed part */
    double fixed_cost;
};

/*
 * Fills on_front[i]: whether no other choice is as cheap and as fast and better in one of the two.
 * Equal choices are both on the front.
 */
void pareto_front(const struct choice *choices, size_t n, bool *on_front);

/*
 * Fills probability[i]: the share of `draws` in which choice i is on the front, each mean drawn from
 * Student's t around its estimate (a parametric bootstrap: Efron and Tibshirani 1993, section 6.5).
 * BAD_SERVICE when memory is out.
 */
enum status pareto_probability(const struct choice *choices, size_t n, size_t draws, gsl_rng *rng,
                               double *probability, struct error *err);

#endif
