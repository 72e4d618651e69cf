#include "stats/precision.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stats/long_run.h"
#include "stats/student.h"

/* How much of the way a share's design effect is drawn to that of the mean. */
static const double DRAWN = 0.25;

/* A variance that is less than this share of the squared mean is what rounding makes of equal values. */
static const double ROUNDING = 1e-28;

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
    double *sums, *sizes;  /* by cluster */
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
            e->means[s] -= e->sums[cluster] / e->sizes[cluster] / (double)width;
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

/* The sums and sizes of clusters; returns how many there are in effect: min(k, n^2 / sum m^2). */
static double sum_clusters(const struct estimate *e)
{
    const struct time_series *series = e->series;
    double n = (double)series->n, squares = 0, k = 0;
    for (size_t g = 0; g < series->n_clusters; g++) {
        e->sums[g] = e->sizes[g] = 0;
    }
    for (size_t i = 0; i < series->n; i++) {
        e->sums[series->clusters[i]] += influence_of(e->influence, series->values[i]) - e->mean;
        e->sizes[series->clusters[i]]++;
    }
    for (size_t g = 0; g < series->n_clusters; g++) {
        squares += e->sizes[g] * e->sizes[g];
        k += e->sizes[g] > 0;
    }
    return fmin(k, n * n / squares);
}

/* n times the variance of the mean by the jackknife over clusters, and what is left of the influences'
 * variance within them. */
static double jackknife(const struct estimate *e, double *within)
{
    double n = (double)e->series->n, sum = 0, between = 0, k = 0;
    for (size_t g = 0; g < e->series->n_clusters; g++) {
        if (e->sizes[g] > 0) {
            double out = e->sums[g] / (n - e->sizes[g]);
            sum += out * out;
            between += e->sums[g] * e->sums[g] / e->sizes[g];
            k++;
        }
    }
    *within = fmax(0, e->variance * (n - 1) - between) / fmax(1, n - k);
    return n * (k - 1) / k * sum;
}

static struct precision in_clusters(const struct estimate *e, double long_run)
{
    size_t n = e->series->n, width = long_run_width(n);
    double clusters = sum_clusters(e), within;
    if (clusters <= 1) {
        return (struct precision){1, 0, clusters};
    }
    double between = jackknife(e, &within);
    if (!(e->variance > 0)) {
        return (struct precision){(double)n, clusters - 1, clusters};
    }
    take_out_clusters(e, width);
    double rest = long_run_of_stretches(e->means, n / width, width, within, 0).variance - within;
    double variance = fmax(between + rest, long_run);
    return (struct precision){fmax(1, worth((double)n, e->variance, variance)), clusters - 1, clusters};
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
        long_run_of_stretches(e->means, e->series->n / width, width, e->variance, *persistence);
    *persistence = isnan(e->influence->at) ? fabs(found.persistence) : *persistence;
    if (e->series->clusters != NULL) {
        return in_clusters(e, found.variance);
    }
    struct precision precision = {n, n - 1, 0};
    if (e->variance > 0) {
        precision.effective_n = fmax(1, worth(n, e->variance, found.variance));
        precision.df = precision.effective_n - 1;
    }
    return precision;
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
        struct estimate e = {.series = series,
                             .influence = &influences[i],
                             .means = room,
                             .sums = room + LONG_RUN_STRETCHES,
                             .sizes = room + LONG_RUN_STRETCHES + clusters};
        precisions[i] = precision_of(&e, &persistence);
        if (i > 0 && isnan(influences[0].at)) {
            draw(&precisions[0], n, &precisions[i]);
        }
    }
    free(room);
    return OK;
}

double precision_binomial_n(const struct precision *precision, size_t n, double level)
{
    double tail = (1 - level) / 2;
    if (precision->clusters == 0 || !(precision->df > 0) || n < 2) {
        return precision->effective_n;
    }
    double ratio = student_quantile(tail, (double)n - 1) / student_quantile(tail, precision->df);
    return precision->effective_n * fmin(1, ratio * ratio);
}
