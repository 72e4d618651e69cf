#include "output/tune_agree.h"

#include "analysis/tune/tune_result.h"
#include "output/group_name.h"

#define RESULT(at)  ((const struct tune_result *)(at)->result)
#define OPTIONS(at) (RESULT(at)->options)
#define PAIR(at)    ((const struct tune_comparison *)(at)->part + (at)->item)

static const char *const agreements[AGREEMENTS] = {
    [AGREE] = "same size",
    [AGREE_WITHIN_BOTH] = "within noise",
    [AGREE_WITHIN_BEFORE] = "within noise",
    [AGREE_WITHIN_NOW] = "within noise",
    [DISAGREE] = "disagree",
    [AGREEMENT_UNKNOWN] = "cannot tell",
};

static struct value choice_of(const struct tune_set *set)
{
    return set == NULL || set->choice == NULL ? value_null : value_count(set->choice->memory_mb);
}

static struct value ratio_of(const struct effect_result *effect)
{
    return value_estimate(effect->value, effect->interval);
}

/* Whether a tuning shows its own choice to be the better one; null where that can't be told, or both chose
 * the same. */
static struct value tells(const struct at *at, const struct tune_view *view)
{
    bool asked = PAIR(at)->agreement != AGREE && view->known;
    return asked ? value_truth(view->tells) : value_null;
}

GETTER(get_before, choice_of(PAIR(at)->before.set))
GETTER(get_now, choice_of(PAIR(at)->now.set))
GETTER(get_agreement, value_text(agreements[PAIR(at)->agreement]))
GETTER(get_cost_before, ratio_of(&PAIR(at)->before.cost))
GETTER(get_latency_before, ratio_of(&PAIR(at)->before.latency))
GETTER(get_tells_before, tells(at, &PAIR(at)->before))
GETTER(get_cost_now, ratio_of(&PAIR(at)->now.cost))
GETTER(get_latency_now, ratio_of(&PAIR(at)->now.latency))
GETTER(get_tells_now, tells(at, &PAIR(at)->now))
GETTER(get_cost, ratio_of(&PAIR(at)->cost))
GETTER(get_latency, ratio_of(&PAIR(at)->latency))
GETTER(get_array, value_array)

/* Appends why a view can't tell, from its own side; nothing where it can. */
static enum status append_why(const struct tune_comparison *pair, bool is_now, struct text *text,
                              struct error *err)
{
    const struct tune_view *view = is_now ? &pair->now : &pair->before;
    const struct tune_set *other = is_now ? pair->before.set : pair->now.set;
    const char *name = is_now ? "now" : "before", *separator = text->n == 0 ? "" : "; ";
    if (view->set == NULL || view->set->choice == NULL) {
        return text_print(text, err, "%sno %s %s", separator, view->set == NULL ? "such group" : "choice",
                          name);
    }
    if (other == NULL || other->choice == NULL || view->known) {
        return OK;
    }
    bool measured = view->before != NULL && view->now != NULL;
    return measured ? text_print(text, err, "%scosts %s have no interval", separator, name)
                    : text_print(text, err, "%s%.6g MB were not measured %s", separator,
                                 other->choice->memory_mb, name);
}

/* Which tuning can't tell the two sizes apart, or why nothing can be told; nothing where there is no doubt.
 */
static enum status append_whys(const struct tune_comparison *pair, struct text *text, struct error *err)
{
    static const char *const within[AGREEMENTS] = {
        [AGREE_WITHIN_BOTH] = "neither tuning tells the two sizes apart",
        [AGREE_WITHIN_BEFORE] = "before does not tell the two sizes apart",
        [AGREE_WITHIN_NOW] = "now does not tell the two sizes apart",
    };
    if (pair->agreement != AGREEMENT_UNKNOWN) {
        const char *words = within[pair->agreement];
        return words == NULL ? OK : text_print(text, err, "%s", words);
    }
    enum status status = append_why(pair, false, text, err);
    return status == OK ? append_why(pair, true, text, err) : status;
}

static bool has_why(const struct tune_comparison *pair)
{
    return pair->agreement != AGREE && pair->agreement != DISAGREE;
}

static struct value get_why(const struct at *at)
{
    return has_why(PAIR(at)) ? value_scratch(at, append_whys(PAIR(at), at->scratch, at->err)) : value_null;
}

#define IN_PAIRS "comparisons[]."

static struct value get_by(const struct at *at)
{
    return value_group(&RESULT(at)->named_sets, &RESULT(at)->grouping.groups[PAIR(at)->first]);
}

static const struct field identity[] = {{.path = IN_PAIRS "by", .get = get_by}};
static const struct field compared[] = {
    {"before_mb", IN_PAIRS "before_mb", .unit = "MB", .meaning = "size that the earlier tuning chose",
     .get = get_before},
    {"now_mb", IN_PAIRS "now_mb", .unit = "MB", .meaning = "size that the later one chose", .get = get_now},
    {"agreement", IN_PAIRS "agreement",
     .meaning = "same size; within noise; disagree: each shows that it has to be its own",
     .get = get_agreement, .tone = TONE_VERDICT},
    {"why", IN_PAIRS "why", .is_detail = true,
     .meaning = "which tuning can't tell the two sizes apart, or why nothing can be told", .get = get_why},
    {"cost_before", IN_PAIRS "before.cost_ratio", .interval = INTERVAL_BESIDE, .is_ratio = true,
     .meaning = "cost of the later choice over that of the earlier one, as measured before",
     .get = get_cost_before},
    {"cost_now", IN_PAIRS "now.cost_ratio", .interval = INTERVAL_BESIDE, .is_ratio = true,
     .meaning = "the same, as measured now", .get = get_cost_now},
    {"latency_before", IN_PAIRS "before.latency_ratio", .interval = INTERVAL_BESIDE, .is_ratio = true,
     .meaning = "of what the objective is about, else the mean: the same before", .get = get_latency_before,
     .rank = 1},
    {"latency_now", IN_PAIRS "now.latency_ratio", .interval = INTERVAL_BESIDE, .is_ratio = true,
     .meaning = "and now", .get = get_latency_now, .rank = 1},
    {.path = IN_PAIRS "before.tells", .get = get_tells_before},
    {.path = IN_PAIRS "now.tells", .get = get_tells_now},
    {"cost_change", IN_PAIRS "cost_change", .interval = INTERVAL_BESIDE, .is_ratio = true,
     .meaning = "cost of the later choice now over that of the earlier one before", .get = get_cost,
     .rank = 3},
    {"latency_change", IN_PAIRS "latency_change", .interval = INTERVAL_BESIDE, .is_ratio = true,
     .meaning = "the same of latency", .get = get_latency, .rank = 2}};

/* ---- the table ---- */

static size_t count_pairs(const void *result)
{
    return ((const struct tune_result *)result)->n_comparisons;
}

static const void *get_row(const struct at *at)
{
    return &RESULT(at)->comparisons[at->row];
}

static const struct group *get_group(const struct at *at, const struct grouping **grouping)
{
    *grouping = &RESULT(at)->grouping;
    return &(*grouping)->groups[RESULT(at)->comparisons[at->row].first];
}

/* "model a: before 512 MB were not measured" */
static enum status add_why(const struct tune_result *result, const struct tune_comparison *pair,
                           struct text *lines, struct error *err)
{
    struct text why = {0};
    enum status status = append_whys(pair, &why, err);
    if (status == OK) {
        status = group_name(&result->named_sets, &result->grouping.groups[pair->first], lines, err);
    }
    if (status == OK) {
        status = text_print(lines, err, ": %s\n", why.bytes);
    }
    text_release(&why);
    return status;
}

static enum status foot_of_agreement(const void *of, struct text *lines, struct error *err)
{
    const struct tune_result *result = of;
    for (size_t i = 0; i < result->n_comparisons; i++) {
        const struct tune_comparison *pair = &result->comparisons[i];
        enum status status = has_why(pair) ? add_why(result, pair, lines, err) : OK;
        if (status != OK) {
            return status;
        }
    }
    return text_print(lines, err,
                      "a tuning tells two sizes apart when the other's choice misses the objective, or costs "
                      "more, beyond its %.10g %% interval; they disagree when each does\n",
                      100 * result->options->intervals.level);
}

static const struct form_block blocks[] = {
    {.fields = compared, .n = sizeof compared / sizeof *compared, .part = get_row}};

/* ---- JSON and CSV ---- */

static size_t count_items(const struct at *at)
{
    return count_pairs(at->result);
}

static const void *get_all(const struct at *at)
{
    return RESULT(at)->comparisons;
}

/* That of the size's set; of a single tuning there is none. */
static const void *get_of_size(const struct at *at)
{
    const struct tune_set *set = &RESULT(at)->sets[RESULT(at)->sizes[at->row].set];
    for (size_t i = 0; i < RESULT(at)->n_comparisons; i++) {
        const struct tune_comparison *comparison = &RESULT(at)->comparisons[i];
        if (comparison->before.set == set || comparison->now.set == set) {
            return comparison;
        }
    }
    return NULL;
}

static const struct field open_array[] = {{.path = "comparisons", .get = get_array}};

static const struct form_block head[] = {
    BLOCK(open_array),
    {.fields = identity, .n = sizeof identity / sizeof *identity, .times = count_items, .part = get_all},
    {.fields = compared, .n = sizeof compared / sizeof *compared, .times = count_items, .part = get_all}};
static const struct form_block beside = {
    .fields = compared, .n = sizeof compared / sizeof *compared, .part = get_of_size};

const struct form form_tune_agree = {.count = count_pairs,
                                     .group = get_group,
                                     .own_factors = 2,
                                     .beside = &beside,
                                     .head = head,
                                     .n_head = sizeof head / sizeof *head,
                                     .heading = "two tunings",
                                     .blocks = blocks,
                                     .n_blocks = sizeof blocks / sizeof *blocks,
                                     .foot = foot_of_agreement};
