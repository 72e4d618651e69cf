#include "stats/interval.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

enum status interval_of_mean(double mean, double sd, double n, double level, struct interval *interval,
                             struct error *err)
{
    if (!(n >= 2)) {
        return error_set(err, BAD_DATA, "mean: no interval, needs n >= 2");
    }
    /* By the upper tail: for a level near 1, its Pinv loses digits to probabilities near 1. */
    double half = gsl_cdf_tdist_Qinv((1 - level) / 2, n - 1) * sd / sqrt(n);
    *interval = (struct interval){mean - half, mean + half};
    return OK;
}

/*
 * The binomial distribution as weights relative to that of its mode, from there outward by the ratio of
 * neighbours, and divided by their total: some 20 sqrt(n p (1 - p)) steps, and 12 digits for n up to 10^9.
 * gsl_cdf_binomial_P is no help for large samples: its continued fraction ends after 512 terms, so that in
 * GSL 2.7.1 it is off by 9e-10 for n = 10^6 and 7e-9 for n = 10^8, and NaN near the median from 10^7 on.
 */
struct binomial {
    double n, odds; /* odds: of failure, (1 - p) / p */
    double mode;
};

/* Weights below this, relative to the mode's, are left out: no tail that a level can ask for is as small. */
static const double NEGLIGIBLE = 1e-30;

/* A tail that is too large by no more than rounding is not: (1 - 0.9) / 2 is not quite 0.05 in binary. */
static const double ROUNDING = 1e-12;

static double ratio_below(const struct binomial *binomial, double k)
{
    return k * binomial->odds / (binomial->n - k + 1);
}

/* The lower side of a distribution: the sum of weights below the mode, and where and with which they end. */
struct side {
    double sum, end, end_weight;
};

static struct side walk_out(const struct binomial *binomial)
{
    struct side side = {.sum = 0, .end = binomial->mode, .end_weight = 1};
    while (side.end > 0) {
        double weight = side.end_weight * ratio_below(binomial, side.end);
        if (weight < NEGLIGIBLE) {
            break;
        }
        side.end--;
        side.end_weight = weight;
        side.sum += weight;
    }
    return side;
}

/* The largest l with weights that sum to at most `limit` below it, and that sum. */
static double walk_in(const struct binomial *binomial, const struct side *side, double limit, double *sum)
{
    double l = side->end, weight = side->end_weight;
    *sum = 0;
    while (l < binomial->n && *sum + weight <= limit) {
        *sum += weight;
        l++;
        weight /= ratio_below(binomial, l);
    }
    return l;
}

/* The smallest n with chance^n <= tail, given log(chance). */
static size_t draws_needed(double log_chance, double tail)
{
    double n = fmax(1, ceil(log(tail) / log_chance));
    return n < 0x1p63 ? (size_t)n : SIZE_MAX;
}

void quantile_interval(size_t n, double p, double level, struct quantile_interval *interval)
{
    double tail = (1 - level) / 2 * (1 + ROUNDING);
    double mode = fmin(floor(((double)n + 1) * p), (double)n);
    const struct binomial successes = {(double)n, (1 - p) / p, mode};
    /* The upper tail of the successes is the lower tail of the failures. */
    const struct binomial failures = {(double)n, p / (1 - p), (double)n - mode};
    struct side below = walk_out(&successes), above = walk_out(&failures);
    double total = below.sum + 1 + above.sum, below_sum, above_sum;
    double low = walk_in(&successes, &below, tail * total, &below_sum);
    double high = (double)n + 1 - walk_in(&failures, &above, tail * total, &above_sum);
    bool has_low = low >= 1, has_high = high <= (double)n;
    *interval = (struct quantile_interval){
        .low = has_low ? (size_t)low : 0,
        .high = has_high ? (size_t)high : 0,
        .coverage = has_low || has_high ? fmax(0, 1 - (below_sum + above_sum) / total) : 0,
        .needs_low = draws_needed(log1p(-p), tail),
        .needs_high = draws_needed(log(p), tail),
    };
}
