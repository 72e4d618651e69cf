#include "analysis/known_buckets.h"

#include <math.h>

/* The bucket that holds the request of that rank, from 1; one without ends where it may be one of those that
 * were cut off. */
static const struct bucket *find_bucket(const struct sample *sample, const struct buckets *buckets,
                                        double rank)
{
    static const struct bucket cut_off = {NAN, NAN, 0};
    double below = 0;
    size_t i = 0;
    if (rank > buckets->n) {
        return &cut_off;
    }
    while (i + 1 < buckets->n_buckets && below + buckets->buckets[i].n < rank) {
        below += buckets->buckets[i++].n;
    }
    bool known = sample->censored == 0 || buckets->buckets[i].high < sample->censored_from;
    return known ? &buckets->buckets[i] : &cut_off;
}

struct known_quantile known_buckets_quantile(const struct known_group *group, size_t q, double level,
                                             struct interval *in)
{
    const struct sample *sample = group->sample;
    const struct buckets buckets = sample_buckets(sample);
    double rank = fmax(1, ceil(group->options->quantiles[q] * (double)group->n_ranked));
    const struct bucket *bucket = find_bucket(sample, &buckets, rank);
    struct known_quantile quantile = {bucket->high, known_group_ranks(group, q, level), {NAN, NAN}};
    if (quantile.ranks.low != 0) {
        quantile.interval.low = find_bucket(sample, &buckets, (double)quantile.ranks.low)->low;
    }
    if (quantile.ranks.high != 0) {
        quantile.interval.high = find_bucket(sample, &buckets, (double)quantile.ranks.high)->high;
    }
    *in = (struct interval){bucket->low, bucket->high};
    return quantile;
}
