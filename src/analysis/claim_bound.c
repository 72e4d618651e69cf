/* Claims about a mean or a quantile of each group: `bound`, above or below a number. */
#include <math.h>
#include <stdio.h>

#include "analysis/claims.h"
#include "analysis/known_group.h"
#include "stats/bootstrap.h"
#include "stats/quantile.h"

struct bound_context {
    const struct evidence *evidence;
    const struct sample *sample;
    size_t group;
};

static void bound_mean(const struct known_group *side, double level, struct estimate *estimate)
{
    const struct summary_figures *figures = &side->figures;
    if (side->sample->censored > 0) {
        (void)error_set(&estimate->reason, BAD_DATA, "no mean, as requests were cut off");
        return;
    }
    if (isnan(figures->n) || isnan(figures->sd)) {
        (void)error_set(&estimate->reason, BAD_DATA, "no interval, as the %s behind the mean is not known",
                        isnan(figures->n) ? "number of requests" : "spread");
    } else {
        (void)mean_interval(figures->mean, figures->sd, figures->n, level, &estimate->interval,
                            &estimate->reason);
    }
}

/* A rank among the requests that were cut off has no value. */
static double known(double value)
{
    return isfinite(value) ? value : NAN;
}

/* A bound that n does not support is left open. */
static void bound_quantile(const struct known_group *side, double p, double level, struct estimate *estimate)
{
    struct quantile_interval ranks;
    quantile_interval(side->n_sorted, p, level, &ranks);
    estimate->interval.low = ranks.low > 0 ? known(side->sorted[ranks.low - 1]) : NAN;
    estimate->interval.high = ranks.high > 0 ? known(side->sorted[ranks.high - 1]) : NAN;
    if (ranks.high > 0 && isnan(estimate->interval.high)) {
        (void)error_set(&estimate->reason, BAD_DATA, "no upper bound, as requests of that rank were cut off");
    } else if (ranks.high == 0) {
        (void)error_set(&estimate->reason, BAD_DATA, "no upper bound, needs n >= %zu", ranks.needs_high);
    } else if (ranks.low == 0) {
        (void)error_set(&estimate->reason, BAD_DATA, "no lower bound, needs n >= %zu", ranks.needs_low);
    }
}

/* Puts the bounds for requests that depend on one another in the place of those that n supports: a
 * bootstrap's others are the extremes of the sample. */
static enum status bound_series(const struct bound_context *context, const struct known_group *side,
                                double level, struct estimate *estimate, struct error *err)
{
    struct error why = {{0}};
    const struct check_options *check = context->evidence->options;
    const struct estimator *estimator = &context->evidence->claim->statistic;
    const struct bootstrap_series series = {side->sample->values, side->sample->n, side->mean_block};
    const struct bootstrap_options options = {.resamples = check->resamples,
                                              .level = level,
                                              .seed = check->seed,
                                              .stream = context->group,
                                              .threads = check->threads};
    struct interval interval;
    enum status status = bootstrap_stationary_interval(&series, estimator, &options, &interval, &why);
    if (status != OK) {
        interval = (struct interval){NAN, NAN};
        (void)error_set(&estimate->reason, status, "%s", why.text);
    }
    estimate->interval.low = isnan(estimate->interval.low) ? NAN : interval.low;
    estimate->interval.high = isnan(estimate->interval.high) ? NAN : interval.high;
    return error_forgive(status, &why, err);
}

static enum status estimate_bound(const struct question *question, double level, struct estimate *estimate,
                                  struct error *err)
{
    const struct bound_context *context = question->context;
    const struct estimator *statistic = &context->evidence->claim->statistic;
    bool is_mean = statistic->kind == ESTIMATE_MEAN;
    struct known_group side;
    *estimate = (struct estimate){.value = NAN, .interval = {NAN, NAN}};
    enum status status = known_group_init(&side, context->sample, err);
    if (status == OK && !is_mean && side.n_sorted == 0) {
        (void)error_set(&estimate->reason, BAD_DATA, "a quantile needs requests, not a published mean");
    } else if (status == OK) {
        estimate->value =
            is_mean ? side.figures.mean
                    : known(quantile_sorted(side.sorted, side.n_sorted, statistic->p, QUANTILE_TYPE_DEFAULT));
        if (is_mean) {
            bound_mean(&side, level, estimate);
        } else {
            bound_quantile(&side, statistic->p, level, estimate);
        }
        if (side.mean_block > 0) {
            status = bound_series(context, &side, level, estimate, err);
        }
    }
    known_group_release(&side);
    return status;
}

static enum status ask_group(const struct claim_groups *groups, size_t group, struct evidence *evidence,
                             struct error *err)
{
    struct bound_context context = {evidence, &groups->samples.samples[group], group};
    struct text name = {0};
    enum status status = claim_group_name(groups, evidence->claim, group, &name, err);
    if (status == OK && name.n > 0) {
        status = text_append(&name, ": ", 2, err);
    }
    if (status == OK) {
        status = text_print(&name, err, "%s", evidence->claim->measure);
    }
    if (status == OK) {
        struct question question = {name.bytes, "", estimate_bound, &context};
        status = evidence_ask(evidence, &question, err);
    }
    text_release(&name);
    return status;
}

static enum status judge_bound(const struct claim *claim, struct table *table, struct evidence *evidence,
                               struct error *err)
{
    struct claim_groups groups = {0};
    enum status status = claim_groups_collect(table, claim, &groups, err);
    for (size_t g = 0; status == OK && g < groups.grouping.n; g++) {
        evidence->expected += claim_group_has_data(&groups, g);
    }
    for (size_t g = 0; status == OK && g < groups.grouping.n; g++) {
        if (claim_group_has_data(&groups, g)) {
            status = ask_group(&groups, g, evidence, err);
        }
    }
    claim_groups_release(&groups);
    return status;
}

static const char *const keys[] = {"above", "below", NULL};
const struct claim_test claim_test_bound = {
    .name = "bound", .keys = keys, .read = claim_read_bounds, .judge = judge_bound};
