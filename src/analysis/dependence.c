#include "analysis/dependence.h"

#include <math.h>
#include <stdlib.h>

#include "stats/autocorrelation.h"
#include "stats/block_length.h"
#include "stats/bootstrap.h"
#include "stats/effective_size.h"

enum {
    LEAST = 40,    /* requests: fewer hold too few pairs at 20 lags */
    MOST = 1 << 17 /* requests that are resampled: more take minutes, and the effective n says it too */
};
static const double ALARM = 0.05;

/* A quantile that the sample bounds on both sides; the others' resamples are the extremes. */
static bool is_bounded(size_t n, double p, double level)
{
    struct quantile_interval bounds;
    quantile_interval(n, p, level, &bounds);
    return bounds.low > 0 && bounds.high > 0;
}

/* What is estimated and the interval of each, in two arrays side by side. */
struct resampled {
    struct estimator *estimators;
    struct interval *intervals;
    size_t n;
};

/* The mean, and then the quantiles that the sample bounds. */
static void list_estimators(size_t n, const struct dependence_options *options, struct resampled *resampled)
{
    resampled->estimators[resampled->n++] = (struct estimator){.kind = ESTIMATE_MEAN};
    for (size_t q = 0; q < options->n_quantiles; q++) {
        if (is_bounded(n, options->quantiles[q], options->level)) {
            resampled->estimators[resampled->n++] =
                (struct estimator){.kind = ESTIMATE_QUANTILE, .p = options->quantiles[q], .type = 7};
        }
    }
}

static void take_intervals(size_t n, const struct dependence_options *options,
                           const struct resampled *resampled, struct dependence *dependence)
{
    size_t next = 0;
    dependence->mean = resampled->intervals[next++];
    for (size_t q = 0; q < options->n_quantiles; q++) {
        if (is_bounded(n, options->quantiles[q], options->level)) {
            dependence->quantiles[q] = resampled->intervals[next++];
        }
    }
}

enum status dependence_resample(const struct sample *sample, const struct dependence_options *options,
                                struct dependence *dependence, struct error *err)
{
    struct error why = {{0}};
    dependence->mean_block = NAN;
    if (sample->kept.n > MOST) {
        return OK;
    }
    enum status status = block_length(sample->kept.values, sample->kept.n, &dependence->mean_block, &why);
    if (status != OK) {
        return error_forgive(status, &why, err);
    }
    const struct bootstrap_series series = {sample->kept.values, sample->kept.n, dependence->mean_block};
    const struct bootstrap_options bootstrap = {.resamples = options->resamples,
                                                .level = options->level,
                                                .seed = options->seed,
                                                .stream = options->stream,
                                                .threads = options->threads};
    struct resampled resampled = {.estimators =
                                      calloc(options->n_quantiles + 1, sizeof *resampled.estimators),
                                  .intervals = calloc(options->n_quantiles + 1, sizeof *resampled.intervals)};
    if (resampled.estimators == NULL || resampled.intervals == NULL) {
        status = error_no_memory(err);
    } else {
        list_estimators(sample->kept.n, options, &resampled);
        status = bootstrap_stationary_intervals(&series, resampled.estimators, resampled.n, &bootstrap,
                                                resampled.intervals, &why);
        if (status == OK) {
            take_intervals(sample->kept.n, options, &resampled, dependence);
        }
        status = error_forgive(status, &why, err);
    }
    free(resampled.estimators);
    free(resampled.intervals);
    return status;
}

enum status dependence_test(const struct sample *sample, double *p, double *mean_block, struct error *err)
{
    struct error why = {{0}};
    double statistic;
    *p = NAN;
    *mean_block = 0;
    if (sample->kept.n < LEAST) {
        return OK;
    }
    enum status status =
        autocorrelation_ljung_box(sample->kept.values, sample->kept.n, DEPENDENCE_LAGS, &statistic, p, &why);
    if (status == OK && *p < ALARM) {
        status = block_length(sample->kept.values, sample->kept.n, mean_block, &why);
    }
    return error_forgive(status, &why, err);
}

enum status dependence_measure(const struct sample *sample, size_t n_quantiles, struct dependence *dependence,
                               struct error *err)
{
    struct error why = {{0}};
    struct deviations deviations;
    *dependence = (struct dependence){
        .mean_block = NAN, .mean = {NAN, NAN}, .effective_n = NAN, .effective_n_batches = NAN};
    dependence->quantiles = calloc(n_quantiles + 1, sizeof *dependence->quantiles);
    if (dependence->quantiles == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; q < n_quantiles; q++) {
        dependence->quantiles[q] = (struct interval){NAN, NAN};
    }
    if (sample->kept.n < LEAST) {
        return OK;
    }
    enum status status =
        deviations_init(&deviations, sample->kept.values, sample->kept.n, "dependence", &why);
    if (status != OK) {
        return error_forgive(status, &why, err);
    }
    deviations_test(&deviations, DEPENDENCE_LAGS, &dependence->statistic, &dependence->p);
    dependence->tested = true;
    dependence->dependent = dependence->p < ALARM;
    dependence->effective_n = effective_size_of_series(&deviations);
    dependence->effective_n_batches = effective_size_of_batches(&deviations);
    deviations_release(&deviations);
    return OK;
}

void dependence_release(struct dependence *dependence)
{
    free(dependence->quantiles);
    *dependence = (struct dependence){0};
}
