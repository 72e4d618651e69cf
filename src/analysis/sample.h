/*
 * What each group holds of one measure: the values of its successful requests, or figures that were published
 * without the requests. Knows no table.
 */
#ifndef FAASTAT_ANALYSIS_SAMPLE_H
#define FAASTAT_ANALYSIS_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/notes.h"
#include "base/error.h"
#include "stats/moments.h"
#include "stats/stretches.h"
#include "table/order.h"

/* Factors that tell clusters, of which the coarsest is taken. Their codes are kept beside the measures, under
 * names that no column has. */
enum { MOST_CLUSTERS = 4 };
extern const char *const sample_cluster_columns[MOST_CLUSTERS];
bool sample_is_cluster_column(const char *name);

/* What is known of successful requests whose values stay with the several ranks that have read them: see
 * ranks/groups_count.h. */
struct elsewhere {
    size_t n;
    struct moments moments;
    size_t *places; /* from 0, of those that were asked for of the values in order, */
    double *values; /* and these */
    size_t n_places;
    bool sorted; /* they stand in the order of their sizes */
};

/* Successful requests whose values are kept, one by one, and those that were cut off: infinite, as nobody
 * knows how long they would have been. */
struct kept {
    double *values;   /* in the order of the requests; no NaN among them; NULL: they are elsewhere */
    size_t n;         /* of both */
    enum order order; /* where that order comes from */
    bool sorted; /* they stood in that of their sizes, at once or at the same start, and are in any now */
    const uint32_t
        *cluster_codes[MOST_CLUSTERS]; /* beside the values before missing ones are dropped; 0: none */
    const double *start_s;             /* likewise; NULL: nobody knows */
    uint32_t *clusters; /* which each request is of, below n_clusters; NULL: none are told of, or one alone */
    size_t n_clusters;  /* of requests that were counted, too */
    double *cluster_starts; /* the first start in each of them, NaN where one is not known; NULL: none are */
    size_t cluster;         /* the number of the factor that tells them */
    size_t unclustered;     /* requests that it is missing of: they make one more cluster */
    const struct elsewhere *elsewhere; /* NULL: the values are here */
};

/* Values of which only the number is known that were above `low` and up to `high`. */
struct bucket {
    double low, high, n;
};

/* Successful requests whose values were counted, and not kept. */
struct counted {
    size_t n;                     /* 0: none were */
    struct moments moments;       /* exactly */
    const struct bucket *buckets; /* in ascending order */
    size_t n_buckets;
    unsigned level;                    /* of the histogram that these are of, see histogram.h */
    const struct stretches *stretches; /* of these and of those that were cut off, infinite, in the order in
                                          which they came; NULL: nobody asks */
    double back_s; /* how far one starts before one above it; 0: not so far that it matters */
    bool sorted;   /* they came in the order of their sizes, which nobody asks for then */
};

/* A quantile that was published without the requests. */
struct published_quantile {
    double p, value;
};

/* What several published rows say together of other requests each; NaN where one of them doesn't tell. */
struct pooled_rows {
    double n, measured;             /* requests that ended well, and all that the figures are of */
    double mean, squares, min, max; /* squares: of the distances from the mean, their sum */
    double failed, failed_inside;
};

/* Figures that stand for requests which were not kept; what was not published is NaN. */
struct published {
    size_t rows; /* how many such rows the group has; the figures are those of the first */
    size_t row;  /* of the table, which that is */
    double mean, sd, population_sd, n, min, max, failed; /* of buckets: of their middles */
    double failed_inside;      /* of those, how many these are the figures of, too; 0: none, or not known */
    double mean_off, sd_off;   /* of buckets without figures: by how much mean and sd may be wrong */
    struct pooled_rows pooled; /* of all rows */
    const struct published_quantile *quantiles;
    size_t n_quantiles;
    const struct bucket *buckets; /* in ascending order, instead of other figures */
    size_t n_buckets;
};

struct sample {
    size_t missing;       /* successful requests without a value */
    size_t failed;        /* requests that failed; their values are not among the others */
    double failure_worth; /* of how many independent requests each tells whether they fail; 0: not measured */
    size_t untold;        /* requests of which nobody knows whether they failed; taken for successful */
    size_t censored;      /* requests that were cut off, such as by a timeout */
    double censored_from; /* the earliest that one was cut off: others may be as long, or longer */
    struct kept kept;
    struct counted counted;
    struct published published;
};

/* How many successful requests have a value, kept or counted. */
static inline size_t sample_n(const struct sample *sample)
{
    return sample->kept.n > 0 ? sample->kept.n - sample->censored : sample->counted.n;
}

/* How many requests failed; NaN where that is not known of some, or there are none. */
double sample_failed(const struct sample *sample);
/* Says why `failed`, the number of that or as published, is NaN. */
enum status sample_note_failed(const struct sample *sample, double failed, struct notes *notes,
                               struct error *err);

/* The buckets that were counted, or those that were published; none where values are kept. */
struct buckets {
    const struct bucket *buckets;
    size_t n_buckets;
    double n; /* of values in all of them */
};
struct buckets sample_buckets(const struct sample *sample);

struct samples {
    struct sample *samples; /* one for each group */
    size_t n;
    double *values;
    struct bucket *buckets;
    struct published_quantile *quantiles;
};

void elsewhere_release(struct elsewhere *elsewhere);
/* Moves the values of a sample together, past the missing ones, NaN, which are counted. */
void sample_drop_missing(struct sample *sample);
/* The same, and finds the clusters of the values that stay. BAD_SERVICE when memory is out. */
enum status sample_settle(struct sample *sample, struct error *err);
/* Copies the values of those that were not cut off, which have room at the place of all; returns how many. */
size_t sample_copy_finite(const struct sample *sample, double *values);
/* Whether a mean is known: of requests of which none was cut off, or one that was published. */
bool sample_has_mean(const struct sample *sample);
/* What was published, with both sds where n is known, as the one says the other then. */
struct moments sample_published_moments(const struct published *published);
/* Releases what was found of it: its values and buckets are others'. */
void sample_release(struct sample *sample);
void samples_release(struct samples *samples);

#endif
