/* What an accumulator becomes when all requests are in: samples, and the starts of requests. */
#include "analysis/accumulate/accumulator.h"

#include <math.h>
#include <stdlib.h>

/* The numbers of a measure of each request; NULL when there are none. */
static const double *find_numbers(const struct table *values, const struct table *columns, const char *name)
{
    const struct column *everywhere = table_find_column(columns, name);
    const struct column *column = table_find_column(values, name);
    return column == NULL || everywhere == NULL || everywhere->kind != MEASURE ? NULL : column->values;
}

enum status accumulator_finish(struct accumulator *accumulator, const struct table *columns,
                               const char *order_by, struct error *err)
{
    struct table *values = &accumulator->values;
    size_t *places;
    const double *const keys[ORDERS] = {
        [BY_COLUMN] = order_by == NULL ? NULL : find_numbers(values, columns, order_by),
        [BY_START] = find_numbers(values, columns, order_names[BY_START]),
        [BY_REQUEST] = find_numbers(values, columns, order_names[BY_REQUEST])};
    enum status status = order_find(keys, values->rows, &accumulator->order, &places, err);
    for (size_t i = 0; status == OK && i < values->n_columns; i++) {
        const struct column *column = &values->columns[i];
        status = column->kind == MEASURE
                     ? order_apply(places, column->values, sizeof *column->values, values->rows, err)
                     : order_apply(places, column->codes.of.four, sizeof *column->codes.of.four, values->rows,
                                   err);
    }
    for (size_t i = 0; status == OK && i < accumulator->n_tallies; i++) {
        status = histogram_settle(&accumulator->tallies[i].histogram, err);
        histogram_sort(&accumulator->tallies[i].histogram);
    }
    free(places);
    return status;
}

/* The tally of the measure, NULL when there is none. */
static const struct tally *find_tally(const struct accumulator *accumulator, size_t number)
{
    return number < accumulator->n_tallies ? &accumulator->tallies[number] : NULL;
}

size_t accumulator_buckets(const struct accumulator *accumulator, size_t number)
{
    const struct tally *tally = find_tally(accumulator, number);
    return tally == NULL ? 0 : tally->histogram.cells_n;
}

/* How far rows are out of the order of their starts; 0 when it is too little to matter. */
static double rows_back_s(const struct accumulator *accumulator)
{
    const double least = 1.0 / 256; /* of the time: a few of the stretches that are looked at */
    const struct times *times = accumulator->times;
    double time_s = times == NULL ? 0 : times->starts.last_s - times->starts.first_s;
    return times != NULL && times->clock.back_s > least * time_s ? times->clock.back_s : 0;
}

static void fill_counted(const struct tally *tally, const struct accumulator *of, struct bucket *buckets,
                         struct sample *sample)
{
    double back_s = rows_back_s(of);
    const struct histogram *histogram = &tally->histogram;
    const struct lined_up *lined_up = tally->lined_up;
    struct kept *kept = &sample->kept;
    sample->missing -= histogram->n;
    if (lined_up != NULL) {
        kept->n_clusters = stretches_count_clusters(&lined_up->stretches, &kept->unclustered);
        kept->n_clusters += kept->n_clusters > 0 && kept->unclustered > 0;
    }
    bool sorted = lined_up != NULL && (of->times == NULL || of->times->clock.n == 0) &&
                  kept->n_clusters == 0 && sorted_is(&lined_up->sorted);
    bool any = lined_up != NULL && lined_up->stretches.n > 0;
    kept->order = sorted ? NO_ORDER : AS_READ;
    sample->counted = (struct counted){.n = histogram->n,
                                       .moments = histogram_moments(histogram),
                                       .buckets = buckets,
                                       .n_buckets = histogram->cells_n,
                                       .stretches = any && !sorted ? &lined_up->stretches : NULL,
                                       .sorted = sorted,
                                       .level = histogram->level,
                                       .back_s = back_s};
    for (size_t i = 0; i < histogram->cells_n; i++) {
        struct histogram_bucket bucket = histogram_get(histogram, i);
        buckets[i] = (struct bucket){bucket.low, bucket.high, (double)bucket.n};
    }
}

void accumulator_sample(const struct accumulator *accumulator, const char *measure, size_t number,
                        struct bucket *buckets, struct sample *sample)
{
    const struct tally *tally = find_tally(accumulator, number);
    const struct column *column = table_find_column(&accumulator->values, measure);
    sample->failed = accumulator->counts.failed;
    sample->untold = accumulator->counts.untold;
    sample->failure_worth = accumulator->failure_worth;
    sample->missing = accumulator->counts.requests - accumulator->counts.cut_off;
    if (tally != NULL) {
        sample->censored = tally->censored;
        sample->censored_from = tally->censored_from;
    }
    if (column != NULL) {
        sample->kept.values = column->values;
        sample->kept.n = accumulator->values.rows;
        sample->missing += sample->censored - sample->kept.n; /* up to 0 and more when NaNs are dropped */
        sample->kept.order = accumulator->order;
        column = table_find_column(&accumulator->values, order_names[BY_START]);
        sample->kept.start_s = column == NULL ? NULL : column->values;
        for (size_t i = 0; i < MOST_CLUSTERS; i++) {
            column = table_find_column(&accumulator->values, sample_cluster_columns[i]);
            sample->kept.cluster_codes[i] = column == NULL ? NULL : column->codes.of.four;
        }
    } else if (tally != NULL && tally->histogram.n > 0) {
        fill_counted(tally, accumulator, buckets, sample);
    }
}

struct starts accumulator_starts(struct accumulator *accumulator, const struct table *columns)
{
    const struct counts *counts = &accumulator->counts;
    const struct table *values = &accumulator->values;
    const double *start_s = find_numbers(values, columns, order_names[BY_START]);
    struct starts starts = {.n = values->rows + counts->failed_apart,
                            .request = find_numbers(values, columns, order_names[BY_REQUEST]),
                            .n_numbered = values->rows,
                            .successes =
                                counts->untold > 0 ? NAN : (double)(counts->requests - counts->cut_off)};
    const struct column *failed_s = accumulator_failed_column(accumulator, order_names[BY_START]);
    const struct column *clock = table_find_column(columns, order_names[BY_START]);
    struct start_bins *bins = accumulator->times == NULL ? NULL : &accumulator->times->starts;
    size_t known = bins == NULL ? 0 : bins->n + bins->at_0;
    if (known > 0 && clock != NULL && clock->kind == MEASURE) {
        starts.unknown = counts->requests + counts->failed_apart - known;
        starts.bins = bins;
        starts.n = 0;
    } else if (start_s == NULL && failed_s == NULL) {
        starts.unknown = starts.n;
        starts.n = starts.n_numbered = 0;
    }
    starts.start_s = reallocarray(NULL, starts.n + 1, sizeof *starts.start_s);
    for (size_t i = 0; starts.start_s != NULL && i < starts.n; i++) {
        starts.start_s[i] = start_s != NULL && i < values->rows ? start_s[i] : NAN;
    }
    const struct column *place = accumulator_failed_column(accumulator, accumulator_place);
    size_t n = values->rows, n_failed = failed_s == NULL ? 0 : accumulator_failed_rows(accumulator);
    for (size_t i = 0; starts.start_s != NULL && starts.n > 0 && i < n_failed; i++) {
        if (place->values[i] != floor(place->values[i])) {
            starts.start_s[n++] = failed_s->values[i];
        }
    }
    return starts;
}
