/* What a row of a summary says of published figures, and the interval of a mean. */
#include <math.h>

#include "analysis/summary_row.h"
#include "output/group_json.h"
#include "stats/bootstrap.h"
#include "stats/interval.h"
#include "stats/moments.h"

/* ---- the mean ---- */

/* Below this the resamples of a sample are too few and too much alike. */
enum { MIN_BOOTSTRAP = 10 };

static enum status resample_mean(const struct summary_work *work, const struct row *row, size_t group,
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
    if (row->sample->n < MIN_BOOTSTRAP) {
        return error_set(why, BAD_DATA, "mean: no bootstrap interval, needs n >= %d", MIN_BOOTSTRAP);
    }
    return bootstrap_interval(row->sample->values, row->sample->n, &mean, &bootstrap, interval, why);
}

enum status row_add_mean(const struct summary_work *work, struct row *row, size_t group,
                         const struct summary_figures *figures, struct error *err)
{
    struct interval interval = {NAN, NAN};
    struct error why = {{0}};
    if (!summary_has_intervals(work->options)) {
        row_show(work, work->layout.mean, figures->mean, NAN, NAN);
        return OK;
    }
    bool student = work->options->mean_method == MEAN_STUDENT || row->sample->n == 0;
    enum status made =
        student ? mean_interval(figures->mean, figures->sd, figures->n, work->options->level, &interval, &why)
                : resample_mean(work, row, group, &interval, &why);
    enum status status = made == OK ? OK : row_note(row, err, why.text);
    row_show(work, work->layout.mean, figures->mean, interval.low, interval.high);
    return status == OK ? row_set_interval(row->json, "mean_ci", interval.low, interval.high, err) : status;
}

/* ---- what was published of requests that were not kept ---- */

/* The sd that was asked for, from the one that was published; NaN when that takes an n that is not known. */
static double published_sd(const struct published *published, bool population)
{
    double asked = population ? published->population_sd : published->sd;
    double other = population ? published->sd : published->population_sd;
    double factor = sqrt((published->n - 1) / published->n);
    return !isnan(asked) ? asked : population ? other * factor : other / factor;
}

/* Says why there is no sd, and which one there is. */
static enum status note_sd(const struct summary_work *work, struct row *row, struct error *err)
{
    const struct published *published = &row->sample->published;
    bool population = work->options->population;
    bool other = !isnan(population ? published->sd : published->population_sd);
    return row_note(row, err,
                    !other       ? "sd: not published"
                    : population ? "sd: published with n - 1 and without n; shown without --population"
                                 : "sd: published with n and without n - 1; shown with --population");
}

/* Says what kind of numbers these are. */
static enum status note_kind(struct row *row, struct error *err)
{
    const struct sample *sample = row->sample;
    if (sample->n_buckets > 0) {
        return row_note(
            row, err,
            "bucketed: mean and sd are those of the buckets' middles, quantiles the buckets' upper "
            "ends, intervals rounded outwards to buckets");
    }
    bool unknown = isnan(sample->published.n), quantiles = sample->n_quantiles > 0;
    return row_note(row, err,
                    unknown && quantiles ? "published figures, n unknown: no intervals"
                    : unknown            ? "published mean, n unknown: no interval, no quantiles"
                    : quantiles          ? "published figures: no intervals of quantiles"
                                         : "published mean: no quantiles");
}

static enum status add_published_numbers(const struct summary_work *work, struct row *row, double sd,
                                         struct error *err)
{
    const struct published *published = &row->sample->published;
    const struct {
        const char *key;
        size_t column;
        double value;
    } numbers[] = {{"mean", work->layout.mean, published->mean},
                   {"sd", work->layout.sd, sd},
                   {"min", work->layout.min, published->min},
                   {"max", work->layout.max, published->max}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof numbers / sizeof *numbers; i++) {
        row_show(work, numbers[i].column, numbers[i].value, NAN, NAN);
        status = row_set(row->json, numbers[i].key, json_finite(numbers[i].value), err);
    }
    if (status == OK && !isnan(published->failed)) {
        cell_set_count(report_cell(work->report, work->layout.failed), (size_t)published->failed);
        status = row_set(row->json, "failed", json_integer((json_int_t)published->failed), err);
    }
    if (!isnan(published->n)) {
        cell_set_count(report_cell(work->report, work->layout.n), (size_t)published->n);
    }
    return status;
}

enum status row_add_published(const struct summary_work *work, struct row *row, size_t group,
                              struct error *err)
{
    const struct published *published = &row->sample->published;
    if (published->rows > 1) {
        return row_note(row, err, "several published rows, which can't be pooled: group by more factors");
    }
    double sd = published_sd(published, work->options->population),
           sample_sd = published_sd(published, false);
    enum status status = note_kind(row, err);
    if (status == OK && isnan(sd)) {
        status = note_sd(work, row, err);
    }
    if (status == OK) {
        status = add_published_numbers(work, row, sd, err);
    }
    if (status == OK && !isnan(published->n) && !isnan(sample_sd)) {
        const struct summary_figures figures = {published->mean, sample_sd, published->n};
        status = row_add_mean(work, row, group, &figures, err);
    }
    return status == OK ? row_add_quantiles(work, row, err) : status;
}

/* The published mean is of these requests, so it has to agree with them. */
enum status row_compare_published(struct row *row, struct error *err)
{
    const struct sample *sample = row->sample;
    double published = sample->published.mean;
    if (sample->published.rows != 1) {
        return OK;
    }
    double mean = moments_compute(sample->values, sample->n).mean;
    if (fabs(mean - published) <= 1e-9 * fabs(mean)) {
        return OK;
    }
    char text[128];
    snprintf(text, sizeof text, "the mean that was published is another one: %.6g", published);
    return row_note(row, err, text);
}
