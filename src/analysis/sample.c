#include "analysis/sample.h"

#include <math.h>
#include <stdlib.h>

void sample_drop_missing(struct sample *sample)
{
    size_t n = sample->kept.n, kept = 0;
    double *values = sample->kept.values;
    while (kept < n && !isnan(values[kept])) {
        kept++;
    }
    for (size_t i = kept; i < n; i++) {
        if (!isnan(values[i])) {
            values[kept++] = values[i];
        }
    }
    sample->kept.n = kept;
    sample->missing += n - kept;
}

size_t sample_copy_finite(const struct sample *sample, double *values)
{
    size_t n = 0;
    for (size_t i = 0; i < sample->kept.n; i++) {
        values[n] = sample->kept.values[i];
        n += isfinite(values[n]) != 0;
    }
    return n;
}

struct buckets sample_buckets(const struct sample *sample)
{
    const struct counted *counted = &sample->counted;
    const struct published *published = &sample->published;
    if (counted->n > 0) {
        return (struct buckets){counted->buckets, counted->n_buckets, (double)counted->n};
    }
    return (struct buckets){published->buckets, published->n_buckets, published->n};
}

bool sample_has_mean(const struct sample *sample)
{
    return sample->censored == 0 &&
           (sample->kept.n > 0 || (sample->published.rows == 1 && !isnan(sample->published.mean)));
}

void samples_release(struct samples *samples)
{
    free(samples->samples);
    free(samples->values);
    free(samples->buckets);
    free(samples->quantiles);
    *samples = (struct samples){0};
}
