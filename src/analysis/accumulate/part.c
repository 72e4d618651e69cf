#include "analysis/accumulate/part.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/accumulate/batch.h"
#include "analysis/failures.h"
#include "analysis/role.h"
#include "base/text.h"
#include "table/factors.h"
#include "table/tidy.h"

/* Where the values of a group of a part will be: in a group, from a row on, unless they are there. */
struct part_place {
    bool open;
    size_t group, row;
};

struct part {
    struct grouping grouping; /* borrows texts from the table */
    struct batch batch;
    size_t *place_of;          /* of each factor in the grouping; SIZE_MAX where the table has none */
    const char **texts;        /* room for a group's values of `by` */
    uint32_t *number_of;       /* of each measure in the groups, once the part is joined */
    struct part_place *places; /* of each group, once it is */
    struct table table;        /* bounded: what the part is of */
};

/* ---- out of a table ---- */

/* Groups the table by those of the factors that it has. */
static enum status group_part(struct part *part, const struct groups_plan *plan, struct table *table,
                              struct error *err)
{
    size_t n = 0;
    const char **names = calloc(plan->n_by + 1, sizeof *names);
    part->place_of = calloc(plan->n_by + 1, sizeof *part->place_of);
    part->texts = calloc(plan->n_by + 1, sizeof *part->texts);
    bool has_memory = names != NULL && part->place_of != NULL && part->texts != NULL;
    enum status status = has_memory ? OK : error_no_memory(err);
    for (size_t i = 0; status == OK && i < plan->n_by; i++) {
        bool is_there = table_find_column(table, plan->by[i]) != NULL;
        part->place_of[i] = is_there ? n : SIZE_MAX;
        names[n] = plan->by[i];
        n += is_there;
    }
    for (size_t i = 0; status == OK && i < plan->n_clusters; i++) {
        struct column *column = table_find_column(table, plan->clusters[i]);
        status = column == NULL ? OK : table_make_factor(table, column, err);
    }
    if (status == OK) {
        status = table_group(table, names, n, &part->grouping, err);
    }
    free(names);
    return status;
}

/* Keeps the rows with a published figure beside those that are marked already, and no others. */
static enum status keep_published(struct table *table, uint8_t *stays, struct error *err)
{
    struct tidy_figure figure;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        bool is_figure = column->kind == MEASURE && tidy_find_figure(column->name, &figure);
        for (size_t row = 0; is_figure && row < table->rows; row++) {
            stays[row] |= !isnan(column->values[row]);
        }
    }
    return table_pass_rows(table, stays, err);
}

/* Lays out the requests of a table; `stays` is NULL where published rows don't matter. */
static enum status part_init(struct part *part, const struct groups_plan *plan, struct table *table,
                             uint8_t *stays, struct error *err)
{
    const struct wanted wanted = {.measures = plan->measures,
                                  .n = plan->n_measures,
                                  .usual = plan->bounded,
                                  .clusters = plan->clusters,
                                  .n_clusters = plan->n_clusters,
                                  .order = plan->order,
                                  .clock = true,
                                  .rows = plan->stripped,
                                  .is_http = plan->is_http};
    enum status status = group_part(part, plan, table, err);
    return status == OK ? batch_lay_out(&part->batch, table, &part->grouping, &wanted, stays, err) : status;
}

/* Finds the measures of a part among those of the groups. */
static enum status number_measures(struct groups *groups, struct part *part, struct error *err)
{
    free(part->number_of);
    part->number_of = calloc(part->batch.n + 1, sizeof *part->number_of);
    return part->number_of == NULL
               ? error_no_memory(err)
               : groups_number_columns(groups, part->batch.columns, part->batch.n, part->number_of, err);
}

/* Whether the group of the part has any request. */
static bool has_requests(const struct part *part, size_t group)
{
    const struct counts *counts = &part->batch.counts[group];
    return counts->requests + counts->failed + counts->cut_off > 0;
}

/* The texts of a group's factors, in the part's room for them. */
static const char *const *part_texts(const struct groups *groups, struct part *part, size_t group)
{
    for (size_t i = 0; i < groups->plan.n_by; i++) {
        size_t place = part->place_of[i];
        part->texts[i] =
            place == SIZE_MAX ? NULL : group_text(&part->grouping, &part->grouping.groups[group], place);
    }
    return part->texts;
}

void part_release(struct part *part)
{
    if (part == NULL) {
        return;
    }
    batch_release(&part->batch);
    grouping_release(&part->grouping);
    free(part->place_of);
    free(part->texts);
    free(part->number_of);
    free(part->places);
    table_release(&part->table);
    free(part);
}

/* ---- counting in bounded memory: each thread has groups of its own meanwhile ---- */

/* Groups that nobody else has until they are put back; NULL with err set. */
static struct groups *get_own(struct groups *groups, struct error *err)
{
    pthread_mutex_lock(&groups->taking);
    struct groups *own = groups->idle;
    groups->idle = own == NULL ? NULL : own->next;
    pthread_mutex_unlock(&groups->taking);
    if (own != NULL) {
        return own;
    }
    own = calloc(1, sizeof *own);
    enum status status = own == NULL ? error_no_memory(err) : groups_init(own, &groups->plan, err);
    if (status != OK && own != NULL) {
        groups_release(own);
        free(own);
        own = NULL;
    }
    return own;
}

static void put_own(struct groups *groups, struct groups *own)
{
    pthread_mutex_lock(&groups->taking);
    own->next = groups->idle;
    groups->idle = own;
    pthread_mutex_unlock(&groups->taking);
}

static enum status note_figures(struct groups *groups, const struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        struct tidy_figure figure;
        uint32_t code;
        if (column->kind == MEASURE && tidy_find_figure(column->name, &figure) &&
            !column_is_empty(column, table->rows)) {
            status = dictionary_add(&groups->figures, column->name, strlen(column->name), &code, err);
        }
    }
    return status;
}

static bool makes_groups(const struct groups_plan *plan, const char *name)
{
    bool found = strcmp(name, "file") == 0; /* which names nothing where parts are put together */
    for (size_t i = 0; i < plan->n_by; i++) {
        found |= strcmp(plan->by[i], name) == 0;
    }
    for (size_t i = 0; i < plan->n_clusters; i++) {
        found |= strcmp(plan->clusters[i], name) == 0;
    }
    return found;
}

/* Notes factors that make no groups: that they have several values, or which one they have. */
static enum status note_mixed(struct groups *groups, const struct table *table, struct error *err)
{
    struct text entry = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && groups->plan.stripped && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        const struct dictionary *values = &column->dictionary;
        uint32_t code;
        if (column->kind != FACTOR || values->n == 0 || factors_is_outcome(column->name) ||
            makes_groups(&groups->plan, column->name)) {
            continue;
        }
        entry.n = 0;
        status = text_append(&entry, column->name, strlen(column->name), err);
        if (status == OK && values->n == 1) {
            status = text_append(&entry, "\n", 1, err);
            status =
                status == OK ? text_append(&entry, values->texts[0], strlen(values->texts[0]), err) : status;
        }
        status = status == OK ? dictionary_add(&groups->mixed, entry.bytes, entry.n, &code, err) : status;
    }
    text_release(&entry);
    return status;
}

static enum status count_part(struct groups *groups, struct part *part, struct error *err)
{
    struct text spelled = {0};
    enum status status = number_measures(groups, part, err);
    for (size_t g = 0; status == OK && g < part->grouping.n; g++) {
        struct accumulator *to, some = batch_group(&part->batch, g);
        if (!has_requests(part, g)) {
            continue;
        }
        status = groups_get(groups, part_texts(groups, part, g), &spelled, &to, err);
        status = status == OK ? accumulator_count_values(to, &some, part->number_of, err) : status;
        some.failed = NULL;                           /* which are in bins now */
        if (status == OK && !groups->plan.deferred) { /* else they are when their values are kept */
            status = accumulator_count(to, &some, part->number_of, err);
        }
    }
    text_release(&spelled);
    return status;
}

/* Counts the rows of a table, which the part takes over, and leaves it its columns. */
static enum status count_table(struct groups *groups, struct part *part, struct table *table,
                               struct error *err)
{
    struct groups *own = get_own(groups, err);
    if (own == NULL) {
        return BAD_SERVICE;
    }
    struct table columns = {0};
    enum status status = note_figures(own, table, err);
    status = status == OK ? note_mixed(own, table, err) : status;
    status = status == OK ? part_init(part, &groups->plan, table, NULL, err) : status;
    status = status == OK ? count_part(own, part, err) : status;
    put_own(groups, own);
    if (status == OK) { /* afterwards, as a column that makes groups has become a factor */
        status = table_copy_columns(table, &columns, err);
    }
    part->table = *table;
    *table = columns;
    return status;
}

/* Makes numbers of rows in the table numbers of rows in all tables. */
static void number_rows(struct groups *groups, struct part *part)
{
    const struct gathered *rows = NULL, *failed = NULL;
    for (size_t i = 0; i < part->batch.n; i++) {
        rows = part->batch.columns[i].name == accumulator_row ? &part->batch.gathered[i] : rows;
    }
    for (size_t i = 0; i < part->batch.n_failed; i++) {
        failed = part->batch.failed_columns[i].name == accumulator_row ? &part->batch.failed[i] : failed;
    }
    for (size_t i = 0; rows != NULL && i < rows->starts[part->grouping.n]; i++) {
        rows->values[i] += (double)groups->rows;
    }
    for (size_t i = 0; failed != NULL && i < failed->starts[part->grouping.n]; i++) {
        failed->values[i] += (double)groups->rows;
    }
    groups->rows += part->table.rows;
}

/* Adds the requests of a group to its strips, where these are asked for. */
static enum status strip_group(const struct groups *groups, struct accumulator *to,
                               const struct accumulator *some, const struct part *part, struct error *err)
{
    if (!groups->plan.stripped) {
        return OK;
    }
    enum status status = failures_strip(to, some, err);
    return status == OK ? accumulator_strip(to, &some->values, part->number_of, err) : status;
}

/* Adds what was counted to what came before it. */
static enum status line_up_part(struct groups *groups, struct part *part, struct error *err)
{
    struct text spelled = {0};
    enum status status = OK;
    for (size_t g = 0; status == OK && g < part->grouping.n; g++) {
        struct accumulator *to, some = batch_group(&part->batch, g);
        if (has_requests(part, g)) {
            status = groups_get(groups, part_texts(groups, part, g), &spelled, &to, err);
            if (status == OK && groups->plan.failure_level > 0) {
                status = failures_line_up(to, &some, err);
            }
            status = status == OK ? strip_group(groups, to, &some, part, err) : status;
            status = status == OK ? accumulator_line_up(to, &some.values, part->number_of, err) : status;
        }
    }
    text_release(&spelled);
    return status;
}

/* ---- keeping values ---- */

/* Lays out the requests of a table, and leaves it the published rows. */
static enum status lay_out_table(const struct groups *groups, struct part *part, struct table *table,
                                 struct error *err)
{
    uint8_t *stays = calloc(table->rows + 1, sizeof *stays);
    enum status status =
        stays == NULL ? error_no_memory(err) : part_init(part, &groups->plan, table, stays, err);
    status = status == OK ? keep_published(table, stays, err) : status;
    free(stays);
    return status;
}

/* Refuses parts that judge status 0 differently. */
static enum status check_statuses(struct groups *groups, const struct part *part, struct error *err)
{
    unsigned seen = __atomic_or_fetch(&groups->statuses, part->batch.statuses, __ATOMIC_RELAXED);
    return seen != ROLE_BOTH
               ? OK
               : error_set(
                     err, BAD_DATA,
                     "column 'status': found 0 apart from HTTP's statuses, beside which it is no success, "
                     "expected data that can be read twice");
}

enum status part_take(struct groups *groups, struct table *table, struct part **part, struct error *err)
{
    *part = calloc(1, sizeof **part);
    if (*part == NULL) {
        return error_no_memory(err);
    }
    if (!groups->plan.bounded) {
        enum status laid_out = lay_out_table(groups, *part, table, err);
        return laid_out == OK ? check_statuses(groups, *part, err) : laid_out;
    }
    enum status status = count_table(groups, *part, table, err);
    status = status == OK ? check_statuses(groups, *part, err) : status;
    if (!groups->plan.dependent) {
        part_release(*part);
        *part = NULL;
    }
    return status;
}

/* Whether there is room for the values of just the measures of the part. */
static bool has_room(const struct table *group, const struct table *some)
{
    bool same = group->n_columns == some->n_columns && group->rows + some->rows <= group->capacity;
    for (size_t i = 0; same && i < some->n_columns; i++) {
        same = strcmp(group->columns[i].name, some->columns[i].name) == 0;
    }
    return same;
}

/* Adds one group of the part when something has to move. */
static enum status append_group(struct groups *groups, struct part *part, struct accumulator *some,
                                double more, struct text *spelled, struct error *err)
{
    enum { ENOUGH = 64 }; /* requests that tell how many more of their group there are */
    struct accumulator *to;
    size_t rows = some->values.rows;
    size_t expected = more > 0 && rows >= ENOUGH ? (size_t)((double)rows * (1 + more)) : 0;
    pthread_rwlock_wrlock(&groups->moving);
    enum status status = groups_get(groups, part->texts, spelled, &to, err);
    status = status == OK ? accumulator_count(to, some, part->number_of, err) : status;
    status = status == OK ? accumulator_keep_values(to, &some->values, expected, err) : status;
    pthread_rwlock_unlock(&groups->moving);
    return status;
}

/* Counts one group of the part and gives its values their place, or puts them there when there is no room
 * yet. */
static enum status join_group(struct groups *groups, struct part *part, size_t g, double more,
                              struct text *spelled, struct error *err)
{
    struct accumulator some = batch_group(&part->batch, g);
    enum status status = groups_spell(groups, part_texts(groups, part, g), spelled, err);
    if (status != OK) {
        return status;
    }
    struct accumulator *to = groups_find(groups, spelled);
    if (to == NULL || !has_room(&to->values, &some.values)) {
        return append_group(groups, part, &some, more, spelled, err);
    }
    part->places[g] = (struct part_place){true, (size_t)(to - groups->accumulators), to->values.rows};
    table_close_rows(&to->values, some.values.rows);
    return accumulator_count(to, &some, part->number_of, err);
}

static enum status join_clusters(struct groups *groups, struct part *part, struct error *err)
{
    const struct batch *batch = &part->batch;
    enum status status = OK;
    for (size_t c = 0; c < MOST_CLUSTERS; c++) {
        for (size_t i = 0; status == OK && batch->clusters[c] != NULL && i < batch->n; i++) {
            const struct gathered *gathered = &batch->gathered[i];
            status = batch->columns[i].name != sample_cluster_columns[c]
                         ? OK
                         : groups_recode(groups, c, &batch->clusters[c]->dictionary, gathered->codes,
                                         gathered->starts[part->grouping.n], err);
        }
        for (size_t i = 0; status == OK && batch->clusters[c] != NULL && i < batch->n_failed; i++) {
            const struct gathered *failed = &batch->failed[i];
            status = batch->failed_columns[i].name != sample_cluster_columns[c]
                         ? OK
                         : groups_recode(groups, c, &batch->clusters[c]->dictionary, failed->codes,
                                         failed->starts[part->grouping.n], err);
        }
    }
    return status;
}

enum status part_join(struct groups *groups, struct part *part, double more, struct error *err)
{
    struct text spelled = {0};
    part->places = calloc(part->grouping.n + 1, sizeof *part->places);
    enum status status = part->places == NULL ? error_no_memory(err) : number_measures(groups, part, err);
    status = status == OK ? join_clusters(groups, part, err) : status;
    if (status == OK && groups->plan.bounded && !groups->plan.deferred) {
        number_rows(groups, part);
        return line_up_part(groups, part, err);
    }
    for (size_t g = 0; status == OK && g < part->grouping.n; g++) {
        if (has_requests(part, g)) {
            status = join_group(groups, part, g, more, &spelled, err);
        }
    }
    text_release(&spelled);
    return status;
}

void part_settle(struct groups *groups, const struct part *part)
{
    pthread_rwlock_rdlock(&groups->moving);
    for (size_t g = 0; g < part->grouping.n; g++) {
        const struct part_place *place = &part->places[g];
        for (size_t i = 0; place->open && i < part->batch.n; i++) {
            const struct gathered *gathered = &part->batch.gathered[i];
            size_t at = gathered->starts[g], n = gathered->starts[g + 1] - at;
            const void *cells =
                gathered->values != NULL ? (const void *)(gathered->values + at) : gathered->codes + at;
            table_write_rows(&groups->accumulators[place->group].values, i, place->row, cells, n);
        }
    }
    pthread_rwlock_unlock(&groups->moving);
}

enum status part_take_all(struct groups *groups, struct table *table, struct error *err)
{
    struct part *part = NULL;
    enum status status = part_take(groups, table, &part, err);
    if (status == OK && part != NULL) {
        status = part_join(groups, part, 0, err);
    }
    if (status == OK && part != NULL) {
        part_settle(groups, part);
    }
    part_release(part);
    return status == OK ? groups_finish(groups, table, err) : status;
}
