/* The quantiles in a row of a summary: of requests, of buckets, or as they were published. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/known_group.h"
#include "analysis/statistic.h"
#include "analysis/summary_row.h"
#include "output/group_json.h"
#include "stats/interval.h"
#include "stats/quantile.h"

/* ---- of requests ---- */

/* A bound among those that were cut off is none. */
static double known(double value)
{
    return isfinite(value) ? value : NAN;
}

/* What is not known because requests of that rank were cut off. */
static void note_cut_off(struct quantile_row *row)
{
    row->cut_off = row->ranks.high != 0 && isnan(row->high);
    if (row->cut_off) { /* what is left of the interval covers more than it would with its upper bound */
        row->ranks.coverage = NAN;
    }
    if (isnan(row->value)) {
        snprintf(row->missing, sizeof row->missing, "requests of that rank were cut off");
    }
}

static struct quantile_row of_requests(const struct summary_work *work, const struct sample *sample,
                                       const double *sorted, double p, const struct quantile_interval *ranks)
{
    struct quantile_row row = {.n = sample->n + sample->censored, .ranks = *ranks, .bucket = {NAN, NAN}};
    row.value = known(quantile_define(work->options->definition, sorted, row.n, p));
    row.low = row.ranks.low == 0 ? NAN : known(sorted[row.ranks.low - 1]);
    row.high = row.ranks.high == 0 ? NAN : known(sorted[row.ranks.high - 1]);
    note_cut_off(&row);
    if (isnan(row.value) && sample->censored == 0) {
        snprintf(row.missing, sizeof row.missing, "%s prints none", work->options->definition->name);
    }
    return row;
}

/* Samples from this size on are sorted only around the ranks that are looked at. */
enum { MANY = 4096, NEAR = 4 };

/* The ranks, from 0, that a quantile of `n` requests and its interval take: no definition looks further away
 * than NEAR, in so large a sample, from where the share p of it ends. */
static size_t list_ranks(size_t n, double p, const struct quantile_interval *interval, size_t *ranks)
{
    size_t listed = 0, middle = (size_t)(p * (double)n);
    size_t last = middle + NEAR < n ? middle + NEAR : n - 1;
    for (size_t rank = middle > NEAR ? middle - NEAR : 0; rank <= last; rank++) {
        ranks[listed++] = rank;
    }
    if (interval->low != 0) {
        ranks[listed++] = interval->low - 1;
    }
    if (interval->high != 0) {
        ranks[listed++] = interval->high - 1;
    }
    return listed;
}

/* The sample, sorted as far as the quantiles need it; caller frees, NULL with err set. */
static double *sort_for_quantiles(const struct summary_work *work, const struct sample *sample,
                                  const struct extremes *extremes, const struct quantile_interval *intervals,
                                  struct error *err)
{
    size_t n, n_ranks = 0;
    if (sample->n < MANY || sample->censored > 0) {
        return sample_sort(sample, &n, err);
    }
    size_t *ranks = calloc(work->options->n_quantiles + 1, (2 * NEAR + 3) * sizeof *ranks);
    double *sorted =
        reallocarray(NULL, sample->n, sizeof *sorted); /* of which most pages are never touched */
    if (ranks == NULL || sorted == NULL) {
        free(ranks);
        free(sorted);
        error_no_memory(err);
        return NULL;
    }
    for (size_t q = 0; q < work->options->n_quantiles; q++) {
        n_ranks += list_ranks(sample->n, work->options->quantiles[q], &intervals[q], ranks + n_ranks);
    }
    sort_ranks(sample->values, sample->n, extremes, ranks, n_ranks, sorted);
    free(ranks);
    return sorted;
}

static enum status find_in_requests(const struct summary_work *work, const struct sample *sample,
                                    struct computed *computed, struct error *err)
{
    const struct summary_options *options = work->options;
    struct quantile_interval *intervals = calloc(options->n_quantiles + 1, sizeof *intervals);
    if (intervals == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; q < options->n_quantiles && summary_has_intervals(options); q++) {
        quantile_interval(sample->n + sample->censored, options->quantiles[q], options->level, &intervals[q]);
    }
    const struct extremes extremes = {computed->moments.min, computed->moments.max};
    double *sorted = sort_for_quantiles(work, sample, &extremes, intervals, err);
    for (size_t q = 0; sorted != NULL && q < options->n_quantiles; q++) {
        computed->quantiles[q] = of_requests(work, sample, sorted, options->quantiles[q], &intervals[q]);
    }
    enum status status = sorted == NULL ? BAD_SERVICE : OK;
    free(sorted);
    free(intervals);
    return status;
}

/* ---- of buckets ---- */

/* The bucket that holds the request of that rank, from 1; one without ends where it may be one of those that
 * were cut off. */
static const struct bucket *find_bucket(const struct sample *sample, double rank)
{
    static const struct bucket cut_off = {NAN, NAN, 0};
    double below = 0;
    size_t i = 0;
    if (rank > sample->published.n) {
        return &cut_off;
    }
    while (i + 1 < sample->n_buckets && below + sample->buckets[i].n < rank) {
        below += sample->buckets[i++].n;
    }
    bool known = sample->censored == 0 || sample->buckets[i].high < sample->censored_from;
    return known ? &sample->buckets[i] : &cut_off;
}

static struct quantile_row of_buckets(const struct summary_work *work, const struct sample *sample, double p)
{
    double n = sample->published.n + (double)sample->censored;
    struct quantile_row row = {.n = (size_t)n};
    const struct bucket *bucket = find_bucket(sample, fmax(1, ceil(p * n)));
    if (summary_has_intervals(work->options)) {
        quantile_interval(row.n, p, work->options->level, &row.ranks);
    }
    row.value = bucket->high;
    row.bucket = (struct interval){bucket->low, bucket->high};
    row.low = row.ranks.low == 0 ? NAN : find_bucket(sample, (double)row.ranks.low)->low;
    row.high = row.ranks.high == 0 ? NAN : find_bucket(sample, (double)row.ranks.high)->high;
    note_cut_off(&row);
    return row;
}

/* ---- as published ---- */

static struct quantile_row of_published(const struct sample *sample, double p)
{
    struct quantile_row row = {.value = NAN, .low = NAN, .high = NAN, .bucket = {NAN, NAN}};
    snprintf(row.missing, sizeof row.missing, "%s", sample->n_quantiles > 0 ? "not published" : "");
    for (size_t i = 0; i < sample->n_quantiles; i++) {
        if (fabs(sample->quantiles[i].p - p) < 1e-9) {
            row.value = sample->quantiles[i].value;
            row.missing[0] = '\0';
        }
    }
    return row;
}

/* ---- in the row ---- */

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
    quantile_name(p, name);
    snprintf(said, size, "no %s, needs n >= %zu",
             !low && !high ? "interval"
             : low         ? "upper bound"
                           : "lower bound",
             needs);
    snprintf(text, sizeof text, "%s: %s", name, said);
    return row_note(row, err, text);
}

/* Shows the number and its interval to people. */
static void show_quantile(const struct summary_work *work, const struct quantile_row *found, double p,
                          size_t column)
{
    row_show(work, column, found->value, found->low, found->high);
    /* Beyond the largest or smallest value but for luck, a point is a guess: p99 of 25 is their maximum. */
    bool guess = found->n > 0 && (double)found->n * fmin(p, 1 - p) < 1;
    report_cell(work->report, column)->for_programs = guess;
    if (found->ranks.low != 0 || found->ranks.high != 0) {
        row_show(work, column + 1, found->ranks.coverage, NAN, NAN);
    }
}

static enum status describe_quantile(json_t *object, const struct quantile_row *found, const char *said,
                                     struct error *err)
{
    bool any = found->ranks.low != 0 || found->ranks.high != 0;
    enum status status = row_set_interval(object, "ci", found->low, found->high, err);
    if (status == OK) {
        status = row_set(object, "coverage", any ? json_finite(found->ranks.coverage) : json_null(), err);
    }
    if (status == OK && !isnan(found->bucket.low)) {
        status = row_set_interval(object, "bucket", found->bucket.low, found->bucket.high, err);
    }
    return status == OK && said[0] != '\0' ? row_set(object, "note", json_string(said), err) : status;
}

static enum status add_quantile(const struct summary_work *work, struct row *row,
                                const struct quantile_row *found, size_t index, json_t *quantiles,
                                struct error *err)
{
    double p = work->options->quantiles[index];
    char said[96] = "", name[STATISTIC_NAME], text[160];
    json_t *object = json_pack("{s:f, s:o}", "p", p, "value", json_finite(found->value));
    if (object == NULL || json_array_append_new(quantiles, object) != 0) {
        return error_no_memory(err);
    }
    show_quantile(work, found, p, work->layout.quantiles + 2 * index);
    enum status status = OK;
    if (found->missing[0] != '\0') {
        quantile_name(p, name);
        snprintf(text, sizeof text, "%s: %s", name, found->missing);
        status = row_note(row, err, text);
    }
    if (status == OK && found->cut_off && found->missing[0] == '\0') {
        quantile_name(p, name);
        snprintf(text, sizeof text, "%s: no upper bound, as requests of that rank were cut off", name);
        status = row_note(row, err, text);
    }
    if (status == OK && found->n > 0 && summary_has_intervals(work->options)) {
        status = note_bounds(row, p, &found->ranks, said, sizeof said, err);
    }
    return status == OK ? describe_quantile(object, found, said, err) : status;
}

enum status quantile_rows_compute(const struct summary_work *work, const struct sample *sample,
                                  struct computed *computed, struct error *err)
{
    if (!sample->streamed && sample->n + sample->censored > 0) {
        return find_in_requests(work, sample, computed, err);
    }
    for (size_t i = 0; i < work->options->n_quantiles; i++) {
        double p = work->options->quantiles[i];
        computed->quantiles[i] =
            sample->n_buckets > 0 ? of_buckets(work, sample, p) : of_published(sample, p);
    }
    return OK;
}

enum status row_add_quantiles(const struct summary_work *work, struct row *row, struct error *err)
{
    json_t *quantiles = json_array();
    enum status status = row_set(row->json, "quantiles", quantiles, err);
    for (size_t i = 0; status == OK && i < work->options->n_quantiles; i++) {
        status = add_quantile(work, row, &row->computed->quantiles[i], i, quantiles, err);
    }
    return status;
}
