#include "stats/cliffs_delta.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Of all pairs: how many have b above a, and below it. */
struct pair_counts {
    double above, below;
};

static struct pair_counts count_pairs(const struct sorted_pair *pair)
{
    struct pair_counts counts = {0, 0};
    struct tie tie = {0};
    while (sorted_pair_next(pair, &tie)) {
        counts.above += (double)tie.b * (double)tie.a_below;
        counts.below += (double)tie.a * (double)tie.b_below;
    }
    return counts;
}

/* The consistent variance of delta. */
static double variance_of(const struct sorted_pair *pair, const struct pair_counts *counts, double delta)
{
    double n_a = (double)pair->n_a, n_b = (double)pair->n_b, pairs = n_a * n_b;
    double squares_a = 0, squares_b = 0; /* of each value's own delta, less delta */
    struct tie tie = {0};
    while (sorted_pair_next(pair, &tie)) {
        double b_above = n_b - (double)(tie.b_below + tie.b), a_above = n_a - (double)(tie.a_below + tie.a);
        double of_a = (b_above - (double)tie.b_below) / n_b - delta;
        double of_b = ((double)tie.a_below - a_above) / n_a - delta;
        squares_a += (double)tie.a * of_a * of_a;
        squares_b += (double)tie.b * of_b * of_b;
    }
    /* The signs' squares are 1 but for equals. */
    double squares = fmax(0, counts->above + counts->below - pairs * delta * delta);
    double variance_a = squares_a / (n_a - 1), variance_b = squares_b / (n_b - 1);
    double variance = ((n_b - 1) * variance_a + (n_a - 1) * variance_b + squares / ((n_a - 1) * (n_b - 1)));
    return fmax(variance / pairs, (1 - delta * delta) / (pairs - 1));
}

static struct interval interval_of(double delta, double variance, double t)
{
    double rest = 1 - delta * delta, spread = t * sqrt(variance);
    double half = spread * hypot(rest, spread), scale = rest + spread * spread;
    return (struct interval){fmax(-1, (delta * rest - half) / scale), fmin(1, (delta * rest + half) / scale)};
}

enum status cliffs_delta(const struct draws *a, const struct draws *b, double level,
                         struct dominance *dominance, struct error *err)
{
    struct sorted_pair pair;
    if (a->n < 2 || b->n < 2) {
        return error_set(err, BAD_DATA, "cliff's delta: needs n >= 2 in both groups");
    }
    enum status status = sorted_pair_init(&pair, a, b, "cliff's delta", err);
    if (status != OK) {
        return status;
    }
    struct pair_counts counts = count_pairs(&pair);
    double n_a = (double)pair.n_a, n_b = (double)pair.n_b;
    double delta = (counts.above - counts.below) / (n_a * n_b);
    double t = gsl_cdf_tdist_Qinv((1 - level) / 2, n_a + n_b - 2);
    struct interval interval;
    if (fabs(delta) < 1) {
        interval = interval_of(delta, variance_of(&pair, &counts, delta), t);
    } else {
        double smaller = fmin(n_a, n_b), end = delta * (smaller - t * t) / (smaller + t * t);
        interval = (struct interval){fmin(delta, end), fmax(delta, end)};
    }
    *dominance = (struct dominance){delta, (delta + 1) / 2, interval};
    sorted_pair_release(&pair);
    return OK;
}
