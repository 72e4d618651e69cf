/* How much two groups differ: differences and ratios of means and quantiles, with the interval that the
 * samples allow. */
#ifndef FAASTAT_ANALYSIS_EFFECTS_H
#define FAASTAT_ANALYSIS_EFFECTS_H

#include <stdint.h>

#include "analysis/known_group.h"
#include "analysis/notes.h"
#include "stats/interval.h"

/* An effect; value and bounds are NaN where there is none. */
struct effect_result {
    double value;
    struct interval interval;
    const char *method; /* of the interval, NULL without: bca, stationary bootstrap, welch, fieller */
};
extern const struct effect_result effect_none;

struct effect_options {
    double level;
    size_t resamples, threads;
    uint64_t seed, stream;
};

/* b - a and b / a, of two groups a and b. A note tells why there is no interval; only BAD_SERVICE fails. */
struct effects {
    struct effect_result difference, ratio;
};
enum status effects_of_means(const struct known_group *const groups[2], const struct effect_options *options,
                             struct effects *effects, struct notes *notes, struct error *err);
/* Needs requests on both sides. */
enum status effects_of_quantiles(const struct known_group *const groups[2], double p,
                                 const struct effect_options *options, struct effects *effects,
                                 struct notes *notes, struct error *err);

#endif
