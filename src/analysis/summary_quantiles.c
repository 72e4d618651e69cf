/* The quantiles in a row of a summary: of requests, of buckets, or as they were published. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/statistic.h"
#include "analysis/summary_row.h"

static const struct interval nothing = {NAN, NAN};

static enum status note_of(struct summary_row *row, enum note_code code, double p, struct error *err)
{
    char name[STATISTIC_NAME];
    statistic_quantile_name(p, name);
    return notes_add(&row->notes, &(struct note){.code = code, .text = name}, err);
}

/* ---- what there is not ---- */

/* Says which bound there is not, and from how many requests on there is. */
static enum status note_bounds(const struct known_group *known, size_t q, struct summary_row *row,
                               struct error *err)
{
    struct summary_quantile *quantile = &row->quantiles[q];
    char name[STATISTIC_NAME];
    quantile->has_note = known_group_lacks_bound(known, q, &quantile->ranks, &quantile->note);
    struct note said = quantile->note;
    said.text = statistic_quantile_name(known->options->quantiles[q], name);
    return quantile->has_note ? notes_add(&row->notes, &said, err) : OK;
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
static enum status add_notes(const struct summary_work *work, const struct known_group *known, size_t q,
                             struct summary_row *row, struct error *err)
{
    struct summary_quantile *quantile = &row->quantiles[q];
    bool cut_off = known->sample->censored > 0;
    enum status status = note_cut_off(work, quantile, work->options->quantiles[q], cut_off, row, err);
    if (quantile->ranks.high != 0 && isnan(quantile->interval.high)) {
        quantile->ranks.coverage =
            NAN; /* of what is left, which covers more than it would with its upper bound */
    }
    return status == OK && summary_has_intervals(work->options) ? note_bounds(known, q, row, err) : status;
}

/* ---- of requests ---- */

static struct summary_quantile of_requests(const struct known_group *known, size_t q, double level)
{
    struct known_quantile quantile = known_group_quantile(known, q, level);
    return (struct summary_quantile){.value = quantile.value,
                                     .ranks = quantile.ranks,
                                     .interval = quantile.interval,
                                     .bucket = nothing,
                                     .n = known->n_sorted,
                                     .effective_n = known->precisions[q + 1].effective_n};
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

static struct summary_quantile of_buckets(const struct known_group *known, const struct buckets *buckets,
                                          size_t q, double level)
{
    const struct sample *sample = known->sample;
    double n = (double)known->n_ranked;
    const struct bucket *bucket =
        find_bucket(sample, buckets, fmax(1, ceil(known->options->quantiles[q] * n)));
    struct summary_quantile quantile = {.value = bucket->high,
                                        .interval = nothing,
                                        .bucket = {bucket->low, bucket->high},
                                        .ranks = known_group_ranks(known, q, level),
                                        .n = known->n_ranked,
                                        .effective_n = known->precisions[q + 1].effective_n};
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

static enum status add_quantile(const struct summary_work *work, const struct known_group *known, size_t q,
                                struct summary_row *row, struct error *err)
{
    const struct summary_options *options = work->options;
    const struct sample *sample = known->sample;
    struct buckets buckets = sample_buckets(sample);
    struct summary_quantile *quantile = &row->quantiles[q];
    if (known->n_sorted > 0) {
        *quantile = of_requests(known, q, options->intervals.level);
    } else if (buckets.n_buckets > 0) {
        *quantile = of_buckets(known, &buckets, q, options->intervals.level);
    } else {
        return add_published(sample, options->quantiles[q], quantile, row, err);
    }
    return add_notes(work, known, q, row, err);
}

enum status summary_row_add_quantiles(const struct summary_work *work, const struct known_group *known,
                                      struct summary_row *row, struct error *err)
{
    enum status status = OK;
    row->quantiles = calloc(work->options->n_quantiles + 1, sizeof *row->quantiles);
    if (row->quantiles == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; status == OK && q < work->options->n_quantiles; q++) {
        status = add_quantile(work, known, q, row, err);
    }
    return status;
}
