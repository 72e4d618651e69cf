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

static bool is_quantile(const struct influence *influence)
{
    return !isnan(influence->at);
}

static double influence_of(const struct influence *influence, double value)
{
    return is_quantile(influence)     ? (double)(value <= influence->at)
           : value < influence->limit ? value
                                      : influence->limit;
}

/* Of a mean. */
static double sum_up(const struct influence *influence, const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += influence_of(influence, values[i]);
    }
    return sum;
}

static double squares_of(const struct influence *influence, const struct time_series *series, double mean)
{
    double squares = 0, n = (double)series->n;
    if (is_quantile(influence)) {
        return n * mean * (1 - mean);
    }
    for (size_t i = 0; i < series->n; i++) {
        double deviation = influence_of(influence, series->values[i]) - mean;
        squares += deviation * deviation;
    }
    return squares;
}

/* ---- counts ---- */

/* A quantile's influence is told by how many values are at most it: in each stretch, and behind these among
 * those that are in none. */
struct counts {
    size_t stretches, width;
    uint32_t *below; /* of each influence, stretches + 1 */
};

/* The same while they are counted: what is counted of a stretch is how many values stand between thresholds.
 */
struct counting {
    double *thresholds; /* ascending */
    size_t *influences; /* which each is of */
    size_t n;
    uint32_t *between; /* n + 1 */
};

/* How many of the thresholds, of which there is at least one, are less. No branch depends on the value. */
static size_t place_among(const double *thresholds, size_t n, double value)
{
    const double *from = thresholds;
    for (size_t left = n; left > 1; left -= left / 2) {
        from += left / 2 & -(size_t)(from[left / 2 - 1] < value);
    }
    return (size_t)(from - thresholds) + (*from < value);
}

/* Lists the influences of quantiles in the order of these. */
static void list_thresholds(const struct influence *influences, size_t n, struct counting *counting)
{
    for (size_t i = 0; i < n; i++) {
        size_t place = counting->n;
        while (is_quantile(&influences[i]) && place > 0 &&
               counting->thresholds[place - 1] > influences[i].at) {
            counting->thresholds[place] = counting->thresholds[place - 1];
            counting->influences[place] = counting->influences[place - 1];
            place--;
        }
        if (is_quantile(&influences[i])) {
            counting->thresholds[place] = influences[i].at;
            counting->influences[place] = i;
            counting->n++;
        }
    }
}

static void count_stretch(const struct counting *counting, const double *values, size_t n, size_t stretch,
                          struct counts *counts)
{
    uint32_t below = 0;
    memset(counting->between, 0, (counting->n + 1) * sizeof *counting->between);
    for (size_t i = 0; i < n; i++) {
        counting->between[place_among(counting->thresholds, counting->n, values[i])]++;
    }
    for (size_t t = 0; t < counting->n; t++) {
        below += counting->between[t];
        counts->below[counting->influences[t] * (counts->stretches + 1) + stretch] = below;
    }
}

/* Goes through the values once, whatever the number of influences. Caller frees counts->below. */
static enum status count_below(const struct time_series *series, const struct influence *influences, size_t n,
                               struct counts *counts, struct error *err)
{
    struct counting counting = {.thresholds = calloc(n + 1, sizeof *counting.thresholds),
                                .influences = calloc(n + 1, sizeof *counting.influences),
                                .between = calloc(n + 1, sizeof *counting.between)};
    counts->width = long_run_width(series->n);
    counts->stretches = series->n / counts->width;
    counts->below = calloc(n * (counts->stretches + 1) + 1, sizeof *counts->below);
    bool has_memory = counting.thresholds != NULL && counting.influences != NULL &&
                      counting.between != NULL && counts->below != NULL;
    if (has_memory) {
        list_thresholds(influences, n, &counting);
    }
    for (size_t s = 0; counting.n > 0 && s <= counts->stretches; s++) {
        size_t first = s * counts->width;
        size_t length = s < counts->stretches ? counts->width : series->n - first;
        count_stretch(&counting, series->values + first, length, s, counts);
    }
    free(counting.thresholds);
    free(counting.influences);
    free(counting.between);
    return has_memory ? OK : error_no_memory(err);
}

/* ---- in time ---- */

/* One estimate of the series, with room for its stretches. */
struct estimate {
    const struct time_series *series;
    const struct influence *influence;
    const uint32_t *below; /* of a quantile: counts of its stretches */
    double mean, variance; /* of the influences */
    double *means;         /* of stretches */
    struct precision_clusters clusters;
};

static double sum_stretch(const struct estimate *e, size_t stretch, size_t width)
{
    const struct time_series *series = e->series;
    size_t first = stretch * width, left = series->n - first;
    return is_quantile(e->influence)
               ? (double)e->below[stretch]
               : sum_up(e->influence, series->values + first, left < width ? left : width);
}

/* The means of stretches, and the sum of all values. */
static double lay_out_stretches(const struct estimate *e, size_t width)
{
    size_t stretches = e->series->n / width;
    double all = 0;
    for (size_t s = 0; s < stretches; s++) {
        double sum = sum_stretch(e, s, width);
        e->means[s] = sum / (double)width;
        all += sum;
    }
    return all + sum_stretch(e, stretches, width);
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
    *persistence = !is_quantile(e->influence) ? fabs(found.persistence) : *persistence;
    return e->series->clusters != NULL ? in_clusters(e, found.variance)
                                       : precision_in_time(n, e->variance, found.variance);
}

enum status precision_measure(const struct time_series *series, const struct influence *influences,
                              size_t n_influences, struct precision *precisions, struct error *err)
{
    double n = (double)series->n, persistence = 0;
    size_t clusters = series->clusters == NULL ? 0 : series->n_clusters;
    double *room = calloc(LONG_RUN_STRETCHES + 2 * clusters, sizeof *room);
    struct counts counts = {0};
    enum status status =
        room == NULL ? error_no_memory(err) : count_below(series, influences, n_influences, &counts, err);
    for (size_t i = 0; status == OK && i < n_influences; i++) {
        struct estimate e = {
            .series = series,
            .influence = &influences[i],
            .below = counts.below + i * (counts.stretches + 1),
            .means = room,
            .clusters = {room + LONG_RUN_STRETCHES, room + LONG_RUN_STRETCHES + clusters, clusters}};
        precisions[i] = precision_of(&e, &persistence);
        if (i > 0 && isnan(influences[0].at)) {
            precision_draw(&precisions[0], n, &precisions[i]);
        }
    }
    free(counts.below);
    free(room);
    return status;
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
