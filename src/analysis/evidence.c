/* Findings: what one comparison, group or curve says of a claim. */
#include <math.h>
#include <stdio.h>

#include "analysis/claims.h"
#include "output/group_json.h"

static const char *const verdict_words[] = {"holds", "fails", "cannot tell"};

/* How far the interval is inside of what is allowed, relative to the bound that is nearer. */
static double margin_of(const struct interval *interval, const struct interval *allowed)
{
    double low = isinf(allowed->low) ? INFINITY : (interval->low - allowed->low) / fabs(allowed->low);
    double high = isinf(allowed->high) ? INFINITY : (allowed->high - interval->high) / fabs(allowed->high);
    return fmin(low, high);
}

static enum status count(struct evidence *evidence, enum verdict verdict, double margin, const char *words,
                         json_t *finding, struct error *err)
{
    struct text *shown = &evidence->shown[verdict];
    bool weakest = verdict == HOLDS && margin < evidence->least_margin;
    if (finding == NULL || json_array_append_new(evidence->findings, finding) != 0) {
        return error_no_memory(err);
    }
    if (evidence->counts[verdict]++ > 0 && !weakest) {
        return OK;
    }
    evidence->least_margin = verdict == HOLDS ? margin : evidence->least_margin;
    shown->n = 0;
    return text_print(shown, err, "%s", words);
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

static enum status judge(const struct evidence *evidence, const struct question *question,
                         struct estimate *estimate, enum verdict *verdict, struct error *err)
{
    const struct claim *claim = evidence->claim;
    enum status status = question->estimate(question, two_sided(claim->level, 1), estimate, err);
    *verdict = CANNOT_TELL;
    if (status != OK || (isnan(estimate->interval.low) && isnan(estimate->interval.high))) {
        return status;
    }
    struct interval open = {isnan(estimate->interval.low) ? -INFINITY : estimate->interval.low,
                            isnan(estimate->interval.high) ? INFINITY : estimate->interval.high};
    if (open.low >= claim->allowed.low && open.high <= claim->allowed.high) {
        *verdict = HOLDS;
    } else if (is_outside(&open, &claim->allowed)) {
        struct estimate corrected;
        status = question->estimate(question, two_sided(claim->level, evidence->expected), &corrected, err);
        bool known = status == OK && !isnan(corrected.interval.low) && !isnan(corrected.interval.high);
        *verdict = known && is_outside(&corrected.interval, &claim->allowed) ? FAILS : CANNOT_TELL;
    }
    return status;
}

enum status evidence_ask(struct evidence *evidence, const struct question *question, struct error *err)
{
    struct estimate estimate = {.value = NAN, .interval = {NAN, NAN}};
    enum verdict verdict;
    struct text words = {0};
    enum status status = judge(evidence, question, &estimate, &verdict, err);
    if (status != OK) {
        return status;
    }
    const struct interval *interval = &estimate.interval;
    bool unknown = isnan(interval->low) && isnan(interval->high);
    status = isnan(estimate.value)
                 ? text_print(&words, err, "%s", question->what)
                 : text_print(&words, err, "%s %.4g%s", question->what, estimate.value, question->unit);
    if (status == OK && !unknown) {
        char low[32] = "", high[32] = "";
        snprintf(low, sizeof low, isnan(interval->low) ? "-" : "%.4g", interval->low);
        snprintf(high, sizeof high, isnan(interval->high) ? "-" : "%.4g", interval->high);
        status = text_print(&words, err, " [%s, %s]", low, high);
    }
    if (status == OK && estimate.reason.text[0] != '\0') {
        status = text_print(&words, err, ": %s", estimate.reason.text);
    }
    if (status == OK) {
        json_t *finding = json_pack(
            "{s:s, s:o, s:[o, o], s:s, s:o}", "what", question->what, "value", json_finite(estimate.value),
            "ci", json_finite(interval->low), json_finite(interval->high), "verdict", verdict_words[verdict],
            "note", estimate.reason.text[0] != '\0' ? json_string(estimate.reason.text) : json_null());
        status = count(evidence, verdict, margin_of(interval, &evidence->claim->allowed), words.bytes,
                       finding, err);
    }
    text_release(&words);
    return status;
}

enum status evidence_add(struct evidence *evidence, enum verdict verdict, double margin, const char *what,
                         const char *words, struct error *err)
{
    struct text line = {0};
    enum status status = text_print(&line, err, "%s: %s", what, words);
    if (status == OK) {
        json_t *finding =
            json_pack("{s:s, s:s, s:s}", "what", what, "verdict", verdict_words[verdict], "note", words);
        status = count(evidence, verdict, margin, line.bytes, finding, err);
    }
    text_release(&line);
    return status;
}
