/* What a summary is asked, and what it finds. */
#ifndef FAASTAT_ANALYSIS_SUMMARY_RESULT_H
#define FAASTAT_ANALYSIS_SUMMARY_RESULT_H

#include <stdint.h>

#include "analysis/diagnosis.h"
#include "analysis/known_group.h"
#include "analysis/notes.h"
#include "stats/definition.h"
#include "stats/interval.h"
#include "stats/statistic.h"
#include "table/factors.h"
#include "table/group.h"

struct summary_options {
    const char *const *by; /* factors; n_by 0 makes one group */
    size_t n_by;
    const char *const *measures;
    size_t n_measures;
    const double *quantiles; /* probabilities, each above 0 and below 1 */
    size_t n_quantiles;
    const struct quantile_definition *definition;
    const char *const *clusters; /* the factors that tell clusters */
    size_t n_clusters;
    const char *order; /* the measure that was named for the order of requests; NULL: none */
    bool population;   /* sd divides by n, not by n - 1 */
    struct interval_options intervals;
    size_t threads;
    bool diagnose;               /* drift, a change, a warm-up, outliers, modes */
    const struct pooled *pooled; /* factors that the groups mix; NULL: it is not known */
    bool shapes;                 /* how the values of each row are spread */
    double trim;                 /* share that the mean leaves out at each end, 0 to under 0.5 */
};

static inline bool summary_has_intervals(const struct summary_options *options)
{
    return options->intervals.method != INTERVAL_NONE;
}

/* What the numbers of a row come from. */
enum summary_quality { SUMMARY_EXACT, SUMMARY_BUCKETED, SUMMARY_PUBLISHED };

/* A number and its interval; NaN where there is none. */
struct summary_estimate {
    double value;
    struct interval interval;
};

/* One quantile. NaN: nothing. */
struct summary_quantile {
    double value;
    struct interval interval;
    double coverage;        /* of the interval */
    struct interval bucket; /* that the value is in */
    bool is_guess;          /* no request is beyond it but by luck: p99 of 25 is their maximum */
    bool lacks_bound;       /* and then: */
    enum note_code lacks;   /* which bound there is not, */
    double needs, has;      /* how many requests it would take, and what there are */
};

enum { SHAPE_STEPS = 14 };

/* One measure of one group. A number that can't be given is NaN; the notes say why. */
struct summary_row {
    size_t group;
    const char *measure; /* borrowed from the options */
    enum summary_quality quality;
    unsigned level;   /* of the histogram that the values were counted in, see histogram.h */
    double n, failed; /* NaN: the dump doesn't tell */
    size_t missing, censored, trimmed;
    struct summary_estimate failure_rate, mean, throughput_per_s;
    double successes_per_s;
    double restricted_mean, restricted_to; /* of times cut at the earliest limit, where requests were cut off;
                                              NaN else */
    double statistics[STATISTICS_N], max;
    struct summary_quantile *quantiles; /* NULL: there are none to speak of */
    enum order order;                   /* where the order of the requests comes from */
    const char *cluster;                /* the factor that tells clusters; NULL: none does */
    size_t clusters;                    /* how many there are */
    double effective_n;          /* independent requests that tell as much of the mean; NaN: not asked */
    double *shape;               /* values in each of SHAPE_STEPS equal steps of their logarithm, from the
                                    smallest to the largest of the measure; NULL: not asked for, or not to be had */
    struct diagnosis *diagnosis; /* NULL: not asked for, or not to be had */
    struct notes notes;
};

struct summary_result {
    const struct summary_options *options;
    bool bounded;             /* requests were counted in histograms, which quantiles come from */
    double quantile_error;    /* bounded: by what share of it a quantile of these may be too large, at most */
    struct grouping grouping; /* borrows from `rest` */
    struct summary_row *rows;
    size_t n, capacity;
    size_t left_out; /* rows that nobody wants to see: --top */
};

#endif
