#include "analysis/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare_pair.h"
#include "base/array.h"
#include "base/pool.h"
#include "stats/adjust.h"
#include "stats/kruskal_wallis.h"
#include "table/select.h"

struct comparing {
    struct known_table *known;
    struct known_groups *groups;
    uint8_t *is_baseline; /* by group; NULL: every pair */
    struct compare_result *result;
};

/* ---- which groups are compared ---- */

/* Whether two groups agree on the factors that pairs have to agree on. */
static bool same_within(const struct compare_result *result, size_t a, size_t b)
{
    const struct grouping *grouping = result->grouping;
    for (size_t i = 0; i < result->options->n_within; i++) {
        for (size_t by = 0; by < grouping->n_by; by++) {
            if (strcmp(grouping->by[by]->name, result->options->within[i]) == 0 &&
                grouping->groups[a].codes[by] != grouping->groups[b].codes[by]) {
                return false;
            }
        }
    }
    return true;
}

static bool is_pair(const struct comparing *comparing, size_t a, size_t b)
{
    const uint8_t *is_baseline = comparing->is_baseline;
    bool wanted = is_baseline == NULL ? a < b : is_baseline[a] && !is_baseline[b];
    return wanted && same_within(comparing->result, a, b);
}

/* Marks the groups whose rows meet all conditions of the baseline. */
static enum status find_baseline(struct comparing *comparing, struct error *err)
{
    const struct table *table = comparing->known->table;
    const struct grouping *grouping = comparing->result->grouping;
    const struct compare_options *options = comparing->result->options;
    if (options->baseline.n == 0) {
        return OK;
    }
    uint8_t *keep = malloc(table->rows + 1);
    comparing->is_baseline = calloc(grouping->n + 1, 1);
    if (keep == NULL || comparing->is_baseline == NULL) {
        free(keep);
        return error_no_memory(err);
    }
    memset(keep, 1, table->rows + 1);
    enum status status = table_match(table, &options->baseline, keep, err);
    size_t found = 0;
    for (size_t row = 0; status == OK && row < table->rows; row++) {
        uint8_t *mark = &comparing->is_baseline[group_of_row(grouping, row)];
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
    return sample->kept.n > 0 || sample->censored > 0 || sample->published.rows == 1;
}

static enum status list_pairs(const struct comparing *comparing, const struct samples *samples,
                              const char *measure, struct error *err)
{
    struct compare_result *result = comparing->result;
    for (size_t a = 0; a < samples->n; a++) {
        for (size_t b = 0; b < samples->n; b++) {
            if (!is_pair(comparing, a, b) || !has_any(&samples->samples[a]) ||
                !has_any(&samples->samples[b])) {
                continue;
            }
            struct pair *grown =
                array_reserve(result->pairs, &result->capacity, result->n + 1, sizeof *grown);
            if (grown == NULL) {
                return error_no_memory(err);
            }
            result->pairs = grown;
            grown[result->n++] = (struct pair){.a = a, .b = b, .measure = measure};
        }
    }
    return OK;
}

/* ---- one measure ---- */

/* Whether the groups differ at all; of no groups where that cannot be told. */
static enum status compare_all(const struct known_measure *of, struct omnibus *omnibus, struct error *err)
{
    struct draws *groups = calloc(of->samples.n + 1, sizeof *groups);
    if (groups == NULL) {
        return error_no_memory(err);
    }
    for (size_t g = 0; g < of->samples.n; g++) {
        const struct known_group *known = &of->groups[g];
        if (known->n_sorted > 0 && known->sample->censored == 0) {
            groups[omnibus->groups++] = (struct draws){known->sorted, known->n_sorted};
        }
    }
    struct error why = {{0}};
    enum status status =
        omnibus->groups > 2 ? kruskal_wallis_test(groups, omnibus->groups, &omnibus->result, &why) : BAD_DATA;
    free(groups);
    omnibus->groups = status == OK ? omnibus->groups : 0;
    return status == BAD_SERVICE ? error_set(err, status, "%s", why.text) : OK;
}

/* What jobs share: each fills the group, or the pair, of its index; the first one is of all groups. */
struct measured {
    const struct compare_options *options;
    struct known_options known_options;
    double *quantiles; /* those that are asked for, and that of the limit */
    const struct known_measure *measure;
    struct known_group *known; /* by group, with the quantiles that are asked for */
    struct pair *pairs;
    struct omnibus *omnibus;
};

static enum status know_group(size_t index, void *context, struct error *err)
{
    struct measured *measured = context;
    return known_group_share(&measured->known[index], &measured->measure->groups[index],
                             &measured->known_options, err);
}

static enum status compare_one(size_t index, void *context, struct error *err)
{
    struct measured *measured = context;
    return index == 0 ? compare_all(measured->measure, measured->omnibus, err)
                      : compare_pair(measured->options, measured->known, &measured->pairs[index - 1], err);
}

/* All groups are made known once, and then the pairs are compared side by side. */
static enum status compare_pairs(const struct compare_options *options, const struct known_measure *measure,
                                 struct pair *pairs, size_t n, struct omnibus *omnibus, struct error *err)
{
    size_t threads = options->threads, groups = measure->samples.n;
    struct measured measured = {.options = options,
                                .measure = measure,
                                .known = calloc(groups + 1, sizeof *measured.known),
                                .quantiles = calloc(options->n_quantiles + 1, sizeof *measured.quantiles),
                                .pairs = pairs,
                                .omnibus = omnibus};
    if (measured.known == NULL || measured.quantiles == NULL) {
        free(measured.known);
        free(measured.quantiles);
        return error_no_memory(err);
    }
    for (size_t q = 0; q < options->n_quantiles; q++) {
        measured.quantiles[q] = options->quantiles[q];
    }
    bool limited = options->limit.text != NULL && options->limit.statistic.kind == STATISTIC_QUANTILE;
    measured.quantiles[options->n_quantiles] = options->limit.statistic.p;
    measured.known_options = (struct known_options){.intervals = options->intervals,
                                                    .clusters = options->clusters,
                                                    .quantiles = measured.quantiles,
                                                    .n_quantiles = options->n_quantiles + limited};
    enum status status = pool_run(groups, threads, know_group, &measured, err);
    if (status == OK) {
        status = pool_run(n + 1, threads, compare_one, &measured, err);
    }
    for (size_t group = 0; group < groups; group++) {
        known_group_release(&measured.known[group]);
    }
    free(measured.known);
    free(measured.quantiles);
    return status;
}

static enum status compare_measure(const struct comparing *comparing, const char *measure, struct error *err)
{
    struct compare_result *result = comparing->result;
    struct known_measure *of;
    size_t first = result->n;
    enum status status = known_table_samples(comparing->known, comparing->groups, measure, &of, err);
    if (status == OK) {
        status = list_pairs(comparing, &of->samples, measure, err);
    }
    if (status == OK) {
        status =
            known_table_sorted(comparing->known, comparing->groups, measure, result->n > first, &of, err);
    }
    struct omnibus omnibus = {.measure = measure};
    if (status == OK && result->n > first) {
        status = compare_pairs(result->options, of, &result->pairs[first], result->n - first, &omnibus, err);
    } else if (status == OK) {
        status = compare_all(of, &omnibus, err);
    }
    if (status == OK && omnibus.groups > 0) {
        result->omnibus[result->n_omnibus++] = omnibus;
    }
    return status;
}

/* ---- the family of tests ---- */

/* Equivalent when the means' ratio is within the band; different by which requests are longer, or else by the
 * means' ratio. */
static enum pair_verdict judge_pair(const struct compare_options *options, const struct pair *pair)
{
    double alpha = 1 - options->intervals.level, p = pair->tests[BRUNNER_MUNZEL].p_corrected;
    if (pair->not_equivalent.corrected < alpha / 2) {
        return PAIR_EQUIVALENT;
    }
    p = isnan(p) ? pair->means_equal.corrected : p;
    return p < alpha ? PAIR_DIFFERENT : PAIR_UNDECIDED;
}

static void judge_limit(const struct compare_options *options, struct pair *pair)
{
    if (pair->past_limit.corrected < (1 - options->intervals.level) / 2) {
        pair->limit_verdict = LIMIT_PASSED;
    }
}

/* Where a pair has a kind of p value, and what is left of it: those of the tests, and three others. */
enum { P_KINDS = PAIR_TESTS + 3 };

struct p_place {
    double *p, *corrected;
};

static struct p_place find_p(struct pair *pair, size_t kind)
{
    struct pair_p *const others[] = {&pair->past_limit, &pair->not_equivalent, &pair->means_equal};
    if (kind < PAIR_TESTS) {
        return (struct p_place){&pair->tests[kind].result.p, &pair->tests[kind].p_corrected};
    }
    struct pair_p *other = others[kind - PAIR_TESTS];
    return (struct p_place){&other->p, &other->corrected};
}

/* One kind of p values of all pairs. */
static enum status correct(struct compare_result *result, size_t kind, struct error *err)
{
    double *values = calloc(2 * result->n + 1, sizeof *values);
    if (values == NULL) {
        return error_no_memory(err);
    }
    enum status status = OK;
    double *adjusted = values + result->n;
    for (size_t i = 0; i < result->n; i++) {
        values[i] = adjusted[i] = *find_p(&result->pairs[i], kind).p;
    }
    switch (result->options->correction) {
    case CORRECT_HOLM:
        status = adjust_holm(values, result->n, adjusted, err);
        break;
    case CORRECT_BENJAMINI_HOCHBERG:
        status = adjust_benjamini_hochberg(values, result->n, adjusted, err);
        break;
    case CORRECT_NONE:
        break;
    }
    for (size_t i = 0; i < result->n; i++) {
        *find_p(&result->pairs[i], kind).corrected = adjusted[i];
    }
    free(values);
    return status;
}

static enum status correct_family(struct compare_result *result, struct error *err)
{
    enum status status = OK;
    for (size_t kind = 0; status == OK && kind < P_KINDS; kind++) {
        status = correct(result, kind, err);
    }
    for (size_t i = 0; i < result->n; i++) {
        result->pairs[i].verdict = judge_pair(result->options, &result->pairs[i]);
        judge_limit(result->options, &result->pairs[i]);
    }
    return status;
}

/* ---- the whole ---- */

/* Says which factors could make groups. */
static enum status want_of_groups(const struct table *table, struct error *err)
{
    struct text factors = {0};
    enum status status = text_append(&factors, "", 0, err);
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        if (column->kind == FACTOR && column->dictionary.n > 1) {
            status = text_print(&factors, err, "%s %.40s (%zu values)", factors.n == 0 ? ": there are" : ",",
                                column->name, column->dictionary.n);
        }
    }
    if (status == OK) {
        status = error_set(
            err, BAD_DATA, "found no two groups to compare; name the factors that differ with --by%s",
            factors.n == 0 ? ", but the data have no factor of several values" : factors.bytes);
    }
    text_release(&factors);
    return status;
}

enum status compare_compute(struct known_table *known, const struct compare_options *options,
                            struct compare_result *result, struct error *err)
{
    struct comparing comparing = {.known = known, .result = result};
    result->options = options;
    result->omnibus = calloc(options->n_measures + 1, sizeof *result->omnibus);
    enum status status = result->omnibus == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        status = known_table_group(known, options->by, options->n_by, options->where, &comparing.groups, err);
    }
    if (status == OK) {
        result->grouping = &comparing.groups->grouping;
        status = find_baseline(&comparing, err);
    }
    for (size_t i = 0; status == OK && i < options->n_measures; i++) {
        status = compare_measure(&comparing, options->measures[i], err);
    }
    free(comparing.is_baseline);
    if (status == OK && result->n == 0) {
        return want_of_groups(known->table, err);
    }
    return status == OK ? correct_family(result, err) : status;
}

enum status compare_take(const struct compare_result *from, const char *measure,
                         struct compare_result *result, struct error *err)
{
    *result = (struct compare_result){.options = from->options, .grouping = from->grouping};
    result->pairs = calloc(from->n + 1, sizeof *result->pairs);
    if (result->pairs == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < from->n; i++) {
        struct pair pair = from->pairs[i];
        pair.notes = (struct notes){0};
        pair.quantiles = NULL;
        if (strcmp(pair.measure, measure) == 0) {
            result->pairs[result->n++] = pair;
        }
    }
    return correct_family(result, err);
}

enum status compare_gate(const struct compare_result *result, struct error *err)
{
    const char *limit = result->options->limit.text;
    size_t counts[LIMIT_UNKNOWN + 1] = {0};
    for (size_t i = 0; limit != NULL && i < result->n; i++) {
        counts[result->pairs[i].limit_verdict]++;
    }
    if (counts[LIMIT_PASSED] > 0) {
        return error_set(err, CLAIM_FAILED, "%zu of %zu pairs are past the limit '%s'", counts[LIMIT_PASSED],
                         result->n, limit);
    }
    if (counts[LIMIT_UNKNOWN] > 0) {
        return error_set(err, BAD_DATA,
                         "the data cannot tell of %zu of %zu pairs whether they are past the limit '%s'",
                         counts[LIMIT_UNKNOWN], result->n, limit);
    }
    return OK;
}

void compare_release(struct compare_result *result)
{
    for (size_t i = 0; i < result->n; i++) {
        compare_pair_release(&result->pairs[i]);
    }
    free(result->pairs);
    free(result->omnibus);
    *result = (struct compare_result){0};
}
