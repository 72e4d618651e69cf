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
    struct effect_side sides[2];
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
    static const char *const names[] = {"a", "b"};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < 2; i++) {
        if (c->sides[i].mean_block > 0) {
            status =
                notes_print(c->pair->notes, err,
                            "requests of %s depend on one another (Ljung-Box, %d lags, p = %.2g): p values, "
                            "shift and delta are as if they didn't; other intervals allow for it",
                            names[i], DEPENDENCE_LAGS, c->sides[i].dependence_p);
        }
    }
    return status;
}

/* ---- tests ---- */

static enum status run_tests(const struct comparison *c, struct error *err)
{
    struct pair *pair = c->pair;
    struct error why[PAIR_TESTS] = {{{0}}};
    bool exact;
    enum status done[PAIR_TESTS] = {BAD_DATA, BAD_DATA, BAD_DATA};
    done[WELCH] =
        welch_test(&c->sides[0].figures, &c->sides[1].figures, &pair->tests[WELCH].result, &why[WELCH]);
    if (are_requests(c)) {
        done[MANN_WHITNEY] = mann_whitney_test(&c->draws[0], &c->draws[1], &pair->tests[MANN_WHITNEY].result,
                                               &exact, &why[MANN_WHITNEY]);
        done[KOLMOGOROV_SMIRNOV] =
            kolmogorov_smirnov_test(&c->draws[0], &c->draws[1], &pair->tests[KOLMOGOROV_SMIRNOV].result,
                                    &exact, &why[KOLMOGOROV_SMIRNOV]);
    }
    enum status status = OK;
    for (size_t t = 0; status == OK && t < PAIR_TESTS; t++) {
        if (done[t] != OK) {
            pair->tests[t].result = (struct test_result){NAN, NAN, NAN};
            status = why[t].text[0] != '\0' ? notes_print(pair->notes, err, "%s", why[t].text) : OK;
        }
    }
    return status;
}

/* ---- effects ---- */

static enum status compare_means(const struct comparison *c, struct error *err)
{
    struct effects effects;
    enum status status = effects_of_means(c->sides, &c->effects, &effects, c->pair->notes, err);
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
                                      c->pair->notes, err);
        c->pair->differences[q] = effects.difference;
        c->pair->ratios[q] = effects.ratio;
    }
    return status;
}

static enum status compare_ranks(const struct comparison *c, struct error *err)
{
    struct pair *pair = c->pair;
    struct error why = {{0}};
    struct shift shift;
    struct dominance dominance;
    enum status status = OK;
    if (hodges_lehmann_shift(&c->draws[0], &c->draws[1], c->options->level, &shift, &why) != OK) {
        status = notes_print(pair->notes, err, "%s", why.text);
    } else if (shift.coverage < c->options->level - 1e-9) { /* all differences are not enough */
        pair->hodges_lehmann.value = shift.estimate;
        status = notes_print(pair->notes, err, "shift: no interval, the widest there is covers %.3g %%",
                             shift.coverage * 100);
    } else {
        pair->hodges_lehmann =
            (struct effect_result){shift.estimate, shift.interval, shift.exact ? "exact" : "normal"};
    }
    why = (struct error){{0}};
    if (status == OK && cliffs_delta(&c->draws[0], &c->draws[1], c->options->level, &dominance, &why) == OK) {
        pair->cliffs_delta = (struct effect_result){dominance.delta, dominance.interval, "feng-cliff"};
    } else if (status == OK) {
        status = notes_print(pair->notes, err, "%s", why.text);
    }
    return status;
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
        effects_of_quantiles(c->sides, limit->statistic.p, &c->effects, &effects, c->pair->notes, err);
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
    pair->notes = json_array();
    pair->differences = calloc(options->n_quantiles + 1, sizeof *pair->differences);
    pair->ratios = calloc(options->n_quantiles + 1, sizeof *pair->ratios);
    if (pair->notes == NULL || pair->differences == NULL || pair->ratios == NULL) {
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
        status = compare_ranks(c, err);
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
        status = effect_side_init(&c.sides[i], samples[i], err);
        pair->n[i] = c.sides[i].figures.n;
    }
    if (status == OK) {
        status = fill_pair(&c, err);
    }
    effect_side_release(&c.sides[0]);
    effect_side_release(&c.sides[1]);
    return status;
}

void pair_release(struct pair *pair)
{
    json_decref(pair->notes);
    free(pair->differences);
    free(pair->ratios);
    *pair = (struct pair){0};
}
