#include "analysis/effects.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/dependence.h"
#include "analysis/statistic.h"
#include "stats/bootstrap.h"
#include "stats/fieller.h"
#include "stats/moments.h"
#include "stats/quantile.h"

/* Below this the resamples of a sample are too few and too much alike: the mean's interval is Student's then.
 */
enum { MIN_BOOTSTRAP = 10 };

const struct effect_result no_effect = {NAN, {NAN, NAN}, NULL};

enum status notes_print(json_t *notes, struct error *err, const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    return json_array_append_new(notes, json_string(line)) == 0 ? OK : error_no_memory(err);
}

/* ---- what each side is ---- */

struct summary_figures sample_figures(const struct sample *sample)
{
    if (!sample_has_mean(sample)) {
        return (struct summary_figures){NAN, NAN, NAN};
    }
    if (sample->n > 0) {
        struct moments moments = moments_compute(sample->values, sample->n);
        return (struct summary_figures){moments.mean, sample->n > 1 ? moments.sd : NAN, (double)sample->n};
    }
    const struct published *published = &sample->published;
    double sd = published->sd;
    if (isnan(sd)) {
        sd = published->population_sd * sqrt(published->n / (published->n - 1));
    }
    return (struct summary_figures){published->mean, sd, published->n};
}

double *sample_sort(const struct sample *sample, size_t *n, struct error *err)
{
    *n = sample->n + sample->censored;
    double *sorted = calloc(*n + 1, sizeof *sorted);
    if (sorted == NULL) {
        error_no_memory(err);
        return NULL;
    }
    for (size_t i = 0; i < *n; i++) {
        bool known = i < sample->n && (sample->censored == 0 || sample->values[i] < sample->censored_from);
        sorted[i] = known ? sample->values[i] : INFINITY;
    }
    sort_values(sorted, *n);
    return sorted;
}

enum status effect_side_init(struct effect_side *side, const struct sample *sample, struct error *err)
{
    *side = (struct effect_side){.sample = sample, .figures = sample_figures(sample), .dependence_p = NAN};
    side->sorted = sample_sort(sample, &side->n_sorted, err);
    if (side->sorted == NULL) {
        return BAD_SERVICE;
    }
    if (sample->censored == 0) {
        dependence_test(sample, &side->dependence_p, &side->mean_block);
    }
    return OK;
}

void effect_side_release(struct effect_side *side)
{
    free(side->sorted);
    *side = (struct effect_side){0};
}

/* Whether both samples are large enough to be resampled. */
static bool can_resample(const struct effect_side sides[2])
{
    return sides[0].sample->n >= MIN_BOOTSTRAP && sides[1].sample->n >= MIN_BOOTSTRAP;
}

static bool are_cut_off(const struct effect_side sides[2])
{
    return sides[0].sample->censored > 0 || sides[1].sample->censored > 0;
}

/* ---- intervals ---- */

/* The interval of an effect by the bootstrap, in blocks where requests depend on one another; without one, a
 * note that begins with `name`. */
static enum status add_bootstrap(const struct effect_side sides[2], const struct effect_options *options,
                                 const struct estimator *estimator, enum effect effect,
                                 struct effect_result *result, struct error *why)
{
    struct two_samples both = {.a = sides[0].sample->values,
                               .b = sides[1].sample->values,
                               .n_a = sides[0].sample->n,
                               .n_b = sides[1].sample->n,
                               .mean_block_a = sides[0].mean_block,
                               .mean_block_b = sides[1].mean_block};
    struct bootstrap_options bootstrap = {.method = BOOTSTRAP_BCA,
                                          .resamples = options->resamples,
                                          .level = options->level,
                                          .seed = options->seed,
                                          .stream = options->stream,
                                          .threads = options->threads};
    enum status status =
        bootstrap_effect_interval(&both, estimator, effect, &bootstrap, &result->interval, why);
    if (status == OK) {
        bool blocks = both.mean_block_a > 0 || both.mean_block_b > 0;
        result->method = blocks ? "stationary bootstrap" : "bca";
    }
    return status;
}

static enum status resample(const struct effect_side sides[2], const struct effect_options *options,
                            const struct estimator *estimator, struct effects *effects, json_t *notes,
                            struct error *err)
{
    char name[STATISTIC_NAME];
    struct error why = {{0}};
    statistic_name(estimator, name);
    enum status status = OK;
    if (add_bootstrap(sides, options, estimator, EFFECT_DIFFERENCE, &effects->difference, &why) != OK) {
        status = notes_print(notes, err, "difference of %s: %s", name, why.text);
        why = (struct error){{0}};
    }
    if (status == OK && !isnan(effects->ratio.value) &&
        add_bootstrap(sides, options, estimator, EFFECT_RATIO, &effects->ratio, &why) != OK) {
        status = notes_print(notes, err, "ratio of %s: %s", name, why.text);
    }
    return status;
}

/* Welch's interval of the difference of two means, with Satterthwaite's degrees of freedom (Welch 1947). */
static void add_welch(const struct effect_side sides[2], double level, struct effect_result *result)
{
    const struct summary_figures *a = &sides[0].figures, *b = &sides[1].figures;
    struct test_result welch;
    struct error why = {{0}};
    if (welch_test(a, b, &welch, &why) != OK) {
        return;
    }
    double error = sqrt(a->sd * a->sd / a->n + b->sd * b->sd / b->n);
    double half = gsl_cdf_tdist_Qinv((1 - level) / 2, welch.df) * error;
    result->interval = (struct interval){result->value - half, result->value + half};
    result->method = "welch";
}

static enum status add_fieller(const struct effect_side sides[2], double level, struct effect_result *result,
                               json_t *notes, struct error *err)
{
    struct error why = {{0}};
    if (fieller_interval(&sides[0].figures, &sides[1].figures, level, &result->interval, &why) == OK) {
        result->method = "fieller";
        return OK;
    }
    return notes_print(notes, err, "%s", why.text);
}

/* ---- effects ---- */

static double ratio_of(double a, double b)
{
    return a > 0 && b > 0 ? b / a : NAN;
}

enum status effects_of_means(const struct effect_side sides[2], const struct effect_options *options,
                             struct effects *effects, json_t *notes, struct error *err)
{
    static const struct estimator mean = {.kind = ESTIMATE_MEAN};
    double a = sides[0].figures.mean, b = sides[1].figures.mean;
    *effects = (struct effects){no_effect, no_effect};
    effects->difference.value = b - a;
    effects->ratio.value = ratio_of(a, b);
    if (are_cut_off(sides)) {
        return notes_print(notes, err, "means: requests were cut off, so that their mean is not known");
    }
    if (can_resample(sides)) {
        return resample(sides, options, &mean, effects, notes, err);
    }
    add_welch(sides, options->level, &effects->difference);
    bool can_divide = effects->difference.method != NULL && !isnan(effects->ratio.value);
    return can_divide ? add_fieller(sides, options->level, &effects->ratio, notes, err) : OK;
}

/* A quantile is resampled where both samples bound it on both sides; elsewhere its resamples are the
 * extremes. */
enum status effects_of_quantiles(const struct effect_side sides[2], double p,
                                 const struct effect_options *options, struct effects *effects, json_t *notes,
                                 struct error *err)
{
    const struct estimator quantile = {.kind = ESTIMATE_QUANTILE, .p = p, .type = QUANTILE_TYPE_DEFAULT};
    double values[2];
    size_t needs = 0;
    *effects = (struct effects){no_effect, no_effect};
    for (size_t i = 0; i < 2; i++) {
        struct quantile_interval bounds;
        size_t n = sides[i].sample->n;
        values[i] = quantile_sorted(sides[i].sorted, n, p, quantile.type);
        quantile_interval(n, p, options->level, &bounds);
        size_t both = bounds.needs_low > bounds.needs_high ? bounds.needs_low : bounds.needs_high;
        needs = n < both ? both : needs;
    }
    if (are_cut_off(sides)) {
        return notes_print(notes, err, "p%.10g: requests were cut off, so that it can't be compared",
                           p * 100);
    }
    effects->difference.value = values[1] - values[0];
    effects->ratio.value = ratio_of(values[0], values[1]);
    if (needs > 0) {
        return notes_print(notes, err, "p%.10g: no interval, needs n >= %zu in both groups", p * 100, needs);
    }
    return resample(sides, options, &quantile, effects, notes, err);
}
