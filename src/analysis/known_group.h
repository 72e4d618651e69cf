/*
 * What is known of one group's sample, computed once: its figures, how much its requests tell, and the one
 * interval of its mean and of each quantile that is to be quoted. Makes no comparison itself.
 */
#ifndef FAASTAT_ANALYSIS_KNOWN_GROUP_H
#define FAASTAT_ANALYSIS_KNOWN_GROUP_H

#include <stdint.h>

#include "analysis/notes.h"
#include "analysis/sample.h"
#include "base/error.h"
#include "stats/definition.h"
#include "stats/interval.h"
#include "stats/precision.h"
#include "stats/quantile.h"

/* How intervals are made: as requests that may depend on one another allow; as if they were independent
 * draws; by the stationary bootstrap; not at all. */
enum interval_method { INTERVAL_DEPENDENT, INTERVAL_INDEPENDENT, INTERVAL_BOOTSTRAP, INTERVAL_NONE };
extern const char *const interval_method_names[];

struct interval_options {
    enum interval_method method;
    double level;     /* such as 0.95 */
    size_t resamples; /* of the bootstrap */
    uint64_t seed;
    double between_runs; /* of one run of many: relative standard deviation between these, as stated; of
                            comparisons alone */
};

struct known_options {
    struct interval_options intervals;
    const struct quantile_definition *definition; /* NULL: the default one */
    const double *quantiles;                      /* that will be asked for, ascending or not */
    size_t n_quantiles;
    const char *const *clusters; /* factors that tell clusters, by the number that a sample has */
    bool whole;      /* all requests are sorted, not just those around the quantiles and their bounds */
    uint64_t stream; /* of random numbers: another one for each group */
};

struct known_group {
    const struct sample *sample;
    const struct known_options *options;
    double n;                    /* requests that the mean is of; NaN where there is none, or it was published
                                    without */
    struct mean_figures figures; /* NaN where they are not known, as when requests were cut off */
    struct moments moments;      /* of the requests that were not cut off; NaN when there are none */
    bool shares;                 /* what is sorted and ranked is another one's */
    double *sorted;              /* requests, and behind them those that were cut off: infinite */
    size_t n_sorted;             /* of both */
    size_t n_ranked;             /* of both, or how many those are that were counted in buckets */
    uint32_t *ranks;             /* where each request stands among the sorted ones; NULL until asked for */
    struct quantile_places *places; /* NULL where all of these are sorted */
    struct precision *precisions;   /* of the mean, and behind it of the quantiles */
    double
        *replicates; /* of the bootstrap, else NULL: of the mean, and behind it of the quantiles, ascending */
};

/* Borrows the sample and the options. BAD_SERVICE when memory is out; caller releases either way. */
enum status known_group_init(struct known_group *group, const struct sample *sample,
                             const struct known_options *options, struct error *err);
/* Ranks the requests, all of which are sorted, among these. */
enum status known_group_rank(struct known_group *group, struct error *err);
/* The same for other options, quantiles and intervals, of a group that was known without intervals, with all
 * requests sorted: borrows that, too. */
enum status known_group_share(struct known_group *group, const struct known_group *known,
                              const struct known_options *options, struct error *err);
void known_group_release(struct known_group *group);

/* The interval of the mean at any level. BAD_DATA when there is none, with the reason. */
enum status known_group_mean(const struct known_group *group, double level, struct interval *interval,
                             struct error *err);

/* Quantile number q of the options, with the interval of the options' level, or of any level where all
 * requests are sorted. NaN where there is none: a bound that the sample can't support, or a rank among those
 * that were cut off. */
struct known_quantile {
    double value;
    struct quantile_interval ranks;
    struct interval interval;
};
struct known_quantile known_group_quantile(const struct known_group *group, size_t q, double level);
/* The ranks alone, which those that were counted in buckets have, too. */
struct quantile_interval known_group_ranks(const struct known_group *group, size_t q, double level);
/* Adds those of the options' level to n ranges of ranks, for which there is room: two a quantile. */
void known_group_add_bounds(const struct known_group *group, struct rank_range *ranges, size_t *n);
/* No definition of a quantile looks further away, in a sample of more than a hundred, from where the share p
 * of it ends. */
enum { KNOWN_GROUP_NEAR = 4 };
/* Which bound quantile number q lacks because there are too few requests, and how many there would have to
 * be, independent ones; false when it has both. The note has no text yet. */
bool known_group_lacks_bound(const struct known_group *group, size_t q, const struct quantile_interval *ranks,
                             struct note *note);

/* Whether the requests tell so much less of their mean than as many independent ones that it is worth saying.
 */
bool known_group_tells_less(const struct known_group *group);
/* The factor that tells the clusters of the sample, NULL where none does. */
const char *known_group_cluster(const struct known_group *group);
/* Says in which order the requests are taken where nothing tells, which clusters the intervals allow for, and
 * what makes these uncertain. */
enum status known_group_note_order(const struct known_group *group, struct notes *notes, struct error *err);

#endif
