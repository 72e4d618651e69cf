#include "analysis/summary_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/diagnosis.h"
#include "analysis/statistic.h"
#include "base/pool.h"
#include "output/diagnosis.h"
#include "output/group_json.h"
#include "output/words.h"
#include "stats/interval.h"
#include "stats/moments.h"
#include "stats/outliers.h"
#include "stats/quantile.h"
#include "stats/throughput.h"
#include "stats/welch.h"
#include "stats/wilson.h"

/* ---- notes: said in the row, once for all like it below the table, and in JSON ---- */

enum status row_note(struct row *row, struct error *err, const char *text)
{
    return json_array_append_new(row->notes, json_string(text)) == 0 ? OK : error_no_memory(err);
}

/* ---- numbers ---- */

enum status row_set(json_t *object, const char *key, json_t *value, struct error *err)
{
    return json_object_set_new(object, key, value) == 0 ? OK : error_no_memory(err);
}

void row_show(const struct summary_work *work, size_t column, double number, double low, double high)
{
    if (isfinite(number)) {
        struct cell *cell = report_cell(work->report, column);
        cell_set_number(cell, number);
        cell->low = low;
        cell->high = high;
    }
}

enum status row_set_interval(json_t *object, const char *key, double low, double high, struct error *err)
{
    json_t *pair = isfinite(low) || isfinite(high) ? json_pack("[oo]", json_finite(low), json_finite(high))
                                                   : json_null();
    return row_set(object, key, pair, err);
}

/* ---- what a sample of requests says ---- */

static enum status note_trimmed(struct row *row, struct error *err)
{
    char text[96];
    snprintf(text, sizeof text, "trimmed outliers: %zu (double MAD, %g)", row->sample->trimmed,
             OUTLIER_CUTOFF);
    return row->sample->trimmed > 0 ? row_note(row, err, text) : OK;
}

/* Requests that were cut off would have taken longer: what depends on how long is refused, and a bound given.
 */
static enum status note_censored(struct row *row, const struct moments *moments, struct error *err)
{
    const struct sample *sample = row->sample;
    double cut_off = (double)sample->censored, all = (double)sample->n + cut_off;
    double least = (moments->mean * (double)sample->n + sample->censored_from * cut_off) / all;
    char text[160];
    snprintf(text, sizeof text,
             "mean, sd, max: %zu requests were cut off, at %.4g or later; the mean is at least %.4g",
             sample->censored, sample->censored_from, sample->n > 0 ? least : sample->censored_from);
    return row_note(row, err, text);
}

static enum status add_numbers(const struct summary_work *work, struct row *row,
                               const struct moments *moments, struct error *err)
{
    const struct {
        const char *key;
        size_t column;
        double value;
    } numbers[] = {{"mean", work->layout.mean, moments->mean},
                   {"sd", work->layout.sd, work->options->population ? moments->population_sd : moments->sd},
                   {"min", work->layout.min, moments->min},
                   {"max", work->layout.max, moments->max}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof numbers / sizeof *numbers; i++) {
        if (i > 0) { /* the mean has its interval already */
            row_show(work, numbers[i].column, numbers[i].value, NAN, NAN);
        }
        status = row_set(row->json, numbers[i].key, json_finite(numbers[i].value), err);
    }
    return status;
}

static enum status add_moments(const struct summary_work *work, struct row *row, size_t group,
                               struct error *err)
{
    const struct sample *sample = row->sample;
    struct moments moments = row->computed->moments;
    enum status status = OK;
    if (sample->censored > 0) {
        status = note_censored(row, &moments, err);
        moments.mean = moments.sd = moments.population_sd = moments.max = NAN;
    } else if (sample->n < 2) {
        status = row_note(row, err, "sd: needs n >= 2");
        moments.sd = moments.population_sd = NAN;
    }
    if (status == OK && sample->censored == 0) {
        const struct summary_figures figures = {moments.mean, moments.sd, (double)sample->n};
        status = row_add_mean(work, row, group, &figures, err);
    }
    if (status == OK) {
        status = note_trimmed(row, err);
    }
    return status == OK ? add_numbers(work, row, &moments, err) : status;
}

/* ---- dependence ---- */

static void show_dependent(const struct summary_work *work, size_t column, const struct interval *interval)
{
    struct cell *cell = report_cell(work->report, column);
    cell->dependent_low = interval->low;
    cell->dependent_high = interval->high;
}

static json_t *json_dependence(const struct summary_work *work, const struct row *row,
                               const struct dependence *dependence)
{
    json_t *quantiles = json_array();
    for (size_t q = 0; q < work->options->n_quantiles; q++) {
        const struct interval *interval = &dependence->quantiles[q];
        json_t *object = json_pack("{s:f}", "p", work->options->quantiles[q]);
        struct error ignored = {{0}};
        row_set_interval(object, "ci", interval->low, interval->high, &ignored);
        json_array_append_new(quantiles, object);
    }
    json_t *mean = isnan(dependence->mean.low)
                       ? json_null()
                       : json_pack("[f, f]", dependence->mean.low, dependence->mean.high);
    return json_pack("{s:s, s:i, s:f, s:f, s:b, s:o, s:o, s:o, s:o, s:o, s:s}", "order",
                     order_names[row->sample->order], "lags", DEPENDENCE_LAGS, "statistic",
                     dependence->statistic, "p", dependence->p, "dependent", dependence->dependent,
                     "effective_n", json_finite(dependence->effective_n), "effective_n_batch_means",
                     json_finite(dependence->effective_n_batches), "mean_block",
                     json_finite(dependence->mean_block), "mean_ci", mean, "quantiles", quantiles, "quote",
                     dependence->dependent ? "dependent" : "independent");
}

/* Says whether the intervals above may be quoted: they take the requests for independent draws. */
static enum status add_dependence(const struct summary_work *work, struct row *row, struct error *err)
{
    const struct summary_options *options = work->options;
    const struct dependence *dependence = &row->computed->dependence;
    if (!dependence->tested) {
        return row_set(row->json, "dependence", json_null(), err);
    }
    enum status status = row_set(row->json, "dependence", json_dependence(work, row, dependence), err);
    row_show(work, work->layout.ljung_box, dependence->p, NAN, NAN);
    row_show(work, work->layout.effective_n, dependence->effective_n, NAN, NAN);
    if (status != OK || !dependence->dependent) {
        return status;
    }
    show_dependent(work, work->layout.mean, &dependence->mean);
    for (size_t q = 0; q < options->n_quantiles; q++) {
        show_dependent(work, work->layout.quantiles + 2 * q, &dependence->quantiles[q]);
    }
    return row_note(row, err,
                    isnan(dependence->mean.low)
                        ? "requests depend on one another (Ljung-Box, 20 lags, 5 %): the intervals "
                          "are too narrow"
                        : "requests depend on one another (Ljung-Box, 20 lags, 5 %): quote the "
                          "intervals with a star, by the stationary bootstrap");
}

static size_t count_one(const void *result)
{
    (void)result;
    return 1;
}

static const void *get_part(const struct at *at)
{
    return at->result;
}

static enum status set_diagnosis(const struct diagnosis *diagnosis, struct row *row, struct error *err)
{
    static const struct block blocks[] = {DIAGNOSIS_BLOCKS(get_part)};
    static const struct form form = {
        .schema = "", .rows = "rows", .count = count_one, .blocks = blocks, .n_blocks = 2};
    json_t *json = form_json(&form, diagnosis, err);
    if (json == NULL) {
        return BAD_SERVICE;
    }
    json_t *one = json_array_get(json_object_get(json, "rows"), 0);
    enum status status = row_set(row->json, "diagnosis", json_incref(json_object_get(one, "diagnosis")), err);
    json_decref(json);
    return status;
}

static enum status add_diagnosis(const struct summary_work *work, struct row *row, size_t group,
                                 struct error *err)
{
    struct diagnosis diagnosis;
    struct notes notes = {0};
    struct text words = {0};
    enum status status = diagnose(row->sample, work->measure, work->options->seed, &diagnosis, &notes, err);
    if (status == OK) {
        status = set_diagnosis(&diagnosis, row, err);
    }
    for (size_t i = 0; status == OK && i < notes.n; i++) {
        words.n = 0;
        status = words_append(&words, &notes.notes[i], work->grouping, &work->grouping->groups[group], err);
        if (status == OK) {
            status = row_note(row, err, words.bytes);
        }
    }
    text_release(&words);
    notes_release(&notes);
    return status;
}

/* ---- throughput ---- */

static enum status add_throughput(const struct summary_work *work, struct row *row, size_t group,
                                  struct error *err)
{
    struct error why = {{0}};
    double per_s = NAN;
    struct interval interval = {NAN, NAN};
    if (work->starts.values == NULL) {
        error_set(&why, BAD_DATA, "throughput: no clock times");
    } else {
        size_t first = work->starts.starts[group], n = work->starts.starts[group + 1] - first;
        const double *start_s = work->starts.values + first, *end_s = work->ends.values + first;
        if (throughput(start_s, end_s, n, &per_s, &why) == OK && summary_has_intervals(work->options)) {
            (void)throughput_interval(start_s, end_s, n, work->options->level, &interval, &why);
        }
    }
    enum status status = why.text[0] == '\0' || row->sample->streamed ? OK : row_note(row, err, why.text);
    row_show(work, work->layout.throughput, per_s, interval.low, interval.high);
    if (status == OK) {
        status = row_set(row->json, "throughput", json_finite(per_s), err);
    }
    return status == OK ? row_set_interval(row->json, "throughput_ci", interval.low, interval.high, err)
                        : status;
}

/* ---- rows ---- */

static enum status add_factors(const struct summary_work *work, struct row *row, const struct group *group,
                               struct error *err)
{
    enum status status = row_set(row->json, "by", group_json(work->grouping, group), err);
    for (size_t i = 0; status == OK && i < work->grouping->n_by; i++) {
        const char *text = group_text(work->grouping, group, i);
        status = cell_set_text(report_cell(work->report, i), text == NULL ? "NA" : text, err);
    }
    if (status == OK) {
        status = cell_set_text(report_cell(work->report, work->layout.measure), work->measure, err);
    }
    return status == OK ? row_set(row->json, "measure", json_string(work->measure), err) : status;
}

static enum status add_counts(const struct summary_work *work, struct row *row, struct error *err)
{
    const struct sample *sample = row->sample;
    bool unknown = sample->n == 0 && sample->censored == 0 && sample->published.rows > 0;
    const struct {
        const char *key;
        size_t column, count;
    } counts[] = {{"n", work->layout.n, sample->n},
                  {"missing", work->layout.missing, sample->missing},
                  {"failed", work->layout.failed, sample->failed},
                  {"censored", work->layout.censored, sample->censored}};
    enum status status = row_set(row->json, "trimmed", json_integer((json_int_t)sample->trimmed), err);
    for (size_t i = 0; status == OK && i < sizeof counts / sizeof *counts; i++) {
        bool is_n = i == 0;
        double published_n = sample->published.n;
        if (!(is_n && unknown)) {
            cell_set_count(report_cell(work->report, counts[i].column), counts[i].count);
            status = row_set(row->json, counts[i].key, json_integer((json_int_t)counts[i].count), err);
        } else {
            status = row_set(row->json, "n",
                             isnan(published_n) ? json_null() : json_integer((json_int_t)published_n), err);
        }
    }
    return status;
}

/* The share of requests that failed, with Wilson's interval; nothing where none was tried. */
static enum status add_failure_rate(const struct summary_work *work, struct row *row, struct error *err)
{
    const struct sample *sample = row->sample;
    size_t tried = sample->n + sample->trimmed + sample->missing + sample->failed;
    struct interval interval;
    struct error why = {{0}};
    if (wilson_interval(sample->failed, tried, work->options->level, &interval, &why) != OK) {
        return row_set(row->json, "failure_rate", json_null(), err);
    }
    double rate = (double)sample->failed / (double)tried;
    if (!summary_has_intervals(work->options)) {
        interval = (struct interval){NAN, NAN};
    }
    row_show(work, work->layout.failure_rate, rate, interval.low, interval.high);
    json_t *object = json_pack("{s:f}", "value", rate);
    enum status status = row_set(row->json, "failure_rate", object, err);
    return status == OK ? row_set_interval(object, "ci", interval.low, interval.high, err) : status;
}

/* The keys that a row has whatever it says, so that its shape is always the same. */
static enum status add_empty_keys(struct row *row, struct error *err)
{
    static const char *const keys[] = {"mean", "sd", "min", "max", "mean_ci", "dependence"};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof keys / sizeof *keys; i++) {
        status = row_set(row->json, keys[i], json_null(), err);
    }
    if (status == OK) {
        status = row_set(row->json, "quantiles", json_array(), err);
    }
    if (status == OK) {
        status = row_set(row->json, "throughput", json_null(), err);
    }
    return status == OK ? row_set(row->json, "throughput_ci", json_null(), err) : status;
}

/* What takes the requests one by one, in their order. */
static enum status add_series(const struct summary_work *work, struct row *row, size_t group,
                              struct error *err)
{
    enum status status = OK;
    if (row->sample->censored == 0) {
        status = add_dependence(work, row, err);
        if (status == OK && work->options->diagnose) {
            status = add_diagnosis(work, row, group, err);
        }
    }
    if (status == OK) {
        status = add_throughput(work, row, group, err);
    }
    return status == OK ? row_compare_published(row, err) : status;
}

/* What kind of numbers these are, and what there is none of. */
static enum status note_streamed(const struct summary_work *work, struct row *row, struct error *err)
{
    bool intervals = summary_has_intervals(work->options);
    char text[192];
    snprintf(text, sizeof text,
             "bucketed: quantiles are the upper ends of buckets, at most 1/%.0f (%.2g %%) above the exact "
             "ones%s; mean, sd, min and max are exact",
             1 / HISTOGRAM_ERROR, 100 * HISTOGRAM_ERROR,
             intervals ? ", intervals rounded outwards to buckets" : "");
    enum status status = row_note(row, err, text);
    if (status != OK) {
        return status;
    }
    return row_note(row, err,
                    intervals
                        ? "dependence, throughput: --stream keeps no requests to look at; the intervals "
                          "take them for independent"
                        : "throughput: --stream keeps no requests to look at");
}

static enum status add_requests(const struct summary_work *work, struct row *row, size_t group,
                                struct error *err)
{
    enum status status = row->sample->streamed ? note_streamed(work, row, err) : OK;
    if (status == OK) {
        status = add_moments(work, row, group, err);
    }
    if (status == OK) {
        status = row_add_quantiles(work, row, err);
    }
    return status == OK ? add_series(work, row, group, err) : status;
}

static const char *quality_of(const struct sample *sample)
{
    if (!sample->streamed && (sample->n > 0 || sample->censored > 0)) {
        return "exact";
    }
    return sample->n_buckets > 0 ? "bucketed" : sample->published.rows > 0 ? "summary" : "exact";
}

static enum status fill_row(const struct summary_work *work, struct row *row, size_t group, struct error *err)
{
    const struct sample *sample = row->sample;
    enum status status = add_factors(work, row, &work->grouping->groups[group], err);
    if (status == OK) {
        status = add_counts(work, row, err);
    }
    if (status == OK) {
        status = add_failure_rate(work, row, err);
    }
    if (status == OK) {
        status = add_empty_keys(row, err);
    }
    if (status == OK) {
        status = row_set(row->json, "quality", json_string(quality_of(sample)), err);
    }
    if (status == OK) {
        status = cell_set_text(report_cell(work->report, work->layout.quality), quality_of(sample), err);
    }
    if (status != OK) {
        return status;
    }
    if (sample->n > 0 || sample->censored > 0) {
        return add_requests(work, row, group, err);
    }
    return sample->published.rows > 0 ? row_add_published(work, row, group, err)
                                      : row_note(row, err, "no successful request has a value");
}

/* ---- what is computed before the rows are made ---- */

/* Where there are fewer groups than threads, each of them has the threads to itself. */
static void resample_dependent(const struct summary_work *work, size_t group, struct dependence *dependence)
{
    const struct summary_options *options = work->options;
    size_t threads = options->threads == 0 ? pool_processors() : options->threads;
    const struct dependence_options asked = {options->quantiles,
                                             options->n_quantiles,
                                             options->level,
                                             options->resamples,
                                             work->grouping->n < threads ? threads : 1,
                                             options->seed,
                                             group};
    dependence_resample(&work->samples.samples[group], &asked, dependence);
}

enum status summary_compute(const struct summary_work *work, size_t group, struct computed *computed,
                            struct error *err)
{
    const struct sample *sample = &work->samples.samples[group];
    *computed =
        (struct computed){.moments = {NAN, NAN, NAN, NAN, NAN},
                          .quantiles = calloc(work->options->n_quantiles + 1, sizeof *computed->quantiles)};
    if (computed->quantiles == NULL) {
        return error_no_memory(err);
    }
    const struct published *published = &sample->published;
    if (sample->streamed) {
        computed->moments = (struct moments){published->mean, published->sd, published->population_sd,
                                             published->min, published->max};
    } else if (sample->n > 0) {
        computed->moments = moments_compute(sample->values, sample->n);
    }
    enum status status = OK;
    if (sample->n > 0 && !sample->streamed && sample->censored == 0 && summary_has_intervals(work->options)) {
        status = dependence_measure(sample, work->options->n_quantiles, &computed->dependence, err);
    }
    if (computed->dependence.dependent) {
        resample_dependent(work, group, &computed->dependence);
    }
    return status == OK ? quantile_rows_compute(work, sample, computed, err) : status;
}

void computed_release(struct computed *computed)
{
    dependence_release(&computed->dependence);
    free(computed->quantiles);
    *computed = (struct computed){0};
}

enum status summary_add_row(const struct summary_work *work, size_t group, struct error *err)
{
    struct row row = {.sample = &work->samples.samples[group],
                      .computed = &work->computed[group],
                      .json = json_object(),
                      .notes = json_array()};
    enum status status = OK;
    if (row.json == NULL || row.notes == NULL || json_array_append_new(work->groups, row.json) != 0) {
        json_decref(row.notes);
        return error_no_memory(err);
    }
    status = report_add_row(work->report, err);
    if (status == OK) {
        status = fill_row(work, &row, group, err);
    }
    if (status == OK) {
        status = report_join_notes(report_cell(work->report, work->layout.notes), row.notes, err);
    }
    enum status kept = row_set(row.json, "notes", row.notes, err);
    return status == OK ? kept : status;
}
