#include "table/requests.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "table/tidy.h"

enum status requests_init(struct requests *requests, const char *const *by, size_t n_by, struct error *err)
{
    *requests = (struct requests){.by = by, .n_by = n_by, .moving = PTHREAD_RWLOCK_INITIALIZER};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n_by; i++) {
        size_t index;
        status = table_add_column(&requests->values, by[i], FACTOR, &index, err);
    }
    return status;
}

void requests_release(struct requests *requests)
{
    for (size_t g = 0; g < requests->index.n; g++) {
        table_release(&requests->groups[g]);
    }
    free(requests->groups);
    free(requests->orders);
    dictionary_release(&requests->index);
    table_release(&requests->values);
    pthread_rwlock_destroy(&requests->moving);
    *requests = (struct requests){0};
}

/* ---- out of a table ---- */

/* Groups the table by those of the factors that it has. */
static enum status group_part(struct requests_part *part, const struct requests *requests,
                              struct table *table, struct error *err)
{
    size_t n = 0;
    const char **names = calloc(requests->n_by + 1, sizeof *names);
    part->place_of = calloc(requests->n_by + 1, sizeof *part->place_of);
    enum status status = names == NULL || part->place_of == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < requests->n_by; i++) {
        bool is_there = table_find_column(table, requests->by[i]) != NULL;
        part->place_of[i] = is_there ? n : SIZE_MAX;
        names[n] = requests->by[i];
        n += is_there;
    }
    if (status == OK) {
        status = table_group(table, names, n, &part->grouping, err);
    }
    free(names);
    return status;
}

/* A table without measures has requests all the same, of which every measure is missing. */
static enum status count_part(struct requests_part *part, const struct table *table, const uint8_t *skip,
                              struct error *err)
{
    part->rows = calloc(part->grouping.n + 1, sizeof *part->rows);
    if (part->rows == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < table->rows; row++) {
        part->rows[group_of_row(&part->grouping, row)] += !skip[row];
    }
    return OK;
}

static enum status gather_part(struct requests_part *part, const struct table *table, const uint8_t *skip,
                               struct error *err)
{
    part->gathered = calloc(table->n_columns + 1, sizeof *part->gathered);
    part->columns = calloc(table->n_columns + 1, sizeof *part->columns);
    enum status status = part->gathered == NULL || part->columns == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        if (column->kind == MEASURE) {
            part->columns[part->n] = (struct column){.name = column->name, .kind = MEASURE};
            status =
                grouping_gather(&part->grouping, column, table->rows, skip, &part->gathered[part->n], err);
            part->n++;
        }
    }
    return status == OK && part->n == 0 ? count_part(part, table, skip, err) : status;
}

/* Keeps the rows that tell more than of a request: those that are none, and those with a published figure. */
static enum status keep_rest(struct table *table, uint8_t *skip, struct error *err)
{
    struct tidy_figure figure;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        bool is_figure = column->kind == MEASURE && tidy_find_figure(column->name, &figure);
        for (size_t row = 0; is_figure && row < table->rows; row++) {
            skip[row] |= !isnan(column->values[row]);
        }
    }
    return table_pass_rows(table, skip, err);
}

enum status requests_take(const struct requests *requests, struct table *table, struct requests_part *part,
                          struct error *err)
{
    *part = (struct requests_part){0};
    uint8_t *skip = malloc(table->rows + 1);
    enum status status = skip == NULL ? error_no_memory(err) : group_part(part, requests, table, err);
    if (status == OK) {
        status = samples_skip(table, NULL, skip, err);
    }
    if (status == OK) {
        status = gather_part(part, table, skip, err);
    }
    if (status == OK) {
        status = keep_rest(table, skip, err);
    }
    free(skip);
    return status;
}

void requests_part_release(struct requests_part *part)
{
    for (size_t i = 0; i < part->n; i++) {
        gathered_release(&part->gathered[i]);
    }
    free(part->gathered);
    free(part->columns);
    free(part->place_of);
    free(part->rows);
    free(part->places);
    grouping_release(&part->grouping);
    *part = (struct requests_part){0};
}

/* ---- into the groups ---- */

static const char *part_text(const struct requests_part *part, size_t group, size_t by)
{
    size_t place = part->place_of[by];
    return place == SIZE_MAX ? NULL : group_text(&part->grouping, &part->grouping.groups[group], place);
}

/* Adds a value so that no two lists of them are spelled alike: how long it is, and what it is. */
static enum status spell_value(struct text *spelled, const char *value, struct error *err)
{
    char digits[24];
    size_t n = value == NULL ? 0 : strlen(value), at = sizeof digits;
    digits[--at] = value == NULL ? '-' : ':';
    for (size_t rest = n; value != NULL && (rest > 0 || at + 1 == sizeof digits); rest /= 10) {
        digits[--at] = (char)('0' + rest % 10);
    }
    enum status status = text_append(spelled, digits + at, sizeof digits - at, err);
    return status == OK && value != NULL ? text_append(spelled, value, n, err) : status;
}

/* The values of a group of the part as one text that no other group has. */
static enum status spell(const struct requests *requests, const struct requests_part *part, size_t group,
                         struct text *spelled, struct error *err)
{
    spelled->n = 0;
    enum status status = text_append(spelled, "", 0, err);
    for (size_t i = 0; status == OK && i < requests->n_by; i++) {
        status = spell_value(spelled, part_text(part, group, i), err);
    }
    return status;
}

/* Gives the newest group its row of values and its measures. */
static enum status begin_group(struct requests *requests, const struct requests_part *part, size_t group,
                               struct error *err)
{
    struct table *measures = &requests->groups[requests->index.n - 1];
    *measures = (struct table){0};
    enum status status = table_open_row(&requests->values, err);
    for (size_t i = 0; status == OK && i < requests->n_by; i++) {
        const char *text = part_text(part, group, i);
        status = text == NULL ? OK : table_set_text(&requests->values, i, text, strlen(text), err);
    }
    if (status == OK) {
        table_close_row(&requests->values);
    }
    for (size_t i = 0; status == OK && i < part->n; i++) {
        size_t index;
        status = table_add_column(measures, part->columns[i].name, MEASURE, &index, err);
    }
    return status;
}

/* The requests of the group of the part whose values are spelled, which begins when there is none yet. */
static enum status find_group(struct requests *requests, const struct requests_part *part, size_t group,
                              const struct text *spelled, struct table **found, struct error *err)
{
    size_t known = requests->index.n;
    uint32_t code = 0;
    struct table *grown = array_reserve(requests->groups, &requests->capacity, known + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    requests->groups = grown;
    enum status status = dictionary_add(&requests->index, spelled->bytes, spelled->n, &code, err);
    if (status == OK && code > known) {
        status = begin_group(requests, part, group, err);
    }
    *found = status == OK ? &requests->groups[code - 1] : NULL;
    return status;
}

/* The requests of one group of the part, as a table that borrows all of them. */
static struct table slice(struct requests_part *part, size_t group)
{
    if (part->rows != NULL) { /* rows of no columns, which another table may take over */
        return (struct table){.rows = part->rows[group], .capacity = part->rows[group]};
    }
    struct table requests = {.columns = part->columns, .n_columns = part->n};
    for (size_t i = 0; i < part->n; i++) {
        const size_t *starts = part->gathered[i].starts;
        part->columns[i].values = part->gathered[i].values + starts[group];
        requests.rows = starts[group + 1] - starts[group];
    }
    return requests;
}

/* Whether the group has room for so many rows of just the measures of the part. */
static bool has_room(const struct table *group, const struct requests_part *part, size_t rows)
{
    bool same = group->n_columns == part->n && group->rows + rows <= group->capacity;
    for (size_t i = 0; same && i < part->n; i++) {
        same = strcmp(group->columns[i].name, part->columns[i].name) == 0;
    }
    return same;
}

/* Adds the requests of one group of the part when something has to move: nobody writes to it meanwhile. */
static enum status append_group(struct requests *requests, struct requests_part *part, size_t g, double more,
                                const struct text *spelled, struct error *err)
{
    enum { ENOUGH = 64 }; /* requests that tell how many more of their group there are */
    struct table *group, some = slice(part, g);
    pthread_rwlock_wrlock(&requests->moving);
    enum status status = find_group(requests, part, g, spelled, &group, err);
    if (status == OK && more > 0 && some.rows >= ENOUGH) {
        table_expect_rows(group, group->rows + (size_t)((double)some.rows * (1 + more)));
    }
    status = status == OK ? table_append(group, &some, err) : status;
    pthread_rwlock_unlock(&requests->moving);
    return status;
}

/* Gives the requests of one group of the part their place, or puts them there when there is no room yet. */
static enum status join_group(struct requests *requests, struct requests_part *part, size_t g, double more,
                              struct text *spelled, struct error *err)
{
    size_t rows = slice(part, g).rows;
    enum status status = rows == 0 ? OK : spell(requests, part, g, spelled, err);
    if (status != OK || rows == 0) {
        return status;
    }
    uint32_t code = dictionary_find(&requests->index, spelled->bytes);
    struct table *group = code == 0 ? NULL : &requests->groups[code - 1];
    if (group == NULL || !has_room(group, part, rows)) {
        return append_group(requests, part, g, more, spelled, err);
    }
    part->places[g] = (struct requests_place){true, code - 1, group->rows};
    table_close_rows(group, rows);
    return OK;
}

enum status requests_join(struct requests *requests, struct requests_part *part, double more,
                          struct error *err)
{
    struct text spelled = {0};
    part->places = calloc(part->grouping.n + 1, sizeof *part->places);
    enum status status = part->places == NULL ? error_no_memory(err) : OK;
    for (size_t g = 0; status == OK && g < part->grouping.n; g++) {
        status = join_group(requests, part, g, more, &spelled, err);
    }
    text_release(&spelled);
    return status;
}

void requests_settle(struct requests *requests, const struct requests_part *part)
{
    pthread_rwlock_rdlock(&requests->moving);
    for (size_t g = 0; g < part->grouping.n; g++) {
        const struct requests_place *place = &part->places[g];
        for (size_t i = 0; place->open && i < part->n; i++) {
            const struct gathered *gathered = &part->gathered[i];
            table_write_rows(&requests->groups[place->group], i, place->row,
                             gathered->values + gathered->starts[g],
                             gathered->starts[g + 1] - gathered->starts[g]);
        }
    }
    pthread_rwlock_unlock(&requests->moving);
}

/* ---- when all are in ---- */

/* The numbers of a measure of each request; NULL when there are none. */
static double *find_numbers(const struct table *group, const struct table *rest, const char *name)
{
    const struct column *among_rest = table_find_column(rest, name);
    const struct column *column = table_find_column(group, name);
    return column == NULL || among_rest == NULL || among_rest->kind != MEASURE ? NULL : column->values;
}

enum status requests_order(struct requests *requests, const struct table *rest, struct error *err)
{
    enum status status = OK;
    requests->orders = calloc(requests->index.n + 1, sizeof *requests->orders);
    if (requests->orders == NULL) {
        return error_no_memory(err);
    }
    for (size_t g = 0; status == OK && g < requests->index.n; g++) {
        const struct table *group = &requests->groups[g];
        size_t *places;
        status = order_find(find_numbers(group, rest, order_names[BY_START]),
                            find_numbers(group, rest, order_names[BY_REQUEST]), group->rows,
                            &requests->orders[g], &places, err);
        for (size_t i = 0; status == OK && i < group->n_columns; i++) {
            status = order_apply(places, group->columns[i].values, group->rows, err);
        }
        free(places);
    }
    return status;
}

enum status requests_add_values(struct requests *requests, struct table *rest, struct error *err)
{
    enum status status = OK;
    requests->first_row = rest->rows;
    for (size_t i = 0; status == OK && i < requests->n_by; i++) {
        struct column *column = table_find_column(rest, requests->by[i]);
        status = column == NULL ? OK : table_make_factor(rest, column, err);
    }
    for (size_t g = 0; status == OK && g < requests->index.n; g++) {
        status = table_open_row(rest, err);
        for (size_t i = 0; status == OK && i < requests->n_by; i++) {
            const struct column *column = table_find_column(rest, requests->by[i]);
            const char *text = column_text(&requests->values.columns[i], g);
            status = column == NULL || text == NULL
                         ? OK
                         : table_set_text(rest, (size_t)(column - rest->columns), text, strlen(text), err);
        }
        if (status == OK) {
            table_close_row(rest);
        }
    }
    return status;
}

void requests_add_samples(struct requests *requests, const struct grouping *grouping, const char *measure,
                          struct samples *samples)
{
    for (size_t g = 0; g < requests->index.n; g++) {
        const struct table *group = &requests->groups[g];
        const struct column *column = table_find_column(group, measure);
        struct sample *sample = &samples->samples[group_of_row(grouping, requests->first_row + g)];
        if (column != NULL) {
            sample->values = column->values;
            sample->n = group->rows;
            sample->order = requests->orders[g];
        } else {
            sample->missing = group->rows;
        }
    }
}

enum status requests_gather(const struct requests *requests, const struct grouping *grouping,
                            const char *measure, struct gathered *gathered, struct error *err)
{
    size_t all = 0;
    gathered->starts = calloc(grouping->n + 1, sizeof *gathered->starts);
    if (gathered->starts == NULL) {
        return error_no_memory(err);
    }
    for (size_t g = 0; g < requests->index.n; g++) {
        size_t group = group_of_row(grouping, requests->first_row + g);
        gathered->starts[group + 1] = requests->groups[g].rows;
        all += requests->groups[g].rows;
    }
    for (size_t g = 0; g < grouping->n; g++) {
        gathered->starts[g + 1] += gathered->starts[g];
    }
    gathered->values = calloc(all + 1, sizeof *gathered->values);
    if (gathered->values == NULL) {
        return error_no_memory(err);
    }
    for (size_t g = 0; g < requests->index.n; g++) {
        const struct table *group = &requests->groups[g];
        const struct column *column = table_find_column(group, measure);
        double *values = gathered->values + gathered->starts[group_of_row(grouping, requests->first_row + g)];
        for (size_t row = 0; row < group->rows; row++) {
            values[row] = column == NULL ? NAN : column->values[row];
        }
    }
    return OK;
}
