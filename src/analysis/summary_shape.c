/* How the values of a summary's rows are spread, on one scale of the logarithm for all groups of a measure.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary_row.h"
#include "base/pool.h"
#include "base/ranks.h"

/* The ends of the scale: the smallest and the largest value of any group. */
struct scale {
    struct summary_work *work;
    double low, high;
};

static void add_to_step(const struct scale *scale, double value, double n, double *shape)
{
    double at = log(value / scale->low) / log(scale->high / scale->low) * SHAPE_STEPS;
    if (isfinite(value)) { /* else it was cut off */
        shape[(size_t)fmin(fmax(at, 0), SHAPE_STEPS - 1)] += n;
    }
}

static enum status add_shape(size_t group, void *context, struct error *err)
{
    const struct scale *scale = context;
    const struct sample *sample = &scale->work->samples.samples[group];
    const struct buckets buckets = sample_buckets(sample);
    double *shape = calloc(SHAPE_STEPS, sizeof *shape);
    if (shape == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < sample->kept.n; i++) {
        add_to_step(scale, sample->kept.values[i], 1, shape);
    }
    for (size_t i = 0; i < buckets.n_buckets; i++) {
        const struct bucket *bucket = &buckets.buckets[i];
        add_to_step(scale, bucket->low / 2 + bucket->high / 2, bucket->n, shape);
    }
    scale->work->rows[group].shape = shape;
    return OK;
}

/* The ends of the scale of all ranks' groups. */
static enum status find_ends(struct scale *scale, struct error *err)
{
    double ends[] = {scale->low, scale->high};
    const struct text own = {.bytes = (char *)ends, .n = sizeof ends};
    struct text *sent = NULL;
    enum status status = ranks_pass(RANKS_TO_ALL, OK, &own, &sent, err);
    for (size_t r = 0; status == OK && r < ranks.n; r++) {
        double theirs[2];
        memcpy(theirs, sent[r].bytes, sizeof theirs);
        scale->low = fmin(scale->low, theirs[0]);
        scale->high = fmax(scale->high, theirs[1]);
    }
    ranks_release(sent);
    return status;
}

enum status summary_add_shapes(struct summary_work *work, struct error *err)
{
    struct scale scale = {work, INFINITY, -INFINITY};
    for (size_t group = 0; group < work->grouping->n; group++) {
        const struct summary_row *row = &work->rows[group];
        bool any = row->measure != NULL; /* fmin and fmax pass over what is not known */
        scale.low = any ? fmin(scale.low, row->statistics[STATISTIC_min]) : scale.low;
        scale.high = any ? fmax(scale.high, row->max) : scale.high;
    }
    enum status status = ranks_are_several() ? find_ends(&scale, err) : OK;
    bool logarithmic = scale.low > 0 && isfinite(scale.high / scale.low) && scale.high > scale.low;
    return status == OK && logarithmic ? pool_run(work->grouping->n, work->threads, add_shape, &scale, err)
                                       : status;
}
