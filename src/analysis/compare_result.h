/* What a comparison is asked, and what it finds. Knows no words for it. */
#ifndef FAASTAT_ANALYSIS_COMPARE_RESULT_H
#define FAASTAT_ANALYSIS_COMPARE_RESULT_H

#include <stdint.h>

#include "analysis/effects.h"
#include "analysis/notes.h"
#include "analysis/statistic.h"
#include "stats/test_result.h"
#include "table/factors.h"
#include "table/group.h"
#include "table/select.h"

enum correction { CORRECT_HOLM, CORRECT_BENJAMINI_HOCHBERG, CORRECT_NONE };

/* A limit that b may not pass against a: "p95 +10%". Zeroed: none. */
struct compare_limit {
    const char *text; /* as the user wrote it; NULL: no limit */
    struct statistic_choice statistic;
    double share; /* 0.1 of +10%, -0.05 of -5% */
};

struct compare_options {
    const char *const *by; /* factors that make the groups */
    size_t n_by;
    const char *const *within; /* of these, the factors that both groups of a pair have to agree on */
    size_t n_within;
    struct conditions baseline;  /* on the group that all are compared with; none: every group with every
                                    later one; borrowed */
    const struct pooled *pooled; /* factors that the groups mix; NULL: it is not known */
    const char *const *measures;
    size_t n_measures;
    const double *quantiles;
    size_t n_quantiles;
    struct interval_options intervals;
    const char *const *clusters; /* the factors that tell clusters */
    const char *order;           /* the measure that was named for the order of requests; NULL: none */
    enum correction correction;
    double equivalent; /* the largest relative difference of the means that does not matter; 0: not asked */
    struct compare_limit limit;
    const struct conditions *where; /* on rows that count; NULL: all do; borrowed */
    size_t threads;
};

/* A test; p is NaN where it could not be made. */
struct pair_test {
    struct test_result result;
    bool exact; /* of Mann and Whitney's and of Kolmogorov and Smirnov's: p is not just that of large samples
                 */
    double p_corrected;
};
enum pair_test_kind { WELCH, BRUNNER_MUNZEL, MANN_WHITNEY, KOLMOGOROV_SMIRNOV, PAIR_TESTS };

/* A p value, and what is left of it for the number of pairs; NaN where there is none. */
struct pair_p {
    double p, corrected;
};

enum pair_verdict { PAIR_EQUIVALENT, PAIR_DIFFERENT, PAIR_UNDECIDED };

/* Where the whole interval of a ratio is. */
enum limit_verdict { LIMIT_KEPT, LIMIT_PASSED, LIMIT_UNKNOWN };

struct pair {
    size_t a, b;         /* groups */
    const char *measure; /* borrowed from the options */
    double n[2];         /* NaN where it is not known */
    size_t run_pairs;    /* runs that alternate, and are compared as so many pairs; 0: they are not */
    enum order order[2]; /* where that of the requests comes from */
    struct pair_test tests[PAIR_TESTS];
    struct effects means;
    struct effect_result hodges_lehmann, cliffs_delta;
    struct effects *quantiles;        /* that were asked for */
    struct effect_result limited;     /* the ratio that the limit speaks of */
    struct pair_p past_limit;         /* that the ratio is not past it */
    struct pair_p not_equivalent;     /* that the ratio of the means is at an end of the band, or beyond it */
    struct pair_p means_equal;        /* where there are no requests to compare by ranks */
    enum limit_verdict limit_verdict; /* LIMIT_UNKNOWN without a limit */
    enum pair_verdict verdict;
    struct notes notes;
};

/* Whether the groups of a measure differ at all, by Kruskal and Wallis. */
struct omnibus {
    const char *measure; /* borrowed from the options */
    size_t groups;
    struct test_result result;
};

struct compare_result {
    const struct compare_options *options;
    const struct grouping *grouping; /* borrowed from what is known of the table */
    struct pair *pairs;              /* of all measures: one family of tests */
    size_t n, capacity;
    struct omnibus *omnibus; /* of measures with more than two groups */
    size_t n_omnibus;
};

#endif
