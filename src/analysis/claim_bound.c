/* Claims about a mean or a quantile of each group: `bound`, above or below a number. */
#include <math.h>

#include "analysis/claim_groups.h"
#include "analysis/evidence.h"

static enum status bound_mean(const struct known_group *known, double level, struct estimate *estimate,
                              struct error *err)
{
    struct note note = {.code = NOTE_REASON};
    struct error why = {{0}};
    estimate->value = known->figures.mean;
    if (known->sample->censored > 0) {
        note.code = NOTE_MEAN_CUT_OFF;
    } else if (isnan(known->n)) {
        note.code = NOTE_MEAN_WITHOUT_N;
    } else if (isnan(known->figures.sd)) {
        note.code = NOTE_MEAN_WITHOUT_SPREAD;
    } else {
        enum status status = known_group_mean(known, level, &estimate->interval, &why);
        return notes_explain(&estimate->notes, status, &note, &why, err);
    }
    return notes_add(&estimate->notes, &note, err);
}

/* A bound that n does not support is left open. */
static enum status bound_quantile(const struct known_group *known, double level, struct estimate *estimate,
                                  struct error *err)
{
    struct note note = {.code = NOTE_QUANTILE_OF_PUBLISHED};
    if (known->n_sorted == 0) {
        return notes_add(&estimate->notes, &note, err);
    }
    struct known_quantile quantile = known_group_quantile(known, 0, level);
    estimate->value = quantile.value;
    estimate->interval = quantile.interval;
    bool lacks = known_group_lacks_bound(known, 0, &quantile.ranks, &note);
    if (quantile.ranks.high > 0 && isnan(quantile.interval.high)) {
        note.code = NOTE_NO_UPPER_BOUND_CUT_OFF;
        lacks = true;
    }
    return lacks ? notes_add(&estimate->notes, &note, err) : OK;
}

static enum status estimate_bound(const struct question *question, double level, struct estimate *estimate,
                                  struct error *err)
{
    struct claim_groups *groups = question->context;
    const struct known_group *known = claim_groups_know(groups, question->group, err);
    if (known == NULL) {
        return BAD_SERVICE;
    }
    return known->options->n_quantiles == 0 ? bound_mean(known, level, estimate, err)
                                            : bound_quantile(known, level, estimate, err);
}

static enum status judge_bound(struct claim_groups *groups, struct evidence *evidence, struct error *err)
{
    enum status status = OK;
    for (size_t g = 0; g < groups->samples.n; g++) {
        evidence->expected += claim_group_has_data(groups, g);
    }
    for (size_t g = 0; status == OK && g < groups->samples.n; g++) {
        if (claim_group_has_data(groups, g)) {
            const struct question question = {.group = g, .estimate = estimate_bound, .context = groups};
            status = evidence_ask(evidence, &question, err);
        }
    }
    return status;
}

static const char *const keys[] = {"above", "below", NULL};
const struct claim_test claim_test_bound = {
    .name = "bound", .about = ABOUT_STATISTIC, .keys = keys, .read = claim_read_bounds, .judge = judge_bound};
