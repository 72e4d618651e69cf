/* The precision of a series whose values were not kept. */
#include "stats/precision.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/long_run.h"
#include "stats/precision_parts.h"
#include "stats/quantile.h"

/* The mean, and the quantiles, of values that are all there: infinite ones are taken for the longest other.
 */
static enum status find_influences(const struct stretches *stretches, const double *p, size_t n_p,
                                   struct influence *influences, struct error *err)
{
    double *sorted = calloc(stretches->n, sizeof *sorted);
    if (sorted == NULL) {
        return error_no_memory(err);
    }
    memcpy(sorted, stretches->sums, stretches->n * sizeof *sorted);
    quantile_sort(sorted, stretches->n);
    size_t finite = stretches->n;
    while (finite > 1 && isinf(sorted[finite - 1])) {
        finite--;
    }
    influences[0] = (struct influence){NAN, sorted[finite - 1]};
    for (size_t q = 0; q < n_p; q++) {
        double rank = fmax(1, ceil(p[q] * (double)stretches->n));
        influences[q + 1] = (struct influence){sorted[(size_t)rank - 1], INFINITY};
    }
    free(sorted);
    return OK;
}

/* How many codes of clusters there are, from 0 on, which is that of values without any; 0: there is at most
 * one cluster. */
static size_t count_coded(const struct stretches *stretches)
{
    size_t unclustered, n = stretches_count_clusters(stretches, &unclustered);
    return n + (unclustered > 0) > 1 ? stretches->n_clusters + 1 : 0;
}

static enum status measure_values(const struct stretches *stretches, const double *p, size_t n_p,
                                  struct precision *precisions, struct error *err)
{
    const struct time_series series = {stretches->sums, stretches->n,
                                       count_coded(stretches) > 0 ? stretches->codes : NULL,
                                       count_coded(stretches)};
    struct influence *influences = calloc(n_p + 1, sizeof *influences);
    if (influences == NULL) {
        return error_no_memory(err);
    }
    enum status status = find_influences(stretches, p, n_p, influences, err);
    if (status == OK) {
        status = precision_measure(&series, influences, n_p + 1, precisions, err);
    }
    free(influences);
    return status;
}

/* The mean, NO_LIMIT, the mean of the logarithms, PLACES, or the share up to one of the limits, of stretches,
 * with room for their clusters. */
enum { NO_LIMIT = STRETCHES_LIMITS, PLACES };

struct stretched {
    const struct stretches *stretches;
    size_t limit;
    double mean, variance;
    struct precision_clusters clusters;
};

/* Of a stretch or a cluster. */
static double sum_of(const struct stretched *e, double sum, const uint32_t *below)
{
    return e->limit == NO_LIMIT ? sum : (double)below[e->limit];
}

/* In clusters and time, or in time alone. */
static struct precision precision_of_stretched(const struct stretched *e, double long_run)
{
    const struct precision_clusters *clusters = &e->clusters;
    double n = (double)e->stretches->n, within;
    if (clusters->n == 0 || e->limit == PLACES) {
        return precision_in_time(n, e->variance, long_run);
    }
    clusters->sizes[0] = n; /* of what has no cluster: what is left of all */
    clusters->sums[0] = 0;
    for (size_t g = 1; g < clusters->n; g++) {
        const struct stretches_cluster *cluster = &e->stretches->clusters[g - 1];
        clusters->sizes[g] = cluster->n;
        clusters->sums[g] = sum_of(e, cluster->sum, cluster->below) - cluster->n * e->mean;
        clusters->sizes[0] -= clusters->sizes[g];
        clusters->sums[0] -= clusters->sums[g];
    }
    double k = precision_count_clusters(clusters, n);
    if (!(e->variance > 0)) {
        return (struct precision){n, k - 1, k};
    }
    double between = precision_jackknife(clusters, n, e->variance, &within);
    double variance = fmax(between + long_run - e->variance, long_run);
    return (struct precision){fmax(1, precision_worth(n, e->variance, variance)), k - 1, k};
}

/* One limit: the logarithms of the odds of the values up to it, and of its design effect. */
struct limit {
    double odds, effect;
};

static double log_odds(double share)
{
    return log(share / (1 - share));
}

/* The means of stretches, and the mean of all. */
static void lay_out_means(struct stretched *e, double means[LONG_RUN_STRETCHES])
{
    const struct stretches *stretches = e->stretches;
    size_t width = stretches->width, whole = stretches->n / width;
    double all = 0;
    for (size_t s = 0; s < whole; s++) {
        double sum = sum_of(e, stretches->sums[s], stretches->below[s]);
        means[s] = sum / (double)width;
        all += sum;
    }
    if (stretches->n % width > 0) {
        all += sum_of(e, stretches->sums[whole], stretches->below[whole]);
    }
    e->mean = all / (double)stretches->n;
}

/* How many stretches of unequal size there are, and of which sizes. */
static size_t sizes_of(const struct stretched *e, const double **sizes)
{
    const struct stretches *stretches = e->stretches;
    bool sums = e->limit == NO_LIMIT;
    *sizes = sums ? stretches->sizes : stretches->spread_sizes;
    return sums ? stretches->n_sized : stretches->n_spreads;
}

/* The same of stretches of unequal size: what each one adds to the mean's deviation, as a mean of a stretch
 * of the mean size (Cochran 1977, chapter 6: the variance of a ratio is that of these residuals). */
static void lay_out_residuals(struct stretched *e, double means[LONG_RUN_STRETCHES])
{
    const struct stretches *stretches = e->stretches;
    const double *sizes;
    size_t n = sizes_of(e, &sizes);
    double all = 0, share = (double)n / (double)stretches->n;
    for (size_t s = 0; s < n; s++) {
        means[s] = e->limit == NO_LIMIT ? stretches->sums[s]
                   : e->limit == PLACES ? stretches->places[s]
                                        : (double)stretches->below[s][e->limit];
        all += means[s];
    }
    e->mean = all / (double)stretches->n;
    for (size_t s = 0; s < n; s++) {
        means[s] = e->mean + (means[s] - sizes[s] * e->mean) * share;
    }
}

static void lay_out(struct stretched *e, double means[LONG_RUN_STRETCHES])
{
    if (e->stretches->sizes == NULL) {
        lay_out_means(e, means);
    } else {
        lay_out_residuals(e, means);
    }
}

/* Of what was laid out. */
static struct long_run long_run_of(const struct stretched *e, double means[LONG_RUN_STRETCHES],
                                   double persistence)
{
    const struct stretches *stretches = e->stretches;
    const double *sizes;
    bool sized = stretches->sizes != NULL;
    size_t n = sized ? sizes_of(e, &sizes) : stretches->n / stretches->width;
    double width = sized ? (double)stretches->n / (double)n : (double)stretches->width;
    return long_run_of_stretches(means, n, width, e->variance, persistence);
}

/* Of the share up to its limit; false when no value is on one of its sides. */
static bool measure_limit(struct stretched *e, double persistence, const struct precision *mean,
                          struct limit *limit)
{
    double means[LONG_RUN_STRETCHES], n = (double)e->stretches->n;
    lay_out(e, means);
    e->variance =
        e->limit == PLACES ? e->stretches->places_squares / (n - 1) : e->mean * (1 - e->mean) * n / (n - 1);
    if (!(e->variance > 0)) {
        return false;
    }
    struct long_run found = long_run_of(e, means, persistence);
    struct precision precision = precision_of_stretched(e, found.variance);
    precision_draw(mean, n, &precision);
    *limit = (struct limit){e->limit == PLACES ? 0 : log_odds(e->mean), log(n / precision.effective_n)};
    return true;
}

/* The design effect, its logarithm, of a share between those of limits, of which there is one. */
static double find_effect(const struct limit *limits, size_t n, double odds, double of_mean)
{
    const double far = 1.5;
    size_t k = 0;
    while (k < n && limits[k].odds < odds) {
        k++;
    }
    if (k > 0 && k < n) {
        const struct limit *below = &limits[k - 1], *above = &limits[k];
        double place = (odds - below->odds) / (above->odds - below->odds);
        return below->effect + place * (above->effect - below->effect);
    }
    const struct limit *nearest = &limits[k < n ? k : n - 1];
    return fabs(odds - nearest->odds) > far ? fmax(nearest->effect, of_mean) : nearest->effect;
}

/* The precision of the mean, with the persistence that it has. */
static struct precision mean_of_stretches(struct stretched *e, double *persistence)
{
    const struct stretches *stretches = e->stretches;
    double means[LONG_RUN_STRETCHES], n = (double)stretches->n;
    lay_out(e, means);
    double off = e->mean - stretches->middle;
    e->variance = fmax(0, stretches->squares - n * off * off) / (n - 1);
    struct long_run found = long_run_of(e, means, 0);
    *persistence = fabs(found.persistence);
    return precision_of_stretched(e, found.variance);
}

/* Where steps are too wide for a limit near the middle, the logarithms tell of the values there. */
static size_t add_middle(struct stretched *e, double persistence, const struct precision *mean,
                         struct limit *limits, size_t n)
{
    const double near = 1.5;
    size_t at = 0;
    struct limit middle;
    while (at < n && limits[at].odds < 0) {
        at++;
    }
    bool is_near = (at > 0 && limits[at - 1].odds > -near) || (at < n && limits[at].odds < near);
    e->limit = PLACES;
    if (is_near || e->stretches->places == NULL || !measure_limit(e, persistence, mean, &middle)) {
        return n;
    }
    memmove(limits + at + 1, limits + at, (n - at) * sizeof *limits);
    limits[at] = middle;
    return n + 1;
}

/* Of stretches of several values. */
static void measure_stretched(struct stretched *e, const double *p, size_t n_p, struct precision *precisions)
{
    struct limit limits[STRETCHES_LIMITS + 1];
    size_t n_limits = 0;
    double n = (double)e->stretches->n, persistence;
    precisions[0] = mean_of_stretches(e, &persistence);
    double of_mean = log(n / precisions[0].effective_n);
    for (e->limit = 0; e->limit < STRETCHES_LIMITS; e->limit++) {
        n_limits += measure_limit(e, persistence, &precisions[0], &limits[n_limits]);
    }
    n_limits = add_middle(e, persistence, &precisions[0], limits, n_limits);
    for (size_t q = 0; q < n_p; q++) {
        double effect = n_limits == 0 ? of_mean : find_effect(limits, n_limits, log_odds(p[q]), of_mean);
        struct precision *share = &precisions[q + 1];
        *share = precisions[0];
        share->effective_n = fmax(1, effect > 0 ? n / exp(effect) : n);
        share->df = share->clusters > 0 ? share->df : share->effective_n - 1;
    }
}

enum status precision_measure_stretches(const struct stretches *stretches, const double *p, size_t n_p,
                                        struct precision *precisions, struct error *err)
{
    if (!stretches_are_sums(stretches)) {
        return measure_values(stretches, p, n_p, precisions, err);
    }
    size_t n = count_coded(stretches);
    double *room = calloc(2 * n + 1, sizeof *room);
    if (room == NULL) {
        return error_no_memory(err);
    }
    struct stretched e = {.stretches = stretches, .limit = NO_LIMIT, .clusters = {room, room + n, n}};
    measure_stretched(&e, p, n_p, precisions);
    free(room);
    return OK;
}
