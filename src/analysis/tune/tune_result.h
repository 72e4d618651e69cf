/* What a tuning is asked, and what it finds. */
#ifndef FAASTAT_ANALYSIS_TUNE_TUNE_RESULT_H
#define FAASTAT_ANALYSIS_TUNE_TUNE_RESULT_H

#include <stdint.h>

#include "analysis/effects.h"
#include "analysis/known_group.h"
#include "analysis/notes.h"
#include "analysis/prices.h"
#include "analysis/statistic.h"
#include "analysis/tune/cold_starts.h"
#include "stats/interval.h"
#include "stats/sizes/memory_fit.h"
#include "table/factors.h"
#include "table/group.h"

/* What a size has to meet: "p95<3s". Zeroed: nothing. */
struct tune_objective {
    const char *text; /* NULL: none */
    struct statistic_choice statistic;
    double bound_s;
};

/* Hours of the month that requests are counted for at a rate: AWS's, 365 / 12 days. */
#define TUNE_MONTH_HOURS 730

struct tune_options {
    const char *const *by; /* factors beside the memory size; each of their groups is tuned by itself */
    size_t n_by;
    const struct pooled *pooled; /* factors that the groups mix; NULL: it is not known */
    const char *measure;         /* a time in seconds that is billed */
    const struct prices *prices;
    double billing_ms; /* what billed time is rounded up to */
    double requests_per_month;
    bool month_given; /* it was asked for: else what memory and cold starts cost is told at the data's rate */
    double headroom;  /* a share: what a size has to have above what was used, 0.2 */
    const char *chosen;   /* a column that tells cold starts, by which the rows were chosen; NULL: by none */
    const char *compared; /* the factor that tells two tunings apart, the last of `by`; NULL: there is one */
    struct tune_objective objective;
    double current_mb; /* the size in use, NaN when not told */
    struct interval_options intervals;
    const char *const *clusters; /* the factors that tell clusters */
    const uint8_t *keep;         /* rows whose byte is 0 do not count; NULL: all do */
};

/*
 * What one function used of one memory size, and how its requests found their environments: all requests that
 * were made, failed ones and those that were cut off too, cold or not. NaN is what is not known; USD are of a
 * request on average.
 */
struct tune_memory {
    size_t group;     /* of the functions */
    double memory_mb; /* NaN: missing */
    size_t n;
    size_t with_used; /* requests with a max_memory_mb, which is that of their environment until then */
    double least_mb, most_mb;  /* of these */
    size_t full;               /* of these, those whose environment had used all of the size */
    double fits_mb;            /* the least size with the headroom in which all would have fitted; NaN where
                                  some were full, or none is as large */
    double unused_usd;         /* what the memory between most_mb and the size costs */
    size_t with_bill;          /* requests whose billed time is known */
    double usd;                /* what a request costs on average, of these */
    struct cold_starts starts; /* nothing where rows were chosen by such a column */
    double init_usd, init_usd_if_billed, init_usd_share; /* of all requests; the last of what these cost */
    double per_s, span_s; /* requests a second from the first start to the last, and the time between these */
    struct interval per_s_interval;
    double per_month;   /* requests, by that or as given */
    bool is_known;      /* anything of memory or cold starts is */
    struct notes notes; /* on the rate */
};

/* One memory size of one set. */
struct tune_size {
    size_t set, group;
    const struct tune_memory *memory; /* of its requests and those of other sets that are the same function */
    double memory_mb, mean, sd, n;    /* sd and n are NaN where they are not known */
    double effective_n, df;           /* what the mean's standard error is worth */
    struct interval mean_interval;    /* NaN without */
    double billed_s, usd;             /* of a request, on average */
    struct interval usd_interval;     /* of two tunings that are compared; else NaN */
    double upper_s;                   /* of what the objective asks for; NaN without */
    double lower_s;                   /* likewise below */
    double aim_s;                     /* what the objective is about, or else the mean */
    struct interval aim_interval;
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

/* Two estimates are compared by their ratio, as in analysis/effects.h. */
enum agreement {
    AGREE,               /* both chose the same size */
    AGREE_WITHIN_BOTH,   /* sizes differ, and neither tuning can tell the two apart */
    AGREE_WITHIN_BEFORE, /* only the later one can */
    AGREE_WITHIN_NOW,    /* only the earlier one */
    DISAGREE,            /* each shows its own choice to be the better one */
    AGREEMENT_UNKNOWN,   /* a choice is missing, or was not measured by the other */
    AGREEMENTS
};

/* What one tuning says of both choices. */
struct tune_view {
    const struct tune_set *set;           /* NULL: it lacks the group */
    const struct tune_size *before, *now; /* the sizes that either chose, as measured here; NULL: not */
    struct effect_result cost, latency;   /* of a request, now's choice over before's, if these are two */
    bool known, tells; /* whether it shows its own choice to be better than the other one */
};

/* Two tunings of what is the same but for the factor `compared`. */
struct tune_comparison {
    size_t first; /* group of either */
    struct tune_view before, now;
    enum agreement agreement;
    struct effect_result cost,
        latency; /* the later choice as measured now, over the earlier as measured then */
};

/* What there is to say of all sizes of one function. */
struct tune_function {
    const struct tune_memory *memory; /* of its sizes */
    size_t n;
    struct notes notes;
};

struct tune_result {
    const struct tune_options *options;
    struct grouping grouping; /* by the factors and the memory size; borrows from the table */
    struct tune_size *sizes;
    struct tune_set *sets, *left_out; /* those left out have notes and no size */
    size_t n_sizes, n_sets, n_left_out;
    struct grouping functions; /* by the factors but those that tell how a request began, and the size */
    struct grouping named_functions; /* the same without the size; borrows from them */
    struct tune_memory *memory;      /* one for each of their groups */
    size_t n_memory;
    const struct tune_memory **known; /* those worth showing: none unless memory that was used, or a cold
                                         start, is known of any */
    size_t n_known;
    struct tune_function *of_functions;
    size_t n_functions;
    struct notes memory_notes;  /* on all of them */
    struct grouping named_sets; /* the grouping without the tuning and the size, where two are compared */
    struct tune_comparison *comparisons;
    size_t n_comparisons;
};

#endif
