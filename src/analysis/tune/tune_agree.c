#include "analysis/tune/tune_agree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const tune_agree_names[2] = {"before", "now"};

static const struct tune_size *find_size(const struct tune_set *set, double memory_mb)
{
    for (size_t i = 0; set != NULL && i < set->n; i++) {
        if (set->sizes[i].memory_mb == memory_mb) {
            return &set->sizes[i];
        }
    }
    return NULL;
}

static struct effect_result cost_ratio(const struct tune_size *a, const struct tune_size *b)
{
    return effect_ratio_of(&(struct estimated){a->usd, a->usd_interval},
                           &(struct estimated){b->usd, b->usd_interval});
}

static struct effect_result latency_ratio(const struct tune_size *a, const struct tune_size *b)
{
    return effect_ratio_of(&(struct estimated){a->aim_s, a->aim_interval},
                           &(struct estimated){b->aim_s, b->aim_interval});
}

/* What a set says of the two sizes: `own` is the one that it chose itself; `above` where the ratio is that of
 * the other one over it. */
static void judge(const struct tune_objective *objective, const struct tune_size *own,
                  const struct tune_size *other, bool above, struct tune_view *view)
{
    const struct interval *ratio = &view->cost.interval;
    if (own == NULL || other == NULL) {
        return;
    }
    bool misses = objective->text != NULL && other->lower_s >= objective->bound_s;
    bool meets = objective->text == NULL || other->upper_s < objective->bound_s;
    bool dearer = above ? ratio->low > 1 : ratio->high < 1;
    view->known = misses || !meets || !isnan(above ? ratio->low : ratio->high);
    view->tells = misses || (meets && dearer);
}

static void look(const struct tune_options *options, const struct tune_comparison *comparison,
                 struct tune_view *view)
{
    const struct tune_set *before = comparison->before.set, *now = comparison->now.set;
    view->cost = view->latency = effect_none;
    if (before == NULL || now == NULL || before->choice == NULL || now->choice == NULL) {
        return;
    }
    view->before = find_size(view->set, before->choice->memory_mb);
    view->now = find_size(view->set, now->choice->memory_mb);
    if (view->before == NULL || view->now == NULL || view->before == view->now) {
        return;
    }
    view->cost = cost_ratio(view->before, view->now);
    view->latency = latency_ratio(view->before, view->now);
    bool is_before = view->set == before;
    judge(&options->objective, is_before ? view->before : view->now, is_before ? view->now : view->before,
          is_before, view);
}

static enum agreement agreement_of(const struct tune_comparison *comparison)
{
    static const enum agreement by_tells[2][2] = {{AGREE_WITHIN_BOTH, AGREE_WITHIN_BEFORE},
                                                  {AGREE_WITHIN_NOW, DISAGREE}};
    const struct tune_view *before = &comparison->before, *now = &comparison->now;
    if (before->set == NULL || now->set == NULL || before->set->choice == NULL || now->set->choice == NULL) {
        return AGREEMENT_UNKNOWN;
    }
    if (before->set->choice->memory_mb == now->set->choice->memory_mb) {
        return AGREE;
    }
    return before->known && now->known ? by_tells[before->tells][now->tells] : AGREEMENT_UNKNOWN;
}

static void compare(const struct tune_options *options, struct tune_comparison *comparison)
{
    const struct tune_set *before = comparison->before.set, *now = comparison->now.set;
    look(options, comparison, &comparison->before);
    look(options, comparison, &comparison->now);
    comparison->agreement = agreement_of(comparison);
    comparison->cost = comparison->latency = effect_none;
    if (before != NULL && now != NULL && before->choice != NULL && now->choice != NULL) {
        comparison->cost = cost_ratio(before->choice, now->choice);
        comparison->latency = latency_ratio(before->choice, now->choice);
    }
}

/* Which of the two a set is of: the factor stands before the memory size. */
static bool is_now(const struct grouping *grouping, const struct tune_set *set)
{
    const char *text = group_text(grouping, &grouping->groups[set->first], grouping->n_by - 2);
    return text != NULL && strcmp(text, tune_agree_names[1]) == 0;
}

/* Whether they differ in nothing but that factor and the size. */
static bool same_function(const struct grouping *grouping, const struct tune_set *a, const struct tune_set *b)
{
    return memcmp(grouping->groups[a->first].codes, grouping->groups[b->first].codes,
                  (grouping->n_by - 2) * sizeof(uint32_t)) == 0;
}

enum status tune_agree(struct tune_result *result, struct error *err)
{
    const struct grouping *grouping = &result->grouping;
    result->named_sets = *grouping;
    result->named_sets.n_by -= 2;
    result->comparisons = calloc(result->n_sets + 1, sizeof *result->comparisons);
    if (result->comparisons == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < result->n_sets; i++) { /* the two of one function follow one another */
        const struct tune_set *set = &result->sets[i];
        struct tune_comparison *last = &result->comparisons[result->n_comparisons - (i > 0)];
        bool is_second = i > 0 && is_now(grouping, set) && same_function(grouping, set, set - 1);
        if (!is_second) {
            last = &result->comparisons[result->n_comparisons++];
            last->first = set->first;
        }
        *(is_now(grouping, set) ? &last->now : &last->before) = (struct tune_view){.set = set};
    }
    for (size_t i = 0; i < result->n_comparisons; i++) {
        compare(result->options, &result->comparisons[i]);
    }
    return OK;
}
