/* The samples that groups have become, when all requests are in. */
#include "analysis/accumulate/groups.h"

#include <stdlib.h>

#include "analysis/published.h"
#include "analysis/samples.h"
#include "table/tidy.h"

enum status groups_find_measure(const struct groups *groups, const struct table *rest, const char *name,
                                struct groups_measure *measure, struct error *err)
{
    struct column *column;
    enum status status = samples_find_measure(rest, name, &column, err);
    *measure = (struct groups_measure){name, (size_t)dictionary_find(&groups->measures, name) - 1,
                                       status == OK && column != NULL};
    return status;
}

bool groups_are_all(const struct groups *groups)
{
    return groups->first_row == 0;
}

/* Of requests whose values are elsewhere. */
static void take_elsewhere(const struct groups *groups, size_t g, struct kept *kept, size_t *missing)
{
    const struct elsewhere *found = &groups->apart[g].found;
    enum order order = groups->accumulators[g].order;
    kept->elsewhere = found;
    kept->n = found->n;
    kept->order = order == AS_READ && found->sorted ? NO_ORDER : order;
    *missing -= found->n;
}

static void take_sample(const struct groups *groups, size_t g, const struct groups_measure *measure,
                        struct bucket *buckets, struct sample *sample)
{
    const struct accumulator *accumulator = &groups->accumulators[g];
    accumulator_sample(accumulator, measure->name, measure->number, buckets, sample);
    bool here = table_find_column(&accumulator->values, measure->name) != NULL;
    if (!here && groups->apart != NULL && groups->apart[g].found.n > 0) {
        take_elsewhere(groups, g, &sample->kept, &sample->missing);
    }
    if (!measure->is_column) { /* of requests without the measure nobody knows what failed */
        sample->failed = sample->untold = 0;
    }
}

enum status groups_sample(const struct groups *groups, size_t g, const struct groups_measure *measure,
                          struct sample *sample, struct bucket **buckets, struct error *err)
{
    const struct accumulator *accumulator = &groups->accumulators[g];
    size_t n = accumulator_buckets(accumulator, measure->number);
    *sample = (struct sample){0};
    *buckets = n == 0 ? NULL : calloc(n, sizeof **buckets);
    if (n > 0 && *buckets == NULL) {
        return error_no_memory(err);
    }
    take_sample(groups, g, measure, *buckets, sample);
    return OK;
}

/* Histograms of a measure have so many buckets in all. */
static size_t count_buckets(const struct groups *groups, size_t number)
{
    size_t n = 0;
    for (size_t g = 0; g < groups->index.n; g++) {
        n += accumulator_buckets(&groups->accumulators[g], number);
    }
    return n;
}

static void take_samples(const struct groups *groups, const struct grouping *grouping,
                         const struct groups_measure *measure, struct samples *samples)
{
    struct bucket *buckets = samples->buckets; /* NULL: there are none */
    for (size_t g = 0; g < groups->index.n; g++) {
        const struct accumulator *accumulator = &groups->accumulators[g];
        take_sample(groups, g, measure, buckets,
                    &samples->samples[group_of_row(grouping, groups->first_row + g)]);
        buckets = buckets == NULL ? NULL : buckets + accumulator_buckets(accumulator, measure->number);
    }
}

enum status groups_collect(const struct groups *groups, const struct table *rest,
                           const struct grouping *grouping, const struct groups_measure *measure,
                           struct samples *samples, struct error *err)
{
    struct column *column;
    enum status status = samples_init(samples, rest, grouping, measure->name, &column, err);
    if (status != OK) {
        return status;
    }
    if (groups->plan.bounded) { /* no row is published, so that no buckets are but those of histograms */
        samples->buckets = calloc(count_buckets(groups, measure->number) + 1, sizeof *samples->buckets);
        status = samples->buckets == NULL ? error_no_memory(err) : OK;
    } else {
        status = published_add(rest, grouping, measure->name, NULL, samples, err);
    }
    if (status == OK) {
        take_samples(groups, grouping, measure, samples);
    }
    return status;
}

enum status groups_check_figures(const struct groups *groups, const char *measure, struct error *err)
{
    for (size_t i = 0; i < groups->figures.n; i++) {
        struct tidy_figure figure;
        if (tidy_is_figure_of(groups->figures.texts[i], measure, &figure)) {
            return error_set(err, BAD_USAGE,
                             "--stream: found published figures of '%.40s', expected requests alone; leave "
                             "--stream or those rows out",
                             measure);
        }
    }
    return OK;
}
