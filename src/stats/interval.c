#include "stats/interval.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum status mean_interval(double mean, double sd, double n, double level, struct interval *interval,
                          struct error *err)
{
    if (n < 2) {
        return error_set(err, BAD_DATA, "mean: no interval, needs n >= 2");
    }
    double half = gsl_cdf_tdist_Pinv((1 + level) / 2, n - 1) * sd / sqrt(n);
    *interval = (struct interval){mean - half, mean + half};
    return OK;
}

/* The binomial distribution of n draws of probability p, each weight relative to the largest. */
struct binomial {
    double n, odds;
    double mode;
    double total;
};

/* Of the weights beside the mode only those that can still change a sum of doubles are added. */
static const double NEGLIGIBLE = 1e-18;

/* What the weight at k becomes at k + 1, and at k - 1. */
static double up(const struct binomial *binomial, double k)
{
    return (binomial->n - k) / (k + 1) * binomial->odds;
}

static double down(const struct binomial *binomial, double k)
{
    return k / (binomial->n - k + 1) / binomial->odds;
}

static struct binomial make_binomial(size_t n, double p)
{
    struct binomial binomial = {.n = (double)n, .odds = p / (1 - p), .total = 1};
    binomial.mode = floor(((double)n + 1) * p);
    binomial.mode = fmin(binomial.mode, binomial.n);
    double weight = 1;
    for (double k = binomial.mode; k < binomial.n && weight > NEGLIGIBLE; k++) {
        weight *= up(&binomial, k);
        binomial.total += weight;
    }
    weight = 1;
    for (double k = binomial.mode; k > 0 && weight > NEGLIGIBLE; k--) {
        weight *= down(&binomial, k);
        binomial.total += weight;
    }
    return binomial;
}

/* The largest rank l with P(B <= l - 1) <= tail, 0 when there is none, and that probability. */
static size_t lower_rank(const struct binomial *binomial, double tail, double *left_out)
{
    double weight = 1, k = binomial->mode, sum = 0, rank = 0;
    for (; k > 0 && weight > NEGLIGIBLE * tail; k--) {
        weight *= down(binomial, k);
    }
    *left_out = 0;
    for (; k < binomial->n && (sum + weight) / binomial->total <= tail; k++) {
        sum += weight;
        rank = k + 1;
        *left_out = sum / binomial->total;
        weight *= up(binomial, k);
    }
    return (size_t)rank;
}

/* The smallest rank u with P(B >= u) <= tail, 0 when there is none, and that probability. */
static size_t upper_rank(const struct binomial *binomial, double tail, double *left_out)
{
    double weight = 1, k = binomial->mode, sum = 0, rank = 0;
    for (; k < binomial->n && weight > NEGLIGIBLE * tail; k++) {
        weight *= up(binomial, k);
    }
    *left_out = 0;
    for (; k > 0 && (sum + weight) / binomial->total <= tail; k--) {
        sum += weight;
        rank = k;
        *left_out = sum / binomial->total;
        weight *= down(binomial, k);
    }
    return (size_t)rank;
}

/* The smallest n with probability^n <= tail. */
static size_t draws_needed(double probability, double tail)
{
    double n = ceil(log(tail) / log(probability));
    while (n > 1 && pow(probability, n - 1) <= tail) { /* log rounded up past a whole number */
        n--;
    }
    return (size_t)fmax(1, n);
}

void quantile_interval(size_t n, double p, double level, struct quantile_interval *interval)
{
    struct binomial binomial = make_binomial(n, p);
    double tail = (1 - level) / 2, below, above;
    size_t low = lower_rank(&binomial, tail, &below), high = upper_rank(&binomial, tail, &above);
    *interval = (struct quantile_interval){.low = low,
                                           .high = high,
                                           .coverage = low == 0 && high == 0 ? 0 : 1 - below - above,
                                           .needs_low = draws_needed(1 - p, tail),
                                           .needs_high = draws_needed(p, tail)};
}
