/* Strips as a series that was lined up, of stretches of unequal size. */
#include "stats/counted/strips.h"

#include <math.h>
#include <stdlib.h>

#include "stats/counted/buckets.h"

/* Where limits are, as those of stretches.c. */
static const double SHARES[STRETCHES_LIMITS] = {0.05, 0.5, 0.9, 0.95, 0.99, 0.999};

/* How many values are up to the end of each step. */
static void count_below(const struct strips *strips, double below[STRIPS_STEPS])
{
    double sum = 0;
    for (size_t c = 0; c < STRIPS_STEPS; c++) {
        for (size_t i = 0; i < strips->spreads.n; i++) {
            sum += (double)strips_get(&strips->spreads, i)->counts[c];
        }
        below[c] = sum;
    }
}

/* The step whose end is nearest to each share, in odds; a limit with all values below it tells nothing. */
static void choose_limits(const struct strips *strips, double all, size_t chosen[STRETCHES_LIMITS])
{
    double below[STRIPS_STEPS];
    count_below(strips, below);
    for (size_t k = 0; k < STRETCHES_LIMITS; k++) {
        double nearest = INFINITY;
        chosen[k] = STRIPS_STEPS - 1;
        for (size_t c = 0; c < STRIPS_STEPS; c++) {
            double share = below[c] / all;
            double off = fabs(log(share / (1 - share)) - log(SHARES[k] / (1 - SHARES[k])));
            if (off < nearest) {
                nearest = off;
                chosen[k] = c;
            }
        }
    }
}

static void take_counts(const struct strip *strip, const size_t chosen[STRETCHES_LIMITS],
                        uint32_t below[STRETCHES_LIMITS])
{
    for (size_t k = 0; k < STRETCHES_LIMITS; k++) {
        uint64_t n = 0;
        for (size_t c = 0; c <= chosen[k]; c++) {
            n += strip->counts[c];
        }
        below[k] = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
    }
}

static double sum_of(const struct strip *strip, double longest)
{
    return exact_sum_value(&strip->sum) + (double)strip->cut * longest;
}

static void fill_stretches(const struct strips *strips, struct stretches *stretches)
{
    for (size_t i = 0; i < strips->sums.n; i++) {
        const struct strip *strip = strips_get(&strips->sums, i);
        stretches->sums[i] = sum_of(strip, stretches->longest);
        stretches->sizes[i] = (double)strip->n;
    }
}

static void fill_spreads(const struct strips *strips, const size_t chosen[STRETCHES_LIMITS],
                         struct stretches *stretches)
{
    double place_of_cut = strips->high, places = 0, cut = 0;
    for (size_t i = 0; i < strips->spreads.n; i++) {
        const struct strip *strip = strips_get(&strips->spreads, i);
        stretches->spread_sizes[i] = (double)strip->n;
        stretches->places[i] = (double)strip->places + (double)strip->cut * place_of_cut;
        places += stretches->places[i];
        cut += (double)strip->cut;
        take_counts(strip, chosen, stretches->below[i]);
    }
    stretches->places_squares = (double)strips->places_squares + cut * place_of_cut * place_of_cut -
                                places * places / (double)stretches->n;
}

static void fill_clusters(const struct strips *strips, const size_t chosen[STRETCHES_LIMITS],
                          struct stretches *stretches)
{
    for (size_t i = 0; i < strips->clusters.n; i++) {
        const struct strip *strip = strips_get(&strips->clusters, i);
        struct stretches_cluster *cluster = &stretches->clusters[i];
        cluster->n = (double)strip->n;
        cluster->sum = sum_of(strip, stretches->longest);
        take_counts(strip, chosen, cluster->below);
    }
    stretches->n_clusters = strips->clusters.n;
    stretches->too_many = strips->too_many;
    stretches->bundled = strips->clusters.folded > 0;
}

enum status strips_line_up(const struct strips *strips, double longest, double middle, double squares,
                           struct stretches *stretches, struct error *err)
{
    size_t chosen[STRETCHES_LIMITS], n = strips->sums.n, n_spreads = strips->spreads.n;
    *stretches = (struct stretches){.n = strips_count(strips),
                                    .n_sized = n,
                                    .n_spreads = n_spreads,
                                    .longest = longest,
                                    .middle = middle,
                                    .squares = squares,
                                    .sums = calloc(n + 1, sizeof *stretches->sums),
                                    .sizes = calloc(n + 1, sizeof *stretches->sizes),
                                    .spread_sizes = calloc(n_spreads + 1, sizeof *stretches->spread_sizes),
                                    .places = calloc(n_spreads + 1, sizeof *stretches->places),
                                    .below = calloc(n_spreads + 1, sizeof *stretches->below),
                                    .clusters = calloc(strips->clusters.n + 1, sizeof *stretches->clusters)};
    if (stretches->sums == NULL || stretches->sizes == NULL || stretches->spread_sizes == NULL ||
        stretches->places == NULL || stretches->below == NULL || stretches->clusters == NULL) {
        return error_no_memory(err);
    }
    struct strips_steps steps = strips_steps(strips->low, strips->high);
    choose_limits(strips, (double)stretches->n, chosen);
    for (size_t k = 0; k < STRETCHES_LIMITS; k++) {
        int64_t end = ((int64_t)steps.first + (int64_t)chosen[k] + 1) * (INT64_C(1) << steps.level);
        stretches->limits[k] = end > strips->high ? longest : buckets_before(end);
    }
    fill_stretches(strips, stretches);
    fill_spreads(strips, chosen, stretches);
    fill_clusters(strips, chosen, stretches);
    return OK;
}
