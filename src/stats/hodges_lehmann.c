#include "stats/hodges_lehmann.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats/mann_whitney.h"

/* ---- the k-th smallest difference ---- */

static const uint64_t SIGN = UINT64_C(1) << 63;

/* Doubles in ascending order as whole numbers, so that bisection ends, after 64 steps at most. */
static uint64_t key_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & SIGN ? UINT64_C(0) - bits : bits + SIGN;
}

static double value_of(uint64_t key)
{
    uint64_t bits = key >= SIGN ? key - SIGN : UINT64_C(0) - key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* How many differences b - a are at most `limit`: as a grows, so does the part of b that is that near. */
static size_t count_up_to(const struct sorted_pair *pair, double limit)
{
    size_t count = 0, near = 0;
    for (size_t i = 0; i < pair->n_a; i++) {
        while (near < pair->n_b && pair->b[near] - pair->a[i] <= limit) {
            near++;
        }
        count += near;
    }
    return count;
}

/* The difference of rank k, from 1, of the n_a n_b: the smallest double that k of them are at most. */
static double ranked_difference(const struct sorted_pair *pair, size_t k)
{
    uint64_t low = key_of(pair->b[0] - pair->a[pair->n_a - 1]);
    uint64_t high = key_of(pair->b[pair->n_b - 1] - pair->a[0]);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (count_up_to(pair, value_of(middle)) >= k) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return value_of(low);
}

/* ---- which rank ---- */

/* The low end of an interval, counted from 1, and the coverage between it and its mirror image. */
struct rank {
    size_t low;
    double coverage;
};

/* A tail that is too large by no more than rounding is not: (1 - 0.9) / 2 is not quite 0.05 in binary. */
static const double ROUNDING = 1e-12;

static enum status exact_rank(const struct sorted_pair *pair, double tail, struct rank *rank,
                              struct error *err)
{
    size_t low = 0, middle = pair->n_a * pair->n_b / 2;
    double *cumulative = NULL;
    enum status status = mann_whitney_distribution(pair->n_a, pair->n_b, &cumulative, err);
    if (status != OK) {
        return status;
    }
    while (low < middle && cumulative[low] < tail * (1 - ROUNDING)) {
        low++;
    }
    low = low > 1 ? low : 1;
    *rank = (struct rank){low, fmax(0, 1 - 2 * cumulative[low - 1])};
    free(cumulative);
    return OK;
}

static double tail_of(double t, double df)
{
    return isinf(df) ? gsl_cdf_ugaussian_Q(t) : gsl_cdf_tdist_Q(t, df);
}

static void normal_rank(const struct sorted_pair *pair, const struct shift_options *options,
                        struct rank *rank)
{
    double n_a = (double)pair->n_a, n_b = (double)pair->n_b;
    double middle = n_a * n_b / 2, df = options->df, tail = (1 - options->level) / 2;
    double sd = sqrt(options->design_effect * n_a * n_b * (n_a + n_b + 1) / 12);
    double t = isinf(df) ? gsl_cdf_ugaussian_Qinv(tail) : gsl_cdf_tdist_Qinv(tail, df);
    double low = fmax(1, ceil(middle - 0.5 - t * sd));
    *rank = (struct rank){(size_t)low, fmax(0, 1 - 2 * tail_of((middle + 0.5 - low) / sd, df))};
}

static void fill_shift(const struct sorted_pair *pair, const struct rank *rank, struct shift *shift)
{
    size_t pairs = pair->n_a * pair->n_b;
    double below = ranked_difference(pair, (pairs + 1) / 2);
    double above = pairs % 2 == 1 ? below : ranked_difference(pair, pairs / 2 + 1);
    shift->estimate = below == above ? below : below / 2 + above / 2; /* the sum might not be a double */
    shift->interval.low = ranked_difference(pair, rank->low);
    shift->interval.high = ranked_difference(pair, pairs + 1 - rank->low);
    shift->coverage = rank->coverage;
}

enum status hodges_lehmann_shift(const struct draws *a, const struct draws *b,
                                 const struct shift_options *options, struct shift *shift, struct error *err)
{
    struct sorted_pair pair;
    struct rank rank;
    enum status status = sorted_pair_init(&pair, a, b, "hodges-lehmann", err);
    if (status != OK) {
        return status;
    }
    bool exact = options->design_effect <= 1 && mann_whitney_is_exact(&pair);
    if (!isfinite(pair.b[0] - pair.a[pair.n_a - 1]) || !isfinite(pair.b[pair.n_b - 1] - pair.a[0])) {
        status = error_set(err, BAD_DATA, "hodges-lehmann: the differences are too large");
    } else if (exact) {
        status = exact_rank(&pair, (1 - options->level) / 2, &rank, err);
    } else {
        normal_rank(&pair, options, &rank);
    }
    if (status == OK) {
        fill_shift(&pair, &rank, shift);
        shift->exact = exact;
    }
    sorted_pair_release(&pair);
    return status;
}
