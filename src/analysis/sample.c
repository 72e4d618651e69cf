#include "analysis/sample.h"

#include <math.h>
#include <stdlib.h>

void sample_drop_missing(struct sample *sample)
{
    size_t n = sample->n, kept = 0;
    double *values = sample->values;
    while (kept < n && !isnan(values[kept])) {
        kept++;
    }
    for (size_t i = kept; i < n; i++) {
        if (!isnan(values[i])) {
            values[kept++] = values[i];
        }
    }
    sample->n = kept;
    sample->missing += n - kept;
}

bool sample_has_mean(const struct sample *sample)
{
    return sample->censored == 0 &&
           (sample->n > 0 || (sample->published.rows == 1 && !isnan(sample->published.mean)));
}

void samples_release(struct samples *samples)
{
    free(samples->samples);
    free(samples->values);
    free(samples->buckets);
    free(samples->quantiles);
    *samples = (struct samples){0};
}
