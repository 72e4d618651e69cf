/* The quantiles in a row of a summary: of requests, of buckets, or as they were published. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/known_group.h"
#include "analysis/statistic.h"
#include "analysis/summary_row.h"
#include "stats/interval.h"
#include "stats/quantile.h"

static const struct interval nothing = {NAN, NAN};

static enum status note_of(struct summary_row *row, enum note_code code, double p, struct error *err)
{
    char name[STATISTIC_NAME];
    statistic_quantile_name(p, name);
    return notes_add(&row->notes, &(struct note){.code = code, .text = name}, err);
}

/* ---- what there is not ---- */

/* Says which bound there is not, and from how many requests on there is. */
static enum status note_bounds(struct summary_quantile *quantile, double p, struct summary_row *row,
                               struct error *err)
{
    const struct quantile_interval *ranks = &quantile->ranks;
    bool low = ranks->low != 0, high = ranks->high != 0;
    if (low && high) {
        return OK;
    }
    size_t both = ranks->needs_low > ranks->needs_high ? ranks->needs_low : ranks->needs_high;
    size_t needs = !low && !high ? both : low ? ranks->needs_high : ranks->needs_low;
    quantile->has_note = true;
    quantile->note = (struct note){.code = !low && !high ? NOTE_NO_INTERVAL
                                           : low         ? NOTE_NO_UPPER_BOUND
                                                         : NOTE_NO_LOWER_BOUND,
                                   .numbers = {(double)needs}};
    char name[STATISTIC_NAME];
    statistic_quantile_name(p, name);
    struct note said = quantile->note;
    said.text = name;
    return notes_add(&row->notes, &said, err);
}

/* Why there is no value, or no bound, though there are requests enough. */
static enum status note_cut_off(const struct summary_work *work, struct summary_quantile *quantile, double p,
                                bool cut_off, struct summary_row *row, struct error *err)
{
    if (isnan(quantile->value) && !cut_off) {
        char name[2 * STATISTIC_NAME], of[STATISTIC_NAME];
        snprintf(name, sizeof name, "%s: %s", statistic_quantile_name(p, of),
                 work->options->definition->name);
        return notes_add(&row->notes, &(struct note){.code = NOTE_PRINTS_NONE, .text = name}, err);
    }
    if (isnan(quantile->value)) {
        return note_of(row, NOTE_RANK_CUT_OFF, p, err);
    }
    return quantile->ranks.high != 0 && isnan(quantile->interval.high)
               ? note_of(row, NOTE_NO_UPPER_BOUND_CUT_OFF, p, err)
               : OK;
}

/* Says what there is not of the quantile, which is of requests or of buckets. */
static enum status add_notes(const struct summary_work *work, struct summary_quantile *quantile, double p,
                             bool cut_off, struct summary_row *row, struct error *err)
{
    enum status status = note_cut_off(work, quantile, p, cut_off, row, err);
    if (quantile->ranks.high != 0 && isnan(quantile->interval.high)) {
        quantile->ranks.coverage =
            NAN; /* of what is left, which covers more than it would with its upper bound */
    }
    return status == OK && summary_has_intervals(work->options) ? note_bounds(quantile, p, row, err) : status;
}

/* ---- of requests ---- */

/* A bound among those that were cut off is none. */
static double known(double value)
{
    return isfinite(value) ? value : NAN;
}

static struct summary_quantile of_requests(const struct quantile_definition *definition, size_t n,
                                           const double *sorted, double p,
                                           const struct quantile_interval *ranks)
{
    return (struct summary_quantile){.value = known(definition_quantile(definition, sorted, n, p)),
                                     .ranks = *ranks,
                                     .interval = {ranks->low == 0 ? NAN : known(sorted[ranks->low - 1]),
                                                  ranks->high == 0 ? NAN : known(sorted[ranks->high - 1])},
                                     .bucket = nothing,
                                     .n = n};
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
static double *sort_for_quantiles(const struct summary_options *options, const struct sample *sample,
                                  const struct extremes *extremes, const struct quantile_interval *intervals,
                                  struct error *err)
{
    size_t n, n_ranks = 0;
    if (sample->kept.n < MANY || sample->censored > 0) {
        return known_sort(sample, &n, err);
    }
    size_t *ranks = calloc(options->n_quantiles + 1, (2 * NEAR + 3) * sizeof *ranks);
    double *sorted =
        reallocarray(NULL, sample->kept.n, sizeof *sorted); /* of which most pages are never touched */
    if (ranks == NULL || sorted == NULL) {
        free(ranks);
        free(sorted);
        error_no_memory(err);
        return NULL;
    }
    for (size_t q = 0; q < options->n_quantiles; q++) {
        n_ranks += list_ranks(sample->kept.n, options->quantiles[q], &intervals[q], ranks + n_ranks);
    }
    quantile_sort_ranks(sample->kept.values, sample->kept.n, extremes, ranks, n_ranks, sorted);
    free(ranks);
    return sorted;
}

static enum status find_in_requests(const struct summary_options *options, const struct sample *sample,
                                    const struct moments *moments, struct summary_quantile *quantiles,
                                    struct error *err)
{
    size_t n = sample->kept.n + sample->censored;
    struct quantile_interval *intervals = calloc(options->n_quantiles + 1, sizeof *intervals);
    if (intervals == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; q < options->n_quantiles && summary_has_intervals(options); q++) {
        quantile_interval(n, options->quantiles[q], options->level, &intervals[q]);
    }
    const struct extremes extremes = {moments->min, moments->max};
    double *sorted = sort_for_quantiles(options, sample, &extremes, intervals, err);
    for (size_t q = 0; sorted != NULL && q < options->n_quantiles; q++) {
        quantiles[q] = of_requests(options->definition, n, sorted, options->quantiles[q], &intervals[q]);
    }
    enum status status = sorted == NULL ? BAD_SERVICE : OK;
    free(sorted);
    free(intervals);
    return status;
}

/* ---- of buckets ---- */

/* The bucket that holds the request of that rank, from 1; one without ends where it may be one of those that
 * were cut off. */
static const struct bucket *find_bucket(const struct sample *sample, const struct buckets *buckets,
                                        double rank)
{
    static const struct bucket cut_off = {NAN, NAN, 0};
    double below = 0;
    size_t i = 0;
    if (rank > buckets->n) {
        return &cut_off;
    }
    while (i + 1 < buckets->n_buckets && below + buckets->buckets[i].n < rank) {
        below += buckets->buckets[i++].n;
    }
    bool known = sample->censored == 0 || buckets->buckets[i].high < sample->censored_from;
    return known ? &buckets->buckets[i] : &cut_off;
}

static struct summary_quantile of_buckets(const struct summary_options *options, const struct sample *sample,
                                          const struct buckets *buckets, double p)
{
    double n = buckets->n + (double)sample->censored;
    const struct bucket *bucket = find_bucket(sample, buckets, fmax(1, ceil(p * n)));
    struct summary_quantile quantile = {
        .value = bucket->high, .interval = nothing, .bucket = {bucket->low, bucket->high}, .n = (size_t)n};
    if (summary_has_intervals(options)) {
        quantile_interval(quantile.n, p, options->level, &quantile.ranks);
    }
    if (quantile.ranks.low != 0) {
        quantile.interval.low = find_bucket(sample, buckets, (double)quantile.ranks.low)->low;
    }
    if (quantile.ranks.high != 0) {
        quantile.interval.high = find_bucket(sample, buckets, (double)quantile.ranks.high)->high;
    }
    return quantile;
}

/* ---- as published ---- */

static enum status add_published(const struct sample *sample, double p, struct summary_quantile *quantile,
                                 struct summary_row *row, struct error *err)
{
    *quantile = (struct summary_quantile){.value = NAN, .interval = nothing, .bucket = nothing};
    for (size_t i = 0; i < sample->published.n_quantiles; i++) {
        if (fabs(sample->published.quantiles[i].p - p) < 1e-9) {
            quantile->value = sample->published.quantiles[i].value;
            return OK;
        }
    }
    return sample->published.n_quantiles > 0 ? note_of(row, NOTE_NOT_PUBLISHED, p, err) : OK;
}

/* ---- in the row ---- */

static enum status add_quantile(const struct summary_work *work, const struct sample *sample, size_t q,
                                struct summary_row *row, struct error *err)
{
    const struct summary_options *options = work->options;
    bool are_kept = sample->counted.n == 0 && sample->kept.n + sample->censored > 0;
    struct buckets buckets = sample_buckets(sample);
    struct summary_quantile *quantile = &row->quantiles[q];
    double p = options->quantiles[q];
    if (!are_kept && buckets.n_buckets == 0) {
        return add_published(sample, p, quantile, row, err);
    }
    if (!are_kept) {
        *quantile = of_buckets(options, sample, &buckets, p);
    }
    return add_notes(work, quantile, p, sample->censored > 0, row, err);
}

enum status summary_row_add_quantiles(const struct summary_work *work, const struct sample *sample,
                                      const struct moments *moments, struct summary_row *row,
                                      struct error *err)
{
    const struct summary_options *options = work->options;
    enum status status = OK;
    row->quantiles = calloc(options->n_quantiles + 1, sizeof *row->quantiles);
    if (row->quantiles == NULL) {
        return error_no_memory(err);
    }
    if (sample->counted.n == 0 && sample->kept.n + sample->censored > 0) {
        status = find_in_requests(options, sample, moments, row->quantiles, err);
    }
    for (size_t q = 0; status == OK && q < options->n_quantiles; q++) {
        status = add_quantile(work, sample, q, row, err);
    }
    return status;
}
