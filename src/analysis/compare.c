#include "analysis/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare_pair.h"
#include "analysis/samples.h"
#include "output/group_json.h"
#include "output/words.h"
#include "stats/adjust.h"
#include "stats/kruskal_wallis.h"
#include "table/group.h"
#include "table/select.h"

/* All pairs of all measures, which are one family of tests. */
struct family {
    const struct compare_options *options;
    const struct grouping *grouping;
    struct report *report;
    uint8_t *is_baseline; /* by group; NULL: every pair */
    struct pair *pairs;
    size_t n, capacity;
    json_t *omnibus; /* Kruskal-Wallis, by measure */
    size_t past, cannot_tell;
};

/* ---- which groups are compared ---- */

/* Whether two groups agree on the factors that pairs have to agree on. */
static bool same_within(const struct family *family, size_t a, size_t b)
{
    const struct grouping *grouping = family->grouping;
    for (size_t i = 0; i < family->options->n_within; i++) {
        for (size_t by = 0; by < grouping->n_by; by++) {
            if (strcmp(grouping->by[by]->name, family->options->within[i]) == 0 &&
                grouping->groups[a].codes[by] != grouping->groups[b].codes[by]) {
                return false;
            }
        }
    }
    return true;
}

static bool is_pair(const struct family *family, size_t a, size_t b)
{
    bool wanted = family->is_baseline == NULL ? a < b : family->is_baseline[a] && !family->is_baseline[b];
    return wanted && same_within(family, a, b);
}

/* Marks the groups whose rows meet all conditions of the baseline. */
static enum status find_baseline(struct family *family, const struct table *table, struct error *err)
{
    const struct compare_options *options = family->options;
    if (options->baseline.n == 0) {
        return OK;
    }
    uint8_t *keep = malloc(table->rows + 1);
    family->is_baseline = calloc(family->grouping->n + 1, 1);
    if (keep == NULL || family->is_baseline == NULL) {
        free(keep);
        return error_no_memory(err);
    }
    memset(keep, 1, table->rows + 1);
    enum status status = table_match(table, &options->baseline, keep, err);
    size_t found = 0;
    for (size_t row = 0; status == OK && row < table->rows; row++) {
        uint8_t *mark = &family->is_baseline[group_of_row(family->grouping, row)];
        found += keep[row] && !*mark;
        *mark |= keep[row];
    }
    free(keep);
    if (status == OK && found == 0) {
        status = error_set(err, BAD_USAGE, "--baseline: no request meets it");
    }
    return status;
}

static bool has_any(const struct sample *sample)
{
    return sample->n > 0 || sample->censored > 0 || sample->published.rows == 1;
}

static enum status add_pair(struct family *family, const struct samples *samples, const char *measure,
                            size_t a, size_t b, struct error *err)
{
    struct pair *grown = realloc(family->pairs, (family->n + 1) * sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    family->pairs = grown;
    struct pair *pair = &grown[family->n];
    uint64_t stream = (uint64_t)a << 32 | b;
    enum status status =
        pair_compare(family->options, &samples->samples[a], &samples->samples[b], stream, pair, err);
    family->n++;
    pair->a = a;
    pair->b = b;
    pair->measure = measure;
    return status;
}

/* Whether the groups differ at all, before any two are compared. */
static enum status add_omnibus(struct family *family, const struct samples *samples, const char *measure,
                               struct error *err)
{
    struct draws *groups = calloc(samples->n + 1, sizeof *groups);
    size_t k = 0;
    struct test_result result;
    struct error why = {{0}};
    enum status status = groups == NULL ? error_no_memory(err) : OK;
    for (size_t g = 0; status == OK && g < samples->n; g++) {
        if (samples->samples[g].n > 0) {
            groups[k++] = (struct draws){samples->samples[g].values, samples->samples[g].n};
        }
    }
    bool tested = false;
    if (status == OK && k > 2) {
        status = kruskal_wallis_test(groups, k, &result, &why);
        tested = status == OK;
        status = error_forgive(status, &why, err);
    }
    if (tested) {
        json_t *object = json_pack("{s:s, s:I, s:f, s:f, s:f}", "measure", measure, "groups", (json_int_t)k,
                                   "statistic", result.statistic, "df", result.df, "p", result.p);
        status = json_array_append_new(family->omnibus, object) == 0
                     ? text_print(&family->report->notes, err,
                                  "Kruskal-Wallis over %zu groups, %s: H = %.5g, df = %.0f, p = %.3g\n", k,
                                  measure, result.statistic, result.df, result.p)
                     : error_no_memory(err);
    }
    free(groups);
    return status;
}

static enum status compare_measure(struct family *family, const struct table *table, const char *measure,
                                   struct error *err)
{
    struct samples samples;
    enum status status = samples_collect(table, family->grouping, measure, NULL, &samples, err);
    if (status != OK) {
        return status;
    }
    for (size_t a = 0; status == OK && a < samples.n; a++) {
        for (size_t b = 0; status == OK && b < samples.n; b++) {
            if (is_pair(family, a, b) && has_any(&samples.samples[a]) && has_any(&samples.samples[b])) {
                status = add_pair(family, &samples, measure, a, b, err);
            }
        }
    }
    if (status == OK) {
        status = add_omnibus(family, &samples, measure, err);
    }
    samples_release(&samples);
    return status;
}

/* ---- the family of tests ---- */

static enum status correct_family(struct family *family, struct error *err)
{
    double *p = calloc(2 * family->n + 1, sizeof *p);
    if (p == NULL) {
        return error_no_memory(err);
    }
    double *corrected = p + family->n;
    enum status status = OK;
    for (size_t t = 0; status == OK && t < PAIR_TESTS; t++) {
        for (size_t i = 0; i < family->n; i++) {
            p[i] = corrected[i] = family->pairs[i].tests[t].result.p;
        }
        switch (family->options->correction) {
        case CORRECT_HOLM:
            status = adjust_holm(p, family->n, corrected, err);
            break;
        case CORRECT_BENJAMINI_HOCHBERG:
            status = adjust_benjamini_hochberg(p, family->n, corrected, err);
            break;
        case CORRECT_NONE:
            break;
        }
        for (size_t i = 0; i < family->n; i++) {
            family->pairs[i].tests[t].p_corrected = corrected[i];
        }
    }
    free(p);
    return status;
}

/* Equivalent when the ratio's whole interval lies within the band; different by the rank test, or else
 * Welch's. */
static const char *verdict_of(const struct compare_options *options, const struct pair *pair)
{
    const struct interval *ratio = &pair->mean_ratio.interval;
    if (options->equivalent > 0 && ratio->low >= 1 - options->equivalent &&
        ratio->high <= 1 + options->equivalent) {
        return "equivalent";
    }
    double p = pair->tests[MANN_WHITNEY].p_corrected;
    p = isnan(p) ? pair->tests[WELCH].p_corrected : p;
    return p < 1 - options->level ? "different" : "undecided";
}

/* ---- JSON ---- */

static json_t *json_effect(const struct effect_result *effect)
{
    json_t *interval =
        effect->method == NULL && isnan(effect->interval.low)
            ? json_null()
            : json_pack("[oo]", json_finite(effect->interval.low), json_finite(effect->interval.high));
    json_t *object = json_pack("{s:o, s:o}", "value", json_finite(effect->value), "ci", interval);
    if (object != NULL && effect->method != NULL) {
        json_object_set_new(object, "method", json_string(effect->method));
    }
    return object;
}

static json_t *json_tests(const struct family *family, const struct pair *pair)
{
    static const char *const keys[] = {"p_holm", "p_benjamini_hochberg", "p_uncorrected"};
    json_t *tests = json_object();
    for (size_t t = 0; t < PAIR_TESTS; t++) {
        const struct pair_test *test = &pair->tests[t];
        json_t *object =
            isnan(test->result.p)
                ? json_null()
                : json_pack("{s:o, s:o, s:o, s:o}", "statistic", json_finite(test->result.statistic), "df",
                            json_finite(test->result.df), "p", json_finite(test->result.p),
                            keys[family->options->correction], json_finite(test->p_corrected));
        json_object_set_new(tests, pair_test_names[t], object);
    }
    return tests;
}

static json_t *json_effects(const struct compare_options *options, const struct pair *pair)
{
    json_t *effects = json_object(), *quantiles = json_array();
    json_object_set_new(effects, "mean_difference", json_effect(&pair->mean_difference));
    json_object_set_new(effects, "mean_ratio", json_effect(&pair->mean_ratio));
    json_object_set_new(effects, "hodges_lehmann", json_effect(&pair->hodges_lehmann));
    json_object_set_new(effects, "cliffs_delta", json_effect(&pair->cliffs_delta));
    for (size_t q = 0; q < options->n_quantiles; q++) {
        json_array_append_new(quantiles, json_pack("{s:f, s:o, s:o}", "p", options->quantiles[q],
                                                   "difference", json_effect(&pair->differences[q]), "ratio",
                                                   json_effect(&pair->ratios[q])));
    }
    json_object_set_new(effects, "quantiles", quantiles);
    return effects;
}

static json_t *json_count(double n)
{
    return isnan(n) ? json_null() : json_integer((json_int_t)n);
}

/* The pair in its promised shape; NULL when memory is out. */
static json_t *json_pair(const struct family *family, const struct pair *pair)
{
    const struct grouping *grouping = family->grouping;
    return json_pack(
        "{s:o, s:o, s:s, s:[oo], s:o, s:o, s:s, s:[]}", "a", group_json(grouping, &grouping->groups[pair->a]),
        "b", group_json(grouping, &grouping->groups[pair->b]), "measure", pair->measure, "n",
        json_count(pair->n[0]), json_count(pair->n[1]), "tests", json_tests(family, pair), "effects",
        json_effects(family->options, pair), "verdict", verdict_of(family->options, pair), "notes");
}

/* ---- the limit ---- */

/* Whether the whole interval is past the limit: 1 yes, 0 no, -1 when there is no interval. */
static int past_limit(const struct compare_limit *limit, const struct effect_result *ratio)
{
    if (isnan(ratio->interval.low) || isnan(ratio->interval.high)) {
        return -1;
    }
    return limit->share >= 0 ? ratio->interval.low > 1 + limit->share
                             : ratio->interval.high < 1 + limit->share;
}

static enum status judge_limit(struct family *family, const struct pair *pair, json_t *object,
                               struct error *err)
{
    const struct compare_limit *limit = &family->options->limit;
    if (limit->text == NULL) {
        return OK;
    }
    int past = past_limit(limit, &pair->limit);
    family->past += past == 1;
    family->cannot_tell += past == -1;
    json_t *verdict = json_pack("{s:s, s:o, s:o}", "limit", limit->text, "ratio", json_effect(&pair->limit),
                                "past", past < 0 ? json_null() : json_boolean(past));
    if (json_object_set_new(object, "limit", verdict) != 0) {
        return error_no_memory(err);
    }
    const char *says = past < 0 ? "the data cannot tell" : past ? "past the limit" : "within the limit";
    return cell_set_text(report_cell(family->report, family->report->n_columns - 2), says, err);
}

/* ---- cells ---- */

static enum status add_columns(struct family *family, struct error *err)
{
    static const struct {
        const char *name;
        bool has_interval, is_detail;
    } first[] = {{"measure", false, false},  {"a", false, false},   {"b", false, false},
                 {"n_a", false, false},      {"n_b", false, false}, {"mean_difference", true, false},
                 {"mean_ratio", true, false}},
      last[] = {
          {"hodges_lehmann", true, false},  {"cliffs_delta", true, false},         {"p_welch", false, false},
          {"p_mann_whitney", false, false}, {"p_kolmogorov_smirnov", false, true}, {"verdict", false, false}};
    struct report *report = family->report;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof first / sizeof *first; i++) {
        status = report_add_column(report, first[i].name, first[i].has_interval, first[i].is_detail, err);
    }
    for (size_t q = 0; status == OK && q < family->options->n_quantiles; q++) {
        char name[48];
        snprintf(name, sizeof name, "p%.10g_difference", family->options->quantiles[q] * 100);
        status = report_add_column(report, name, true, true, err);
        if (status == OK) {
            snprintf(name, sizeof name, "p%.10g_ratio", family->options->quantiles[q] * 100);
            status = report_add_column(report, name, true, false, err);
        }
    }
    for (size_t i = 0; status == OK && i < sizeof last / sizeof *last; i++) {
        status = report_add_column(report, last[i].name, last[i].has_interval, last[i].is_detail, err);
    }
    if (status == OK && family->options->limit.text != NULL) {
        status = report_add_column(report, family->options->limit.text, false, false, err);
    }
    return status == OK ? report_add_column(report, "notes", false, true, err) : status;
}

static void show_effect(struct report *report, size_t column, const struct effect_result *effect)
{
    if (isfinite(effect->value)) {
        struct cell *cell = report_cell(report, column);
        cell_set_number(cell, effect->value);
        cell->low = effect->interval.low;
        cell->high = effect->interval.high;
    }
}

static void show_number(struct report *report, size_t column, double number)
{
    if (isfinite(number)) {
        cell_set_number(report_cell(report, column), number);
    }
}

static enum status show_group(const struct family *family, size_t column, size_t group, struct error *err)
{
    struct text name = {0};
    enum status status = group_name(family->grouping, &family->grouping->groups[group], &name, err);
    if (status == OK) {
        status = cell_set_text(report_cell(family->report, column), name.bytes, err);
    }
    text_release(&name);
    return status;
}

static enum status show_pair(struct family *family, const struct pair *pair, struct error *err)
{
    struct report *report = family->report;
    size_t column = 0;
    enum status status = cell_set_text(report_cell(report, column++), pair->measure, err);
    if (status == OK) {
        status = show_group(family, column++, pair->a, err);
    }
    if (status == OK) {
        status = show_group(family, column++, pair->b, err);
    }
    for (size_t i = 0; i < 2; i++, column++) {
        if (!isnan(pair->n[i])) {
            cell_set_count(report_cell(report, column), (size_t)pair->n[i]);
        }
    }
    show_effect(report, column++, &pair->mean_difference);
    show_effect(report, column++, &pair->mean_ratio);
    for (size_t q = 0; q < family->options->n_quantiles; q++) {
        show_effect(report, column++, &pair->differences[q]);
        show_effect(report, column, &pair->ratios[q]);
        /* Where the samples do not bound the quantile, its ratio is that of their extremes. */
        report_cell(report, column++)->for_programs = isnan(pair->ratios[q].interval.low);
    }
    show_effect(report, column++, &pair->hodges_lehmann);
    show_effect(report, column++, &pair->cliffs_delta);
    for (size_t t = 0; t < PAIR_TESTS; t++) {
        show_number(report, column++, pair->tests[t].p_corrected);
    }
    return status == OK ? cell_set_text(report_cell(report, column), verdict_of(family->options, pair), err)
                        : status;
}

/* ---- the report ---- */

static enum status add_notes(const struct pair *pair, json_t *texts, struct error *err)
{
    struct text text = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < pair->notes.n; i++) {
        text.n = 0;
        status = words_append(&text, &pair->notes.notes[i], NULL, NULL, err);
        if (status == OK && json_array_append_new(texts, json_string(text.bytes)) != 0) {
            status = error_no_memory(err);
        }
    }
    text_release(&text);
    return status;
}

static enum status add_row(struct family *family, const struct pair *pair, json_t *pairs, struct error *err)
{
    json_t *object = json_pair(family, pair), *notes = json_object_get(object, "notes");
    if (object == NULL || json_array_append_new(pairs, object) != 0) {
        return error_no_memory(err);
    }
    enum status made = add_notes(pair, notes, err);
    if (made != OK) {
        return made;
    }
    enum status status = report_add_row(family->report, err);
    if (status == OK) {
        status = show_pair(family, pair, err);
    }
    if (status == OK) {
        status = judge_limit(family, pair, object, err);
    }
    return status == OK
               ? report_join_notes(report_cell(family->report, family->report->n_columns - 1), notes, err)
               : status;
}

static enum status finish(struct family *family, json_t *pairs, struct error *err)
{
    static const char *const corrections[] = {"Holm", "Benjamini-Hochberg", "none"};
    const struct compare_options *options = family->options;
    struct report *report = family->report;
    enum status status = report_gather_notes(report, pairs, err);
    if (status == OK) {
        status =
            text_print(&report->notes, err,
                       "%.10g %% intervals stand below the numbers; differences are b - a, ratios b / a; "
                       "correction of the p values for %zu pairs: %s\n",
                       options->level * 100, family->n, corrections[options->correction]);
    }
    report->json = json_pack("{s:s, s:f, s:s, s:I, s:I, s:O, s:O}", "schema", "faastat/compare/1", "level",
                             options->level, "correction", corrections[options->correction], "resamples",
                             (json_int_t)options->resamples, "seed", (json_int_t)options->seed, "omnibus",
                             family->omnibus, "pairs", pairs);
    return status == OK && report->json == NULL ? error_no_memory(err) : status;
}

/* What the limit makes of all pairs: the exit status of a gate. */
static enum status judge_family(const struct family *family, struct error *err)
{
    if (family->past > 0) {
        return error_set(err, CLAIM_FAILED, "%zu of %zu pairs are past the limit '%s'", family->past,
                         family->n, family->options->limit.text);
    }
    if (family->cannot_tell > 0) {
        return error_set(err, BAD_DATA,
                         "the data cannot tell of %zu of %zu pairs whether they are past the limit '%s'",
                         family->cannot_tell, family->n, family->options->limit.text);
    }
    return OK;
}

static enum status report_family(struct family *family, struct error *err)
{
    json_t *pairs = json_array();
    enum status status = pairs == NULL ? error_no_memory(err) : add_columns(family, err);
    for (size_t i = 0; status == OK && i < family->n; i++) {
        status = add_row(family, &family->pairs[i], pairs, err);
    }
    if (status == OK) {
        status = finish(family, pairs, err);
    }
    json_decref(pairs);
    return status == OK ? judge_family(family, err) : status;
}

enum status compare_report(struct table *table, const struct compare_options *options, struct report *report,
                           struct error *err)
{
    struct grouping grouping = {0};
    struct family family = {
        .options = options, .grouping = &grouping, .report = report, .omnibus = json_array()};
    enum status status = family.omnibus == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        status = table_group(table, options->by, options->n_by, &grouping, err);
    }
    if (status == OK) {
        status = find_baseline(&family, table, err);
    }
    for (size_t i = 0; status == OK && i < options->n_measures; i++) {
        status = compare_measure(&family, table, options->measures[i], err);
    }
    if (status == OK && family.n == 0) {
        status = error_set(err, BAD_DATA,
                           "found no two groups to compare; name the factors that differ with --by");
    }
    if (status == OK) {
        status = correct_family(&family, err);
    }
    if (status == OK) {
        status = report_family(&family, err);
    }
    for (size_t i = 0; i < family.n; i++) {
        pair_release(&family.pairs[i]);
    }
    free(family.pairs);
    free(family.is_baseline);
    json_decref(family.omnibus);
    grouping_release(&grouping);
    return status;
}
