#include "stats/resample.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "stats/quantile.h"
#include "stats/random.h"
#include "stats/random_lanes.h"
#include "stats/resample_ranks.h"

/* Resamples that go on with the same random numbers, and draws that are added up before they are added to the
 * sum; a change of either changes the results of a seed. */
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
    quantile_sort(source->sorted, n);
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

/* What one job needs beside the sources, for quantiles: counts of ranks, and room for a sorted resample. */
struct workspace {
    uint32_t *counts;
    double *sorted;
};

/* Two sums at a time. */
typedef double two __attribute__((vector_size(2 * sizeof(double))));

/*
 * Adds up the values of two lanes, from lane `k` on, four at a time, as an addition waits for the one before.
 */
static two sum_lanes(const double *sorted, uint32_t (*ranks)[RANDOM_LANES], size_t count, size_t k)
{
    two a = {0}, b = {0}, c = {0}, d = {0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        a += (two){sorted[ranks[i][k]], sorted[ranks[i][k + 1]]};
        b += (two){sorted[ranks[i + 1][k]], sorted[ranks[i + 1][k + 1]]};
        c += (two){sorted[ranks[i + 2][k]], sorted[ranks[i + 2][k + 1]]};
        d += (two){sorted[ranks[i + 3][k]], sorted[ranks[i + 3][k + 1]]};
    }
    for (; i < count; i++) {
        a += (two){sorted[ranks[i][k]], sorted[ranks[i][k + 1]]};
    }
    return (a + b) + (c + d);
}

/* The mean of a resample of independent draws, for each lane. */
static void draw_means(const struct resample_source *source, struct random *randoms, double *means)
{
    uint32_t ranks[BLOCK][RANDOM_LANES];
    two sums[RANDOM_LANES / 2] = {{0}};
    for (size_t done = 0; done < source->n; done += BLOCK) {
        size_t count = source->n - done < BLOCK ? source->n - done : BLOCK;
        random_lanes_fill_below(randoms, (uint32_t)source->n, ranks, count);
        for (size_t k = 0; k < RANDOM_LANES; k += 2) {
            sums[k / 2] += sum_lanes(source->sorted, ranks, count, k);
        }
    }
    for (size_t k = 0; k < RANDOM_LANES; k++) {
        means[k] = sums[k / 2][k % 2] / (double)source->n;
    }
}

/* The quantile of a resample of independent draws. */
static double draw_quantile(const struct resample_source *source, const struct estimator *estimator,
                            struct random *random, const struct workspace *workspace)
{
    struct rank_range wanted = estimator_ranks(estimator, source->n);
    gsl_rng rng = random_gsl(random);
    resample_ranks_draw(&rng, source->sorted, source->n, wanted.first, wanted.last, workspace->sorted);
    return quantile_sorted(workspace->sorted, source->n, estimator->p, estimator->type);
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

/* Where a block of a series has come to. */
struct cursor {
    bool started;
    size_t position;
};

static void draw_ranks(const struct resample_source *source, struct random *random, struct cursor *cursor,
                       uint32_t *ranks, size_t count)
{
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

static double sum_of(const double *sorted, const uint32_t *ranks, size_t count)
{
    double a = 0, b = 0, c = 0, d = 0; /* as in sum_lanes() */
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        a += sorted[ranks[i]];
        b += sorted[ranks[i + 1]];
        c += sorted[ranks[i + 2]];
        d += sorted[ranks[i + 3]];
    }
    for (; i < count; i++) {
        a += sorted[ranks[i]];
    }
    return (a + b) + (c + d);
}

/* What is estimated from the same resamples. */
struct estimators {
    const struct estimator *of;
    size_t n;
};

static bool have_kind(const struct estimators *estimators, enum estimator_kind kind)
{
    bool any = false;
    for (size_t e = 0; e < estimators->n; e++) {
        any |= estimators->of[e].kind == kind;
    }
    return any;
}

/* The estimates from a resample that is drawn in blocks. */
static void draw_blocks(const struct resample_source *source, const struct estimators *estimators,
                        struct random *random, const struct workspace *workspace, double *estimates)
{
    uint32_t ranks[BLOCK];
    struct cursor cursor = {0};
    bool means = have_kind(estimators, ESTIMATE_MEAN), quantiles = have_kind(estimators, ESTIMATE_QUANTILE);
    double sum = 0;
    for (size_t done = 0; done < source->n; done += BLOCK) {
        size_t count = source->n - done < BLOCK ? source->n - done : BLOCK;
        draw_ranks(source, random, &cursor, ranks, count);
        sum += means ? sum_of(source->sorted, ranks, count) : 0;
        for (size_t i = 0; quantiles && i < count; i++) {
            workspace->counts[ranks[i]]++;
        }
    }
    for (size_t e = 0; e < estimators->n; e++) {
        const struct estimator *estimator = &estimators->of[e];
        if (estimator->kind == ESTIMATE_MEAN) {
            estimates[e] = sum / (double)source->n;
            continue;
        }
        struct rank_range wanted = estimator_ranks(estimator, source->n);
        place_ranks(source, workspace->counts, &wanted, workspace->sorted);
        estimates[e] = quantile_sorted(workspace->sorted, source->n, estimator->p, estimator->type);
    }
    if (quantiles) {
        memset(workspace->counts, 0, source->n * sizeof *workspace->counts);
    }
}

/* The estimate from the next resample of the source, for each of the first lanes. */
static void draw_estimates(const struct resample_source *source, const struct estimator *estimator,
                           struct random *randoms, size_t n_lanes, const struct workspace *workspace,
                           double *estimates)
{
    if (source->rank == NULL && estimator->kind == ESTIMATE_MEAN) {
        draw_means(source, randoms, estimates);
        return;
    }
    const struct estimators alone = {estimator, 1};
    for (size_t k = 0; k < n_lanes; k++) {
        if (source->rank == NULL) {
            estimates[k] = draw_quantile(source, estimator, &randoms[k], workspace);
        } else {
            draw_blocks(source, &alone, &randoms[k], workspace, &estimates[k]);
        }
    }
}

/* ---- chunks ---- */

struct job {
    const struct resampling *resampling;
    const struct resample_run *run;
    double *estimates;
    size_t n;
    bool negative; /* the denominator of a ratio, in the samples themselves */
};

/* Combines what the sources have in a lane. */
static enum status keep_estimate(const struct job *job, double parts[][RANDOM_LANES], size_t lane,
                                 double *estimate, struct error *err)
{
    const struct resampling *resampling = job->resampling;
    const double own[RESAMPLE_SOURCES] = {parts[0][lane], parts[1][lane]};
    if (resampling->n_sources == 2 && resampling->effect == EFFECT_RATIO && own[0] != 0 &&
        (own[0] < 0) != job->negative) {
        return error_set(err, BAD_DATA,
                         "bootstrap: no ratio, what it is divided by changes its sign among resamples");
    }
    return resampling_combine(resampling, own, estimate, err);
}

/* How many of n things the part has that begins at `from`. */
static size_t part_size(size_t n, size_t from, size_t most)
{
    size_t left = from < n ? n - from : 0;
    return left < most ? left : most;
}

/* As many chunks as there are lanes, one in each. */
static enum status draw_chunks(const struct job *job, size_t first_chunk, const struct workspace *workspace,
                               struct error *err)
{
    const struct resampling *resampling = job->resampling;
    struct random randoms[RANDOM_LANES];
    for (size_t lane = 0; lane < RANDOM_LANES; lane++) {
        random_init(&randoms[lane], job->run->seed, job->run->stream, first_chunk + lane);
    }
    for (size_t i = 0; i < CHUNK; i++) {
        double parts[RESAMPLE_SOURCES][RANDOM_LANES] = {{0}};
        size_t n_lanes = 0; /* the last chunks may be shorter, or there are none */
        while (n_lanes < RANDOM_LANES && i < part_size(job->n, (first_chunk + n_lanes) * CHUNK, CHUNK)) {
            n_lanes++;
        }
        for (size_t k = 0; n_lanes > 0 && k < resampling->n_sources; k++) {
            draw_estimates(&resampling->sources[k], &resampling->estimator, randoms, n_lanes, workspace,
                           parts[k]);
        }
        for (size_t lane = 0; lane < n_lanes; lane++) {
            double *estimate = &job->estimates[(first_chunk + lane) * CHUNK + i];
            enum status status = keep_estimate(job, parts, lane, estimate, err);
            if (status != OK) {
                return status;
            }
        }
    }
    return OK;
}

/* Room for samples of up to n values; released by the caller also on failure. */
static enum status workspace_init(struct workspace *workspace, size_t n, struct error *err)
{
    workspace->counts = calloc(n + 1, sizeof *workspace->counts);
    workspace->sorted = calloc(n + 1, sizeof *workspace->sorted);
    return workspace->counts == NULL || workspace->sorted == NULL ? error_no_memory(err) : OK;
}

static void workspace_release(struct workspace *workspace)
{
    free(workspace->counts);
    free(workspace->sorted);
}

static enum status run_job(size_t index, void *context, struct error *err)
{
    const struct job *job = context;
    const struct resampling *resampling = job->resampling;
    size_t most = 0;
    for (size_t i = 0; i < resampling->n_sources; i++) {
        most = resampling->sources[i].n > most ? resampling->sources[i].n : most;
    }
    struct workspace workspace = {NULL, NULL};
    enum status status = OK;
    if (resampling->estimator.kind == ESTIMATE_QUANTILE) {
        status = workspace_init(&workspace, most, err);
    }
    if (status == OK) {
        status = draw_chunks(job, index * RANDOM_LANES, &workspace, err);
    }
    workspace_release(&workspace);
    return status;
}

enum status resample_estimates(const struct resampling *resampling, const struct resample_run *run,
                               double *estimates, size_t n, struct error *err)
{
    const struct resample_source *a = &resampling->sources[0];
    struct job job = {.resampling = resampling, .run = run, .estimates = estimates, .n = n};
    job.negative = estimator_compute(&resampling->estimator, a->sorted, a->n) < 0;
    size_t chunks = n / CHUNK + (n % CHUNK != 0);
    return pool_run(chunks / RANDOM_LANES + (chunks % RANDOM_LANES != 0), run->threads, run_job, &job, err);
}

/* ---- several estimates of a series ---- */

struct series_job {
    const struct resample_source *source;
    const struct resample_run *run;
    const struct series_estimates *wanted;
};

/* One chunk, from the same part of the stream as that of one estimator alone. */
static enum status run_series_job(size_t chunk, void *context, struct error *err)
{
    const struct series_job *job = context;
    const struct series_estimates *wanted = job->wanted;
    const struct estimators estimators = {wanted->estimators, wanted->n_estimators};
    struct random random;
    struct workspace workspace = {NULL, NULL};
    enum status status = workspace_init(&workspace, job->source->n, err);
    random_init(&random, job->run->seed, job->run->stream, chunk);
    for (size_t i = 0; status == OK && i < part_size(wanted->n, chunk * CHUNK, CHUNK); i++) {
        draw_blocks(job->source, &estimators, &random, &workspace,
                    wanted->estimates + (chunk * CHUNK + i) * wanted->n_estimators);
    }
    workspace_release(&workspace);
    return status;
}

enum status resample_series(const struct resample_source *source, const struct resample_run *run,
                            const struct series_estimates *wanted, struct error *err)
{
    struct series_job job = {source, run, wanted};
    return pool_run(wanted->n / CHUNK + (wanted->n % CHUNK != 0), run->threads, run_series_job, &job, err);
}
