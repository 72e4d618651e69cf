/* The quantiles in a row of a summary: of requests, of buckets, or as they were published. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/known_buckets.h"
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
static enum status note_bounds(const struct known_group *known, size_t q,
                               const struct quantile_interval *ranks, struct summary_row *row,
                               struct error *err)
{
    struct summary_quantile *quantile = &row->quantiles[q];
    char name[STATISTIC_NAME];
    struct note note;
    quantile->lacks_bound = known_group_lacks_bound(known, q, ranks, &note);
    quantile->lacks = note.code;
    quantile->needs = note.numbers[0];
    quantile->has = note.numbers[1];
    note.text = statistic_quantile_name(known->options->quantiles[q], name);
    return quantile->lacks_bound ? notes_add(&row->notes, &note, err) : OK;
}

/* Why there is no value, or no bound, though there are requests enough. */
static enum status note_cut_off(const struct summary_work *work, const struct known_quantile *quantile,
                                double p, bool cut_off, struct summary_row *row, struct error *err)
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
                             const struct known_quantile *found, struct summary_row *row, struct error *err)
{
    bool cut_off = known->sample->censored > 0;
    enum status status = note_cut_off(work, found, work->options->quantiles[q], cut_off, row, err);
    return status == OK && summary_has_intervals(work->options)
               ? note_bounds(known, q, &found->ranks, row, err)
               : status;
}

/* ---- as published ---- */

static enum status add_published(const struct sample *sample, double p, struct summary_quantile *quantile,
                                 struct summary_row *row, struct error *err)
{
    *quantile =
        (struct summary_quantile){.value = NAN, .interval = nothing, .coverage = NAN, .bucket = nothing};
    for (size_t i = 0; i < sample->published.n_quantiles; i++) {
        if (fabs(sample->published.quantiles[i].p - p) < 1e-9) {
            quantile->value = sample->published.quantiles[i].value;
            return OK;
        }
    }
    return sample->published.n_quantiles > 0 ? note_of(row, NOTE_NOT_PUBLISHED, p, err) : OK;
}

/* ---- in the row ---- */

/* What is shown of a quantile of n requests. */
static struct summary_quantile shown_of(const struct known_quantile *found, double p, size_t n)
{
    const struct quantile_interval *ranks = &found->ranks;
    /* What is left of an interval without its upper bound covers more than it would with it. */
    bool covers = (ranks->low != 0 || ranks->high != 0) && !(ranks->high != 0 && isnan(found->interval.high));
    return (struct summary_quantile){.value = found->value,
                                     .interval = found->interval,
                                     .coverage = covers ? ranks->coverage : NAN,
                                     .is_guess = n > 0 && (double)n * fmin(p, 1 - p) < 1};
}

static enum status add_quantile(const struct summary_work *work, const struct known_group *known, size_t q,
                                struct summary_row *row, struct error *err)
{
    const struct summary_options *options = work->options;
    const struct sample *sample = known->sample;
    struct known_quantile found;
    struct interval bucket = nothing;
    double p = options->quantiles[q];
    if (known->n_sorted > 0) {
        found = known_group_quantile(known, q, options->intervals.level);
    } else if (sample_buckets(sample).n_buckets > 0) {
        found = known_buckets_quantile(known, q, options->intervals.level, &bucket);
    } else {
        return add_published(sample, p, &row->quantiles[q], row, err);
    }
    row->quantiles[q] = shown_of(&found, p, known->n_sorted > 0 ? known->n_sorted : known->n_ranked);
    row->quantiles[q].bucket = bucket;
    return add_notes(work, known, q, &found, row, err);
}

enum status summary_row_add_quantiles(const struct summary_work *work, const struct known_group *known,
                                      struct summary_row *row, struct error *err)
{
    enum status status = OK;
    row->quantiles = calloc(work->options->n_quantiles, sizeof *row->quantiles);
    if (row->quantiles == NULL) {
        return error_no_memory(err);
    }
    for (size_t q = 0; status == OK && q < work->options->n_quantiles; q++) {
        status = add_quantile(work, known, q, row, err);
    }
    return status;
}
