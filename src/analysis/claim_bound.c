/* Claims about a mean or a quantile of each group: `bound`, above or below a number. */
#include <math.h>

#include "analysis/claim_groups.h"
#include "analysis/evidence.h"
#include "stats/bootstrap.h"
#include "stats/quantile.h"

struct bound_context {
    const struct evidence *evidence;
    const struct known_group *known;
};

static enum status bound_mean(const struct known_group *known, double level, struct estimate *estimate,
                              struct error *err)
{
    const struct summary_figures *figures = &known->figures;
    struct note note = {.code = NOTE_REASON};
    struct error why = {{0}};
    estimate->value = figures->mean;
    if (known->sample->censored > 0) {
        note.code = NOTE_MEAN_CUT_OFF;
    } else if (isnan(figures->n)) {
        note.code = NOTE_MEAN_WITHOUT_N;
    } else if (isnan(figures->sd)) {
        note.code = NOTE_MEAN_WITHOUT_SPREAD;
    } else {
        enum status status =
            interval_of_mean(figures->mean, figures->sd, figures->n, level, &estimate->interval, &why);
        return notes_explain(&estimate->notes, status, &note, &why, err);
    }
    return notes_add(&estimate->notes, &note, err);
}

/* A rank among the requests that were cut off has no value. */
static double finite_or_nan(double value)
{
    return isfinite(value) ? value : NAN;
}

/* A bound that n does not support is left open. */
static enum status bound_quantile(const struct known_group *known, double p, double level,
                                  struct estimate *estimate, struct error *err)
{
    struct quantile_interval ranks;
    struct note note = {.code = NOTE_QUANTILE_OF_PUBLISHED};
    if (known->n_sorted == 0) {
        return notes_add(&estimate->notes, &note, err);
    }
    estimate->value =
        finite_or_nan(quantile_sorted(known->sorted, known->n_sorted, p, QUANTILE_TYPE_DEFAULT));
    quantile_interval(known->n_sorted, p, level, &ranks);
    estimate->interval.low = ranks.low > 0 ? finite_or_nan(known->sorted[ranks.low - 1]) : NAN;
    estimate->interval.high = ranks.high > 0 ? finite_or_nan(known->sorted[ranks.high - 1]) : NAN;
    if (ranks.high > 0 && isnan(estimate->interval.high)) {
        note.code = NOTE_NO_UPPER_BOUND_CUT_OFF;
    } else if (ranks.high == 0) {
        note = (struct note){.code = NOTE_NO_UPPER_BOUND, .numbers = {(double)ranks.needs_high}};
    } else if (ranks.low == 0) {
        note = (struct note){.code = NOTE_NO_LOWER_BOUND, .numbers = {(double)ranks.needs_low}};
    } else {
        return OK;
    }
    return notes_add(&estimate->notes, &note, err);
}

/* Puts the bounds for requests that depend on one another in the place of those that n supports: a
 * bootstrap's others are the extremes of the sample. */
static enum status bound_series(const struct bound_context *context, size_t group, double level,
                                struct estimate *estimate, struct error *err)
{
    struct error why = {{0}};
    const struct check_options *check = context->evidence->options;
    const struct known_group *known = context->known;
    const struct bootstrap_series series = {known->sample->kept.values, known->sample->kept.n,
                                            known->mean_block};
    const struct bootstrap_options options = {.resamples = check->resamples,
                                              .level = level,
                                              .seed = check->seed,
                                              .stream = group,
                                              .threads = check->threads};
    struct interval interval = {NAN, NAN};
    enum status status = bootstrap_stationary_interval(&series, &context->evidence->claim->statistic,
                                                       &options, &interval, &why);
    estimate->interval.low = isnan(estimate->interval.low) ? NAN : interval.low;
    estimate->interval.high = isnan(estimate->interval.high) ? NAN : interval.high;
    bool has_reason = status == BAD_DATA && estimate->notes.n > 0;
    return has_reason
               ? OK
               : notes_explain(&estimate->notes, status, &(struct note){.code = NOTE_REASON}, &why, err);
}

static enum status estimate_bound(const struct question *question, double level, struct estimate *estimate,
                                  struct error *err)
{
    const struct bound_context *context = question->context;
    const struct estimator *statistic = &context->evidence->claim->statistic;
    enum status status = statistic->kind == ESTIMATE_MEAN
                             ? bound_mean(context->known, level, estimate, err)
                             : bound_quantile(context->known, statistic->p, level, estimate, err);
    return status == OK && context->known->mean_block > 0
               ? bound_series(context, question->group, level, estimate, err)
               : status;
}

static enum status ask_group(const struct sample *sample, size_t group, struct evidence *evidence,
                             struct error *err)
{
    struct known_group known;
    const struct bound_context context = {evidence, &known};
    const struct question question = {.group = group, .estimate = estimate_bound, .context = &context};
    enum status status = known_group_init(&known, sample, err);
    if (status == OK) {
        status = evidence_ask(evidence, &question, err);
    }
    known_group_release(&known);
    return status;
}

static enum status judge_bound(struct claim_groups *groups, struct evidence *evidence, struct error *err)
{
    enum status status = OK;
    for (size_t g = 0; g < groups->samples.n; g++) {
        evidence->expected += claim_group_has_data(groups, g);
    }
    for (size_t g = 0; status == OK && g < groups->samples.n; g++) {
        if (claim_group_has_data(groups, g)) {
            status = ask_group(&groups->samples.samples[g], g, evidence, err);
        }
    }
    return status;
}

static const char *const keys[] = {"above", "below", NULL};
const struct claim_test claim_test_bound = {
    .name = "bound", .about = ABOUT_STATISTIC, .keys = keys, .read = claim_read_bounds, .judge = judge_bound};
