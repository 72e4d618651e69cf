#include "output/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/check.h"
#include "output/pooled.h"
#include "output/words.h"

static const char *const verdict_words[VERDICTS] = {
    [HOLDS] = "holds", [FAILS] = "fails", [CANNOT_TELL] = "cannot tell"};

static const struct evidence *evidence_at(const struct at *at)
{
    return &((const struct check_result *)at->result)->claims[at->row];
}

static const struct finding *finding_at(const struct at *at)
{
    return &evidence_at(at)->findings[at->item];
}

static size_t count_check_rows(const void *result)
{
    return ((const struct check_result *)result)->n;
}

/* ---- words ---- */

static const char *factor_text(const struct evidence *evidence, size_t group, size_t by)
{
    const char *text = group_text(&evidence->grouping, &evidence->grouping.groups[group], by);
    return text == NULL ? "-" : text;
}

/* "memory_mb 512: resnet50 / mobilenetv2" */
static enum status append_what(const struct evidence *evidence, const struct finding *finding,
                               struct text *text, struct error *err)
{
    const struct claim *claim = evidence->claim;
    for (size_t i = 0; i < claim->n_by; i++) {
        enum status status = text_print(text, err, "%s%s %s", i == 0 ? "" : ", ", claim->by[i],
                                        factor_text(evidence, finding->group, i));
        if (status != OK) {
            return status;
        }
    }
    const char *behind = claim->n_by > 0 ? ": " : "";
    switch (claim->test->about) {
    case ABOUT_STATISTIC:
        return text_print(text, err, "%s%s", behind, claim->measure);
    case ABOUT_RATIO:
        return text_print(text, err, "%s%s / %s", behind, factor_text(evidence, finding->group, claim->n_by),
                          factor_text(evidence, finding->base, claim->n_by));
    case ABOUT_KNEE:
        return text_print(text, err, "%sknee", behind);
    case ABOUT_TREND:
        return claim->n_by > 0 ? OK : text_print(text, err, "%s", claim->measure);
    }
    abort();
}

static enum status append_interval(const struct interval *interval, struct text *text, struct error *err)
{
    char low[32], high[32];
    if (isnan(interval->low) && isnan(interval->high)) {
        return OK;
    }
    snprintf(low, sizeof low, isnan(interval->low) ? "-" : "%.4g", interval->low);
    snprintf(high, sizeof high, isnan(interval->high) ? "-" : "%.4g", interval->high);
    return text_print(text, err, " [%s, %s]", low, high);
}

/* "knee 1856 MB [1728, 1970]: why there is no more to tell" */
static enum status append_finding(const struct evidence *evidence, const struct finding *finding,
                                  struct text *text, struct error *err)
{
    const struct estimate *estimate = &finding->estimate;
    const char *unit = evidence->claim->test->about == ABOUT_KNEE ? " MB" : "";
    enum status status = append_what(evidence, finding, text, err);
    if (status == OK && !isnan(estimate->value)) {
        status = text_print(text, err, " %.4g%s", estimate->value, unit);
    }
    if (status == OK) {
        status = append_interval(&estimate->interval, text, err);
    }
    if (status != OK || estimate->notes.n == 0) {
        return status;
    }
    size_t place = 0;
    const struct note note = notes_next(&estimate->notes, &place);
    status = text_print(text, err, ": ");
    return status == OK ? words_append_reason(text, &note, err) : status;
}

/* The findings in one line: how many there are of each kind, and the one that decides. */
static enum status append_evidence(const struct evidence *evidence, struct text *text, struct error *err)
{
    const size_t *counts = evidence->counts;
    enum status status = OK;
    if (evidence->n == 0) {
        return text_print(text, err, "the data have nothing of it");
    }
    if (evidence->n > 1) {
        status = text_print(text, err, "%zu of %zu hold", counts[HOLDS], evidence->n);
        if (status == OK && counts[FAILS] > 0) {
            status = text_print(text, err, ", %zu fail", counts[FAILS]);
        }
        if (status == OK) {
            status = text_print(text, err, "; %s ", evidence->verdict == HOLDS ? "least:" : "first:");
        }
    }
    return status == OK ? append_finding(evidence, &evidence->findings[evidence->deciding], text, err)
                        : status;
}

/* ---- the claim ---- */

GETTER(get_verdict, value_text(verdict_words[evidence_at(at)->verdict]))
GETTER(get_sentence, value_text(evidence_at(at)->claim->sentence))
GETTER(get_evidence, value_scratch(at, append_evidence(evidence_at(at), at->scratch, at->err)))
GETTER(get_test, value_text(evidence_at(at)->claim->test->name))
GETTER(get_check_level, value_number(evidence_at(at)->claim->level))
GETTER(get_findings, value_array)

static const struct field claim[] = {
    {"verdict", "verdict", .meaning = "holds, fails, or cannot tell", .get = get_verdict,
     .tone = TONE_VERDICT},
    {"claim", "claim", .meaning = "the sentence", .get = get_sentence},
    {"evidence", "evidence", .meaning = "how many findings hold and fail, and the one that decides",
     .get = get_evidence},
    {NULL, "test", .meaning = "the kind of test", .get = get_test},
    {"level", "level", .is_detail = true, .meaning = "of the claim: a false one holds in 1 - level at most",
     .get = get_check_level},
    {NULL, "findings", .meaning = "one for each comparison, group or curve", .get = get_findings},
};

/* ---- its findings ---- */

static size_t count_findings(const struct at *at)
{
    return evidence_at(at)->n;
}

GETTER(get_what, value_scratch(at, append_what(evidence_at(at), finding_at(at), at->scratch, at->err)))

/* A trend is told by its note alone. */
static bool has_estimate(const struct at *at)
{
    return evidence_at(at)->claim->test->about != ABOUT_TREND;
}

GETTER(get_value, has_estimate(at) ? value_number(finding_at(at)->estimate.value) : value_absent)
GETTER(get_low, has_estimate(at) ? value_number(finding_at(at)->estimate.interval.low) : value_absent)
GETTER(get_high, has_estimate(at) ? value_number(finding_at(at)->estimate.interval.high) : value_absent)
GETTER(get_finding_verdict, value_text(verdict_words[finding_at(at)->verdict]))

static struct value get_note(const struct at *at)
{
    const struct notes *notes = &finding_at(at)->estimate.notes;
    size_t place = 0;
    if (notes->n == 0) {
        return value_null;
    }
    const struct note note = notes_next(notes, &place);
    return value_scratch(at, words_append_reason(at->scratch, &note, at->err));
}

static const struct field findings[] = {
    {.path = "findings[].what", .meaning = "the group, or the two whose ratio it is", .get = get_what},
    {.path = "findings[].value", .meaning = "ratio, statistic, or knee in MB", .get = get_value},
    {.path = "findings[].ci[]", .meaning = "its one-sided bounds at the level", .get = get_low},
    {.path = "findings[].ci[]", .get = get_high},
    {.path = "findings[].verdict", .meaning = "of this finding", .get = get_finding_verdict},
    {.path = "findings[].note", .meaning = "why it has no bounds, or what a trend is", .get = get_note},
};

/* ---- what its groups mix ---- */

POOLED_FIELDS(&evidence_at(at)->pooled)

enum status check_append_pooled(const struct evidence *evidence, struct text *text, struct error *err)
{
    const struct pooled *mixed = &evidence->pooled;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < mixed->n; i++) {
        status = text_print(text, err, "%s%.40s (%zu values)", i == 0 ? "pooled: " : ", ",
                            mixed->rows[i].name, mixed->rows[i].values);
    }
    return status == OK ? text_print(text, err, " in '%.60s'; its 'by' or 'where' tells them apart",
                                     evidence->claim->sentence)
                        : status;
}

/* ---- the form ---- */

static enum status add_totals(const void *result, struct text *lines, struct error *err)
{
    const struct check_result *check = result;
    return text_print(lines, err, "%zu of %zu claims hold, %zu fail, of %zu the data cannot tell\n",
                      check->totals[HOLDS], check->n, check->totals[FAILS], check->totals[CANNOT_TELL]);
}

static const struct form_block blocks[] = {BLOCK(claim), POOLED_BLOCKS,
                                           BLOCK_OF(findings, count_findings, NULL, NULL)};

const struct form form_check = {.schema = "faastat/check/2",
                                .rows = "claims",
                                .count = count_check_rows,
                                .blocks = blocks,
                                .n_blocks = sizeof blocks / sizeof *blocks,
                                .foot = add_totals};
