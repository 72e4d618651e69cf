#include "analysis/compare_pair.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/dependence.h"
#include "stats/cliffs_delta.h"
#include "stats/hodges_lehmann.h"
#include "stats/kolmogorov_smirnov.h"
#include "stats/mann_whitney.h"
#include "stats/welch.h"

static const struct note reason = {.code = NOTE_REASON};

/* Both groups of a pair and what its numbers are made with. */
struct comparison {
    const struct compare_options *options;
    struct effect_options effects;
    const struct known_group *sides[2];
    struct draws draws[2]; /* their requests */
    struct pair *pair;
};

static bool are_requests(const struct comparison *c)
{
    return c->draws[0].n > 0 && c->draws[1].n > 0;
}

/* The tests take the requests for independent draws; where they are not, it is said. */
static enum status note_dependence(const struct comparison *c, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < 2; i++) {
        char side[] = {(char)('a' + i), '\0'};
        const struct note note = {.code = NOTE_SIDE_DEPENDENT,
                                  .text = side,
                                  .numbers = {DEPENDENCE_LAGS, c->sides[i]->dependence_p}};
        status = c->sides[i]->mean_block > 0 ? notes_add(&c->pair->notes, &note, err) : OK;
    }
    return status;
}

/* ---- tests ---- */

static enum status run_test(const struct comparison *c, size_t t, struct error *why)
{
    const struct known_group *const *sides = c->sides;
    struct test_result *result = &c->pair->tests[t].result;
    bool exact;
    switch (t) {
    case WELCH:
        return welch_test(&sides[0]->figures, &sides[1]->figures, result, why);
    case MANN_WHITNEY:
        return mann_whitney_test(&c->draws[0], &c->draws[1], result, &exact, why);
    case KOLMOGOROV_SMIRNOV:
        return kolmogorov_smirnov_test(&c->draws[0], &c->draws[1], result, &exact, why);
    }
    abort();
}

static enum status run_tests(const struct comparison *c, struct error *err)
{
    size_t n = are_requests(c) ? PAIR_TESTS : WELCH + 1;
    enum status status = OK;
    for (size_t t = 0; status == OK && t < n; t++) {
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

static enum status compare_quantiles(const struct comparison *c, struct error *err)
{
    enum status status = OK;
    for (size_t q = 0; status == OK && are_requests(c) && q < c->options->n_quantiles; q++) {
        status = effects_of_quantiles(c->sides, c->options->quantiles[q], &c->effects, &c->pair->quantiles[q],
                                      &c->pair->notes, err);
    }
    return status;
}

static enum status compare_shift(const struct comparison *c, struct error *err)
{
    struct pair *pair = c->pair;
    struct error why = {{0}};
    struct shift shift;
    enum status status = hodges_lehmann_shift(&c->draws[0], &c->draws[1], c->options->level, &shift, &why);
    if (status != OK) {
        return notes_explain(&pair->notes, status, &reason, &why, err);
    }
    if (shift.coverage < c->options->level - 1e-9) { /* all differences are not enough */
        pair->hodges_lehmann.value = shift.estimate;
        return notes_add(&pair->notes,
                         &(struct note){.code = NOTE_SHIFT_WITHOUT_INTERVAL, .numbers = {shift.coverage}},
                         err);
    }
    pair->hodges_lehmann =
        (struct effect_result){shift.estimate, shift.interval, shift.exact ? "exact" : "normal"};
    return OK;
}

static enum status compare_dominance(const struct comparison *c, struct error *err)
{
    struct error why = {{0}};
    struct dominance dominance;
    enum status status = cliffs_delta(&c->draws[0], &c->draws[1], c->options->level, &dominance, &why);
    if (status == OK) {
        c->pair->cliffs_delta = (struct effect_result){dominance.delta, dominance.interval, "feng-cliff"};
    }
    return notes_explain(&c->pair->notes, status, &reason, &why, err);
}

/* ---- the limit ---- */

static enum limit_verdict judge_limit(const struct compare_limit *limit, const struct interval *ratio)
{
    if (isnan(ratio->low) || isnan(ratio->high)) {
        return LIMIT_UNKNOWN;
    }
    bool passed = limit->share >= 0 ? ratio->low > 1 + limit->share : ratio->high < 1 + limit->share;
    return passed ? LIMIT_PASSED : LIMIT_KEPT;
}

/* The ratio that the limit is about; a mean's has been made already. */
static enum status compare_limited(const struct comparison *c, struct error *err)
{
    const struct compare_limit *limit = &c->options->limit;
    struct effects effects = c->pair->means;
    enum status status = OK;
    if (limit->text == NULL || (limit->statistic.kind == ESTIMATE_QUANTILE && !are_requests(c))) {
        return OK;
    }
    if (limit->statistic.kind == ESTIMATE_QUANTILE) {
        status =
            effects_of_quantiles(c->sides, limit->statistic.p, &c->effects, &effects, &c->pair->notes, err);
    }
    c->pair->limited = effects.ratio;
    c->pair->limit_verdict = judge_limit(limit, &effects.ratio.interval);
    return status;
}

/* ---- the pair ---- */

static enum status init_pair(struct pair *pair, const struct compare_options *options, struct error *err)
{
    static const struct effects none = {{NAN, {NAN, NAN}, NULL}, {NAN, {NAN, NAN}, NULL}};
    pair->means = none;
    pair->hodges_lehmann = pair->cliffs_delta = pair->limited = effect_none;
    pair->limit_verdict = LIMIT_UNKNOWN;
    for (size_t t = 0; t < PAIR_TESTS; t++) {
        pair->tests[t] = (struct pair_test){{NAN, NAN, NAN}, NAN};
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
        status = effects_of_means(c->sides, &c->effects, &c->pair->means, &c->pair->notes, err);
    }
    if (status == OK) {
        status = compare_quantiles(c, err);
    }
    if (status == OK && are_requests(c)) {
        status = compare_shift(c, err);
    }
    if (status == OK && are_requests(c)) {
        status = compare_dominance(c, err);
    }
    if (status == OK) {
        status = compare_limited(c, err);
    }
    return status == OK ? note_dependence(c, err) : status;
}

enum status compare_pair(const struct compare_options *options, const struct known_group *groups,
                         struct pair *pair, struct error *err)
{
    struct comparison c = {.options = options,
                           .effects = {.level = options->level,
                                       .resamples = options->resamples,
                                       .threads = options->threads,
                                       .seed = options->seed,
                                       .stream = (uint64_t)pair->a << 32 | pair->b},
                           .sides = {&groups[pair->a], &groups[pair->b]},
                           .pair = pair};
    for (size_t i = 0; i < 2; i++) {
        /* Tests of what is left when requests were cut off would be tests of something else. */
        const struct sample *sample = c.sides[i]->sample;
        c.draws[i] = (struct draws){sample->kept.values, sample->censored == 0 ? sample->kept.n : 0};
        pair->n[i] = c.sides[i]->figures.n;
    }
    enum status status = init_pair(pair, options, err);
    return status == OK ? fill_pair(&c, err) : status;
}

void compare_pair_release(struct pair *pair)
{
    notes_release(&pair->notes);
    free(pair->quantiles);
    *pair = (struct pair){0};
}
