/* The numbers of one pair of groups. Inside of compare.c. */
#ifndef FAASTAT_ANALYSIS_COMPARE_PAIR_H
#define FAASTAT_ANALYSIS_COMPARE_PAIR_H

#include "analysis/compare.h"
#include "analysis/effects.h"
#include "analysis/sample.h"
#include "stats/test_result.h"

/* A test; p is NaN where it could not be made. */
struct pair_test {
    struct test_result result;
    double p_corrected;
};
enum { WELCH, MANN_WHITNEY, KOLMOGOROV_SMIRNOV, PAIR_TESTS };
extern const char *const pair_test_names[PAIR_TESTS];

struct pair {
    size_t a, b;         /* groups */
    const char *measure; /* borrowed */
    double n[2];         /* NaN where it is not known */
    struct pair_test tests[PAIR_TESTS];
    struct effect_result mean_difference, mean_ratio, hodges_lehmann, cliffs_delta;
    struct effect_result *differences, *ratios; /* of the quantiles that were asked for */
    struct effect_result limit;                 /* the ratio that the limit speaks of */
    struct notes notes;
};

/*
 * Compares sample b with sample a. What the samples can't support is left NaN with a note; only memory fails.
 * `stream` sets the pair's random numbers apart from those of others. Caller releases the pair either way.
 */
enum status pair_compare(const struct compare_options *options, const struct sample *a,
                         const struct sample *b, uint64_t stream, struct pair *pair, struct error *err);
void pair_release(struct pair *pair);

#endif
