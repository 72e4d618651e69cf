/* What a tuning is asked, and what it finds. */
#ifndef FAASTAT_ANALYSIS_TUNE_TUNE_RESULT_H
#define FAASTAT_ANALYSIS_TUNE_TUNE_RESULT_H

#include <stdint.h>

#include "analysis/known_group.h"
#include "analysis/notes.h"
#include "analysis/prices.h"
#include "analysis/statistic.h"
#include "stats/interval.h"
#include "stats/memory_fit.h"
#include "table/factors.h"
#include "table/group.h"

/* What a size has to meet: "p95<3s". Zeroed: nothing. */
struct tune_objective {
    const char *text; /* NULL: none */
    struct statistic_choice statistic;
    double bound_s;
};

struct tune_options {
    const char *const *by; /* factors beside the memory size; each of their groups is tuned by itself */
    size_t n_by;
    const struct pooled *pooled; /* factors that the groups mix; NULL: it is not known */
    const char *measure;         /* a time in seconds that is billed */
    const struct prices *prices;
    double billing_ms; /* what billed time is rounded up to */
    double requests_per_month;
    struct tune_objective objective;
    double current_mb; /* the size in use, NaN when not told */
    struct interval_options intervals;
    const char *const *clusters; /* the factors that tell clusters */
    const uint8_t *keep;         /* rows whose byte is 0 do not count; NULL: all do */
};

/* One memory size of one set. */
struct tune_size {
    size_t set;
    double memory_mb, mean, sd, n; /* sd and n are NaN where they are not known */
    double effective_n, df;        /* what the mean's standard error is worth */
    struct interval mean_interval; /* NaN without */
    double billed_s, usd;          /* of a request, on average */
    double upper_s;                /* of what the objective asks for; NaN without */
    bool on_front;
    double front_probability; /* NaN where the spread of a size is not known, or a mean is 0 */
};

/* All memory sizes of what is the same but for them. */
struct tune_set {
    size_t first;            /* group of the first size */
    struct tune_size *sizes; /* part of the result's, in ascending order */
    size_t n;
    bool has_fit;
    struct memory_fit fit;
    const struct tune_size *choice; /* NULL: none */
    struct notes notes;
};

struct tune_result {
    const struct tune_options *options;
    struct grouping grouping; /* by the factors and the memory size; borrows from the table */
    struct tune_size *sizes;
    struct tune_set *sets, *left_out; /* those left out have notes and no size */
    size_t n_sizes, n_sets, n_left_out;
};

#endif
