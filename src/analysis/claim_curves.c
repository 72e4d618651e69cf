/*
 * Claims about a measure along a factor that is a number: `trend`, it rises or falls from one group to the
 * next; `knee`, beyond a memory size nothing is gained.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/claims.h"
#include "analysis/known_group.h"
#include "stats/memory_fit.h"
#include "stats/trend.h"

/* The means of one run of groups, in ascending order of the factor. */
struct curve {
    const struct claim_groups *groups;
    struct memory_point *points; /* memory_mb is the factor, whichever it is */
    size_t n;
};

enum { LEAST_TREND = 5 }; /* groups; of four in order one in 24 is so by chance */

static enum status fill_curve(struct curve *curve, const struct claim *claim, size_t first, size_t last,
                              struct error *err)
{
    const struct grouping *grouping = &curve->groups->grouping;
    const struct column *along = grouping->by[claim->n_by];
    curve->n = 0;
    for (size_t g = first; g < last; g++) {
        uint32_t code = grouping->groups[g].codes[claim->n_by];
        double at = code == 0 ? NAN : along->dictionary.numbers[code - 1];
        struct summary_figures figures = sample_figures(&curve->groups->samples.samples[g]);
        if (claim_group_has_data(curve->groups, g) && isnan(at)) {
            return error_set(err, BAD_USAGE, "found %.40s '%.40s', expected numbers", claim->of,
                             group_text(grouping, &grouping->groups[g], claim->n_by));
        }
        if (claim_group_has_data(curve->groups, g) && !isnan(figures.mean)) {
            curve->points[curve->n++] = (struct memory_point){at, figures.mean, figures.sd, figures.n};
        }
    }
    return OK;
}

/* Judges every run of groups that agree on `by`. */
static enum status judge_curves(const struct claim *claim, struct table *table, struct evidence *evidence,
                                enum status (*judge)(const struct curve *, const char *, struct evidence *,
                                                     struct error *),
                                struct error *err)
{
    struct claim_groups groups = {0};
    enum status status = claim_groups_collect(table, claim, &groups, err);
    struct curve curve = {.groups = &groups};
    curve.points = calloc(groups.grouping.n + 1, sizeof *curve.points);
    if (status == OK && curve.points == NULL) {
        status = error_no_memory(err);
    }
    for (int counting = 1; status == OK && counting >= 0; counting--) {
        for (size_t first = 0; status == OK && first < groups.grouping.n;) {
            size_t last = claim_groups_next(&groups, claim, first);
            struct text name = {0};
            status = fill_curve(&curve, claim, first, last, err);
            if (status == OK && curve.n > 0 && counting) {
                evidence->expected++;
            } else if (status == OK && curve.n > 0) {
                status = claim_group_name(&groups, claim, first, &name, err);
                status = status == OK ? judge(&curve, name.n == 0 ? "" : name.bytes, evidence, err) : status;
            }
            text_release(&name);
            first = last;
        }
    }
    free(curve.points);
    claim_groups_release(&groups);
    return status;
}

/* ---- trend ---- */

/* By the Mann-Kendall test of the means, one-sided; contradicted when they go the other way, corrected for
 * the number of curves. */
static enum status judge_trend_of(const struct curve *curve, const char *name, struct evidence *evidence,
                                  struct error *err)
{
    const struct claim *claim = evidence->claim;
    struct mann_kendall trend;
    struct error why = {{0}};
    char words[160];
    double *means = calloc(curve->n + 1, sizeof *means);
    if (means == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < curve->n; i++) {
        means[i] = curve->points[i].mean;
    }
    enum verdict verdict = CANNOT_TELL;
    double margin = 0;
    enum status status =
        curve->n < LEAST_TREND
            ? error_set(&why, BAD_DATA, "%zu groups along %.40s, needs %d", curve->n, claim->of, LEAST_TREND)
            : mann_kendall_test(means, curve->n, &trend, &why);
    if (status != OK) {
        snprintf(words, sizeof words, "%.150s", why.text);
    } else {
        bool as_claimed = claim->rises ? trend.s > 0 : trend.s < 0;
        double one_sided = trend.p / 2, alpha = 1 - claim->level;
        if (as_claimed && one_sided <= alpha) {
            verdict = HOLDS;
            margin = alpha - one_sided;
        } else if (!as_claimed && one_sided <= alpha / (double)evidence->expected) {
            verdict = FAILS;
        }
        snprintf(words, sizeof words, "tau %.3g over %zu groups, from %.4g to %.4g, one-sided p = %.2g",
                 trend.tau, curve->n, means[0], means[curve->n - 1], as_claimed ? one_sided : 1 - one_sided);
    }
    free(means);
    status = error_forgive(status, &why, err);
    return status == OK
               ? evidence_add(evidence, verdict, margin, name[0] == '\0' ? claim->measure : name, words, err)
               : status;
}

static enum status judge_trend(const struct claim *claim, struct table *table, struct evidence *evidence,
                               struct error *err)
{
    return judge_curves(claim, table, evidence, judge_trend_of, err);
}

static enum status read_trend(const struct json_spot *spot, struct claim *claim, struct error *err)
{
    const char *direction = NULL;
    const struct json_text texts[] = {{"along", true, &claim->of}, {"direction", true, &direction}};
    struct json_spot member = json_member(spot, "direction");
    enum status status = json_get_texts(spot, texts, 2, err);
    if (status == OK && strcmp(direction, "rises") != 0 && strcmp(direction, "falls") != 0) {
        return json_spot_error(&member, err, "found '%.40s', expected rises or falls", direction);
    }
    claim->rises = status == OK && strcmp(direction, "rises") == 0;
    return status;
}

/* ---- knee ---- */

static enum status estimate_knee(const struct question *question, double level, struct estimate *estimate,
                                 struct error *err)
{
    const struct curve *curve = question->context;
    struct memory_fit fit;
    bool known = true;
    enum status status = OK;
    *estimate = (struct estimate){.value = NAN, .interval = {NAN, NAN}};
    for (size_t i = 0; i < curve->n; i++) {
        known &= curve->points[i].n >= 2 && curve->points[i].sd > 0;
    }
    if (!known) {
        (void)error_set(&estimate->reason, BAD_DATA,
                        "no knee can be looked for, as the number of requests behind the means is not known");
    } else if ((status = memory_fit(curve->points, curve->n, level, &fit, &estimate->reason)) != OK) {
        status = error_forgive(status, &estimate->reason, err);
    } else if (fit.model == MEMORY_CONSTANT) { /* nothing is gained anywhere */
        estimate->interval = (struct interval){0, curve->points[0].memory_mb};
        (void)error_set(&estimate->reason, BAD_DATA, "memory does not change it, %.4g", fit.a);
    } else if (fit.model == MEMORY_HYPERBOLA) {
        (void)error_set(&estimate->reason, BAD_DATA, "no knee found: %.4g + %.4g / memory over all sizes",
                        fit.a, fit.b);
    } else {
        estimate->value = fit.knee_mb;
        estimate->interval = fit.knee;
    }
    return status;
}

static enum status judge_knee_of(const struct curve *curve, const char *name, struct evidence *evidence,
                                 struct error *err)
{
    struct text what = {0};
    enum status status = text_print(&what, err, "%s%sknee", name, name[0] == '\0' ? "" : ": ");
    if (status == OK) {
        struct question question = {what.bytes, " MB", estimate_knee, curve};
        status = evidence_ask(evidence, &question, err);
    }
    text_release(&what);
    return status;
}

static enum status judge_knee(const struct claim *claim, struct table *table, struct evidence *evidence,
                              struct error *err)
{
    return judge_curves(claim, table, evidence, judge_knee_of, err);
}

static enum status read_knee(const struct json_spot *spot, struct claim *claim, struct error *err)
{
    claim->of = "memory_mb";
    return claim_read_bounds(spot, claim, err);
}

static const char *const trend_keys[] = {"along", "direction", NULL};
const struct claim_test claim_test_trend = {
    .name = "trend", .keys = trend_keys, .read = read_trend, .judge = judge_trend};

static const char *const knee_keys[] = {"above", "below", NULL};
const struct claim_test claim_test_knee = {
    .name = "knee", .keys = knee_keys, .read = read_knee, .judge = judge_knee};
