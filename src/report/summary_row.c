#include "report/summary_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/dependence.h"
#include "report/diagnosis.h"
#include "report/group_json.h"
#include "report/statistic.h"
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

/* Says which bound of a quantile's interval there is not, and from how many requests on there is. */
static enum status note_bounds(struct row *row, double p, const struct quantile_interval *interval,
                               char *said, size_t size, struct error *err)
{
    char name[32], text[160];
    bool low = interval->low != 0, high = interval->high != 0;
    said[0] = '\0';
    if (low && high) {
        return OK;
    }
    size_t both = interval->needs_low > interval->needs_high ? interval->needs_low : interval->needs_high;
    size_t needs = !low && !high ? both : low ? interval->needs_high : interval->needs_low;
    statistic_name(p, name);
    snprintf(said, size, "no %s, needs n >= %zu",
             !low && !high ? "interval"
             : low         ? "upper bound"
                           : "lower bound",
             needs);
    snprintf(text, sizeof text, "%s: %s", name, said);
    return row_note(row, err, text);
}

static enum status add_quantile(const struct summary_work *work, struct row *row, const double *sorted,
                                size_t index, json_t *quantiles, struct error *err)
{
    size_t n = row->sample->n;
    double p = work->options->quantiles[index];
    double value = quantile_define(work->options->definition, sorted, n, p);
    struct quantile_interval interval = {0};
    quantile_interval(n, p, work->options->level, &interval);
    double low = interval.low == 0 ? NAN : sorted[interval.low - 1];
    double high = interval.high == 0 ? NAN : sorted[interval.high - 1];
    row_show(work, work->layout.quantiles + 2 * index, value, low, high);
    /* Beyond the largest or smallest value but for luck, a point is a guess: p99 of 25 is their maximum. */
    bool guess = (double)n * fmin(p, 1 - p) < 1;
    report_cell(work->report, work->layout.quantiles + 2 * index)->for_programs = guess;
    json_t *object = json_pack("{s:f, s:o}", "p", p, "value", json_finite(value));
    if (object == NULL || json_array_append_new(quantiles, object) != 0) {
        return error_no_memory(err);
    }
    char said[96], name[32], none[96];
    statistic_name(p, name);
    snprintf(none, sizeof none, "%s: %s prints none", name, work->options->definition->name);
    enum status status = isnan(value) ? row_note(row, err, none) : OK;
    if (status != OK) {
        return status;
    }
    status = note_bounds(row, p, &interval, said, sizeof said, err);
    if (status == OK) {
        status = row_set_interval(object, "ci", low, high, err);
    }
    bool any = interval.low != 0 || interval.high != 0;
    if (status == OK) {
        status = row_set(object, "coverage", any ? json_real(interval.coverage) : json_null(), err);
    }
    if (status == OK && any) {
        row_show(work, work->layout.quantiles + 2 * index + 1, interval.coverage, NAN, NAN);
    }
    return status == OK && said[0] != '\0' ? row_set(object, "note", json_string(said), err) : status;
}

static enum status add_quantiles(const struct summary_work *work, struct row *row, struct error *err)
{
    size_t n = row->sample->n;
    double *sorted = calloc(n + 1, sizeof *sorted);
    json_t *quantiles = json_array();
    if (sorted == NULL || row_set(row->json, "quantiles", quantiles, err) != OK) {
        free(sorted);
        return error_no_memory(err);
    }
    memcpy(sorted, row->sample->values, n * sizeof *sorted);
    sort_values(sorted, n);
    enum status status = OK;
    for (size_t i = 0; status == OK && n > 0 && i < work->options->n_quantiles; i++) {
        status = add_quantile(work, row, sorted, i, quantiles, err);
    }
    free(sorted);
    return status;
}

static enum status note_trimmed(struct row *row, struct error *err)
{
    char text[96];
    snprintf(text, sizeof text, "trimmed outliers: %zu (double MAD, %g)", row->sample->trimmed,
             OUTLIER_CUTOFF);
    return row->sample->trimmed > 0 ? row_note(row, err, text) : OK;
}

static enum status add_moments(const struct summary_work *work, struct row *row, size_t group,
                               struct error *err)
{
    const struct sample *sample = row->sample;
    struct moments moments = moments_compute(sample->values, sample->n);
    const struct summary_figures figures = {moments.mean, moments.sd, (double)sample->n};
    bool spread = sample->n >= 2;
    double sd = !spread ? NAN : work->options->population ? moments.population_sd : moments.sd;
    enum status status = spread ? OK : row_note(row, err, "sd: needs n >= 2");
    if (status == OK) {
        status = row_add_mean(work, row, group, &figures, err);
    }
    if (status == OK) {
        status = note_trimmed(row, err);
    }
    row_show(work, work->layout.sd, sd, NAN, NAN);
    row_show(work, work->layout.min, moments.min, NAN, NAN);
    row_show(work, work->layout.max, moments.max, NAN, NAN);
    const struct {
        const char *key;
        double value;
    } numbers[] = {{"mean", moments.mean}, {"sd", sd}, {"min", moments.min}, {"max", moments.max}};
    for (size_t i = 0; status == OK && i < sizeof numbers / sizeof *numbers; i++) {
        status = row_set(row->json, numbers[i].key, json_finite(numbers[i].value), err);
    }
    return status;
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
static enum status add_dependence(const struct summary_work *work, struct row *row, size_t group,
                                  struct error *err)
{
    const struct summary_options *options = work->options;
    const struct dependence_options asked = {
        options->quantiles, options->n_quantiles, options->level, options->resamples,
        options->threads,   options->seed,        group};
    struct dependence dependence;
    enum status status = dependence_measure(row->sample, &asked, &dependence, err);
    if (status != OK || !dependence.tested) {
        status = status == OK ? row_set(row->json, "dependence", json_null(), err) : status;
        dependence_release(&dependence);
        return status;
    }
    status = row_set(row->json, "dependence", json_dependence(work, row, &dependence), err);
    row_show(work, work->layout.ljung_box, dependence.p, NAN, NAN);
    row_show(work, work->layout.effective_n, dependence.effective_n, NAN, NAN);
    if (status == OK && dependence.dependent) {
        show_dependent(work, work->layout.mean, &dependence.mean);
        for (size_t q = 0; q < options->n_quantiles; q++) {
            show_dependent(work, work->layout.quantiles + 2 * q, &dependence.quantiles[q]);
        }
        status = row_note(row, err,
                          isnan(dependence.mean.low)
                              ? "requests depend on one another (Ljung-Box, 20 lags, 5 %): the intervals "
                                "are too narrow"
                              : "requests depend on one another (Ljung-Box, 20 lags, 5 %): quote the "
                                "intervals with a star, by the stationary bootstrap");
    }
    dependence_release(&dependence);
    return status;
}

static enum status add_diagnosis(const struct summary_work *work, struct row *row, size_t group,
                                 struct error *err)
{
    struct text name = {0};
    json_t *diagnosis = json_object();
    enum status status = row_set(row->json, "diagnosis", diagnosis, err);
    if (status == OK) {
        status = group_name(work->grouping, &work->grouping->groups[group], &name, err);
    }
    if (status == OK) {
        status = text_print(&name, err, ", %s", work->measure);
    }
    if (status == OK) {
        status = diagnose(row->sample, name.bytes, work->options->seed, diagnosis, row->notes, err);
    }
    text_release(&name);
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
        if (throughput(start_s, end_s, n, &per_s, &why) == OK) {
            (void)throughput_interval(start_s, end_s, n, work->options->level, &interval, &why);
        }
    }
    enum status status = why.text[0] == '\0' ? OK : row_note(row, err, why.text);
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
    bool unknown = sample->n == 0 && sample->published.rows > 0;
    const struct {
        const char *key;
        size_t column, count;
    } counts[] = {{"n", work->layout.n, sample->n},
                  {"missing", work->layout.missing, sample->missing},
                  {"failed", work->layout.failed, sample->failed}};
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
    size_t tried = sample->n + sample->missing + sample->failed;
    struct interval interval;
    struct error why = {{0}};
    if (wilson_interval(sample->failed, tried, work->options->level, &interval, &why) != OK) {
        return row_set(row->json, "failure_rate", json_null(), err);
    }
    double rate = (double)sample->failed / (double)tried;
    row_show(work, work->layout.failure_rate, rate, interval.low, interval.high);
    json_t *object = json_pack("{s:f, s:[f, f]}", "value", rate, "ci", interval.low, interval.high);
    return row_set(row->json, "failure_rate", object, err);
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

static enum status fill_row(const struct summary_work *work, struct row *row, size_t group, struct error *err)
{
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
    if (status == OK && row->sample->n > 0) {
        status = add_moments(work, row, group, err);
        if (status == OK) {
            status = add_quantiles(work, row, err);
        }
        if (status == OK) {
            status = add_dependence(work, row, group, err);
        }
        if (status == OK && work->options->diagnose) {
            status = add_diagnosis(work, row, group, err);
        }
        if (status == OK) {
            status = add_throughput(work, row, group, err);
        }
        if (status == OK) {
            status = row_compare_published(row, err);
        }
    } else if (status == OK && row->sample->published.rows > 0) {
        status = row_add_published(work, row, group, err);
    } else if (status == OK) {
        status = row_note(row, err, "no successful request has a value");
    }
    return status;
}

enum status summary_add_row(const struct summary_work *work, size_t group, struct error *err)
{
    struct row row = {.sample = &work->samples.samples[group], .json = json_object(), .notes = json_array()};
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
