#include "stats/precision.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/long_run.h"
#include "stats/quantile.h"
#include "stats/student.h"

/* How much of the way a share's design effect is drawn to that of the mean. */
static const double DRAWN = 0.25;

/* A variance that is less than this share of the squared mean is what rounding makes of equal values: sums of
 * 4096 values in 4096 stretches are off by up to 1e-12 of what they are. */
static const double ROUNDING = 1e-24;

/* ---- influences ---- */

static double influence_of(const struct influence *influence, double value)
{
    return isnan(influence->at) ? fmin(value, influence->limit) : (double)(value <= influence->at);
}

static double sum_up(const struct influence *influence, const double *values, size_t n)
{
    double sum = 0;
    if (isnan(influence->at)) {
        for (size_t i = 0; i < n; i++) {
            sum += values[i] < influence->limit ? values[i] : influence->limit;
        }
        return sum;
    }
    size_t below = 0;
    for (size_t i = 0; i < n; i++) {
        below += values[i] <= influence->at;
    }
    return (double)below;
}

static double squares_of(const struct influence *influence, const struct time_series *series, double mean)
{
    double squares = 0, n = (double)series->n;
    if (!isnan(influence->at)) {
        return n * mean * (1 - mean);
    }
    for (size_t i = 0; i < series->n; i++) {
        double deviation = influence_of(influence, series->values[i]) - mean;
        squares += deviation * deviation;
    }
    return squares;
}

/* ---- in time ---- */

/* Clusters, some of which may be empty, and their influences: deviations from the mean of all. */
struct clusters {
    double *sums, *sizes;
    size_t n;
};

/* One estimate of the series, with room for its stretches. */
struct estimate {
    const struct time_series *series;
    const struct influence *influence;
    double mean, variance; /* of the influences */
    double *means;         /* of stretches */
    struct clusters clusters;
};

/* The means of stretches, and the sum of all values. */
static double lay_out_stretches(const struct estimate *e, size_t width)
{
    const struct time_series *series = e->series;
    size_t laid_out = series->n / width * width;
    double all = 0;
    for (size_t s = 0; s < series->n / width; s++) {
        double sum = sum_up(e->influence, series->values + s * width, width);
        e->means[s] = sum / (double)width;
        all += sum;
    }
    return all + sum_up(e->influence, series->values + laid_out, series->n - laid_out);
}

/* What the clusters' means leave of those of stretches. */
static void take_out_clusters(const struct estimate *e, size_t width)
{
    const struct time_series *series = e->series;
    lay_out_stretches(e, width);
    for (size_t s = 0; s < series->n / width; s++) {
        for (size_t i = s * width; i < (s + 1) * width; i++) {
            uint32_t cluster = series->clusters[i];
            e->means[s] -= e->clusters.sums[cluster] / e->clusters.sizes[cluster] / (double)width;
        }
    }
}

/* What n values are worth whose mean's variance is larger than `plain`, that of independent ones; rounding
 * takes none away. */
static double worth(double n, double plain, double variance)
{
    const double rounding = 1e-9;
    return plain >= variance * (1 - rounding) ? n : n * plain / variance;
}

/* ---- in clusters ---- */

static void sum_clusters(const struct estimate *e)
{
    const struct time_series *series = e->series;
    const struct clusters *clusters = &e->clusters;
    for (size_t g = 0; g < clusters->n; g++) {
        clusters->sums[g] = clusters->sizes[g] = 0;
    }
    for (size_t i = 0; i < series->n; i++) {
        clusters->sums[series->clusters[i]] += influence_of(e->influence, series->values[i]) - e->mean;
        clusters->sizes[series->clusters[i]]++;
    }
}

/* How many clusters there are in effect: min(k, n^2 / sum m^2). */
static double count_clusters(const struct clusters *clusters, double n)
{
    double squares = 0, k = 0;
    for (size_t g = 0; g < clusters->n; g++) {
        squares += clusters->sizes[g] * clusters->sizes[g];
        k += clusters->sizes[g] > 0;
    }
    return fmin(k, n * n / squares);
}

/* n times the variance of the mean by the jackknife over clusters, and what is left of the influences'
 * variance within them. */
static double jackknife(const struct clusters *clusters, double n, double variance, double *within)
{
    double sum = 0, between = 0, k = 0;
    for (size_t g = 0; g < clusters->n; g++) {
        double size = clusters->sizes[g];
        if (size > 0) {
            double out = clusters->sums[g] / (n - size);
            sum += out * out;
            between += clusters->sums[g] * clusters->sums[g] / size;
            k++;
        }
    }
    *within = fmax(0, variance * (n - 1) - between) / fmax(1, n - k);
    return n * (k - 1) / k * sum;
}

static struct precision in_clusters(const struct estimate *e, double long_run)
{
    size_t n = e->series->n, width = long_run_width(n);
    sum_clusters(e);
    double clusters = count_clusters(&e->clusters, (double)n), within;
    if (clusters <= 1) {
        return (struct precision){1, 0, clusters};
    }
    double between = jackknife(&e->clusters, (double)n, e->variance, &within);
    if (!(e->variance > 0)) {
        return (struct precision){(double)n, clusters - 1, clusters};
    }
    take_out_clusters(e, width);
    double rest = long_run_of_stretches(e->means, n / width, width, within, 0).variance - within;
    double variance = fmax(between + rest, long_run);
    return (struct precision){fmax(1, worth((double)n, e->variance, variance)), clusters - 1, clusters};
}

/* ---- the whole ---- */

/* In time alone: what n values of such a variance are worth. */
static struct precision in_time(double n, double variance, double long_run)
{
    struct precision precision = {n, n - 1, 0};
    if (variance > 0) {
        precision.effective_n = fmax(1, worth(n, variance, long_run));
        precision.df = precision.effective_n - 1;
    }
    return precision;
}

/* Measures the estimate and its precision; `persistence` is that of the mean, once this is known. */
static struct precision precision_of(struct estimate *e, double *persistence)
{
    size_t width = long_run_width(e->series->n);
    double n = (double)e->series->n;
    e->mean = lay_out_stretches(e, width) / n;
    e->variance = n > 1 ? squares_of(e->influence, e->series, e->mean) / (n - 1) : 0;
    if (e->variance <= ROUNDING * e->mean * e->mean) {
        e->variance = 0;
    }
    struct long_run found =
        long_run_of_stretches(e->means, e->series->n / width, width, e->variance, *persistence);
    *persistence = isnan(e->influence->at) ? fabs(found.persistence) : *persistence;
    return e->series->clusters != NULL ? in_clusters(e, found.variance)
                                       : in_time(n, e->variance, found.variance);
}

/* Draws the design effect of a share to that of the mean. */
static void draw(const struct precision *mean, double n, struct precision *share)
{
    double own = n / share->effective_n, other = n / mean->effective_n;
    share->effective_n = n / (pow(own, 1 - DRAWN) * pow(other, DRAWN));
    share->df = share->clusters > 0 ? share->df : share->effective_n - 1;
}

enum status precision_measure(const struct time_series *series, const struct influence *influences,
                              size_t n_influences, struct precision *precisions, struct error *err)
{
    double n = (double)series->n, persistence = 0;
    size_t clusters = series->clusters == NULL ? 0 : series->n_clusters;
    double *room = calloc(LONG_RUN_STRETCHES + 2 * clusters, sizeof *room);
    if (room == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n_influences; i++) {
        struct estimate e = {
            .series = series,
            .influence = &influences[i],
            .means = room,
            .clusters = {room + LONG_RUN_STRETCHES, room + LONG_RUN_STRETCHES + clusters, clusters}};
        precisions[i] = precision_of(&e, &persistence);
        if (i > 0 && isnan(influences[0].at)) {
            draw(&precisions[0], n, &precisions[i]);
        }
    }
    free(room);
    return OK;
}

/* ---- without the values ---- */

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

/* The mean, NO_LIMIT, or the share up to one of the limits, of stretches, with room for their clusters. */
enum { NO_LIMIT = STRETCHES_LIMITS };

struct stretched {
    const struct stretches *stretches;
    size_t limit;
    double mean, variance;
    struct clusters clusters;
};

/* Of a stretch or a cluster. */
static double sum_of(const struct stretched *e, double sum, const uint32_t *below)
{
    return e->limit == NO_LIMIT ? sum : (double)below[e->limit];
}

/* In clusters and time, or in time alone. */
static struct precision precision_of_stretched(const struct stretched *e, double long_run)
{
    const struct clusters *clusters = &e->clusters;
    double n = (double)e->stretches->n, within;
    if (clusters->n == 0) {
        return in_time(n, e->variance, long_run);
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
    double k = count_clusters(clusters, n);
    if (!(e->variance > 0)) {
        return (struct precision){n, k - 1, k};
    }
    double between = jackknife(clusters, n, e->variance, &within);
    double variance = fmax(between + long_run - e->variance, long_run);
    return (struct precision){fmax(1, worth(n, e->variance, variance)), k - 1, k};
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

/* Of the share up to its limit; false when no value is on one of its sides. */
static bool measure_limit(struct stretched *e, double persistence, const struct precision *mean,
                          struct limit *limit)
{
    double means[LONG_RUN_STRETCHES], n = (double)e->stretches->n;
    lay_out_means(e, means);
    e->variance = e->mean * (1 - e->mean) * n / (n - 1);
    if (!(e->variance > 0)) {
        return false;
    }
    size_t width = e->stretches->width;
    struct long_run found =
        long_run_of_stretches(means, e->stretches->n / width, width, e->variance, persistence);
    struct precision precision = precision_of_stretched(e, found.variance);
    draw(mean, n, &precision);
    *limit = (struct limit){log_odds(e->mean), log(n / precision.effective_n)};
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
    size_t width = stretches->width;
    lay_out_means(e, means);
    double off = e->mean - stretches->middle;
    e->variance = fmax(0, stretches->squares - n * off * off) / (n - 1);
    struct long_run found = long_run_of_stretches(means, stretches->n / width, width, e->variance, 0);
    *persistence = fabs(found.persistence);
    return precision_of_stretched(e, found.variance);
}

/* Of stretches of several values. */
static void measure_stretched(struct stretched *e, const double *p, size_t n_p, struct precision *precisions)
{
    struct limit limits[STRETCHES_LIMITS];
    size_t n_limits = 0;
    double n = (double)e->stretches->n, persistence;
    precisions[0] = mean_of_stretches(e, &persistence);
    double of_mean = log(n / precisions[0].effective_n);
    for (e->limit = 0; e->limit < STRETCHES_LIMITS; e->limit++) {
        n_limits += measure_limit(e, persistence, &precisions[0], &limits[n_limits]);
    }
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
    if (stretches->width < 2) {
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

/* ---- for binomial intervals ---- */

double precision_binomial_n(const struct precision *precision, size_t n, double level)
{
    double tail = (1 - level) / 2;
    if (precision->clusters == 0 || !(precision->df > 0) || n < 2) {
        return precision->effective_n;
    }
    double ratio = student_quantile(tail, (double)n - 1) / student_quantile(tail, precision->df);
    return precision->effective_n * fmin(1, ratio * ratio);
}
