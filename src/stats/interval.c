#include "stats/interval.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "stats/student.h"

enum status interval_of_mean(double mean, double sd, double n, double level, struct interval *interval,
                             struct error *err)
{
    if (!(n >= 2)) {
        return error_set(err, BAD_DATA, "mean: no interval, needs n >= 2");
    }
    /* By the upper tail: for a level near 1, its Pinv loses digits to probabilities near 1. */
    double half = student_quantile((1 - level) / 2, n - 1) * sd / sqrt(n);
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

/* Where the lower side's weights reach a limit. */
struct reach {
    double l;        /* the largest with weights that sum to at most the limit below it */
    double sum;      /* of these */
    double fraction; /* how far it is from there to l + 1, in the logarithm of the sum; 0 when that is 0 */
};

static struct reach walk_in(const struct binomial *binomial, const struct side *side, double limit)
{
    struct reach reach = {side->end, 0, 0};
    double weight = side->end_weight;
    while (reach.l < binomial->n && reach.sum + weight <= limit) {
        reach.sum += weight;
        reach.l++;
        weight /= ratio_below(binomial, reach.l);
    }
    if (reach.sum > 0) {
        reach.fraction = log(limit / reach.sum) / log((reach.sum + weight) / reach.sum);
    }
    return reach;
}

/* The smallest n with chance^n <= tail, given log(chance). */
static size_t draws_needed(double log_chance, double tail)
{
    double n = fmax(1, ceil(log(tail) / log_chance));
    return n < 0x1p63 ? (size_t)n : SIZE_MAX;
}

/* Both tails of a sample of n, and the sum of all weights. */
struct tails {
    struct reach low, high;
    double total;
};

static struct tails find_tails(double n, double p, double tail)
{
    double mode = fmin(floor((n + 1) * p), n);
    const struct binomial successes = {n, (1 - p) / p, mode};
    /* The upper tail of the successes is the lower tail of the failures. */
    const struct binomial failures = {n, p / (1 - p), n - mode};
    struct side below = walk_out(&successes), above = walk_out(&failures);
    double total = below.sum + 1 + above.sum;
    return (struct tails){walk_in(&successes, &below, tail * total), walk_in(&failures, &above, tail * total),
                          total};
}

void quantile_interval(size_t n, double p, double level, struct quantile_interval *interval)
{
    double tail = (1 - level) / 2 * (1 + ROUNDING);
    struct tails tails = find_tails((double)n, p, tail);
    bool has_low = tails.low.l >= 1, has_high = tails.high.l >= 1;
    *interval = (struct quantile_interval){
        .low = has_low ? (size_t)tails.low.l : 0,
        .high = has_high ? n + 1 - (size_t)tails.high.l : 0,
        .coverage = has_low || has_high ? fmax(0, 1 - (tails.low.sum + tails.high.sum) / tails.total) : 0,
        .needs_low = draws_needed(log1p(-p), tail),
        .needs_high = draws_needed(log(p), tail),
    };
}

/* The rank among n of what is a rank, with a fraction, among fewer; 0 when it is none among these. */
static size_t scale_rank(const struct reach *reach, double fewer, size_t n)
{
    double rank = (reach->l + reach->fraction) * (double)n / fewer;
    return reach->l < 1 ? 0 : (size_t)fmax(1, fmin(rank, (double)n));
}

void quantile_interval_effective(size_t n, double effective_n, double p, double level,
                                 struct quantile_interval *interval)
{
    double tail = (1 - level) / 2 * (1 + ROUNDING), fewer = floor(effective_n);
    if (fewer >= (double)n) {
        quantile_interval(n, p, level, interval);
        return;
    }
    struct tails tails = find_tails(fmax(1, fewer), p, tail);
    size_t low = scale_rank(&tails.low, fewer, n), high = scale_rank(&tails.high, fewer, n);
    *interval = (struct quantile_interval){
        .low = low,
        .high = high == 0 ? 0 : n + 1 - high,
        .coverage = 1 - (1 - level) / 2 * (double)((low > 0) + (high > 0)),
        .needs_low = draws_needed(log1p(-p), tail),
        .needs_high = draws_needed(log(p), tail),
    };
    interval->coverage = low == 0 && high == 0 ? 0 : interval->coverage;
}

/* ---- of the mean of what can't be below 0 ---- */

/* Hall's (1992) transformation, inverted: what a skewed mean's upper end is moved by. */
static double hall(double y, double skewness, double n)
{
    return fabs(skewness) < 1e-6 ? y : 3 / skewness * (cbrt(1 + skewness * (y - skewness / (6 * n))) - 1);
}

/* The exponential function, which goes on as a straight line where a tiny sample would make it explode. */
static double tame_exp(double x)
{
    const double from = 1.5;
    return x <= from ? exp(x) : exp(from) * (1 + x - from);
}

enum status interval_of_positive_mean(const struct mean_figures *figures, double level,
                                      struct interval *interval, struct error *err)
{
    double mean = figures->mean, sd = figures->sd, n = figures->effective_n;
    if (!(n > 1) || !(figures->df > 0)) {
        return error_set(err, BAD_DATA, "mean: no interval, needs n >= 2");
    }
    double t = student_quantile((1 - level) / 2, figures->df), root = sqrt(n);
    if (!(figures->min >= 0) || !(mean > 0)) {
        *interval = (struct interval){mean - t * sd / root, mean + t * sd / root};
        return OK;
    }
    double cv = sd / mean, u = t * cv / root;
    double skewness = isnan(figures->skewness) ? 0 : figures->skewness;
    double bend = 1 + t * fmax(0, fmax(skewness, 2 * cv) / 3 - cv / 2) / root;
    double by_log = mean * tame_exp(u * bend), by_hall = mean - sd * hall(-t / root, skewness, n);
    *interval = (struct interval){mean * exp(-u / bend), by_log > by_hall ? by_log : by_hall};
    return OK;
}

/* ---- one run of many ---- */

double interval_run_reach(double between_runs, double level)
{
    return between_runs > 0 ? between_runs * gsl_cdf_ugaussian_Qinv((1 - level) / 2) : 0;
}

struct interval interval_between_runs(double value, const struct interval *interval, double reach)
{
    double low = interval->low, high = interval->high;
    if (reach == 0 || isnan(value)) {
        return *interval;
    }
    return (struct interval){
        low > 0 ? value * exp(-hypot(log(value / low), reach)) : value - hypot(value - low, reach * value),
        low > 0 || (isnan(low) && value > 0) ? value * exp(hypot(log(high / value), reach))
                                             : value + hypot(high - value, reach * value)};
}
