/* The interval of a mean, and what a row of a summary says of published figures. */
#include <math.h>

#include "analysis/summary_row.h"
#include "stats/bootstrap.h"

/* ---- the mean ---- */

/* Below this the resamples of a sample are too few and too much alike. */
enum { MIN_BOOTSTRAP = 10 };

static enum status resample_mean(const struct summary_work *work, const struct sample *sample, size_t group,
                                 struct interval *interval, struct error *why)
{
    static const struct estimator mean = {.kind = ESTIMATE_MEAN};
    const struct summary_options *options = work->options;
    const struct bootstrap_options bootstrap = {
        .method = options->mean_method == MEAN_BCA ? BOOTSTRAP_BCA : BOOTSTRAP_PERCENTILE,
        .resamples = options->resamples,
        .level = options->level,
        .seed = options->seed,
        .stream = group,
        .threads = options->threads};
    if (sample->kept.n < MIN_BOOTSTRAP) {
        return error_set(why, BAD_DATA, "mean: no bootstrap interval, needs n >= %d", MIN_BOOTSTRAP);
    }
    return bootstrap_interval(sample->kept.values, sample->kept.n, &mean, &bootstrap, interval, why);
}

enum status summary_row_add_mean(const struct summary_work *work, const struct sample *sample,
                                 const struct moments *moments, double n, struct summary_row *row,
                                 struct error *err)
{
    const struct summary_options *options = work->options;
    struct error why = {{0}};
    struct interval *interval = &row->mean.interval;
    row->mean.value = moments->mean;
    if (!summary_has_intervals(options)) {
        return OK;
    }
    bool student = options->mean_method == MEAN_STUDENT || sample->kept.n == 0;
    enum status status = student
                             ? interval_of_mean(moments->mean, moments->sd, n, options->level, interval, &why)
                             : resample_mean(work, sample, row->group, interval, &why);
    return notes_explain(&row->notes, status, &(struct note){.code = NOTE_REASON}, &why, err);
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

/* Says what kind of numbers these are. */
static enum status note_kind(const struct sample *sample, struct summary_row *row, struct error *err)
{
    bool unknown = isnan(sample->published.n), quantiles = sample->published.n_quantiles > 0;
    return summary_row_note(row,
                            sample->published.n_buckets > 0 ? NOTE_BUCKETED
                            : unknown && quantiles          ? NOTE_PUBLISHED_FIGURES_N_UNKNOWN
                            : unknown                       ? NOTE_PUBLISHED_MEAN_N_UNKNOWN
                            : quantiles                     ? NOTE_PUBLISHED_FIGURES
                                                            : NOTE_PUBLISHED_MEAN,
                            err);
}

/* What was published, with both sds where n is known, as the one says the other then. */
static struct moments published_moments(const struct published *published)
{
    double factor = sqrt((published->n - 1) / published->n);
    struct moments moments = {published->mean, published->sd, published->population_sd, published->min,
                              published->max};
    if (isnan(moments.sd)) {
        moments.sd = moments.population_sd / factor;
    } else if (isnan(moments.population_sd)) {
        moments.population_sd = moments.sd * factor;
    }
    return moments;
}

enum status summary_row_add_published(const struct summary_work *work, const struct sample *sample,
                                      struct summary_row *row, struct error *err)
{
    const struct published *published = &sample->published;
    row->n = published->n;
    if (published->rows > 1) {
        row->n = NAN;
        return summary_row_note(row, NOTE_PUBLISHED_SEVERAL, err);
    }
    struct moments moments = published_moments(published);
    bool has_sd = !isnan(work->options->population ? moments.population_sd : moments.sd);
    enum status status = note_kind(sample, row, err);
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
    if (!isnan(published->failed)) {
        row->failed = (size_t)published->failed;
    }
    if (status == OK && !isnan(published->n) && !isnan(moments.sd)) {
        status = summary_row_add_mean(work, sample, &moments, published->n, row, err);
    }
    return status == OK ? summary_row_add_quantiles(work, sample, &moments, row, err) : status;
}

enum status summary_row_compare_published(const struct sample *sample, const struct moments *moments,
                                          struct summary_row *row, struct error *err)
{
    double published = sample->published.mean;
    if (sample->published.rows != 1 || sample->kept.n == 0 ||
        fabs(moments->mean - published) <= 1e-9 * fabs(moments->mean)) {
        return OK;
    }
    return notes_add(&row->notes, &(struct note){.code = NOTE_OTHER_MEAN, .numbers = {published}}, err);
}
