/* How much two groups differ: differences and ratios of means and quantiles, with the interval that the
 * samples allow. */
#ifndef FAASTAT_ANALYSIS_EFFECTS_H
#define FAASTAT_ANALYSIS_EFFECTS_H

#include <jansson.h>
#include <stdint.h>

#include "stats/interval.h"
#include "stats/welch.h"
#include "table/samples.h"

/* An effect; value and bounds are NaN where there is none. */
struct effect_result {
    double value;
    struct interval interval;
    const char *method; /* of the interval, NULL without: bca, stationary bootstrap, welch, fieller */
};
extern const struct effect_result no_effect;

struct effect_options {
    double level;
    size_t resamples, threads;
    uint64_t seed, stream;
};

/* What is known of one group. */
struct effect_side {
    const struct sample *sample;
    struct summary_figures figures;
    double *sorted; /* its requests, by sample_sort */
    size_t n_sorted;
    double mean_block;   /* 0 unless the requests depend on one another */
    double dependence_p; /* of Ljung and Box's test; NaN when it could not be made */
};

/* Mean, sd and n of a group's requests, or those published; NaN where they are not known, as when requests
 * were cut off. */
struct summary_figures sample_figures(const struct sample *sample);
/*
 * The requests in ascending order, and behind them those that were cut off: they, and what is as long as the
 * first of them, have ranks that nobody knows, and are infinite. *n is how many there are. Caller frees; NULL
 * with err set.
 */
double *sample_sort(const struct sample *sample, size_t *n, struct error *err);

/* BAD_SERVICE when memory is out; caller releases either way. */
enum status effect_side_init(struct effect_side *side, const struct sample *sample, struct error *err);
void effect_side_release(struct effect_side *side);

/* b - a and b / a, of two sides a and b. A note tells why there is no interval. */
struct effects {
    struct effect_result difference, ratio;
};
enum status effects_of_means(const struct effect_side sides[2], const struct effect_options *options,
                             struct effects *effects, json_t *notes, struct error *err);
/* Needs requests on both sides. */
enum status effects_of_quantiles(const struct effect_side sides[2], double p,
                                 const struct effect_options *options, struct effects *effects, json_t *notes,
                                 struct error *err);

/* Adds a text to an array. */
enum status notes_print(json_t *notes, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
