#include "stats/precision.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/long_run.h"
#include "stats/precision_parts.h"
#include "stats/student.h"

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

/* One estimate of the series, with room for its stretches. */
struct estimate {
    const struct time_series *series;
    const struct influence *influence;
    double mean, variance; /* of the influences */
    double *means;         /* of stretches */
    struct precision_clusters clusters;
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

/* ---- in clusters ---- */

static void sum_clusters(const struct estimate *e)
{
    const struct time_series *series = e->series;
    const struct precision_clusters *clusters = &e->clusters;
    for (size_t g = 0; g < clusters->n; g++) {
        clusters->sums[g] = clusters->sizes[g] = 0;
    }
    for (size_t i = 0; i < series->n; i++) {
        clusters->sums[series->clusters[i]] += influence_of(e->influence, series->values[i]) - e->mean;
        clusters->sizes[series->clusters[i]]++;
    }
}

static struct precision in_clusters(const struct estimate *e, double long_run)
{
    size_t n = e->series->n, width = long_run_width(n);
    sum_clusters(e);
    double clusters = precision_count_clusters(&e->clusters, (double)n), within;
    if (clusters <= 1) {
        return (struct precision){1, 0, clusters};
    }
    double between = precision_jackknife(&e->clusters, (double)n, e->variance, &within);
    if (!(e->variance > 0)) {
        return (struct precision){(double)n, clusters - 1, clusters};
    }
    take_out_clusters(e, width);
    double rest = long_run_of_stretches(e->means, n / width, (double)width, within, 0).variance - within;
    double variance = fmax(between + rest, long_run);
    return (struct precision){fmax(1, precision_worth((double)n, e->variance, variance)), clusters - 1,
                              clusters};
}

/* ---- the whole ---- */

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
        long_run_of_stretches(e->means, e->series->n / width, (double)width, e->variance, *persistence);
    *persistence = isnan(e->influence->at) ? fabs(found.persistence) : *persistence;
    return e->series->clusters != NULL ? in_clusters(e, found.variance)
                                       : precision_in_time(n, e->variance, found.variance);
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
            precision_draw(&precisions[0], n, &precisions[i]);
        }
    }
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
