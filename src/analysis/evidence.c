#include "analysis/evidence.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"

static const struct estimate no_estimate = {.value = NAN, .interval = {NAN, NAN}};

/* How far the interval is inside of what is allowed, relative to the bound that is nearer. */
static double margin_of(const struct interval *interval, const struct interval *allowed)
{
    double low = isinf(allowed->low) ? INFINITY : (interval->low - allowed->low) / fabs(allowed->low);
    double high = isinf(allowed->high) ? INFINITY : (allowed->high - interval->high) / fabs(allowed->high);
    return fmin(low, high);
}

/* One-sided bounds at the level leave 1 - level on each side of a two-sided interval. */
static double two_sided(double level, size_t findings)
{
    return 1 - 2 * (1 - level) / (double)(findings == 0 ? 1 : findings);
}

static bool is_outside(const struct interval *interval, const struct interval *allowed)
{
    return interval->low > allowed->high || interval->high < allowed->low;
}

static enum status contradict(const struct evidence *evidence, const struct question *question,
                              struct finding *finding, struct error *err)
{
    const struct claim *claim = evidence->claim;
    struct estimate corrected = no_estimate;
    enum status status =
        question->estimate(question, two_sided(claim->level, evidence->expected), &corrected, err);
    bool known = !isnan(corrected.interval.low) && !isnan(corrected.interval.high);
    finding->verdict = known && is_outside(&corrected.interval, &claim->allowed) ? FAILS : CANNOT_TELL;
    notes_release(&corrected.notes);
    return status;
}

enum status evidence_ask(struct evidence *evidence, const struct question *question, struct error *err)
{
    const struct interval *allowed = &evidence->claim->allowed;
    struct finding *finding = evidence_add(evidence, question->group, err);
    if (finding == NULL) {
        return BAD_SERVICE;
    }
    finding->base = question->base;
    enum status status =
        question->estimate(question, two_sided(evidence->claim->level, 1), &finding->estimate, err);
    const struct interval *interval = &finding->estimate.interval;
    if (status != OK || (isnan(interval->low) && isnan(interval->high))) {
        return status;
    }
    struct interval open = {isnan(interval->low) ? -INFINITY : interval->low,
                            isnan(interval->high) ? INFINITY : interval->high};
    if (is_outside(&open, allowed)) {
        return contradict(evidence, question, finding, err);
    }
    if (open.low >= allowed->low && open.high <= allowed->high) {
        finding->verdict = HOLDS;
        finding->margin = margin_of(interval, allowed);
    }
    return OK;
}

struct finding *evidence_add(struct evidence *evidence, size_t group, struct error *err)
{
    struct finding *grown =
        array_reserve(evidence->findings, &evidence->capacity, evidence->n + 1, sizeof *grown);
    if (grown == NULL) {
        error_no_memory(err);
        return NULL;
    }
    evidence->findings = grown;
    grown += evidence->n++;
    *grown = (struct finding){.group = group, .estimate = no_estimate, .verdict = CANNOT_TELL};
    return grown;
}

void evidence_conclude(struct evidence *evidence)
{
    const struct finding *findings = evidence->findings;
    for (size_t i = 0; i < evidence->n; i++) {
        evidence->counts[findings[i].verdict]++;
    }
    bool all_hold = evidence->n > 0 && evidence->counts[HOLDS] == evidence->n;
    evidence->verdict = evidence->counts[FAILS] > 0 ? FAILS : all_hold ? HOLDS : CANNOT_TELL;
    evidence->deciding = evidence->n;
    for (size_t i = 0; i < evidence->n; i++) {
        bool is_first = evidence->deciding == evidence->n;
        if (findings[i].verdict == evidence->verdict &&
            (is_first || (all_hold && findings[i].margin < findings[evidence->deciding].margin))) {
            evidence->deciding = i;
        }
    }
}

void evidence_release(struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->n; i++) {
        notes_release(&evidence->findings[i].estimate.notes);
    }
    free(evidence->findings);
    grouping_release(&evidence->grouping);
    pooled_release(&evidence->pooled);
    *evidence = (struct evidence){0};
}
