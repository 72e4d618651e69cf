/* All memory sizes of one group: their latency and cost, the knee, the front and the choice. Inside of
 * tune.c. */
#ifndef FAASTAT_ANALYSIS_TUNE_SET_H
#define FAASTAT_ANALYSIS_TUNE_SET_H

#include <gsl/gsl_rng.h>

#include "analysis/samples.h"
#include "analysis/tune.h"
#include "stats/interval.h"
#include "stats/memory_fit.h"

/* One memory size of one group. */
struct tune_size {
    double memory_mb, mean, sd, n; /* sd and n are NaN where they are not known */
    struct interval mean_interval; /* NaN without */
    double billed_s, usd;          /* of a request, on average */
    double upper_s;                /* of what the objective asks for; NaN without */
    bool on_front;
    double front_probability;
};

/* All sizes of one group. */
struct tune_set {
    const struct tune_options *options;
    const struct grouping *grouping;
    size_t first; /* group of the first size */
    struct tune_size *sizes;
    size_t n;
    struct memory_fit fit;
    bool fitted;
    const struct tune_size *choice, *current;
    struct text name;
    json_t *notes;
};

/* Fills in what one sample says of its memory size, which is set. `billed` has the milliseconds that were
 * billed for the same requests, NULL when the data don't tell. */
enum status tune_fill_size(const struct tune_options *options, const struct sample *sample,
                           const struct sample *billed, struct tune_size *size, struct error *err);
/* Says that a size takes no part, because requests were cut off. */
enum status tune_leave_out(struct tune_set *set, double memory_mb, const struct sample *sample,
                           struct error *err);
/* Finds the front, the knee and the choice of a set whose sizes are filled in, in ascending order. */
enum status tune_judge(struct tune_set *set, gsl_rng *rng, struct error *err);

#endif
