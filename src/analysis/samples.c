#include "analysis/samples.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/accumulate/batch.h"
#include "analysis/published.h"
#include "table/select.h"

enum status samples_find_measure(const struct table *table, const char *measure, struct column **column,
                                 struct error *err)
{
    *column = table_find_column(table, measure);
    return *column == NULL && published_has(table, measure)
               ? OK
               : table_get_measure(table, measure, "measure", column, err);
}

enum status samples_init(struct samples *samples, const struct table *table, const struct grouping *grouping,
                         const char *measure, struct column **column, struct error *err)
{
    *samples = (struct samples){.n = grouping->n};
    enum status status = samples_find_measure(table, measure, column, err);
    if (status != OK) {
        return status;
    }
    samples->samples = calloc(grouping->n + 1, sizeof *samples->samples);
    return samples->samples == NULL ? error_no_memory(err) : OK;
}

/* Takes the values of a measure, its first column, over from the batch. */
static enum status take_values(const struct table *table, struct batch *batch, const char *measure,
                               struct samples *samples, struct error *err)
{
    enum status status = OK;
    size_t number = 0;
    while (number < batch->n && strcmp(batch->columns[number].name, measure) != 0) {
        number++;
    }
    for (size_t g = 0; status == OK && g < samples->n; g++) {
        struct accumulator requests = batch_group(batch, g);
        status = accumulator_finish(&requests, table, table->order, err);
        accumulator_sample(&requests, measure, number, NULL, &samples->samples[g]);
        status = status == OK ? sample_settle(&samples->samples[g], err) : status;
    }
    samples->values = batch->gathered[number].values;
    batch->gathered[number].values = NULL;
    return status;
}

static enum status collect_requests(const struct table *table, const struct grouping *grouping,
                                    const char *measure, const uint8_t *keep, struct samples *samples,
                                    struct error *err)
{
    const char *const names[] = {measure, order_names[BY_START], order_names[BY_REQUEST], table->order};
    const struct wanted wanted = {.measures = names,
                                  .n = sizeof names / sizeof *names - (table->order == NULL),
                                  .order = table->order,
                                  .keep = keep,
                                  .clusters = table->clusters,
                                  .n_clusters = table->n_clusters};
    struct batch batch;
    enum status status = batch_lay_out(&batch, table, grouping, &wanted, NULL, err);
    if (status == OK) {
        status = take_values(table, &batch, measure, samples, err);
    }
    batch_release(&batch);
    return status;
}

enum status samples_collect(const struct table *table, const struct grouping *grouping, const char *measure,
                            const uint8_t *keep, struct samples *samples, struct error *err)
{
    struct column *column;
    enum status status = samples_init(samples, table, grouping, measure, &column, err);
    if (status == OK && column != NULL) {
        status = collect_requests(table, grouping, measure, keep, samples, err);
    }
    if (status == OK) {
        status = published_add(table, grouping, measure, keep, samples, err);
    }
    if (status != OK) {
        samples_release(samples);
    }
    return status;
}
