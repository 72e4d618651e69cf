#include "analysis/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/ranks/groups_count.h"
#include "analysis/ranks/summary_gather.h"
#include "analysis/samples.h"
#include "analysis/summary_row.h"
#include "base/array.h"
#include "base/pool.h"

/* Groups of few requests in all are done before another thread has started. */
static size_t choose_threads(const struct groups *groups, size_t threads)
{
    enum { FEW = 10000 };
    size_t requests = 0;
    for (size_t g = 0; g < groups->index.n; g++) {
        requests += groups->accumulators[g].counts.requests;
    }
    return requests < FEW ? 1 : threads;
}

/* ---- throughput ---- */

static enum status find_throughput(size_t number, void *context, struct error *err)
{
    struct summary_work *work = context;
    const struct summary_options *options = work->options;
    struct starts starts = accumulator_starts(&work->requests->accumulators[number], work->rest);
    size_t group = group_of_row(work->grouping, work->requests->first_row + number);
    enum status status =
        starts.start_s == NULL
            ? error_no_memory(err)
            : throughput_find(&starts, summary_has_intervals(options) ? options->intervals.level : NAN,
                              &work->throughputs[group], err);
    free(starts.start_s);
    return status;
}

/* Of each group of requests; without these, nobody knows when they began. */
static enum status find_throughputs(struct summary_work *work, struct error *err)
{
    work->throughputs = calloc(work->grouping->n + 1, sizeof *work->throughputs);
    return work->throughputs == NULL
               ? error_no_memory(err)
               : pool_run(work->requests->index.n, work->threads, find_throughput, work, err);
}

/* ---- rows ---- */

/* Whether the group has anything of the measure: a dump of several tools lacks most columns in most rows. */
static bool has_any(const struct sample *sample)
{
    return sample_n(sample) > 0 || sample->published.rows > 0 || sample->failed > 0 || sample->censored > 0;
}

static enum status compute_row(const struct summary_work *work, size_t group, struct sample *sample,
                               struct error *err)
{
    enum status status = sample_settle(sample, err);
    return status == OK && has_any(sample) ? summary_row_fill(work, group, sample, err) : status;
}

static enum status compute_group(size_t group, void *context, struct error *err)
{
    struct summary_work *work = context;
    return compute_row(work, group, &work->samples.samples[group], err);
}

/* The same of what one accumulator has, which the last measure leaves nothing of: its memory is of use to the
 * rows. */
static enum status compute_requests(size_t number, void *context, struct error *err)
{
    struct summary_work *work = context;
    struct bucket *buckets;
    struct sample sample;
    size_t group = group_of_row(work->grouping, work->requests->first_row + number);
    enum status status = groups_sample(work->requests, number, &work->measure, &sample, &buckets, err);
    status = status == OK ? compute_row(work, group, &sample, err) : status;
    sample_release(&sample);
    free(buckets);
    if (work->is_last) {
        notes_release(&work->throughputs[group].notes);
        accumulator_release(&work->requests->accumulators[number]);
    }
    return status;
}

/* Computes the rows of all groups, with all samples at hand where these are looked at together. */
static enum status compute_rows(struct summary_work *work, const struct table *rest, struct error *err)
{
    if (groups_are_all(work->requests) && !work->options->shapes) {
        return pool_run(work->requests->index.n, work->threads, compute_requests, work, err);
    }
    enum status status =
        groups_collect(work->requests, rest, work->grouping, &work->measure, &work->samples, err);
    if (status == OK) {
        status = pool_run(work->grouping->n, work->threads, compute_group, work, err);
    }
    if (status == OK && work->options->shapes) {
        status = summary_add_shapes(work, err);
    }
    samples_release(&work->samples);
    return status;
}

/* Adds the rows of a measure of those groups that have anything of it. */
static enum status add_measure(struct summary_work *work, const struct table *rest,
                               struct summary_result *result, struct error *err)
{
    size_t n = work->grouping->n;
    struct summary_row *grown =
        array_reserve(result->rows, &result->capacity, result->n + n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    result->rows = grown;
    work->rows = grown + result->n;
    memset(work->rows, 0, n * sizeof *work->rows);
    enum status status = compute_rows(work, rest, err);
    for (size_t group = 0; group < n; group++) {
        const struct summary_row row = work->rows[group];
        if (row.measure != NULL) {
            result->quantile_error = fmax(result->quantile_error, histogram_error(row.level));
            grown[result->n++] = row;
        }
    }
    return status;
}

/* ---- groups ---- */

/* Groups the requests and the rest of the tables together. Where no values were kept, none of the measures
 * may have published figures. */
static enum status group(struct summary_work *work, struct table *rest, struct grouping *grouping,
                         struct error *err)
{
    const struct summary_options *options = work->options;
    enum status status = table_group(rest, options->by, options->n_by, grouping, err);
    for (size_t i = 0; status == OK && work->requests->plan.bounded && i < options->n_measures; i++) {
        struct column *column;
        status = samples_find_measure(rest, options->measures[i], &column, err);
        if (status == OK) {
            status = groups_check_figures(work->requests, options->measures[i], err);
        }
    }
    return status;
}

enum status summary_compute(struct groups *groups, struct table *rest, const struct summary_options *options,
                            struct summary_result *result, struct error *err)
{
    struct summary_work work = {.options = options,
                                .grouping = &result->grouping,
                                .requests = groups,
                                .rest = rest,
                                .threads = choose_threads(groups, options->threads),
                                .known = {.intervals = options->intervals,
                                          .definition = options->definition,
                                          .clusters = options->clusters,
                                          .quantiles = options->quantiles,
                                          .n_quantiles = options->n_quantiles}};
    result->options = options;
    result->bounded = groups->plan.bounded;
    enum status status = group(&work, rest, &result->grouping, err);
    if (status == OK) {
        status = find_throughputs(&work, err);
    }
    for (size_t i = 0; status == OK && i < options->n_measures; i++) {
        work.is_last = i + 1 == options->n_measures;
        status = groups_find_measure(groups, rest, options->measures[i], &work.measure, err);
        if (status == OK && groups->apart != NULL) {
            status = groups_count(groups, work.measure.name, &work.known, work.threads, err);
        }
        status = status == OK ? add_measure(&work, rest, result, err) : status;
    }
    for (size_t g = 0; work.throughputs != NULL && g < result->grouping.n; g++) {
        notes_release(&work.throughputs[g].notes);
    }
    free(work.throughputs);
    if (status == OK && groups->owners != NULL) {
        status = summary_gather(groups, options, result, err);
    }
    return status == OK && result->n == 0 ? error_set(err, BAD_DATA, "no request is left to summarise")
                                          : status;
}

void summary_release(struct summary_result *result)
{
    for (size_t i = 0; i < result->n; i++) {
        summary_row_release(&result->rows[i]);
    }
    free(result->rows);
    grouping_release(&result->grouping);
    *result = (struct summary_result){0};
}
