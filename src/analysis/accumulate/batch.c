#include "analysis/accumulate/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/role.h"
#include "table/tidy.h"

/* A table while it is laid out. */
struct laying {
    struct column rows; /* their numbers */
    struct batch *batch;
    const struct table *table;
    const char *order;
    const struct column **measures; /* the batch's, in the table */
    struct roles roles;
    uint8_t *skip, *stays; /* of each row */
    bool any_cut_off, any_failed;
};

static bool is_wanted(const struct column *column, const struct wanted *wanted)
{
    struct tidy_figure figure;
    if (column->kind != MEASURE) {
        return false;
    }
    if (wanted->clock && strcmp(column->name, order_names[BY_START]) == 0) {
        return true;
    }
    for (size_t i = 0; i < wanted->n; i++) {
        if (strcmp(wanted->measures[i], column->name) == 0) {
            return true;
        }
    }
    return wanted->n == 0 &&
           (wanted->usual ? tidy_is_usual_measure(column) : !tidy_find_figure(column->name, &figure));
}

/* What says when a request was made, or of which cluster it is, and is known of one that was cut off too. */
static bool is_no_length(const struct laying *laying, size_t number)
{
    const char *name = laying->batch->columns[number].name;
    return strcmp(name, order_names[BY_START]) == 0 || strcmp(name, order_names[BY_REQUEST]) == 0 ||
           (laying->order != NULL && strcmp(name, laying->order) == 0) || sample_is_cluster_column(name) ||
           strcmp(name, accumulator_row) == 0;
}

/* ---- counting ---- */

static enum status cut_off(const struct laying *laying, size_t group, size_t row, struct error *err)
{
    struct batch *batch = laying->batch;
    if (batch->tallies == NULL) {
        batch->tallies = calloc(batch->grouping->n * batch->n + 1, sizeof *batch->tallies);
    }
    if (batch->tallies == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < batch->n; i++) {
        const double *values = laying->measures[i]->values;
        if (!is_no_length(laying, i) && !isnan(values[row])) {
            tally_cut_off(&batch->tallies[group * batch->n + i], 1, values[row]);
        }
    }
    return OK;
}

/* Counts a row that is no successful request. */
static enum status count_other(struct laying *laying, size_t row, struct error *err)
{
    size_t group = group_of_row(laying->batch->grouping, row);
    struct counts *counts = &laying->batch->counts[group];
    enum role role = role_of(&laying->roles, row);
    bool is_laid_out = role == CENSORED_REQUEST;
    counts->requests -= !is_laid_out;
    laying->skip[row] = !is_laid_out;
    laying->any_cut_off |= is_laid_out;
    if (role == PUBLISHED_ROW && laying->stays != NULL) {
        laying->stays[row] = 1;
    }
    counts->failed +=
        role == FAILED_REQUEST || (role == CENSORED_REQUEST && !role_succeeded(&laying->roles, row));
    counts->cut_off += role == CENSORED_REQUEST;
    counts->failed_apart += role == FAILED_REQUEST;
    laying->any_failed |= counts->failed > 0;
    return role == CENSORED_REQUEST ? cut_off(laying, group, row, err) : OK;
}

static enum status count_rows(struct laying *laying, struct error *err)
{
    const struct grouping *grouping = laying->batch->grouping;
    enum status status = OK;
    for (size_t g = 0; g < grouping->n; g++) {
        laying->batch->counts[g].requests = grouping->groups[g].rows;
    }
    roles_skip(&laying->roles, laying->table->rows, laying->skip);
    const uint8_t *end = laying->skip + laying->table->rows;
    for (const uint8_t *c = laying->skip; status == OK && (c = memchr(c, 1, (size_t)(end - c))) != NULL;
         c++) {
        status = count_other(laying, (size_t)(c - laying->skip), err);
    }
    for (size_t row = 0; status == OK && row < laying->table->rows; row++) {
        if (!laying->skip[row] && !role_is_told(&laying->roles, row)) {
            laying->batch->counts[group_of_row(grouping, row)].untold++;
        }
    }
    return status;
}

/* ---- laying out ---- */

/* Makes the values of requests that were cut off infinite, where they are laid out. */
static enum status lengthen_cut_off(const struct laying *laying, struct error *err)
{
    const struct grouping *grouping = laying->batch->grouping;
    size_t *seen = calloc(grouping->n + 1, sizeof *seen);
    if (seen == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < laying->table->rows; row++) {
        size_t group = group_of_row(grouping, row);
        bool is_cut_off = !laying->skip[row] && role_of(&laying->roles, row) == CENSORED_REQUEST;
        for (size_t i = 0; is_cut_off && i < laying->batch->n; i++) {
            const struct gathered *gathered = &laying->batch->gathered[i];
            size_t at = gathered->starts[group] + seen[group];
            if (!is_no_length(laying, i) && !isnan(gathered->values[at])) {
                gathered->values[at] = INFINITY;
            }
        }
        seen[group] += !laying->skip[row];
    }
    free(seen);
    return OK;
}

/* Marks the rows of requests that did not fail, and tells the place of each row among the group's requests.
 */
static void place_failed(const struct laying *laying, size_t *seen, uint8_t *others, double *places)
{
    for (size_t row = 0; row < laying->table->rows; row++) {
        size_t *requests = &seen[group_of_row(laying->batch->grouping, row)];
        enum role role = role_of(&laying->roles, row);
        others[row] =
            role != FAILED_REQUEST && (role != CENSORED_REQUEST || role_succeeded(&laying->roles, row));
        places[row] = (double)*requests - (laying->skip[row] ? 0.5 : 0);
        *requests += !laying->skip[row];
    }
}

static enum status gather_failed(const struct laying *laying, const char *name, const struct column *column,
                                 const uint8_t *others, struct error *err)
{
    struct batch *batch = laying->batch;
    size_t i = batch->n_failed++;
    /* The name is never changed or freed: batch_release() frees no names. */
    batch->failed_columns[i] =
        (struct column){.name = (char *)(uintptr_t)name, .kind = column->kind == MEASURE ? MEASURE : CLUSTER};
    return grouping_gather(batch->grouping, column, laying->table->rows, others, &batch->failed[i], err);
}

/* Lays out when failed requests were made, and of which clusters they are. */
static enum status lay_out_failed(const struct laying *laying, struct error *err)
{
    struct batch *batch = laying->batch;
    size_t rows = laying->table->rows;
    uint8_t *others = malloc(rows + 1);
    size_t *seen = calloc(batch->grouping->n + 1, sizeof *seen);
    struct column places = {.kind = MEASURE, .values = calloc(rows + 1, sizeof *places.values)};
    batch->failed_columns = calloc(batch->n + 1, sizeof *batch->failed_columns);
    batch->failed = calloc(batch->n + 1, sizeof *batch->failed);
    bool has_memory = others != NULL && seen != NULL && places.values != NULL &&
                      batch->failed_columns != NULL && batch->failed != NULL;
    enum status status = has_memory ? OK : error_no_memory(err);
    if (status == OK) {
        place_failed(laying, seen, others, places.values);
        status = gather_failed(laying, accumulator_place, &places, others, err);
    }
    for (size_t i = 0; status == OK && i < batch->n; i++) {
        status = is_no_length(laying, i)
                     ? gather_failed(laying, batch->columns[i].name, laying->measures[i], others, err)
                     : OK;
    }
    free(others);
    free(seen);
    free(places.values);
    return status;
}

/* Adds the codes of clusters behind the measures. */
static void add_clusters(struct laying *laying, const struct wanted *wanted)
{
    struct batch *batch = laying->batch;
    for (size_t i = 0; i < wanted->n_clusters && i < MOST_CLUSTERS; i++) {
        const struct column *column = table_find_column(laying->table, wanted->clusters[i]);
        if (column == NULL || column->kind != FACTOR) {
            continue;
        }
        batch->clusters[i] = column;
        laying->measures[batch->n] = column;
        /* The name is never changed or freed: batch_release() frees no names. */
        batch->columns[batch->n++] =
            (struct column){.name = (char *)(uintptr_t)sample_cluster_columns[i], .kind = CLUSTER};
    }
}

/* Adds the numbers of rows behind all. */
static enum status add_rows(struct laying *laying, struct error *err)
{
    struct batch *batch = laying->batch;
    laying->rows.values = calloc(laying->table->rows + 1, sizeof *laying->rows.values);
    if (laying->rows.values == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < laying->table->rows; row++) {
        laying->rows.values[row] = (double)row;
    }
    laying->measures[batch->n] = &laying->rows;
    batch->columns[batch->n++] = (struct column){.name = (char *)(uintptr_t)accumulator_row, .kind = MEASURE};
    return OK;
}

static enum status lay_out(struct laying *laying, const struct wanted *wanted, struct error *err)
{
    struct batch *batch = laying->batch;
    const struct table *table = laying->table;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (is_wanted(&table->columns[i], wanted)) {
            laying->measures[batch->n] = &table->columns[i];
            batch->columns[batch->n++] = (struct column){.name = table->columns[i].name, .kind = MEASURE};
        }
    }
    add_clusters(laying, wanted);
    enum status status = wanted->rows ? add_rows(laying, err) : OK;
    if (status == OK) {
        status = count_rows(laying, err);
    }
    for (size_t i = 0; status == OK && i < batch->n; i++) {
        status = grouping_gather(batch->grouping, laying->measures[i], table->rows, laying->skip,
                                 &batch->gathered[i], err);
    }
    if (status == OK && laying->any_failed && wanted->clock) {
        status = lay_out_failed(laying, err);
    }
    return status == OK && laying->any_cut_off ? lengthen_cut_off(laying, err) : status;
}

enum status batch_lay_out(struct batch *batch, const struct table *table, const struct grouping *grouping,
                          const struct wanted *wanted, uint8_t *stays, struct error *err)
{
    size_t n = table->n_columns + MOST_CLUSTERS + 2;
    *batch = (struct batch){.grouping = grouping,
                            .counts = calloc(grouping->n + 1, sizeof *batch->counts),
                            .columns = calloc(n, sizeof *batch->columns),
                            .gathered = calloc(n, sizeof *batch->gathered)};
    struct laying laying = {.batch = batch,
                            .table = table,
                            .order = wanted->order,
                            .measures = calloc(n, sizeof *laying.measures),
                            .skip = malloc(table->rows + 1),
                            .stays = stays};
    bool has_memory = batch->counts != NULL && batch->columns != NULL && batch->gathered != NULL &&
                      laying.measures != NULL && laying.skip != NULL;
    enum status status = has_memory ? roles_init(&laying.roles, table, wanted->keep, wanted->is_http, err)
                                    : error_no_memory(err);
    batch->statuses = laying.roles.statuses;
    if (status == OK) {
        status = lay_out(&laying, wanted, err);
    }
    free(laying.rows.values);
    roles_release(&laying.roles);
    free(laying.measures);
    free(laying.skip);
    return status;
}

static void point_at_group(struct column *column, const struct gathered *gathered, size_t group)
{
    if (column->kind == MEASURE) {
        column->values = gathered->values + gathered->starts[group];
    } else {
        column->codes = (struct codes){{.four = gathered->codes + gathered->starts[group]}, sizeof(uint32_t)};
    }
}

struct accumulator batch_group(struct batch *batch, size_t group)
{
    struct accumulator accumulator = {.counts = batch->counts[group]};
    struct table *values = &accumulator.values;
    if (batch->tallies != NULL) {
        accumulator.tallies = batch->tallies + group * batch->n;
        accumulator.n_tallies = batch->n;
    }
    batch->failed_rows = (struct table){.columns = batch->failed_columns, .n_columns = batch->n_failed};
    accumulator.failed = batch->n_failed == 0 ? NULL : &batch->failed_rows;
    for (size_t i = 0; i < batch->n_failed; i++) {
        const size_t *starts = batch->failed[i].starts;
        point_at_group(&batch->failed_columns[i], &batch->failed[i], group);
        batch->failed_rows.rows = batch->failed_rows.capacity = starts[group + 1] - starts[group];
    }
    /* Rows of no columns can be taken over by another table, which then has room for them. */
    values->rows = values->capacity = accumulator.counts.requests;
    values->columns = batch->n == 0 ? NULL : batch->columns;
    values->n_columns = batch->n;
    for (size_t i = 0; i < batch->n; i++) {
        point_at_group(&batch->columns[i], &batch->gathered[i], group);
    }
    return accumulator;
}

void batch_release(struct batch *batch)
{
    for (size_t i = 0; i < batch->n && batch->gathered != NULL; i++) {
        gathered_release(&batch->gathered[i]);
    }
    for (size_t i = 0; i < batch->n_failed; i++) {
        gathered_release(&batch->failed[i]);
    }
    free(batch->failed_columns);
    free(batch->failed);
    free(batch->counts);
    free(batch->columns);
    free(batch->gathered);
    free(batch->tallies);
    *batch = (struct batch){0};
}
