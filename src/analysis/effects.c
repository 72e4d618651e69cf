#include "analysis/effects.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "stats/bootstrap.h"
#include "stats/fieller.h"
#include "stats/quantile.h"

/* Below this the resamples of a sample are too few and too much alike: the mean's interval is Student's then.
 */
enum { MIN_BOOTSTRAP = 10 };

const struct effect_result effect_none = {NAN, {NAN, NAN}, NULL};

/* Whether both samples are large enough to be resampled. */
static bool can_resample(const struct known_group *const groups[2])
{
    return groups[0]->sample->kept.n >= MIN_BOOTSTRAP && groups[1]->sample->kept.n >= MIN_BOOTSTRAP;
}

static bool are_cut_off(const struct known_group *const groups[2])
{
    return groups[0]->sample->censored > 0 || groups[1]->sample->censored > 0;
}

/* ---- intervals ---- */

/* The interval of an effect by the bootstrap, in blocks where requests depend on one another. */
static enum status add_bootstrap(const struct known_group *const groups[2],
                                 const struct effect_options *options, const struct estimator *estimator,
                                 enum effect effect, struct effect_result *result, struct error *why)
{
    struct two_samples both = {.a = groups[0]->sample->kept.values,
                               .b = groups[1]->sample->kept.values,
                               .n_a = groups[0]->sample->kept.n,
                               .n_b = groups[1]->sample->kept.n,
                               .mean_block_a = groups[0]->mean_block,
                               .mean_block_b = groups[1]->mean_block};
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

static enum status resample(const struct known_group *const groups[2], const struct effect_options *options,
                            const struct estimator *estimator, struct effects *effects, struct notes *notes,
                            struct error *err)
{
    bool is_mean = estimator->kind == ESTIMATE_MEAN;
    struct note note = {.code = is_mean ? NOTE_MEAN_DIFFERENCE : NOTE_QUANTILE_DIFFERENCE,
                        .numbers = {estimator->p}};
    struct error why = {{0}};
    enum status status =
        add_bootstrap(groups, options, estimator, EFFECT_DIFFERENCE, &effects->difference, &why);
    status = notes_explain(notes, status, &note, &why, err);
    if (status != OK || isnan(effects->ratio.value)) {
        return status;
    }
    note.code = is_mean ? NOTE_MEAN_RATIO : NOTE_QUANTILE_RATIO;
    why = (struct error){{0}};
    status = add_bootstrap(groups, options, estimator, EFFECT_RATIO, &effects->ratio, &why);
    return notes_explain(notes, status, &note, &why, err);
}

/* Welch's interval of the difference of two means, with Satterthwaite's degrees of freedom (Welch 1947). */
static void add_welch(const struct known_group *const groups[2], double level, struct effect_result *result)
{
    const struct summary_figures *a = &groups[0]->figures, *b = &groups[1]->figures;
    struct test_result welch;
    struct error why = {{0}}; /* it takes no memory, so that only the data can be wanting */
    if (welch_test(a, b, &welch, &why) != OK) {
        return;
    }
    double error = sqrt(a->sd * a->sd / a->n + b->sd * b->sd / b->n);
    double half = gsl_cdf_tdist_Qinv((1 - level) / 2, welch.df) * error;
    result->interval = (struct interval){result->value - half, result->value + half};
    result->method = "welch";
}

static enum status add_fieller(const struct known_group *const groups[2], double level,
                               struct effect_result *result, struct notes *notes, struct error *err)
{
    struct error why = {{0}};
    enum status status =
        fieller_interval(&groups[0]->figures, &groups[1]->figures, level, &result->interval, &why);
    if (status == OK) {
        result->method = "fieller";
    }
    return notes_explain(notes, status, &(struct note){.code = NOTE_REASON}, &why, err);
}

/* ---- effects ---- */

static double ratio_of(double a, double b)
{
    return a > 0 && b > 0 ? b / a : NAN;
}

enum status effects_of_means(const struct known_group *const groups[2], const struct effect_options *options,
                             struct effects *effects, struct notes *notes, struct error *err)
{
    static const struct estimator mean = {.kind = ESTIMATE_MEAN};
    double a = groups[0]->figures.mean, b = groups[1]->figures.mean;
    *effects = (struct effects){effect_none, effect_none};
    effects->difference.value = b - a;
    effects->ratio.value = ratio_of(a, b);
    if (are_cut_off(groups)) {
        return notes_add(notes, &(struct note){.code = NOTE_MEANS_CUT_OFF}, err);
    }
    if (can_resample(groups)) {
        return resample(groups, options, &mean, effects, notes, err);
    }
    add_welch(groups, options->level, &effects->difference);
    bool can_divide = effects->difference.method != NULL && !isnan(effects->ratio.value);
    return can_divide ? add_fieller(groups, options->level, &effects->ratio, notes, err) : OK;
}

/* A quantile is resampled where both samples bound it on both groups; elsewhere its resamples are the
 * extremes. */
enum status effects_of_quantiles(const struct known_group *const groups[2], double p,
                                 const struct effect_options *options, struct effects *effects,
                                 struct notes *notes, struct error *err)
{
    const struct estimator quantile = {.kind = ESTIMATE_QUANTILE, .p = p, .type = QUANTILE_TYPE_DEFAULT};
    double values[2];
    size_t needs = 0;
    *effects = (struct effects){effect_none, effect_none};
    for (size_t i = 0; i < 2; i++) {
        struct quantile_interval bounds;
        size_t n = groups[i]->sample->kept.n;
        values[i] = quantile_sorted(groups[i]->sorted, n, p, quantile.type);
        quantile_interval(n, p, options->level, &bounds);
        size_t both = bounds.needs_low > bounds.needs_high ? bounds.needs_low : bounds.needs_high;
        needs = n < both ? both : needs;
    }
    if (are_cut_off(groups)) {
        return notes_add(notes, &(struct note){.code = NOTE_QUANTILES_CUT_OFF, .numbers = {p}}, err);
    }
    effects->difference.value = values[1] - values[0];
    effects->ratio.value = ratio_of(values[0], values[1]);
    if (needs > 0) {
        return notes_add(notes, &(struct note){.code = NOTE_QUANTILES_NEED, .numbers = {p, (double)needs}},
                         err);
    }
    return resample(groups, options, &quantile, effects, notes, err);
}
