/* The Pareto front of cost and latency: the choices that no other beats in both, and how sure that is. */
#ifndef FAASTAT_STATS_SIZES_PARETO_H
#define FAASTAT_STATS_SIZES_PARETO_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stats/sizes/memory_curve.h"

/* One choice of a memory size: the mean of its requests' latency, and cost. */
struct choice {
    struct curve_point latency;
    double cost_per_latency; /* cost is this times the latency, plus the fixed part */
    double fixed_cost;
};

/*
 * Fills on_front[i]: whether no other choice is as cheap and as fast and better in one of the two.
 * Equal choices are both on the front.
 */
void pareto_front(const struct choice *choices, size_t n, bool *on_front);

/*
 * Fills probability[i]: of choice i being on the front, as the share of `draws` of the true means in which it
 * is.
 *
 * choices    in ascending order of memory, all different
 *
 * The means of requests scatter more than the true means, and drawing around them would let the noise in
 * twice: it would put sizes on the front that all but never are. They are drawn from what they tell of the
 * curve that sizes have in common, and of each size's own part (memory_curve.h). Returns OK, or BAD_SERVICE
 * when memory is out.
 */
enum status pareto_probability(const struct choice *choices, size_t n, size_t draws, gsl_rng *rng,
                               double *probability, struct error *err);

#endif
