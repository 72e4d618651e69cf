#include "stats/bootstrap.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stats/bca.h"
#include "stats/quantile.h"
#include "stats/resample.h"

/* Estimates that differ by no more than this, relative to their terms, differ by the order of a sum. */
static const double ROUNDING = 1e-12;

static enum status check_options(const struct bootstrap_options *options, struct error *err)
{
    assert(options->level > 0 && options->level < 1);
    double needs = ceil(2 / (1 - options->level) * (1 - ROUNDING)) - 1;
    if ((double)options->resamples < fmax(needs, 1)) {
        return error_set(err, BAD_DATA,
                         "bootstrap: no interval at level %g from %zu resamples; needs at least %.0f",
                         options->level, options->resamples, fmax(needs, 1));
    }
    return OK;
}

/* Whether all values of each source are equal, so that every resample has the same estimate. */
static bool is_constant(const struct resampling *resampling)
{
    for (size_t i = 0; i < resampling->n_sources; i++) {
        const struct resample_source *source = &resampling->sources[i];
        if (source->sorted[0] != source->sorted[source->n - 1]) {
            return false;
        }
    }
    return true;
}

/* The estimates of the jackknife that leaves out one value of source k, in `estimates`. */
static enum status jackknife_source(const struct resampling *resampling, size_t k, const double *whole,
                                    double *estimates, struct error *err)
{
    const struct resample_source *source = &resampling->sources[k];
    double *scratch = calloc(source->n, sizeof *scratch);
    if (scratch == NULL) {
        return error_no_memory(err);
    }
    estimator_jackknife(&resampling->estimator, source->sorted, source->n, scratch, estimates);
    free(scratch);
    double parts[RESAMPLE_SOURCES] = {whole[0], whole[1]};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < source->n; i++) {
        parts[k] = estimates[i];
        status = resampling_combine(resampling, parts, &estimates[i], err);
    }
    return status;
}

static enum status find_acceleration(const struct resampling *resampling, const double *whole,
                                     double *acceleration, struct error *err)
{
    double *estimates[RESAMPLE_SOURCES] = {NULL, NULL};
    struct jackknife samples[RESAMPLE_SOURCES];
    enum status status = OK;
    for (size_t k = 0; status == OK && k < resampling->n_sources; k++) {
        size_t n = resampling->sources[k].n;
        estimates[k] = calloc(n, sizeof *estimates[k]);
        samples[k] = (struct jackknife){estimates[k], n};
        status = estimates[k] == NULL ? error_no_memory(err)
                                      : jackknife_source(resampling, k, whole, estimates[k], err);
    }
    if (status == OK) {
        *acceleration = bca_acceleration(samples, resampling->n_sources);
    }
    for (size_t k = 0; k < RESAMPLE_SOURCES; k++) {
        free(estimates[k]);
    }
    return status;
}

/* The interval when not all estimates are equal; whole: the estimate from each source, estimate: from both.
 */
static enum status find_interval(const struct resampling *resampling, const struct bootstrap_options *options,
                                 const double *whole, double estimate, struct interval *interval,
                                 struct error *err)
{
    struct resample_run run = {options->seed, options->stream, options->threads};
    struct interval tails = {(1 - options->level) / 2, 1 - (1 - options->level) / 2};
    double *estimates = calloc(options->resamples, sizeof *estimates);
    enum status status = estimates == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        status = resample_estimates(resampling, &run, estimates, options->resamples, err);
    }
    if (status == OK && options->method == BOOTSTRAP_BCA) {
        bool is_difference = resampling->n_sources == 2 && resampling->effect == EFFECT_DIFFERENCE;
        double scale = is_difference ? fmax(fabs(whole[0]), fabs(whole[1])) : fabs(estimate);
        double share = bca_share_below(estimates, options->resamples, estimate, ROUNDING * scale);
        double acceleration = 0;
        status = find_acceleration(resampling, whole, &acceleration, err);
        if (status == OK) {
            status = bca_tails(share, acceleration, options->level, &tails, err);
        }
    }
    if (status == OK) {
        quantile_sort(estimates, options->resamples);
        interval->low = quantile_sorted(estimates, options->resamples, tails.low, QUANTILE_TYPE_DEFAULT);
        interval->high = quantile_sorted(estimates, options->resamples, tails.high, QUANTILE_TYPE_DEFAULT);
    }
    free(estimates);
    return status;
}

static enum status resampling_interval(const struct resampling *resampling,
                                       const struct bootstrap_options *options, struct interval *interval,
                                       struct error *err)
{
    double whole[RESAMPLE_SOURCES] = {0}, estimate = 0;
    for (size_t i = 0; i < resampling->n_sources; i++) {
        const struct resample_source *source = &resampling->sources[i];
        whole[i] = estimator_compute(&resampling->estimator, source->sorted, source->n);
    }
    enum status status = resampling_combine(resampling, whole, &estimate, err);
    if (status == OK && is_constant(resampling)) {
        *interval = (struct interval){estimate, estimate};
        return OK;
    }
    return status == OK ? find_interval(resampling, options, whole, estimate, interval, err) : status;
}

static enum status add_sample(struct resampling *resampling, const double *values, size_t n,
                              struct error *err)
{
    return n < 2 ? error_set(err, BAD_DATA, "bootstrap: needs n >= 2")
                 : resampling_add(resampling, values, n, err);
}

enum status bootstrap_interval(const double *values, size_t n, const struct estimator *estimator,
                               const struct bootstrap_options *options, struct interval *interval,
                               struct error *err)
{
    struct resampling resampling = {.estimator = *estimator};
    enum status status = check_options(options, err);
    if (status == OK) {
        status = add_sample(&resampling, values, n, err);
    }
    if (status == OK) {
        status = resampling_interval(&resampling, options, interval, err);
    }
    resampling_release(&resampling);
    return status;
}

/* Adds a series that is drawn in blocks. */
static enum status add_series(struct resampling *resampling, const struct bootstrap_series *series,
                              struct error *err)
{
    if (!(series->mean_block >= 1)) {
        return error_set(err, BAD_DATA, "bootstrap: found a mean block of %g, expected at least 1 value",
                         series->mean_block);
    }
    enum status status = add_sample(resampling, series->values, series->n, err);
    return status == OK ? resampling_use_blocks(resampling, series->values, series->mean_block, err) : status;
}

enum status bootstrap_effect_interval(const struct two_samples *samples, const struct estimator *estimator,
                                      enum effect effect, const struct bootstrap_options *options,
                                      struct interval *interval, struct error *err)
{
    const struct bootstrap_series both[] = {{samples->a, samples->n_a, samples->mean_block_a},
                                            {samples->b, samples->n_b, samples->mean_block_b}};
    struct resampling resampling = {.estimator = *estimator, .effect = effect};
    struct bootstrap_options used = *options;
    enum status status = check_options(options, err);
    for (size_t i = 0; status == OK && i < 2; i++) {
        if (both[i].mean_block > 0) {
            used.method = BOOTSTRAP_PERCENTILE;
            status = add_series(&resampling, &both[i], err);
        } else {
            status = add_sample(&resampling, both[i].values, both[i].n, err);
        }
    }
    if (status == OK) {
        status = resampling_interval(&resampling, &used, interval, err);
    }
    resampling_release(&resampling);
    return status;
}

/* The interval of estimate e, whose resamples are put into `sorted`. */
static enum status series_interval(const struct series_estimates *drawn, size_t e, double level,
                                   double *sorted, struct interval *interval, struct error *err)
{
    for (size_t i = 0; i < drawn->n; i++) {
        sorted[i] = drawn->estimates[i * drawn->n_estimators + e];
        if (!isfinite(sorted[i])) {
            return error_set(err, BAD_DATA, "bootstrap: the values are too large to compute with");
        }
    }
    quantile_sort(sorted, drawn->n);
    interval->low = quantile_sorted(sorted, drawn->n, (1 - level) / 2, QUANTILE_TYPE_DEFAULT);
    interval->high = quantile_sorted(sorted, drawn->n, 1 - (1 - level) / 2, QUANTILE_TYPE_DEFAULT);
    return OK;
}

static enum status series_intervals(const struct resample_source *source, struct series_estimates *drawn,
                                    const struct bootstrap_options *options, struct interval *intervals,
                                    struct error *err)
{
    const struct resample_run run = {options->seed, options->stream, options->threads};
    double *sorted = calloc(drawn->n, sizeof *sorted);
    drawn->estimates = reallocarray(NULL, drawn->n, drawn->n_estimators * sizeof *drawn->estimates);
    enum status status = sorted == NULL || drawn->estimates == NULL
                             ? error_no_memory(err)
                             : resample_series(source, &run, drawn, err);
    for (size_t e = 0; status == OK && e < drawn->n_estimators; e++) {
        status = series_interval(drawn, e, options->level, sorted, &intervals[e], err);
    }
    free(drawn->estimates);
    free(sorted);
    return status;
}

enum status bootstrap_stationary_intervals(const struct bootstrap_series *series,
                                           const struct estimator *estimators, size_t n,
                                           const struct bootstrap_options *options,
                                           struct interval *intervals, struct error *err)
{
    struct resampling resampling = {0};
    enum status status = check_options(options, err);
    if (status == OK) {
        status = add_series(&resampling, series, err);
    }
    if (status == OK && is_constant(&resampling)) {
        for (size_t e = 0; e < n; e++) {
            intervals[e].low = intervals[e].high = series->values[0];
        }
    } else if (status == OK) {
        struct series_estimates drawn = {estimators, n, NULL, options->resamples};
        status = series_intervals(&resampling.sources[0], &drawn, options, intervals, err);
    }
    resampling_release(&resampling);
    return status;
}

enum status bootstrap_stationary_interval(const struct bootstrap_series *series,
                                          const struct estimator *estimator,
                                          const struct bootstrap_options *options, struct interval *interval,
                                          struct error *err)
{
    struct interval found;
    enum status status = bootstrap_stationary_intervals(series, estimator, 1, options, &found, err);
    if (status == OK) {
        *interval = found;
    }
    return status;
}
