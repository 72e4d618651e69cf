#include "stats/precision_parts.h"

#include <math.h>

/* How much of the way a share's design effect is drawn to that of the mean. */
static const double DRAWN = 0.25;

double precision_worth(double n, double plain, double variance)
{
    const double rounding = 1e-9;
    return plain >= variance * (1 - rounding) ? n : n * plain / variance;
}

struct precision precision_in_time(double n, double variance, double long_run)
{
    struct precision precision = {n, n - 1, 0};
    if (variance > 0) {
        precision.effective_n = fmax(1, precision_worth(n, variance, long_run));
        precision.df = precision.effective_n - 1;
    }
    return precision;
}

double precision_count_clusters(const struct precision_clusters *clusters, double n)
{
    double squares = 0, k = 0;
    for (size_t g = 0; g < clusters->n; g++) {
        squares += clusters->sizes[g] * clusters->sizes[g];
        k += clusters->sizes[g] > 0;
    }
    return fmin(k, n * n / squares);
}

double precision_jackknife(const struct precision_clusters *clusters, double n, double variance,
                           double *within)
{
    double sum = 0, between = 0, k = 0;
    for (size_t g = 0; g < clusters->n; g++) {
        double size = clusters->sizes[g];
        if (size > 0) {
            double out = clusters->sums[g] / (n - size);
            sum += out * out;
            between += clusters->sums[g] * clusters->sums[g] / size;
            k++;
        }
    }
    *within = fmax(0, variance * (n - 1) - between) / fmax(1, n - k);
    return n * (k - 1) / k * sum;
}

void precision_draw(const struct precision *mean, double n, struct precision *share)
{
    double own = n / share->effective_n, other = n / mean->effective_n;
    share->effective_n = n / (pow(own, 1 - DRAWN) * pow(other, DRAWN));
    share->df = share->clusters > 0 ? share->df : share->effective_n - 1;
}
