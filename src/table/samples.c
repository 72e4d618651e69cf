#include "table/samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "table/select.h"
#include "table/tidy.h"

/* What a row is, as far as a sample goes. */
enum row_role { REQUEST, FAILED_REQUEST, PUBLISHED_ROW, NOT_KEPT };

static bool is_success(const struct column *status, size_t row)
{
    static const char *const words[] = {"ok", "success", "true"};
    uint32_t code = column_code(status, row);
    if (code == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(status->dictionary.texts[code - 1], words[i]) == 0) {
            return true;
        }
    }
    double number = status->dictionary.numbers[code - 1];
    return number >= 200 && number < 400;
}

/* The factor of that name, NULL when there is none. */
static const struct column *find_factor(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == FACTOR ? column : NULL;
}

struct roles {
    const struct column *status, *quality;
    uint32_t summary; /* the code of "summary" in quality, 0 when it has none */
    const uint8_t *keep;
};

static struct roles roles_of(const struct table *table, const uint8_t *keep)
{
    struct roles roles = {find_factor(table, "status"), find_factor(table, "quality"), 0, keep};
    if (roles.quality != NULL) {
        roles.summary = dictionary_find(&roles.quality->dictionary, "summary");
    }
    return roles;
}

static enum row_role role_of(const struct roles *roles, size_t row)
{
    if (roles->keep != NULL && !roles->keep[row]) {
        return NOT_KEPT;
    }
    if (roles->summary != 0 && column_code(roles->quality, row) == roles->summary) {
        return PUBLISHED_ROW;
    }
    return roles->status == NULL || is_success(roles->status, row) ? REQUEST : FAILED_REQUEST;
}

void samples_skip(const struct table *table, const uint8_t *keep, uint8_t *skip)
{
    struct roles roles = roles_of(table, keep);
    for (size_t row = 0; row < table->rows; row++) {
        skip[row] = role_of(&roles, row) != REQUEST;
    }
}

/* ---- requests ---- */

/* Moves the values of each group together, past the missing ones, which are counted. */
static void drop_missing(const struct gathered *gathered, const enum order *orders, struct samples *samples)
{
    for (size_t g = 0; g < samples->n; g++) {
        struct sample *sample = &samples->samples[g];
        double *values = gathered->values + gathered->starts[g];
        size_t all = gathered->starts[g + 1] - gathered->starts[g];
        for (size_t i = 0; i < all; i++) {
            if (!isnan(values[i])) {
                values[sample->n++] = values[i];
            }
        }
        sample->values = values;
        sample->missing = all - sample->n;
        sample->order = orders[g];
    }
}

static enum status collect_requests(const struct table *table, const struct grouping *grouping,
                                    const struct column *measure, const uint8_t *keep,
                                    struct samples *samples, struct error *err)
{
    struct roles roles = roles_of(table, keep);
    uint8_t *skip = malloc(table->rows + 1);
    if (skip == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < table->rows; row++) {
        enum row_role role = role_of(&roles, row);
        skip[row] = role != REQUEST;
        samples->samples[grouping->group_of[row]].failed += role == FAILED_REQUEST;
    }
    struct gathered gathered = {0};
    enum order *orders = calloc(grouping->n + 1, sizeof *orders);
    enum status status = orders == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        status = grouping_gather(grouping, measure, table->rows, skip, &gathered, err);
    }
    if (status == OK) {
        status = order_values(table, grouping, skip, &gathered, orders, err);
    }
    if (status == OK) {
        drop_missing(&gathered, orders, samples);
        samples->values = gathered.values;
        gathered.values = NULL;
    }
    gathered_release(&gathered);
    free(orders);
    free(skip);
    return status;
}

/* ---- published figures ---- */

/* The columns of a measure's published figures; NULL where there is none. */
struct published_columns {
    const struct column *mean, *sd, *population_sd, *n;
};

static enum status find_published(const struct table *table, const char *measure, const char *figure,
                                  const struct column **column, struct error *err)
{
    char *name = tidy_published_name(measure, figure, err);
    if (name == NULL) {
        return BAD_SERVICE;
    }
    *column = table_find_column(table, name);
    if (*column != NULL && (*column)->kind != MEASURE) {
        *column = NULL;
    }
    free(name);
    return OK;
}

static enum status find_all_published(const struct table *table, const char *measure,
                                      struct published_columns *columns, struct error *err)
{
    enum status status = find_published(table, measure, "mean", &columns->mean, err);
    if (status == OK) {
        status = find_published(table, measure, "sd", &columns->sd, err);
    }
    if (status == OK) {
        status = find_published(table, measure, "population_sd", &columns->population_sd, err);
    }
    columns->n = table_find_column(table, tidy_published_n);
    if (columns->n != NULL && columns->n->kind != MEASURE) {
        columns->n = NULL;
    }
    return status;
}

static double value_at(const struct column *column, size_t row)
{
    return column == NULL ? NAN : column->values[row];
}

static void collect_published(const struct table *table, const struct grouping *grouping,
                              const struct published_columns *columns, const uint8_t *keep,
                              struct samples *samples)
{
    for (size_t row = 0; row < table->rows; row++) {
        if ((keep != NULL && !keep[row]) || isnan(columns->mean->values[row])) {
            continue;
        }
        struct published *published = &samples->samples[grouping->group_of[row]].published;
        if (published->rows++ == 0) {
            published->mean = value_at(columns->mean, row);
            published->sd = value_at(columns->sd, row);
            published->population_sd = value_at(columns->population_sd, row);
            published->n = value_at(columns->n, row);
        }
    }
}

enum status samples_collect(const struct table *table, const struct grouping *grouping, const char *measure,
                            const uint8_t *keep, struct samples *samples, struct error *err)
{
    struct published_columns columns = {0};
    struct column *requests = table_find_column(table, measure);
    *samples = (struct samples){.n = grouping->n};
    enum status status = find_all_published(table, measure, &columns, err);
    if (status == OK && requests == NULL && columns.mean == NULL) {
        status = table_get_column(table, measure, "measure", &requests, err);
    }
    if (status == OK && requests != NULL && requests->kind != MEASURE) {
        status = error_set(err, BAD_USAGE, "measure: column '%.40s' holds texts, expected numbers", measure);
    }
    if (status != OK) {
        return status;
    }
    samples->samples = calloc(grouping->n + 1, sizeof *samples->samples);
    if (samples->samples == NULL) {
        return error_no_memory(err);
    }
    if (requests != NULL) {
        status = collect_requests(table, grouping, requests, keep, samples, err);
    }
    if (status == OK && columns.mean != NULL) {
        collect_published(table, grouping, &columns, keep, samples);
    }
    if (status != OK) {
        samples_release(samples);
    }
    return status;
}

void samples_release(struct samples *samples)
{
    free(samples->samples);
    free(samples->values);
    *samples = (struct samples){0};
}
