#include "stats/resample.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "stats/quantile.h"
#include "stats/random.h"

/* Resamples of one job; a change of either number changes the results of a seed. */
enum { CHUNK = 64, BLOCK = 512 };

enum status resampling_add(struct resampling *resampling, const double *values, size_t n, struct error *err)
{
    struct resample_source *source = &resampling->sources[resampling->n_sources];
    if (n > UINT32_MAX) {
        return error_set(err, BAD_DATA, "bootstrap: found n = %zu, expected at most %" PRIu32, n, UINT32_MAX);
    }
    source->sorted = calloc(n + 1, sizeof *source->sorted);
    if (source->sorted == NULL) {
        return error_no_memory(err);
    }
    memcpy(source->sorted, values, n * sizeof *values);
    sort_values(source->sorted, n);
    source->n = n;
    resampling->n_sources++;
    return OK;
}

/* The lowest rank that has the value. */
static uint32_t find_rank(const struct resample_source *source, double value)
{
    size_t low = 0, high = source->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (source->sorted[middle] < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (uint32_t)low;
}

enum status resampling_use_blocks(struct resampling *resampling, const double *values, double mean_block,
                                  struct error *err)
{
    struct resample_source *source = &resampling->sources[resampling->n_sources - 1];
    source->rank = calloc(source->n, sizeof *source->rank);
    if (source->rank == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < source->n; i++) {
        source->rank[i] = find_rank(source, values[i]);
    }
    source->restart = 1 / mean_block;
    return OK;
}

void resampling_release(struct resampling *resampling)
{
    for (size_t i = 0; i < RESAMPLE_SOURCES; i++) {
        free(resampling->sources[i].sorted);
        free(resampling->sources[i].rank);
    }
    *resampling = (struct resampling){0};
}

enum status resampling_combine(const struct resampling *resampling, const double *parts, double *estimate,
                               struct error *err)
{
    bool is_effect = resampling->n_sources == 2;
    if (is_effect && resampling->effect == EFFECT_RATIO && parts[0] == 0) {
        return error_set(err, BAD_DATA, "bootstrap: no ratio, what it is divided by can be 0");
    }
    *estimate = is_effect ? effect_compute(resampling->effect, parts[0], parts[1]) : parts[0];
    return isfinite(*estimate)
               ? OK
               : error_set(err, BAD_DATA, "bootstrap: the values are too large to compute with");
}

/* ---- drawing ---- */

/* What one job needs beside the sources: counts of ranks, and room for a sorted resample. */
struct workspace {
    uint32_t *counts;
    double *sorted;
};

/* Where a block of a series has come to. */
struct cursor {
    bool started;
    size_t position;
};

static void draw_ranks(const struct resample_source *source, struct random *random, struct cursor *cursor,
                       uint32_t *ranks, size_t count)
{
    if (source->rank == NULL) {
        random_fill_below(random, (uint32_t)source->n, ranks, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!cursor->started || random_uniform(random) < source->restart) {
            cursor->position = random_below(random, (uint32_t)source->n);
            cursor->started = true;
        } else {
            cursor->position = cursor->position + 1 < source->n ? cursor->position + 1 : 0;
        }
        ranks[i] = source->rank[cursor->position];
    }
}

/* Four sums at a time, as an addition waits for the one before. */
static double sum_of(const double *sorted, const uint32_t *ranks, size_t count)
{
    double sums[4] = {0, 0, 0, 0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        for (size_t k = 0; k < 4; k++) {
            sums[k] += sorted[ranks[i + k]];
        }
    }
    for (; i < count; i++) {
        sums[0] += sorted[ranks[i]];
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Puts in place what the quantile reads of the resample whose values were drawn counts[rank] times. */
static void place_ranks(const struct resample_source *source, const uint32_t *counts,
                        const struct rank_range *wanted, double *sorted)
{
    size_t rank = 0, reached = counts[0]; /* values of the resample up to this rank */
    for (size_t i = wanted->first; i <= wanted->last; i++) {
        while (reached <= i) {
            rank++;
            reached += counts[rank];
        }
        sorted[i] = source->sorted[rank];
    }
}

static double draw_estimate(const struct resample_source *source, const struct estimator *estimator,
                            struct random *random, const struct workspace *workspace)
{
    uint32_t ranks[BLOCK];
    struct cursor cursor = {0};
    bool is_mean = estimator->kind == ESTIMATE_MEAN;
    double sum = 0;
    for (size_t done = 0; done < source->n; done += BLOCK) {
        size_t count = source->n - done < BLOCK ? source->n - done : BLOCK;
        draw_ranks(source, random, &cursor, ranks, count);
        if (is_mean) {
            sum += sum_of(source->sorted, ranks, count);
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            workspace->counts[ranks[i]]++;
        }
    }
    if (is_mean) {
        return sum / (double)source->n;
    }
    struct rank_range wanted = estimator_ranks(estimator, source->n);
    place_ranks(source, workspace->counts, &wanted, workspace->sorted);
    memset(workspace->counts, 0, source->n * sizeof *workspace->counts);
    return quantile_sorted(workspace->sorted, source->n, estimator->p, estimator->type);
}

/* ---- chunks ---- */

struct job {
    const struct resampling *resampling;
    const struct resample_run *run;
    double *estimates;
    size_t n;
    bool negative; /* the denominator of a ratio, in the samples themselves */
};

static enum status draw_chunk(const struct job *job, size_t chunk, const struct workspace *workspace,
                              struct error *err)
{
    const struct resampling *resampling = job->resampling;
    struct random random;
    random_init(&random, job->run->seed, job->run->stream, chunk);
    size_t end = job->n - chunk * CHUNK < CHUNK ? job->n : (chunk + 1) * CHUNK;
    for (size_t i = chunk * CHUNK; i < end; i++) {
        double parts[RESAMPLE_SOURCES] = {0};
        for (size_t k = 0; k < resampling->n_sources; k++) {
            parts[k] = draw_estimate(&resampling->sources[k], &resampling->estimator, &random, workspace);
        }
        if (resampling->n_sources == 2 && resampling->effect == EFFECT_RATIO && parts[0] != 0 &&
            (parts[0] < 0) != job->negative) {
            return error_set(err, BAD_DATA,
                             "bootstrap: no ratio, what it is divided by changes its sign among resamples");
        }
        enum status status = resampling_combine(resampling, parts, &job->estimates[i], err);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status run_job(size_t chunk, void *context, struct error *err)
{
    const struct job *job = context;
    const struct resampling *resampling = job->resampling;
    size_t most = 0;
    for (size_t i = 0; i < resampling->n_sources; i++) {
        most = resampling->sources[i].n > most ? resampling->sources[i].n : most;
    }
    bool is_mean = resampling->estimator.kind == ESTIMATE_MEAN;
    struct workspace workspace = {NULL, NULL};
    enum status status = OK;
    if (!is_mean) {
        workspace.counts = calloc(most + 1, sizeof *workspace.counts);
        workspace.sorted = calloc(most + 1, sizeof *workspace.sorted);
        if (workspace.counts == NULL || workspace.sorted == NULL) {
            status = error_no_memory(err);
        }
    }
    if (status == OK) {
        status = draw_chunk(job, chunk, &workspace, err);
    }
    free(workspace.counts);
    free(workspace.sorted);
    return status;
}

enum status resample_estimates(const struct resampling *resampling, const struct resample_run *run,
                               double *estimates, size_t n, struct error *err)
{
    const struct resample_source *a = &resampling->sources[0];
    struct job job = {.resampling = resampling, .run = run, .estimates = estimates, .n = n};
    job.negative = estimator_compute(&resampling->estimator, a->sorted, a->n) < 0;
    return pool_run(n / CHUNK + (n % CHUNK != 0), run->threads, run_job, &job, err);
}
