#include "analysis/compare_pair.h"

#include <math.h>
#include <stdlib.h>

#include "stats/brunner_munzel.h"
#include "stats/hodges_lehmann.h"
#include "stats/kolmogorov_smirnov.h"
#include "stats/mann_whitney.h"
#include "stats/student.h"
#include "stats/welch.h"

static const struct note reason = {.code = NOTE_REASON};

/* Both groups of a pair, and what is asked of them. */
struct comparison {
    const struct compare_options *options;
    const struct known_group *sides[2];
    struct draws draws[2]; /* their requests; equal ones among them are those that were cut off */
    uint32_t *cut_ranks[2];
    double *cut[2]; /* room of their own for these, NULL where nothing had to be cut */
    struct dominance dominance;
    struct paired paired; /* runs that alternate, if they do */
    struct pair *pair;
};

static bool are_requests(const struct comparison *c)
{
    return c->draws[0].n > 0 && c->draws[1].n > 0;
}

static bool are_independent(const struct comparison *c)
{
    return c->options->intervals.method == INTERVAL_INDEPENDENT;
}

static const struct paired *pairs_of(const struct comparison *c)
{
    return c->paired.n > 0 ? &c->paired : NULL;
}

static struct effect mean_of(const struct comparison *c)
{
    return (struct effect){{c->sides[0], c->sides[1]}, true, 0, pairs_of(c)};
}

static struct effect quantile_of(const struct comparison *c, size_t q)
{
    return (struct effect){{c->sides[0], c->sides[1]}, false, q, pairs_of(c)};
}

/* ---- tests ---- */

static enum status run_welch(const struct comparison *c, struct test_result *result, struct error *why)
{
    struct summary_figures figures[2];
    for (size_t i = 0; i < 2; i++) {
        const struct mean_figures *known = &c->sides[i]->figures;
        figures[i] = (struct summary_figures){known->mean, known->sd, known->effective_n,
                                              c->options->intervals.between_runs * fabs(known->mean)};
    }
    return welch_test(&figures[0], &figures[1], result, why);
}

static struct ranked rank_side(const struct comparison *c, size_t i)
{
    const struct known_group *side = c->sides[i];
    const struct kept *kept = &side->sample->kept;
    const struct precision *mean = &side->precisions[0];
    return (struct ranked){
        {c->cut[i] == NULL ? kept->values : c->cut[i], kept->n, kept->clusters, kept->n_clusters},
        c->draws[i].values,
        c->cut_ranks[i] == NULL ? side->ranks : c->cut_ranks[i],
        mean->clusters > 0 ? mean->clusters : mean->effective_n};
}

static enum status run_brunner_munzel(struct comparison *c, struct test_result *result, struct error *why)
{
    const struct ranked a = rank_side(c, 0), b = rank_side(c, 1);
    enum status status = brunner_munzel_test(&a, &b, are_independent(c), &c->dominance, why);
    if (status == OK) {
        struct dominance *found = &c->dominance;
        double level = c->options->intervals.level, between = c->options->intervals.between_runs;
        struct interval interval = between > 0 ? brunner_munzel_between(&a, &b, between, level, found)
                                               : brunner_munzel_interval(found, level);
        c->pair->cliffs_delta = (struct effect_result){found->delta, interval, "brunner-munzel"};
        *result = (struct test_result){found->delta / found->error, found->df, found->p};
    }
    return status;
}

static enum status run_test(struct comparison *c, size_t t, struct error *why)
{
    struct test_result *result = &c->pair->tests[t].result;
    bool *exact = &c->pair->tests[t].exact;
    switch (t) {
    case WELCH:
        return run_welch(c, result, why);
    case BRUNNER_MUNZEL:
        return run_brunner_munzel(c, result, why);
    case MANN_WHITNEY:
        return mann_whitney_test(&c->draws[0], &c->draws[1], result, exact, why);
    case KOLMOGOROV_SMIRNOV:
        return kolmogorov_smirnov_test(&c->draws[0], &c->draws[1], result, exact, why);
    }
    abort();
}

static enum status run_tests(struct comparison *c, struct error *err)
{
    size_t n = are_requests(c) ? PAIR_TESTS : WELCH + 1;
    bool are_cut = c->cut[0] != NULL;
    enum status status = OK;
    for (size_t t = are_cut ? BRUNNER_MUNZEL : WELCH; status == OK && t < n; t++) {
        struct error why = {{0}};
        status = run_test(c, t, &why);
        if (status != OK) {
            c->pair->tests[t].result = (struct test_result){NAN, NAN, NAN};
        }
        status = notes_explain(&c->pair->notes, status, &reason, &why, err);
    }
    return status;
}

/* ---- effects ---- */

/* Why a quantile has no interval on one side or both; said once. */
static enum status note_quantile(const struct comparison *c, size_t q, struct error *err)
{
    for (size_t i = 0; i < 2; i++) {
        const struct known_group *side = c->sides[i];
        struct known_quantile quantile = known_group_quantile(side, q, c->options->intervals.level);
        struct note note;
        bool lacks = known_group_lacks_bound(side, q, &quantile.ranks, &note);
        bool is_cut = isnan(quantile.value) || (!lacks && isnan(quantile.interval.high));
        if (lacks || is_cut) {
            const struct note said = {is_cut ? NOTE_QUANTILES_CUT_OFF : NOTE_QUANTILES_NEED,
                                      NULL,
                                      {side->options->quantiles[q], note.numbers[0],
                                       fmin(note.numbers[1], (double)side->n_sorted)}};
            return notes_add(&c->pair->notes, &said, err);
        }
    }
    return OK;
}

static enum status compare_quantiles(const struct comparison *c, struct error *err)
{
    enum status status = OK;
    for (size_t q = 0; status == OK && are_requests(c) && q < c->options->n_quantiles; q++) {
        const struct effect effect = quantile_of(c, q);
        status = effects_measure(&effect, c->options->intervals.level, &c->pair->quantiles[q], err);
        if (status == OK && c->options->intervals.method != INTERVAL_NONE && c->paired.n == 0) {
            status = note_quantile(c, q, err);
        }
    }
    return status;
}

static enum status compare_means(const struct comparison *c, struct error *err)
{
    struct error why = {{0}};
    const struct effect effect = mean_of(c);
    if (c->sides[0]->sample->censored > 0 || c->sides[1]->sample->censored > 0) {
        return notes_add(&c->pair->notes, &(struct note){.code = NOTE_MEANS_CUT_OFF}, err);
    }
    enum status status = effects_measure(&effect, c->options->intervals.level, &c->pair->means, &why);
    return notes_explain(&c->pair->notes, status, &reason, &why, err);
}

/* The shift between two runs of many varies as the difference of their medians does. */
static struct interval widen_shift(const struct comparison *c, const struct shift *shift)
{
    const struct draws *a = &c->draws[0], *b = &c->draws[1];
    double apart = hypot(a->values[a->n / 2], b->values[b->n / 2]) *
                   interval_run_reach(c->options->intervals.between_runs, c->options->intervals.level);
    return (struct interval){shift->estimate - hypot(shift->estimate - shift->interval.low, apart),
                             shift->estimate + hypot(shift->interval.high - shift->estimate, apart)};
}

/* Where runs alternate, what a pair says is one number, and Student's t of these judges: which requests are
 * longer has the p of the shift, as its own number goes no further where all requests of a run are. */
static enum status compare_runs(struct comparison *c, struct error *err)
{
    struct pair *pair = c->pair;
    struct summary_figures mean, shift;
    double level = c->options->intervals.level, df = (double)c->paired.n - 1,
           delta = paired_delta(&c->paired);
    enum status status = paired_difference(&c->paired, NAN, false, &mean, err);
    status = status == OK ? paired_shift(&c->paired, &shift, err) : status;
    if (status != OK) {
        return status;
    }
    double p = paired_p(&shift), error = p < 1 ? fabs(delta) / student_quantile(p / 2, df) : INFINITY;
    double half = student_quantile((1 - level) / 2, df) * error;
    pair->run_pairs = c->paired.n;
    pair->tests[WELCH].result =
        (struct test_result){mean.mean / (mean.sd / sqrt(mean.n)), df, paired_p(&mean)};
    pair->tests[BRUNNER_MUNZEL].result = (struct test_result){delta / error, df, p};
    pair->cliffs_delta =
        (struct effect_result){delta, {fmax(-1, delta - half), fmin(1, delta + half)}, "pairs"};
    pair->hodges_lehmann = effect_of_pairs(&shift, level);
    const struct note note = {.code = NOTE_RUN_PAIRS, .numbers = {(double)c->paired.n}};
    return notes_add(&pair->notes, &note, err);
}

static enum status compare_shift(const struct comparison *c, struct error *err)
{
    struct pair *pair = c->pair;
    struct error why = {{0}};
    struct shift shift;
    double level = c->options->intervals.level;
    double design_effect = are_independent(c) ? 1 : fmax(1, c->dominance.design_effect);
    const struct shift_options options = {level, design_effect,
                                          design_effect > 1 ? c->dominance.df : INFINITY};
    if (c->cut[0] != NULL) {
        return OK; /* differences to what was cut off have no order */
    }
    enum status status = hodges_lehmann_shift(&c->draws[0], &c->draws[1], &options, &shift, &why);
    if (status != OK) {
        return notes_explain(&pair->notes, status, &reason, &why, err);
    }
    if (shift.coverage < level - 1e-9) { /* all differences are not enough */
        pair->hodges_lehmann.value = shift.estimate;
        return notes_add(&pair->notes,
                         &(struct note){.code = NOTE_SHIFT_WITHOUT_INTERVAL, .numbers = {shift.coverage}},
                         err);
    }
    struct interval interval = widen_shift(c, &shift);
    pair->hodges_lehmann = (struct effect_result){shift.estimate, interval, shift.exact ? "exact" : "normal"};
    return OK;
}

/* ---- limits ---- */

/* The p value of a limit on the ratio, and whether the ratio's interval leaves it out or is all within it. */
static enum status compare_limit(const struct comparison *c, const struct effect *effect, struct error *err)
{
    const struct compare_limit *limit = &c->options->limit;
    struct pair *pair = c->pair;
    struct effects effects;
    struct effect_p p;
    struct error why = {{0}};
    double bound = 1 + limit->share;
    enum status status = effects_measure(effect, c->options->intervals.level, &effects, &why);
    if (status == OK) {
        status = effects_ratio_p(effect, bound, &p, &why);
    }
    if (status != OK) {
        return notes_explain(&pair->notes, status, &reason, &why, err);
    }
    const struct interval *ratio = &effects.ratio.interval;
    pair->limited = effects.ratio;
    pair->past_limit.p = limit->share >= 0 ? p.at_most : p.at_least;
    bool is_kept = limit->share >= 0 ? ratio->high <= bound : ratio->low >= bound;
    pair->limit_verdict = is_kept ? LIMIT_KEPT : LIMIT_UNKNOWN;
    return OK;
}

static enum status compare_limited(const struct comparison *c, struct error *err)
{
    const struct compare_limit *limit = &c->options->limit;
    bool of_mean = limit->statistic.kind == STATISTIC_MEAN;
    if (limit->text == NULL || (!of_mean && !are_requests(c))) {
        return OK;
    }
    const struct effect effect = of_mean ? mean_of(c) : quantile_of(c, c->options->n_quantiles);
    return compare_limit(c, &effect, err);
}

/* Two one-sided tests of the means' ratio (Schuirmann 1987), and the two-sided one that it is 1 where nothing
 * tells of ranks. */
static enum status compare_ratio(const struct comparison *c, struct error *err)
{
    const struct effect effect = mean_of(c);
    struct pair *pair = c->pair;
    double band = c->options->equivalent;
    struct effect_p low, high, one;
    struct error why = {{0}};
    if (pair->means.ratio.method == NULL) {
        return OK; /* it has been said why */
    }
    enum status status = OK;
    if (band > 0) {
        status = effects_ratio_p(&effect, 1 - band, &low, &why);
        status = status == OK ? effects_ratio_p(&effect, 1 + band, &high, &why) : status;
        pair->not_equivalent.p = status == OK ? fmax(low.at_most, high.at_least) : NAN;
    }
    if (status == OK && !are_requests(c)) {
        status = effects_ratio_p(&effect, 1, &one, &why);
        pair->means_equal.p = status == OK ? fmin(1, 2 * fmin(one.at_most, one.at_least)) : NAN;
    }
    return notes_explain(&pair->notes, status, &reason, &why, err);
}

/* ---- the pair ---- */

/* Says what it costs that requests depend on one another. */
static enum status note_effective_n(const struct comparison *c, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < 2 && are_requests(c); i++) {
        const char side[] = {(char)('a' + i), '\0'};
        double n = (double)c->sides[i]->n_sorted, effective_n = c->sides[i]->precisions[0].effective_n;
        const struct note note = {c->pair->order[i] == AS_READ ? NOTE_SIDE_TELLS_AS_MUCH_IN_FILE
                                                               : NOTE_SIDE_TELLS_AS_MUCH,
                                  side,
                                  {n, floor(effective_n)}};
        status = known_group_tells_less(c->sides[i]) ? notes_add(&c->pair->notes, &note, err) : OK;
        if (status == OK) {
            status = known_group_note_order(c->sides[i], &c->pair->notes, err);
        }
    }
    return status;
}

static enum status init_pair(struct pair *pair, const struct compare_options *options, struct error *err)
{
    static const struct effects none = {{NAN, {NAN, NAN}, NULL}, {NAN, {NAN, NAN}, NULL}};
    pair->means = none;
    pair->hodges_lehmann = pair->cliffs_delta = pair->limited = effect_none;
    pair->limit_verdict = LIMIT_UNKNOWN;
    pair->past_limit = pair->not_equivalent = pair->means_equal = (struct pair_p){NAN, NAN};
    for (size_t t = 0; t < PAIR_TESTS; t++) {
        pair->tests[t] = (struct pair_test){{NAN, NAN, NAN}, false, NAN};
    }
    pair->quantiles = calloc(options->n_quantiles + 1, sizeof *pair->quantiles);
    if (pair->quantiles == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; q < options->n_quantiles; q++) {
        pair->quantiles[q] = none;
    }
    return OK;
}

static enum status fill_pair(struct comparison *c, struct error *err)
{
    enum status status = run_tests(c, err);
    if (status == OK) {
        status = compare_means(c, err);
    }
    if (status == OK) {
        status = compare_quantiles(c, err);
    }
    if (status == OK && are_requests(c)) {
        status = c->paired.n > 0 ? compare_runs(c, err) : compare_shift(c, err);
    }
    if (status == OK) {
        status = compare_limited(c, err);
    }
    if (status == OK) {
        status = compare_ratio(c, err);
    }
    if (c->options->intervals.method == INTERVAL_NONE) { /* those that go with a test all the same */
        c->pair->hodges_lehmann.interval = c->pair->cliffs_delta.interval = (struct interval){NAN, NAN};
    }
    return status == OK ? note_effective_n(c, err) : status;
}

/* Where requests were cut off, whatever is as long as the earliest of them, in either group, has a rank that
 * nobody knows: all these are taken for equal, and longer than the others. */
static enum status cut_sides(struct comparison *c, struct error *err)
{
    double limit = INFINITY;
    enum status status = OK;
    for (size_t i = 0; i < 2; i++) {
        const struct sample *sample = c->sides[i]->sample;
        limit = sample->censored > 0 ? fmin(limit, sample->censored_from) : limit;
        c->draws[i] = (struct draws){c->sides[i]->sorted, c->sides[i]->n_sorted};
    }
    if (limit == INFINITY || !are_requests(c)) {
        return OK;
    }
    for (size_t i = 0; status == OK && i < 2; i++) {
        const struct known_group *side = c->sides[i];
        size_t n = side->n_sorted;
        c->cut[i] = calloc(2 * n, sizeof *c->cut[i]);
        c->cut_ranks[i] = calloc(n, sizeof *c->cut_ranks[i]);
        if (c->cut[i] == NULL || c->cut_ranks[i] == NULL) {
            return error_no_memory(err);
        }
        for (size_t v = 0; v < n; v++) {
            double value = side->sample->kept.values[v], ordered = side->sorted[v];
            c->cut[i][v] = value < limit ? value : INFINITY;
            c->cut[i][n + v] = ordered < limit ? ordered : INFINITY;
        }
        c->draws[i].values = c->cut[i] + n;
        quantile_rank(c->cut[i], n, c->cut[i] + n, n, c->cut_ranks[i]);
    }
    return status;
}

enum status compare_pair(const struct compare_options *options, const struct known_group *groups,
                         struct pair *pair, struct error *err)
{
    struct comparison c = {.options = options,
                           .sides = {&groups[pair->a], &groups[pair->b]},
                           .dominance = {.design_effect = 1, .df = INFINITY},
                           .pair = pair};
    pair->n[0] = c.sides[0]->n_sorted > 0 ? (double)sample_n(c.sides[0]->sample) : c.sides[0]->n;
    pair->n[1] = c.sides[1]->n_sorted > 0 ? (double)sample_n(c.sides[1]->sample) : c.sides[1]->n;
    pair->order[0] = c.sides[0]->sample->kept.order;
    pair->order[1] = c.sides[1]->sample->kept.order;
    enum status status = init_pair(pair, options, err);
    if (status == OK) {
        status = cut_sides(&c, err);
    }
    if (status == OK && are_requests(&c)) {
        status = paired_find(c.sides, &c.paired, err);
    }
    if (status == OK) {
        status = fill_pair(&c, err);
    }
    paired_release(&c.paired);
    for (size_t i = 0; i < 2; i++) {
        free(c.cut[i]);
        free(c.cut_ranks[i]);
    }
    return status;
}

void compare_pair_release(struct pair *pair)
{
    notes_release(&pair->notes);
    free(pair->quantiles);
    *pair = (struct pair){0};
}
