#include "analysis/compare_pair.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/dependence.h"
#include "stats/cliffs_delta.h"
#include "stats/hodges_lehmann.h"
#include "stats/kolmogorov_smirnov.h"
#include "stats/mann_whitney.h"
#include "stats/welch.h"

const char *const pair_test_names[PAIR_TESTS] = {"welch", "mann_whitney", "kolmogorov_smirnov"};

/* Both samples of a pair and what its numbers are made with. */
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
    static const struct note reason = {.code = NOTE_REASON};
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

static enum status compare_means(const struct comparison *c, struct error *err)
{
    struct effects effects;
    enum status status = effects_of_means(c->sides, &c->effects, &effects, &c->pair->notes, err);
    c->pair->mean_difference = effects.difference;
    c->pair->mean_ratio = effects.ratio;
    return status;
}

static enum status compare_quantiles(const struct comparison *c, struct error *err)
{
    enum status status = OK;
    for (size_t q = 0; status == OK && are_requests(c) && q < c->options->n_quantiles; q++) {
        struct effects effects;
        status = effects_of_quantiles(c->sides, c->options->quantiles[q], &c->effects, &effects,
                                      &c->pair->notes, err);
        c->pair->differences[q] = effects.difference;
        c->pair->ratios[q] = effects.ratio;
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
        return notes_explain(&pair->notes, status, &(struct note){.code = NOTE_REASON}, &why, err);
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
    return notes_explain(&c->pair->notes, status, &(struct note){.code = NOTE_REASON}, &why, err);
}

/* The ratio that the limit is about; a mean's has been made already. */
static enum status compare_limit(const struct comparison *c, struct error *err)
{
    const struct compare_limit *limit = &c->options->limit;
    if (limit->text == NULL || (limit->statistic.kind == ESTIMATE_QUANTILE && !are_requests(c))) {
        return OK;
    }
    if (limit->statistic.kind == ESTIMATE_MEAN) {
        c->pair->limit = c->pair->mean_ratio;
        return OK;
    }
    struct effects effects;
    enum status status =
        effects_of_quantiles(c->sides, limit->statistic.p, &c->effects, &effects, &c->pair->notes, err);
    c->pair->limit = effects.ratio;
    return status;
}

/* ---- the pair ---- */

static enum status init_pair(struct pair *pair, const struct compare_options *options, struct error *err)
{
    *pair = (struct pair){.mean_difference = no_effect,
                          .mean_ratio = no_effect,
                          .hodges_lehmann = no_effect,
                          .cliffs_delta = no_effect,
                          .limit = no_effect};
    pair->differences = calloc(options->n_quantiles + 1, sizeof *pair->differences);
    pair->ratios = calloc(options->n_quantiles + 1, sizeof *pair->ratios);
    if (pair->differences == NULL || pair->ratios == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; q < options->n_quantiles; q++) {
        pair->differences[q] = pair->ratios[q] = no_effect;
    }
    for (size_t t = 0; t < PAIR_TESTS; t++) {
        pair->tests[t] = (struct pair_test){{NAN, NAN, NAN}, NAN};
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
        status = compare_shift(c, err);
    }
    if (status == OK && are_requests(c)) {
        status = compare_dominance(c, err);
    }
    if (status == OK) {
        status = compare_limit(c, err);
    }
    return status == OK ? note_dependence(c, err) : status;
}

enum status pair_compare(const struct compare_options *options, const struct sample *a,
                         const struct sample *b, uint64_t stream, struct pair *pair, struct error *err)
{
    const struct sample *samples[] = {a, b};
    struct known_group known[2] = {{0}, {0}};
    struct comparison c = {.options = options,
                           .effects = {.level = options->level,
                                       .resamples = options->resamples,
                                       .threads = options->threads,
                                       .seed = options->seed,
                                       .stream = stream},
                           .pair = pair};
    enum status status = init_pair(pair, options, err);
    for (size_t i = 0; status == OK && i < 2; i++) {
        /* Tests of what is left when requests were cut off would be tests of something else. */
        c.draws[i] = (struct draws){samples[i]->values, samples[i]->censored == 0 ? samples[i]->n : 0};
        status = known_group_init(&known[i], samples[i], err);
        pair->n[i] = known[i].figures.n;
        c.sides[i] = &known[i];
    }
    if (status == OK) {
        status = fill_pair(&c, err);
    }
    known_group_release(&known[0]);
    known_group_release(&known[1]);
    return status;
}

void pair_release(struct pair *pair)
{
    notes_release(&pair->notes);
    free(pair->differences);
    free(pair->ratios);
    *pair = (struct pair){0};
}
