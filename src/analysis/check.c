/* All claims of a file against the data. */
#include <math.h>
#include <stdlib.h>

#include "analysis/claims.h"
#include "analysis/statistic.h"

enum { VERDICT, CLAIM, EVIDENCE, LEVEL, COLUMNS };

/* Fails when one finding does; holds when all do; there may be none. */
static enum verdict verdict_of(const struct evidence *evidence)
{
    if (evidence->counts[FAILS] > 0) {
        return FAILS;
    }
    return evidence->counts[CANNOT_TELL] == 0 && evidence->counts[HOLDS] > 0 ? HOLDS : CANNOT_TELL;
}

/* The findings in one line: how many there are of each kind, and the one that decides. */
static enum status write_words(const struct evidence *evidence, enum verdict verdict, struct text *words,
                               struct error *err)
{
    const size_t *counts = evidence->counts;
    size_t all = counts[HOLDS] + counts[FAILS] + counts[CANNOT_TELL];
    char statistic[STATISTIC_NAME];
    statistic_name(&evidence->claim->statistic, statistic);
    if (all == 0) {
        return text_print(words, err, "the data have nothing of it");
    }
    if (all == 1) {
        return text_print(words, err, "%s", evidence->shown[verdict].bytes);
    }
    enum status status = text_print(words, err, "%zu of %zu hold", counts[HOLDS], all);
    if (status == OK && counts[FAILS] > 0) {
        status = text_print(words, err, ", %zu fail", counts[FAILS]);
    }
    return status == OK ? text_print(words, err, "; %s %s",
                                     verdict == HOLDS ? "least:" : "first:", evidence->shown[verdict].bytes)
                        : status;
}

/* What comes of the claims so far. */
struct verdicts {
    struct report *report;
    json_t *claims;
    size_t totals[3];
};

static enum status add_row(const struct verdicts *verdicts, const struct evidence *evidence,
                           struct error *err)
{
    static const char *const names[] = {"holds", "fails", "cannot tell"};
    const struct claim *claim = evidence->claim;
    enum verdict verdict = verdict_of(evidence);
    struct text words = {0};
    enum status status = write_words(evidence, verdict, &words, err);
    if (status == OK) {
        status = report_add_row(verdicts->report, err);
    }
    if (status == OK) {
        status = cell_set_text(report_cell(verdicts->report, VERDICT), names[verdict], err);
    }
    if (status == OK) {
        status = cell_set_text(report_cell(verdicts->report, CLAIM), claim->sentence, err);
    }
    if (status == OK) {
        status = cell_set_text(report_cell(verdicts->report, EVIDENCE), words.bytes, err);
    }
    if (status == OK) {
        cell_set_number(report_cell(verdicts->report, LEVEL), claim->level);
        json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:f, s:O}", "claim", claim->sentence, "verdict",
                                   names[verdict], "evidence", words.bytes, "test", claim->test->name,
                                   "level", claim->level, "findings", evidence->findings);
        status = object == NULL || json_array_append_new(verdicts->claims, object) != 0 ? error_no_memory(err)
                                                                                        : OK;
    }
    text_release(&words);
    return status;
}

static enum status check_claim(struct table *table, const struct claim *claim,
                               const struct check_options *options, struct verdicts *verdicts,
                               struct error *err)
{
    struct evidence evidence = {
        .claim = claim, .options = options, .findings = json_array(), .least_margin = INFINITY};
    enum status status = evidence.findings == NULL ? error_no_memory(err) : OK;
    struct error why = {{0}};
    if (status == OK) {
        status = claim->test->judge(claim, table, &evidence, &why);
    }
    if (why.text[0] != '\0') {
        status = error_set(err, status, "claim '%.60s': %s", claim->sentence, why.text);
    }
    if (status == OK) {
        status = add_row(verdicts, &evidence, err);
        verdicts->totals[verdict_of(&evidence)]++;
    }
    for (size_t v = 0; v < 3; v++) {
        text_release(&evidence.shown[v]);
    }
    json_decref(evidence.findings);
    return status;
}

static enum status add_columns(struct report *report, struct error *err)
{
    static const char *const names[COLUMNS] = {
        [VERDICT] = "verdict", [CLAIM] = "claim", [EVIDENCE] = "evidence", [LEVEL] = "level"};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < COLUMNS; i++) {
        status = report_add_column(report, names[i], false, i == LEVEL, err);
    }
    return status;
}

enum status check_report(struct table *table, const struct claims *claims,
                         const struct check_options *options, struct report *report, struct error *err)
{
    struct verdicts verdicts = {.report = report, .claims = json_array()};
    const size_t *totals = verdicts.totals;
    enum status status = verdicts.claims == NULL ? error_no_memory(err) : add_columns(report, err);
    for (size_t i = 0; status == OK && i < claims->n; i++) {
        status = check_claim(table, &claims->claims[i], options, &verdicts, err);
    }
    if (status == OK) {
        status =
            text_print(&report->notes, err, "%zu of %zu claims hold, %zu fail, of %zu the data cannot tell\n",
                       totals[HOLDS], claims->n, totals[FAILS], totals[CANNOT_TELL]);
    }
    if (status == OK) {
        report->json = json_pack("{s:s, s:O}", "schema", "faastat/check/1", "claims", verdicts.claims);
        status = report->json == NULL ? error_no_memory(err) : OK;
    }
    json_decref(verdicts.claims);
    if (status == OK && totals[FAILS] > 0) {
        return error_set(err, CLAIM_FAILED, "%zu of %zu claims fail", totals[FAILS], claims->n);
    }
    if (status == OK && options->strict && totals[CANNOT_TELL] > 0) {
        return error_set(err, CLAIM_FAILED, "of %zu of %zu claims the data cannot tell", totals[CANNOT_TELL],
                         claims->n);
    }
    return status;
}
