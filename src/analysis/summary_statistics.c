/* The plain statistics in a row of a summary. */
#include <stdlib.h>

#include "analysis/summary_row.h"

/* The middles of the buckets and how many requests are in each, in two arrays one behind the other; caller
 * frees. NULL with err set. */
static double *list_buckets(const struct buckets *buckets, struct error *err)
{
    double *lists = calloc(2 * buckets->n_buckets + 1, sizeof *lists);
    if (lists == NULL) {
        error_no_memory(err);
        return NULL;
    }
    for (size_t i = 0; i < buckets->n_buckets; i++) {
        lists[i] = (buckets->buckets[i].low + buckets->buckets[i].high) / 2;
        lists[buckets->n_buckets + i] = buckets->buckets[i].n;
    }
    return lists;
}

static enum status compute_statistics(const struct distribution *distribution, bool cut_off,
                                      struct summary_row *row, struct error *err)
{
    for (size_t i = 0; i < STATISTICS_N; i++) {
        const struct statistic *statistic = statistics[i];
        if (cut_off && !statistic->of_least) {
            continue;
        }
        if (distribution->n >= statistic->least_n) {
            row->statistics[i] = statistic->compute(distribution);
            continue;
        }
        const struct note note = {NOTE_NEEDS_N, statistic->name, {statistic->least_n}};
        enum status status = notes_add(&row->notes, &note, err);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

enum status summary_row_add_statistics(const struct summary_work *work, const struct sample *sample,
                                       const struct moments *moments, double n, struct summary_row *row,
                                       struct error *err)
{
    struct distribution distribution = {.n = n, .moments = *moments, .population = work->options->population};
    double *lists = NULL;
    struct buckets buckets = sample_buckets(sample);
    if (sample->kept.n == 0 && buckets.n_buckets > 0) {
        lists = list_buckets(&buckets, err);
        if (lists == NULL) {
            return BAD_SERVICE;
        }
        distribution.values = lists;
        distribution.counts = lists + buckets.n_buckets;
        distribution.n_values = buckets.n_buckets;
    } else {
        distribution.values = sample->kept.values;
        distribution.n_values = sample->kept.n;
    }
    enum status status = compute_statistics(&distribution, sample->censored > 0, row, err);
    free(lists);
    return status;
}
