#include "analysis/summary.h"

#include <math.h>
#include <stdlib.h>

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

static enum status compute_group(size_t group, void *context, struct error *err)
{
    struct summary_work *work = context;
    struct sample *sample = &work->samples.samples[group];
    enum status status = sample_settle(sample, err);
    if (status != OK || !has_any(sample)) {
        return status;
    }
    return summary_row_fill(work, group, &work->rows[group], err);
}

/* Moves the rows of the groups that have one to the result. */
static enum status keep_rows(struct summary_work *work, struct summary_result *result, struct error *err)
{
    struct summary_row *grown =
        array_reserve(result->rows, &result->capacity, result->n + work->grouping->n, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    result->rows = grown;
    for (size_t group = 0; group < work->grouping->n; group++) {
        if (has_any(&work->samples.samples[group])) {
            double error = histogram_error(work->samples.samples[group].counted.level);
            result->quantile_error = fmax(result->quantile_error, error);
            grown[result->n++] = work->rows[group];
            work->rows[group] = (struct summary_row){0};
        }
    }
    return OK;
}

static enum status add_rows(struct summary_work *work, struct summary_result *result, struct error *err)
{
    size_t n = work->grouping->n;
    work->rows = calloc(n + 1, sizeof *work->rows);
    if (work->rows == NULL) {
        return error_no_memory(err);
    }
    enum status status = pool_run(n, work->threads, compute_group, work, err);
    if (status == OK && work->options->shapes) {
        status = summary_add_shapes(work, err);
    }
    if (status == OK) {
        status = keep_rows(work, result, err);
    }
    for (size_t group = 0; group < n; group++) {
        summary_row_release(&work->rows[group]);
    }
    free(work->rows);
    return status;
}

static enum status add_measure(struct summary_work *work, const struct table *rest,
                               struct summary_result *result, struct error *err)
{
    enum status status =
        groups_collect(work->requests, rest, work->grouping, work->measure, &work->samples, err);
    if (status == OK) {
        status = add_rows(work, result, err);
    }
    samples_release(&work->samples);
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
        work.measure = options->measures[i];
        status = add_measure(&work, rest, result, err);
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
