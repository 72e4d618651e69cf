/*
 * Claims about the ratio of two groups: `order`, of several groups in ascending order; `ratio`, of two,
 * within bounds; `equal`, of all pairs, within a band around 1.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/claim_groups.h"
#include "analysis/effects.h"
#include "analysis/evidence.h"
#include "analysis/paired.h"
#include "base/number.h"

/* Two groups; the ratio is b / a. */
struct claimed_pair {
    size_t a, b;
};

struct claimed_pairs {
    struct claim_groups *groups;
    const struct claim *claim;
    struct claimed_pair *pairs;
    size_t n;
};

/* ---- the ratio ---- */

/* Why there is no ratio's interval: what the effect says of it, or what both groups lack. */
static enum status give_reason(const struct known_group *const sides[2], bool is_mean,
                               const struct notes *said, struct estimate *estimate, struct error *err)
{
    bool requests = sides[0]->n_sorted > 0 && sides[1]->n_sorted > 0;
    bool known = sides[0]->n >= 2 && sides[1]->n >= 2;
    struct note note = {.code = !is_mean && !requests ? NOTE_QUANTILE_OF_PUBLISHED
                                : !known              ? NOTE_MEANS_WITHOUT_N
                                                      : NOTE_MEANS_WITHOUT_SPREAD};
    size_t place = 0;
    if (said->n > 0) {
        note = notes_next(said, &place);
    }
    return notes_add(&estimate->notes, &note, err);
}

static enum status estimate_sides(const struct known_group *const sides[2], double level,
                                  struct estimate *estimate, struct error *err)
{
    bool is_mean = sides[0]->options->n_quantiles == 0;
    struct effects effects = {effect_none, effect_none};
    struct notes notes = {0};
    struct error why = {{0}};
    struct paired paired = {0};
    enum status status = paired_find(sides, &paired, &why);
    if (status == OK) {
        const struct effect effect = {{sides[0], sides[1]}, is_mean, 0, paired.n > 0 ? &paired : NULL};
        status = effects_measure(&effect, level, &effects, &why);
    }
    double pairs = (double)paired.n;
    paired_release(&paired);
    status = notes_explain(&notes, status, &(struct note){.code = NOTE_REASON}, &why, err);
    estimate->value = effects.ratio.value;
    estimate->interval = effects.ratio.interval;
    if (status == OK && effects.ratio.method == NULL) {
        status = give_reason(sides, is_mean, &notes, estimate, err);
    }
    if (status == OK && pairs > 0) {
        status = notes_add(&estimate->notes, &(struct note){.code = NOTE_RUN_PAIRS, .numbers = {pairs}}, err);
    }
    notes_release(&notes);
    return status;
}

static enum status estimate_ratio(const struct question *question, double level, struct estimate *estimate,
                                  struct error *err)
{
    struct claim_groups *groups = question->context;
    const struct known_group *a = claim_groups_know(groups, question->base, err);
    const struct known_group *b = a == NULL ? NULL : claim_groups_know(groups, question->group, err);
    const struct known_group *const sides[] = {a, b};
    return b == NULL ? BAD_SERVICE : estimate_sides(sides, level, estimate, err);
}

static enum status ask_all(const struct claimed_pairs *all, struct evidence *evidence, struct error *err)
{
    enum status status = OK;
    evidence->expected = all->n;
    for (size_t i = 0; status == OK && i < all->n; i++) {
        const struct question question = {all->pairs[i].b, all->pairs[i].a, estimate_ratio, all->groups};
        status = evidence_ask(evidence, &question, err);
    }
    return status;
}

/* ---- which pairs ---- */

/* The group of first..last - 1 whose `of` has that value and that has data; `last` when there is none. */
static size_t find_value(const struct claimed_pairs *all, size_t first, size_t last, const char *value)
{
    const struct grouping *grouping = all->groups->grouping;
    for (size_t g = first; g < last; g++) {
        const char *text = group_text(grouping, &grouping->groups[g], all->claim->n_by);
        if (text != NULL && strcmp(text, value) == 0 && claim_group_has_data(all->groups, g)) {
            return g;
        }
    }
    return last;
}

/* Neighbours among the values of the claim that these groups have. */
static void add_ordered(struct claimed_pairs *all, size_t first, size_t last)
{
    size_t before = last;
    for (size_t v = 0; v < all->claim->n_values; v++) {
        size_t here = find_value(all, first, last, all->claim->values[v]);
        if (here != last && before != last) {
            all->pairs[all->n++] = (struct claimed_pair){before, here};
        }
        before = here != last ? here : before;
    }
}

static void add_every(struct claimed_pairs *all, size_t first, size_t last)
{
    for (size_t a = first; a < last; a++) {
        for (size_t b = a + 1; b < last; b++) {
            if (claim_group_has_data(all->groups, a) && claim_group_has_data(all->groups, b)) {
                all->pairs[all->n++] = (struct claimed_pair){a, b};
            }
        }
    }
}

/* A value that no group has is a slip of the pen, not a gap in the data. */
static enum status check_values(const struct claimed_pairs *all, struct error *err)
{
    const struct claim *claim = all->claim;
    const struct column *column = all->groups->grouping->by[claim->n_by];
    for (size_t v = 0; v < claim->n_values; v++) {
        if (dictionary_find(&column->dictionary, claim->values[v]) != 0) {
            continue;
        }
        const char *nearest = text_nearest(claim->values[v], (const char *const *)column->dictionary.texts,
                                           column->dictionary.n);
        return error_set(err, BAD_USAGE, "the data have no %.40s '%.40s'%s%.40s%s", claim->of,
                         claim->values[v], nearest == NULL ? "" : "; did you mean '",
                         nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
    }
    return OK;
}

static enum status judge_pairs(struct claim_groups *groups, struct evidence *evidence,
                               void (*add)(struct claimed_pairs *, size_t, size_t), struct error *err)
{
    const struct claim *claim = evidence->claim;
    struct claimed_pairs all = {.groups = groups, .claim = claim};
    size_t most = 0, n = groups->samples.n, next = 0;
    enum status status = check_values(&all, err);
    if (status != OK) {
        return status;
    }
    for (size_t first = 0; first < n; first = next) {
        next = claim_groups_next(groups, claim, first);
        most += (next - first) * (next - first);
    }
    all.pairs = calloc(most + 1, sizeof *all.pairs);
    if (all.pairs == NULL) {
        return error_no_memory(err);
    }
    for (size_t first = 0; first < n; first = next) {
        next = claim_groups_next(groups, claim, first);
        add(&all, first, next);
    }
    status = ask_all(&all, evidence, err);
    free(all.pairs);
    return status;
}

static enum status judge_ordered(struct claim_groups *groups, struct evidence *evidence, struct error *err)
{
    return judge_pairs(groups, evidence, add_ordered, err);
}

static enum status judge_every(struct claim_groups *groups, struct evidence *evidence, struct error *err)
{
    return judge_pairs(groups, evidence, add_every, err);
}

/* ---- keys ---- */

static enum status read_of(const struct json_spot *spot, struct claim *claim, struct error *err)
{
    const struct json_text of = {"of", true, &claim->of};
    return json_get_texts(spot, &of, 1, err);
}

static enum status read_order(const struct json_spot *spot, struct claim *claim, struct error *err)
{
    enum status status = read_of(spot, claim, err);
    if (status == OK) {
        status = claim_read_texts(spot, "ascending", true, &claim->values, &claim->n_values, err);
    }
    if (status == OK && claim->n_values < 2) {
        struct json_spot member = json_member(spot, "ascending");
        return json_spot_error(&member, err, "found one group, expected two or more");
    }
    claim->allowed.low = 1;
    return status;
}

static enum status read_ratio(const struct json_spot *spot, struct claim *claim, struct error *err)
{
    claim->n_values = 2;
    claim->values = calloc(claim->n_values + 1, sizeof *claim->values);
    if (claim->values == NULL) {
        return error_no_memory(err);
    }
    const struct json_text ends[] = {{"from", true, &claim->values[0]}, {"to", true, &claim->values[1]}};
    enum status status = read_of(spot, claim, err);
    if (status == OK) {
        status = json_get_texts(spot, ends, 2, err);
    }
    return status == OK ? claim_read_bounds(spot, claim, err) : status;
}

/* "10%": ratios from 1 / 1.1 to 1.1. */
static enum status read_equal(const struct json_spot *spot, struct claim *claim, struct error *err)
{
    const char *within = NULL;
    const struct json_text text = {"within", true, &within};
    struct json_spot member = json_member(spot, "within");
    double percent = 0;
    enum status status = read_of(spot, claim, err);
    if (status == OK) {
        status = json_get_texts(spot, &text, 1, err);
    }
    if (status != OK || within == NULL) {
        return status;
    }
    size_t n = strcspn(within, "%");
    if (strcmp(within + n, "%") != 0 || !number_parse(within, n, &percent) || percent <= 0) {
        return json_spot_error(&member, err, "found '%.40s', expected a share above 0, such as \"10%%\"",
                               within);
    }
    claim->allowed = (struct interval){1 / (1 + percent / 100), 1 + percent / 100};
    return OK;
}

static const char *const order_keys[] = {"of", "ascending", NULL};
const struct claim_test claim_test_order = {
    .name = "order", .about = ABOUT_RATIO, .keys = order_keys, .read = read_order, .judge = judge_ordered};

static const char *const ratio_keys[] = {"of", "from", "to", "above", "below", NULL};
const struct claim_test claim_test_ratio = {
    .name = "ratio", .about = ABOUT_RATIO, .keys = ratio_keys, .read = read_ratio, .judge = judge_ordered};

static const char *const equal_keys[] = {"of", "within", NULL};
const struct claim_test claim_test_equal = {
    .name = "equal", .about = ABOUT_RATIO, .keys = equal_keys, .read = read_equal, .judge = judge_every};
