/*
 * How much two groups differ: the difference and the ratio of their means or of a quantile, from the interval
 * of each, so that what is said of two groups agrees with what is said of each.
 */
#ifndef FAASTAT_ANALYSIS_EFFECTS_H
#define FAASTAT_ANALYSIS_EFFECTS_H

#include "analysis/paired.h"

/* An effect; value and bounds are NaN where there is none. */
struct effect_result {
    double value;
    struct interval interval;
    const char *method; /* of the interval, NULL without: mover, pairs, brunner-munzel, exact, normal */
};
extern const struct effect_result effect_none;

/* An estimate with its interval, whose ends are NaN where there is none. */
struct estimated {
    double value;
    struct interval interval;
};
/* b / a with its interval by MOVER on the scale of logarithms, as effects_measure() has it; NaN where one is
 * not above 0. */
struct effect_result effect_ratio_of(const struct estimated *a, const struct estimated *b);

/* What is compared of two groups a and b. */
struct effect {
    const struct known_group *sides[2];
    bool of_mean;
    size_t quantile;             /* else number of the groups' quantiles */
    const struct paired *paired; /* runs that are compared pair by pair; NULL: none */
};

/* A mean with Student's interval, as an effect of pairs. */
struct effect_result effect_of_pairs(const struct summary_figures *figures, double level);

/* b - a and b / a. */
struct effects {
    struct effect_result difference, ratio;
};

/*
 * Both with intervals at the level, by MOVER: from the distances of each side's estimate to the ends of its
 * own interval, of the ratio on the scale of logarithms (Zou and Donner 2008). A bound that a side lacks
 * leaves the effect open on that side. Where a spread between runs is stated, each side's ends are moved out
 * by it first, in squares, on the scale of logarithms. Of pairs it is the mean of their differences, or of
 * those of logarithms, with Student's t. BAD_DATA says why there is no interval at all; the
 * values are there then if they are known.
 */
enum status effects_measure(const struct effect *effect, double level, struct effects *effects,
                            struct error *err);

/*
 * The one-sided p values of the hypotheses that the ratio b / a is at most, and at least, `limit`: half of
 * one less the level at which the ratio's interval just holds the limit. 1 where the interval never leaves
 * it.
 */
struct effect_p {
    double at_most, at_least;
};
enum status effects_ratio_p(const struct effect *effect, double limit, struct effect_p *p, struct error *err);

#endif
