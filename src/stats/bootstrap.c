#include "stats/bootstrap.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/block_length.h"
#include "stats/quantile.h"
#include "stats/random.h"

struct resampling {
    const struct bootstrap_sample *sample;
    double mean_block;
    uint32_t *ranks; /* of each value, from 0 */
    uint32_t *drawn; /* how often each rank was, in one resample */
};

/* The length of a block: geometric, with the mean that it has to have. */
static size_t draw_length(struct random *random, double mean)
{
    return mean <= 1 ? 1 : 1 + (size_t)fmin(1e9, log1p(-random_uniform(random)) / log1p(-1 / mean));
}

/* Draws one resample, and returns its mean. */
static double draw_resample(const struct resampling *resampling, struct random *random)
{
    size_t n = resampling->sample->n;
    const double *values = resampling->sample->values;
    double sum = 0;
    memset(resampling->drawn, 0, n * sizeof *resampling->drawn);
    for (size_t drawn = 0; drawn < n;) {
        size_t at = random_below(random, (uint32_t)n), length = draw_length(random, resampling->mean_block);
        for (size_t i = 0; i < length && drawn < n; i++, drawn++) {
            sum += values[at];
            resampling->drawn[resampling->ranks[at]]++;
            at = at + 1 < n ? at + 1 : 0;
        }
    }
    return sum / (double)n;
}

/* The value with that share of the resample at most as long. */
static double find_quantile(const struct resampling *resampling, double p)
{
    const struct bootstrap_sample *sample = resampling->sample;
    double rank = fmax(1, ceil(p * (double)sample->n));
    size_t at = 0;
    for (uint64_t below = resampling->drawn[0]; (double)below < rank; below += resampling->drawn[at]) {
        at++;
    }
    return sample->sorted[at];
}

enum status bootstrap_stationary(const struct bootstrap_sample *sample,
                                 const struct bootstrap_options *options, double *replicates,
                                 struct error *err)
{
    size_t n = sample->n, resamples = options->resamples;
    struct resampling resampling = {.sample = sample,
                                    .ranks = calloc(n + 1, sizeof *resampling.ranks),
                                    .drawn = calloc(n + 1, sizeof *resampling.drawn)};
    bool has_memory = resampling.ranks != NULL && resampling.drawn != NULL;
    enum status status =
        has_memory ? block_length(sample->values, n, &resampling.mean_block, err) : error_no_memory(err);
    if (status == OK) {
        quantile_rank(sample->values, n, sample->sorted, n, resampling.ranks);
    }
    for (size_t r = 0; status == OK && r < resamples; r++) {
        struct random random;
        random_init(&random, options->seed, options->stream, r);
        replicates[r] = draw_resample(&resampling, &random);
        for (size_t q = 0; q < sample->n_quantiles; q++) {
            replicates[(q + 1) * resamples + r] = find_quantile(&resampling, sample->quantiles[q]);
        }
    }
    for (size_t e = 0; status == OK && e <= sample->n_quantiles; e++) {
        quantile_sort(replicates + e * resamples, resamples);
    }
    free(resampling.ranks);
    free(resampling.drawn);
    return status;
}
