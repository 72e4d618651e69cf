/* The interval of a mean, and what a row of a summary says of published figures. */
#include <math.h>

#include "analysis/summary_row.h"
#include "stats/student.h"
#include "stats/trimmed_mean.h"

/* ---- the mean ---- */

enum status summary_row_add_mean(const struct known_group *known, const struct moments *moments, double level,
                                 struct summary_row *row, struct error *err)
{
    struct error why = {{0}};
    row->mean.value = moments->mean;
    enum status status = known_group_mean(known, level, &row->mean.interval, &why);
    return notes_explain(&row->notes, status, &(struct note){.code = NOTE_REASON}, &why, err);
}

/* Requests that depend on one another make its error larger as they do that of the mean. */
static void fill_trimmed(const struct known_group *known, const struct trimmed_mean *trimmed, double level,
                         struct summary_estimate *mean)
{
    bool dependent = known->options->intervals.method == INTERVAL_DEPENDENT;
    double effect = dependent ? fmax(1, known->n / known->figures.effective_n) : 1;
    double df = dependent ? fmin(trimmed->df, known->figures.df) : trimmed->df;
    bool has_interval = known->options->intervals.method != INTERVAL_NONE && trimmed->df > 0 && df > 0;
    double half =
        !has_interval ? NAN : student_quantile((1 - level) / 2, df) * trimmed->standard_error * sqrt(effect);
    *mean = (struct summary_estimate){trimmed->mean, {trimmed->mean - half, trimmed->mean + half}};
}

enum status summary_row_trim_mean(const struct summary_work *work, const struct known_group *known,
                                  struct summary_row *row, struct error *err)
{
    const struct sample *sample = known->sample;
    struct trimmed_mean trimmed;
    enum status status =
        trimmed_mean_compute(sample->kept.values, sample->kept.n, work->options->trim, &trimmed, err);
    if (status != OK) {
        return status;
    }
    fill_trimmed(known, &trimmed, work->options->intervals.level, &row->mean);
    row->trimmed = 2 * trimmed.each_end;
    const struct note note = {.code = NOTE_TRIMMED,
                              .numbers = {(double)(sample->kept.n - row->trimmed), (double)trimmed.each_end}};
    return trimmed.each_end == 0 ? OK : notes_add(&row->notes, &note, err);
}

/* ---- what was published of requests that were not kept ---- */

/* Says why there is no sd, and which one there is. */
static enum status note_sd(const struct summary_work *work, const struct published *published,
                           struct summary_row *row, struct error *err)
{
    bool population = work->options->population;
    bool other = !isnan(population ? published->sd : published->population_sd);
    return summary_row_note(row,
                            !other       ? NOTE_SD_NOT_PUBLISHED
                            : population ? NOTE_SD_PUBLISHED_OF_SAMPLE
                                         : NOTE_SD_PUBLISHED_OF_POPULATION,
                            err);
}

static enum note_code note_of_buckets(const struct published *published)
{
    return published->mean_off > 0 ? NOTE_BUCKETED
           : published->sd_off > 0 ? NOTE_BUCKETED_MEAN
                                   : NOTE_BUCKETED_FIGURES;
}

/* Says what kind of numbers these are. */
static enum status note_kind(const struct sample *sample, struct summary_row *row, struct error *err)
{
    bool unknown = isnan(sample->published.n), quantiles = sample->published.n_quantiles > 0;
    return summary_row_note(row,
                            sample->published.n_buckets > 0 ? note_of_buckets(&sample->published)
                            : unknown && quantiles          ? NOTE_PUBLISHED_FIGURES_N_UNKNOWN
                            : unknown                       ? NOTE_PUBLISHED_MEAN_N_UNKNOWN
                            : quantiles                     ? NOTE_PUBLISHED_FIGURES
                                                            : NOTE_PUBLISHED_MEAN,
                            err);
}

/* Failed requests that the figures are of as well. */
static enum status note_inside(double failed_inside, struct summary_row *row, struct error *err)
{
    const struct note note = {NOTE_FAILED_INSIDE, NULL, {failed_inside}};
    return failed_inside > 0 ? notes_add(&row->notes, &note, err) : OK;
}

/* Several rows: what can be put together where all of them tell how many requests they are of. */
static enum status add_pooled(const struct summary_work *work, const struct published *published,
                              struct summary_row *row, struct error *err)
{
    const struct pooled_rows *pooled = &published->pooled;
    bool known = pooled->measured > 0 && !isnan(pooled->mean);
    row->n = known ? pooled->n : NAN;
    row->failed = known ? pooled->failed : NAN;
    if (!known) {
        return summary_row_note(row, NOTE_PUBLISHED_SEVERAL, err);
    }
    row->mean.value = pooled->mean;
    row->statistics[STATISTIC_sd] = sqrt(pooled->squares / (pooled->measured - !work->options->population));
    row->statistics[STATISTIC_min] = pooled->min;
    row->max = pooled->max;
    const struct note note = {NOTE_PUBLISHED_POOLED, NULL, {(double)published->rows}};
    enum status status = notes_add(&row->notes, &note, err);
    return status == OK ? note_inside(pooled->failed_inside, row, err) : status;
}

enum status summary_row_add_published(const struct summary_work *work, const struct known_group *known,
                                      struct summary_row *row, struct error *err)
{
    const struct sample *sample = known->sample;
    const struct published *published = &sample->published;
    row->n = published->n;
    if (published->rows > 1) {
        return add_pooled(work, published, row, err);
    }
    struct moments moments = sample_published_moments(published);
    bool has_sd = !isnan(work->options->population ? moments.population_sd : moments.sd);
    enum status status = note_kind(sample, row, err);
    status = status == OK ? note_inside(published->failed_inside, row, err) : status;
    if (status == OK && !has_sd) {
        status = note_sd(work, published, row, err);
    }
    if (status == OK && sample->published.n_buckets > 0) {
        status = summary_row_add_statistics(work, sample, &moments, published->n, row, err);
    }
    row->statistics[STATISTIC_sd] = work->options->population ? moments.population_sd : moments.sd;
    row->statistics[STATISTIC_min] = published->min;
    row->max = published->max;
    row->mean.value = published->mean;
    row->failed = isnan(published->failed) ? row->failed : published->failed;
    if (status == OK && !isnan(published->n) && !isnan(moments.sd)) {
        status = summary_row_add_mean(known, &moments, work->options->intervals.level, row, err);
    }
    return status == OK ? summary_row_add_quantiles(work, known, row, err) : status;
}

enum status summary_row_compare_published(const struct known_group *known, struct summary_row *row,
                                          struct error *err)
{
    const struct sample *sample = known->sample;
    double published = sample->published.mean, mean = known->moments.mean;
    if (sample->published.rows != 1 || sample->kept.n == 0 || fabs(mean - published) <= 1e-9 * fabs(mean)) {
        return OK;
    }
    return notes_add(&row->notes, &(struct note){.code = NOTE_OTHER_MEAN, .numbers = {published}}, err);
}
