#include "analysis/effects.h"

#include <math.h>

const struct effect_result effect_none = {NAN, {NAN, NAN}, NULL};

static enum status estimate_requests(const struct effect *effect, size_t side, double level,
                                     struct estimated *estimated, struct error *err)
{
    const struct known_group *known = effect->sides[side];
    *estimated = (struct estimated){NAN, {NAN, NAN}};
    if (effect->of_mean) {
        estimated->value = known->figures.mean;
        return known_group_mean(known, level, &estimated->interval, err);
    }
    if (known->n_sorted > 0) {
        struct known_quantile quantile = known_group_quantile(known, effect->quantile, level);
        *estimated = (struct estimated){quantile.value, quantile.interval};
    }
    return OK;
}

static enum status estimate(const struct effect *effect, size_t side, double level,
                            struct estimated *estimated, struct error *err)
{
    const struct known_group *known = effect->sides[side];
    enum status status = estimate_requests(effect, side, level, estimated, err);
    estimated->interval =
        interval_between_runs(estimated->value, &estimated->interval,
                              interval_run_reach(known->options->intervals.between_runs, level));
    return status;
}

/* MOVER on the scale of the numbers; a bound that is NaN stays so. */
static struct interval combine(const struct estimated *a, const struct estimated *b)
{
    double difference = b->value - a->value;
    return (struct interval){difference - hypot(b->value - b->interval.low, a->interval.high - a->value),
                             difference + hypot(b->interval.high - b->value, a->value - a->interval.low)};
}

/* On the scale of logarithms; one that is not above 0 is as far away as can be. */
static struct estimated log_of(const struct estimated *of)
{
    struct estimated logs = {log(of->value), {log(of->interval.low), log(of->interval.high)}};
    logs.interval.low = of->interval.low <= 0 ? -INFINITY : logs.interval.low;
    return logs;
}

static bool has_ratio(const struct estimated *a, const struct estimated *b)
{
    return a->value > 0 && b->value > 0;
}

/* An end that is infinite is none. */
static double end_of(double logarithm)
{
    return isfinite(logarithm) ? exp(logarithm) : NAN;
}

static struct interval ratio_interval(const struct estimated *a, const struct estimated *b)
{
    const struct estimated log_a = log_of(a), log_b = log_of(b);
    struct interval interval = combine(&log_a, &log_b);
    return (struct interval){end_of(interval.low), end_of(interval.high)};
}

static struct effect_result result_of(double value, struct interval interval)
{
    bool any = !isnan(interval.low) || !isnan(interval.high);
    return (struct effect_result){value, interval, any ? "mover" : NULL};
}

struct effect_result effect_ratio_of(const struct estimated *a, const struct estimated *b)
{
    return has_ratio(a, b) ? result_of(b->value / a->value, ratio_interval(a, b)) : effect_none;
}

struct effect_result effect_of_pairs(const struct summary_figures *figures, double level)
{
    struct effect_result result = {figures->mean, {NAN, NAN}, "pairs"};
    struct error why = {{0}}; /* there are two pairs at least */
    (void)interval_of_mean(figures->mean, figures->sd, figures->n, level, &result.interval, &why);
    return result;
}

static enum status measure_pairs(const struct effect *effect, double level, struct effects *effects,
                                 struct error *err)
{
    double p = effect->of_mean ? NAN : effect->sides[0]->options->quantiles[effect->quantile];
    struct summary_figures difference, logs;
    enum status status = paired_difference(effect->paired, p, false, &difference, err);
    status = status == OK ? paired_difference(effect->paired, p, true, &logs, err) : status;
    if (status != OK) {
        return status;
    }
    *effects = (struct effects){effect_of_pairs(&difference, level), effect_none};
    if (!isnan(logs.mean)) {
        const struct effect_result ratio = effect_of_pairs(&logs, level);
        effects->ratio = (struct effect_result){
            exp(ratio.value), {exp(ratio.interval.low), exp(ratio.interval.high)}, ratio.method};
    }
    return OK;
}

enum status effects_measure(const struct effect *effect, double level, struct effects *effects,
                            struct error *err)
{
    struct estimated a, b;
    if (effect->paired != NULL) {
        return measure_pairs(effect, level, effects, err);
    }
    enum status status_a = estimate(effect, 0, level, &a, err);
    enum status status = estimate(effect, 1, level, &b, err);
    *effects = (struct effects){result_of(b.value - a.value, combine(&a, &b)), effect_none};
    if (has_ratio(&a, &b)) {
        effects->ratio = effect_ratio_of(&a, &b);
    } else if (a.value != 0) {
        effects->ratio.value = b.value / a.value;
    }
    return status_a != OK ? status_a : status;
}

enum status effects_ratio_p(const struct effect *effect, double limit, struct effect_p *p, struct error *err)
{
    enum { STEPS = 40 };
    double leaves_at = 1, holds_at = 0; /* 1 - level of intervals that leave out the limit, and hold it */
    struct effects effects;
    enum status status = effects_measure(effect, 0.5, &effects, err);
    *p = (struct effect_p){1, 1};
    if (status != OK || isnan(effects.ratio.value) || effects.ratio.value == limit) {
        return status;
    }
    bool above = effects.ratio.value > limit;
    for (size_t step = 0; status == OK && step < STEPS; step++) {
        double middle = (leaves_at + holds_at) / 2;
        status = effects_measure(effect, 1 - middle, &effects, err);
        bool leaves = above ? effects.ratio.interval.low > limit : effects.ratio.interval.high < limit;
        *(leaves ? &leaves_at : &holds_at) = middle;
    }
    *(above ? &p->at_most : &p->at_least) = leaves_at / 2;
    *(above ? &p->at_least : &p->at_most) = 1 - leaves_at / 2;
    return status;
}
