#include "report/dependence.h"

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

/* The interval by the stationary bootstrap; NaN when it can't be made. */
static struct interval resample(const struct bootstrap_series *series, const struct estimator *estimator,
                                const struct dependence_options *options)
{
    const struct bootstrap_options bootstrap = {.method = BOOTSTRAP_PERCENTILE,
                                                .resamples = options->resamples,
                                                .level = options->level,
                                                .seed = options->seed,
                                                .stream = options->stream,
                                                .threads = options->threads};
    struct interval interval = {NAN, NAN};
    struct error why = {{0}};
    if (bootstrap_stationary_interval(series, estimator, &bootstrap, &interval, &why) != OK) {
        interval = (struct interval){NAN, NAN};
    }
    return interval;
}

/* A quantile that the sample bounds on both sides; the others' resamples are the extremes. */
static bool is_bounded(size_t n, double p, double level)
{
    struct quantile_interval bounds;
    quantile_interval(n, p, level, &bounds);
    return bounds.low > 0 && bounds.high > 0;
}

void dependence_resample(const struct sample *sample, const struct dependence_options *options,
                         struct dependence *dependence)
{
    const struct estimator mean = {.kind = ESTIMATE_MEAN};
    struct error why = {{0}};
    if (sample->n > MOST || block_length(sample->values, sample->n, &dependence->mean_block, &why) != OK) {
        dependence->mean_block = NAN;
        return;
    }
    const struct bootstrap_series series = {sample->values, sample->n, dependence->mean_block};
    dependence->mean = resample(&series, &mean, options);
    for (size_t q = 0; q < options->n_quantiles; q++) {
        const struct estimator quantile = {.kind = ESTIMATE_QUANTILE, .p = options->quantiles[q], .type = 7};
        if (is_bounded(sample->n, quantile.p, options->level)) {
            dependence->quantiles[q] = resample(&series, &quantile, options);
        }
    }
}

void dependence_test(const struct sample *sample, double *p, double *mean_block)
{
    struct error why = {{0}};
    double statistic;
    *mean_block = 0;
    if (sample->n < LEAST ||
        ljung_box_test(sample->values, sample->n, DEPENDENCE_LAGS, &statistic, p, &why) != OK) {
        *p = NAN;
        return;
    }
    if (*p < ALARM && block_length(sample->values, sample->n, mean_block, &why) != OK) {
        *mean_block = 0;
    }
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
    if (sample->n < LEAST ||
        deviations_init(&deviations, sample->values, sample->n, "dependence", &why) != OK) {
        return OK;
    }
    deviations_test(&deviations, DEPENDENCE_LAGS, &dependence->statistic, &dependence->p);
    dependence->tested = true;
    dependence->dependent = dependence->p < ALARM;
    dependence->effective_n = deviations_size_initial_positive(&deviations);
    dependence->effective_n_batches = deviations_size_batch_means(&deviations);
    deviations_release(&deviations);
    return OK;
}

void dependence_release(struct dependence *dependence)
{
    free(dependence->quantiles);
    *dependence = (struct dependence){0};
}
