#include "analysis/paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/hodges_lehmann.h"
#include "stats/moments.h"
#include "stats/student.h"

enum { LEAST = 2 };

/* ---- which runs are pairs ---- */

/* A run while its place is looked for. */
struct started {
    double start_s;
    size_t side, cluster;
};

static int compare_started(const void *a, const void *b)
{
    const struct started *x = a, *y = b;
    return (x->start_s > y->start_s) - (x->start_s < y->start_s);
}

static bool tells_runs(const struct known_group *side)
{
    const char *cluster = known_group_cluster(side);
    const struct kept *kept = &side->sample->kept;
    return cluster != NULL && (strcmp(cluster, "run") == 0 || strcmp(cluster, "file") == 0) &&
           kept->clusters != NULL && kept->cluster_starts != NULL && kept->unclustered == 0 &&
           side->sample->censored == 0;
}

/* Puts the runs of both groups in order; whether they alternate. */
static bool sort_started(const struct known_group *const sides[2], struct started *started)
{
    size_t k = sides[0]->sample->kept.n_clusters;
    bool alternate = true;
    for (size_t i = 0; i < 2 * k; i++) {
        started[i] = (struct started){sides[i / k]->sample->kept.cluster_starts[i % k], i / k, i % k};
        alternate = alternate && !isnan(started[i].start_s);
    }
    if (alternate) {
        qsort(started, 2 * k, sizeof *started, compare_started);
    }
    for (size_t i = 0; alternate && i < 2 * k; i += 2) {
        alternate = started[i].side != started[i + 1].side && started[i].start_s < started[i + 1].start_s;
    }
    return alternate;
}

/* Lays the values of one group's runs out, each in ascending order. */
static void lay_out_side(const struct kept *kept, const size_t *pair_of, struct run *runs, double *values)
{
    for (size_t i = 0; i < kept->n; i++) {
        runs[pair_of[kept->clusters[i]]].n++;
    }
    for (size_t pair = 0; pair < kept->n_clusters; pair++) {
        runs[pair].sorted = values;
        values += runs[pair].n;
        runs[pair].n = 0;
    }
    for (size_t i = 0; i < kept->n; i++) {
        struct run *run = &runs[pair_of[kept->clusters[i]]];
        run->sorted[run->n++] = kept->values[i];
    }
    for (size_t pair = 0; pair < kept->n_clusters; pair++) {
        quantile_sort(runs[pair].sorted, runs[pair].n);
    }
}

/* With room for the runs of both groups, and the pair that each is of. */
static enum status pair_up(const struct known_group *const sides[2], struct started *started, size_t *pair_of,
                           struct paired *paired, struct error *err)
{
    size_t k = sides[0]->sample->kept.n_clusters;
    if (!sort_started(sides, started)) {
        return OK;
    }
    for (size_t i = 0; i < 2 * k; i++) {
        pair_of[started[i].side * k + started[i].cluster] = i / 2;
    }
    paired->runs[0] = calloc(2 * k, sizeof **paired->runs);
    paired->values = calloc(sides[0]->n_sorted + sides[1]->n_sorted, sizeof *paired->values);
    if (paired->runs[0] == NULL || paired->values == NULL) {
        return error_no_memory(err);
    }
    paired->n = k;
    paired->runs[1] = paired->runs[0] + k;
    lay_out_side(&sides[0]->sample->kept, pair_of, paired->runs[0], paired->values);
    lay_out_side(&sides[1]->sample->kept, pair_of + k, paired->runs[1], paired->values + sides[0]->n_sorted);
    return OK;
}

enum status paired_find(const struct known_group *const sides[2], struct paired *paired, struct error *err)
{
    size_t k = sides[0]->sample->kept.n_clusters;
    if (!tells_runs(sides[0]) || !tells_runs(sides[1]) || k != sides[1]->sample->kept.n_clusters ||
        k < LEAST) {
        return OK;
    }
    struct started *started = calloc(2 * k, sizeof *started);
    size_t *pair_of = calloc(2 * k, sizeof *pair_of);
    enum status status = started == NULL || pair_of == NULL ? error_no_memory(err)
                                                            : pair_up(sides, started, pair_of, paired, err);
    free(started);
    free(pair_of);
    return status;
}

void paired_release(struct paired *paired)
{
    free(paired->runs[0]);
    free(paired->values);
    *paired = (struct paired){0};
}

/* ---- differences ---- */

/* The mean and sd of n numbers. */
static struct summary_figures figures_of(const double *numbers, size_t n)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        sum += numbers[i];
    }
    for (size_t i = 0; i < n; i++) {
        squares += (numbers[i] - sum / (double)n) * (numbers[i] - sum / (double)n);
    }
    return (struct summary_figures){sum / (double)n, sqrt(squares / (double)(n - 1)), (double)n, 0};
}

static double number_of(const struct run *run, double p, bool logs)
{
    double number = isnan(p) ? moments_compute(run->sorted, run->n).mean
                             : quantile_sorted(run->sorted, run->n, p, QUANTILE_TYPE_DEFAULT);
    return !logs ? number : number > 0 ? log(number) : NAN;
}

enum status paired_difference(const struct paired *paired, double p, bool logs,
                              struct summary_figures *difference, struct error *err)
{
    double *differences = calloc(paired->n + 1, sizeof *differences);
    if (differences == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < paired->n; i++) {
        differences[i] = number_of(&paired->runs[1][i], p, logs) - number_of(&paired->runs[0][i], p, logs);
    }
    *difference = figures_of(differences, paired->n);
    free(differences);
    return OK;
}

enum status paired_shift(const struct paired *paired, struct summary_figures *difference, struct error *err)
{
    const struct shift_options options = {0.95, 1, INFINITY};
    double *shifts = calloc(paired->n + 1, sizeof *shifts);
    enum status status = shifts == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < paired->n; i++) {
        const struct run *a = &paired->runs[0][i], *b = &paired->runs[1][i];
        const struct sorted_pair pair = {.a = a->sorted, .b = b->sorted, .n_a = a->n, .n_b = b->n};
        struct shift shift;
        status = hodges_lehmann_sorted(&pair, &options, &shift, err);
        shifts[i] = shift.estimate;
    }
    if (status == OK) {
        *difference = figures_of(shifts, paired->n);
    }
    free(shifts);
    return status;
}

double paired_delta(const struct paired *paired)
{
    double sum = 0;
    for (size_t i = 0; i < paired->n; i++) {
        const struct run *a = &paired->runs[0][i], *b = &paired->runs[1][i];
        const struct sorted_pair pair = {.a = a->sorted, .b = b->sorted, .n_a = a->n, .n_b = b->n};
        struct tie tie = {0};
        double more = 0;
        while (sorted_pair_next(&pair, &tie)) {
            more += (double)tie.b * ((double)tie.a_below - (double)(a->n - tie.a_below - tie.a));
        }
        sum += more / (double)a->n / (double)b->n;
    }
    return sum / (double)paired->n;
}

double paired_p(const struct summary_figures *figures)
{
    double error = figures->sd / sqrt(figures->n);
    return error > 0            ? 2 * student_tail(fabs(figures->mean) / error, figures->n - 1)
           : figures->mean == 0 ? 1
                                : ldexp(2, -(int)figures->n);
}
