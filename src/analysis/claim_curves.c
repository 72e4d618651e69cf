/*
 * Claims about a measure along a factor that is a number: `trend`, it rises or falls from one group to the
 * next; `knee`, beyond a memory size nothing is gained.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/claim_groups.h"
#include "analysis/evidence.h"
#include "stats/sizes/memory_fit.h"
#include "stats/trend.h"

/* The means of one run of groups, in ascending order of the factor. */
struct curve {
    size_t first;                /* group */
    struct memory_point *points; /* memory_mb is the factor, whichever it is */
    size_t n;
};

enum { LEAST_TREND = 5 }; /* groups; of four in order one in 24 is so by chance */

static enum status fill_curve(struct claim_groups *groups, const struct claim *claim, size_t last,
                              struct curve *curve, struct error *err)
{
    const struct grouping *grouping = groups->grouping;
    const struct column *along = grouping->by[claim->n_by];
    for (size_t g = curve->first; g < last; g++) {
        if (!claim_group_has_data(groups, g)) {
            continue;
        }
        uint32_t code = grouping->groups[g].codes[claim->n_by];
        double at = code == 0 ? NAN : along->dictionary.numbers[code - 1];
        if (isnan(at)) {
            return error_set(err, BAD_USAGE, "found %.40s '%.40s', expected numbers", claim->of,
                             group_text(grouping, &grouping->groups[g], claim->n_by));
        }
        const struct known_group *known = claim_groups_know(groups, g, err);
        if (known == NULL) {
            return BAD_SERVICE;
        }
        const struct mean_figures *figures = &known->figures;
        if (!isnan(figures->mean)) {
            curve->points[curve->n++] =
                (struct memory_point){at, figures->mean, figures->sd, figures->effective_n};
        }
    }
    return OK;
}

/* Judges every run of groups that agree on `by`. */
static enum status judge_curves(struct claim_groups *groups, struct evidence *evidence,
                                enum status (*judge)(struct curve *, struct evidence *, struct error *),
                                struct error *err)
{
    size_t n = groups->samples.n, next = 0;
    struct curve *curves = calloc(n + 1, sizeof *curves);
    struct memory_point *points = calloc(n + 1, sizeof *points);
    enum status status = curves == NULL || points == NULL ? error_no_memory(err) : OK;
    for (size_t first = 0; status == OK && first < n; first = next) {
        struct curve *curve = &curves[evidence->expected];
        next = claim_groups_next(groups, evidence->claim, first);
        *curve = (struct curve){.first = first, .points = points + first};
        status = fill_curve(groups, evidence->claim, next, curve, err);
        evidence->expected += curve->n > 0;
    }
    for (size_t i = 0; status == OK && i < evidence->expected; i++) {
        status = judge(&curves[i], evidence, err);
    }
    free(curves);
    free(points);
    return status;
}

/* ---- trend ---- */

/* By the Mann-Kendall test of the means, one-sided; contradicted when they go the other way, corrected for
 * the number of curves. */
static enum status judge_means(const double *means, size_t n, const struct evidence *evidence,
                               struct finding *finding, struct error *err)
{
    const struct claim *claim = evidence->claim;
    struct mann_kendall trend;
    struct note note = {.code = NOTE_REASON};
    struct error why = {{0}};
    enum status status = mann_kendall_test(means, n, &trend, &why);
    if (status != OK) {
        return notes_explain(&finding->estimate.notes, status, &note, &why, err);
    }
    bool as_claimed = claim->rises ? trend.s > 0 : trend.s < 0;
    double one_sided = trend.p / 2, alpha = 1 - claim->level;
    if (as_claimed && one_sided <= alpha) {
        finding->verdict = HOLDS;
        finding->margin = alpha - one_sided;
    } else if (!as_claimed && one_sided <= alpha / (double)evidence->expected) {
        finding->verdict = FAILS;
    }
    note = (struct note){
        .code = NOTE_TREND,
        .numbers = {trend.tau, (double)n, means[0], means[n - 1], as_claimed ? one_sided : 1 - one_sided}};
    return notes_add(&finding->estimate.notes, &note, err);
}

static enum status judge_trend_of(struct curve *curve, struct evidence *evidence, struct error *err)
{
    struct finding *finding = evidence_add(evidence, curve->first, err);
    if (finding == NULL) {
        return BAD_SERVICE;
    }
    if (curve->n < LEAST_TREND) {
        struct note note = {.code = NOTE_TREND_NEEDS,
                            .text = evidence->claim->of,
                            .numbers = {(double)curve->n, LEAST_TREND}};
        return notes_add(&finding->estimate.notes, &note, err);
    }
    double *means = calloc(curve->n, sizeof *means);
    if (means == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < curve->n; i++) {
        means[i] = curve->points[i].mean;
    }
    enum status status = judge_means(means, curve->n, evidence, finding, err);
    free(means);
    return status;
}

static enum status judge_trend(struct claim_groups *groups, struct evidence *evidence, struct error *err)
{
    return judge_curves(groups, evidence, judge_trend_of, err);
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
    struct error why = {{0}};
    for (size_t i = 0; i < curve->n; i++) {
        if (!(curve->points[i].n >= 2 && curve->points[i].sd > 0)) {
            return notes_add(&estimate->notes, &(struct note){.code = NOTE_KNEE_WITHOUT_N}, err);
        }
    }
    enum status status = memory_fit(curve->points, curve->n, level, &fit, &why);
    if (status != OK) {
        return notes_explain(&estimate->notes, status, &(struct note){.code = NOTE_REASON}, &why, err);
    }
    struct note note = {.numbers = {fit.a, fit.b}};
    switch (fit.model) {
    case MEMORY_CONSTANT: /* nothing is gained anywhere */
        estimate->interval = (struct interval){0, curve->points[0].memory_mb};
        note.code = NOTE_MEMORY_CONSTANT;
        return notes_add(&estimate->notes, &note, err);
    case MEMORY_HYPERBOLA:
        note.code = NOTE_MEMORY_HYPERBOLA;
        return notes_add(&estimate->notes, &note, err);
    case MEMORY_PLATEAU:
        estimate->value = fit.knee_mb;
        estimate->interval = fit.knee;
        return OK;
    case MEMORY_MODELS:
        break;
    }
    abort();
}

static enum status judge_knee_of(struct curve *curve, struct evidence *evidence, struct error *err)
{
    const struct question question = {.group = curve->first, .estimate = estimate_knee, .context = curve};
    return evidence_ask(evidence, &question, err);
}

static enum status judge_knee(struct claim_groups *groups, struct evidence *evidence, struct error *err)
{
    return judge_curves(groups, evidence, judge_knee_of, err);
}

static enum status read_knee(const struct json_spot *spot, struct claim *claim, struct error *err)
{
    claim->of = "memory_mb";
    return claim_read_bounds(spot, claim, err);
}

static const char *const trend_keys[] = {"along", "direction", NULL};
const struct claim_test claim_test_trend = {
    .name = "trend", .about = ABOUT_TREND, .keys = trend_keys, .read = read_trend, .judge = judge_trend};

static const char *const knee_keys[] = {"above", "below", NULL};
const struct claim_test claim_test_knee = {
    .name = "knee", .about = ABOUT_KNEE, .keys = knee_keys, .read = read_knee, .judge = judge_knee};
