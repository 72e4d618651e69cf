#include "analysis/summary_row.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/diagnosis.h"
#include "stats/long_run.h"
#include "stats/wilson.h"

static const struct interval no_interval = {NAN, NAN};

/* ---- what a sample of requests says ---- */

/* The mean of the times cut at the earliest limit, which is known however long the others would have been
 * (Irwin 1949). Of counted values only where none is beyond it. */
static double restricted_mean(const struct sample *sample, const struct moments *moments)
{
    double limit = sample->censored_from, sum = 0;
    double n = (double)sample_n(sample), cut_off = (double)sample->censored;
    if (sample->kept.n == 0) {
        return n == 0                  ? limit
               : moments->max <= limit ? (moments->mean * n + limit * cut_off) / (n + cut_off)
                                       : NAN;
    }
    for (size_t i = 0; i < sample->kept.n; i++) {
        sum += fmin(sample->kept.values[i], limit);
    }
    return sum / (double)sample->kept.n;
}

/* Requests that were cut off would have taken longer: what depends on how long is refused, and a bound given.
 */
static enum status note_cut_off(const struct sample *sample, const struct moments *moments,
                                struct summary_row *row, struct error *err)
{
    double cut_off = (double)sample->censored, n = (double)sample_n(sample), all = n + cut_off;
    double least = (moments->mean * n + sample->censored_from * cut_off) / all;
    row->restricted_mean = restricted_mean(sample, moments);
    row->restricted_to = sample->censored_from;
    const struct note note = {.code = isnan(row->restricted_mean) ? NOTE_CUT_OFF : NOTE_CUT_OFF_RESTRICTED,
                              .numbers = {cut_off, sample->censored_from,
                                          n > 0 ? least : sample->censored_from, row->restricted_mean}};
    return notes_add(&row->notes, &note, err);
}

/* Says what it costs that requests depend on one another, unless it is next to nothing. */
static enum status note_effective_n(const struct known_group *known, struct summary_row *row,
                                    struct error *err)
{
    enum status status = known->n_ranked == 0 ? OK : known_group_note_order(known, &row->notes, err);
    if (status != OK || known->options->intervals.method != INTERVAL_DEPENDENT || known->n_ranked == 0) {
        return status;
    }
    row->effective_n = known->figures.effective_n;
    row->cluster = known_group_cluster(known);
    row->clusters = known->sample->kept.n_clusters;
    /* A stream is counted as it comes, and says where that is not the order of its clock. */
    bool in_file = row->order == AS_READ && known->n_sorted > 0;
    const struct note note = {.code = in_file ? NOTE_TELL_AS_MUCH_IN_FILE : NOTE_TELL_AS_MUCH,
                              .numbers = {known->n, floor(row->effective_n)}};
    return known_group_tells_less(known) ? notes_add(&row->notes, &note, err) : OK;
}

static enum status add_moments(const struct summary_work *work, const struct known_group *known,
                               struct summary_row *row, struct error *err)
{
    const struct sample *sample = known->sample;
    double n = (double)sample_n(sample);
    enum status status = sample->censored > 0 ? note_cut_off(sample, &known->moments, row, err) : OK;
    if (status == OK && n > 0) {
        status = summary_row_add_statistics(work, sample, &known->moments, n, row, err);
    }
    if (status == OK && sample->censored == 0) {
        row->max = known->moments.max;
        status = note_effective_n(known, row, err);
    }
    if (status == OK && sample->censored == 0) {
        status = summary_row_add_mean(known, &known->moments, work->options->intervals.level, row, err);
    }
    bool trims = work->options->trim > 0 && sample->censored == 0 && sample->kept.n > 0;
    return status == OK && trims ? summary_row_trim_mean(work, known, row, err) : status;
}

static enum status add_diagnosis(const struct summary_work *work, const struct sample *sample,
                                 struct summary_row *row, struct error *err)
{
    row->diagnosis = calloc(1, sizeof *row->diagnosis);
    return row->diagnosis == NULL
               ? error_no_memory(err)
               : diagnosis_make(sample, work->measure.name, row->diagnosis, &row->notes, err);
}

/* ---- throughput ---- */

static enum status add_throughput(const struct summary_work *work, size_t group, struct summary_row *row,
                                  struct error *err)
{
    const struct throughput_found *found = &work->throughputs[group];
    enum status status = OK;
    row->throughput_per_s = (struct summary_estimate){found->per_s, found->interval};
    row->successes_per_s = found->successes_per_s;
    for (size_t i = 0, place = 0; status == OK && i < found->notes.n; i++) {
        const struct note note = notes_next(&found->notes, &place);
        status = notes_add(&row->notes, &note, err);
    }
    return status;
}

/* ---- rows ---- */

/* The share of requests that failed, with Wilson's interval at as many as tell of it; nothing where none was
 * tried. */
static void add_failure_rate(const struct summary_options *options, const struct sample *sample,
                             struct summary_row *row)
{
    double tried = (double)(sample_n(sample) + sample->missing + sample->failed);
    double n = sample->failure_worth > 0 ? fmax(1, tried * sample->failure_worth) : tried;
    struct error why = {{0}};
    if (tried == 0) {
        return;
    }
    row->failure_rate.value = row->failed / tried;
    if (!isnan(row->failed) && summary_has_intervals(options)) { /* cannot fail where one was tried */
        (void)wilson_interval(row->failure_rate.value * n, n, options->intervals.level,
                              &row->failure_rate.interval, &why);
    }
}

/* What kind of numbers these are, and what there is none of. */
static enum status note_streamed(const struct summary_work *work, const struct counted *counted,
                                 struct summary_row *row, struct error *err)
{
    bool intervals = summary_has_intervals(work->options);
    double error = histogram_error(counted->level);
    const struct note bucketed = {.code = intervals ? NOTE_STREAMED : NOTE_STREAMED_NO_INTERVALS,
                                  .numbers = {1 / error, error}};
    enum status status = notes_add(&row->notes, &bucketed, err);
    if (status != OK || work->options->intervals.method != INTERVAL_DEPENDENT) {
        return status;
    }
    const struct note out_of_order = {.code = NOTE_STREAM_OUT_OF_ORDER, .numbers = {counted->back_s}};
    bool strips = counted->stretches != NULL && counted->stretches->sizes != NULL;
    const struct note in_stretches = {.code = NOTE_STREAM_STRETCHES,
                                      .numbers = {strips ? STRIPS_SUMS : LONG_RUN_STRETCHES}};
    if (counted->stretches != NULL && stretches_are_sums(counted->stretches)) {
        status = notes_add(&row->notes, &in_stretches, err);
    }
    if (status == OK && counted->stretches != NULL && counted->stretches->too_many) {
        const struct note note = {NOTE_STREAM_CLUSTERS, work->options->clusters[0], {STRETCHES_CLUSTERS}};
        status = notes_add(&row->notes, &note, err);
    }
    if (status == OK && counted->stretches != NULL && counted->stretches->bundled) {
        double bundles = (double)counted->stretches->n_clusters;
        const struct note note = {NOTE_STREAM_BUNDLES, work->options->clusters[0], {bundles}};
        status = notes_add(&row->notes, &note, err);
    }
    return status == OK && counted->stretches != NULL && counted->back_s > 0
               ? notes_add(&row->notes, &out_of_order, err)
               : status;
}

static enum status add_requests(const struct summary_work *work, const struct known_group *known,
                                struct summary_row *row, struct error *err)
{
    const struct sample *sample = known->sample;
    enum status status = sample->counted.n > 0 ? note_streamed(work, &sample->counted, row, err) : OK;
    if (status == OK) {
        status = add_moments(work, known, row, err);
    }
    if (status == OK) {
        status = summary_row_add_quantiles(work, known, row, err);
    }
    if (status == OK && sample->censored == 0 && work->options->diagnose) {
        status = add_diagnosis(work, sample, row, err);
    }
    if (status == OK) {
        status = add_throughput(work, row->group, row, err);
    }
    return status == OK ? summary_row_compare_published(known, row, err) : status;
}

static enum summary_quality quality_of(const struct sample *sample)
{
    if (sample->counted.n > 0) {
        return SUMMARY_BUCKETED;
    }
    if (sample->kept.n > 0 || sample->censored > 0) {
        return SUMMARY_EXACT;
    }
    return sample->published.n_buckets > 0 ? SUMMARY_BUCKETED
           : sample->published.rows > 0    ? SUMMARY_PUBLISHED
                                           : SUMMARY_EXACT;
}

/* A row that says what there is of each kind, and no number yet. */
static struct summary_row row_of(const struct summary_work *work, size_t group, const struct sample *sample)
{
    const struct summary_estimate none = {NAN, no_interval};
    struct summary_row row = {.group = group,
                              .measure = work->measure.name,
                              .quality = quality_of(sample),
                              .level = sample->counted.level,
                              .n = (double)sample_n(sample),
                              .missing = sample->missing,
                              .failed = sample_failed(sample),
                              .restricted_mean = NAN,
                              .restricted_to = NAN,
                              .censored = sample->censored,
                              .failure_rate = none,
                              .mean = none,
                              .throughput_per_s = none,
                              .successes_per_s = NAN,
                              .max = NAN,
                              .effective_n = NAN,
                              .order = sample->kept.order};
    for (size_t i = 0; i < STATISTICS_N; i++) {
        row.statistics[i] = NAN;
    }
    return row;
}

enum status summary_row_fill(const struct summary_work *work, size_t group, const struct sample *sample,
                             struct error *err)
{
    struct summary_row *row = &work->rows[group];
    struct known_options options = work->known;
    struct known_group known;
    options.stream = group;
    *row = row_of(work, group, sample);
    add_failure_rate(work->options, sample, row);
    enum status status = known_group_init(&known, sample, &options, err);
    if (status == OK && (sample_n(sample) > 0 || sample->censored > 0)) {
        status = add_requests(work, &known, row, err);
    } else if (status == OK) {
        status = sample->published.rows > 0 ? summary_row_add_published(work, &known, row, err)
                                            : summary_row_note(row, NOTE_NO_VALUE, err);
    }
    known_group_release(&known);
    return status == OK ? sample_note_failed(sample, row->failed, &row->notes, err) : status;
}

void summary_row_release(struct summary_row *row)
{
    free(row->quantiles);
    free(row->shape);
    free(row->diagnosis);
    notes_release(&row->notes);
}
