#include "analysis/accumulate/groups.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/failures.h"
#include "base/array.h"
#include "base/text.h"

enum status groups_init(struct groups *groups, const struct groups_plan *plan, struct error *err)
{
    *groups = (struct groups){
        .plan = *plan, .moving = PTHREAD_RWLOCK_INITIALIZER, .taking = PTHREAD_MUTEX_INITIALIZER};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < plan->n_by; i++) {
        size_t index;
        status = table_add_column(&groups->factors, plan->by[i], FACTOR, &index, err);
    }
    return status;
}

void groups_release(struct groups *groups)
{
    while (groups->idle != NULL) {
        struct groups *own = groups->idle;
        groups->idle = own->next;
        groups_release(own);
        free(own);
    }
    for (size_t g = 0; g < groups->index.n; g++) {
        accumulator_release(&groups->accumulators[g]);
        if (groups->apart != NULL) {
            table_release(&groups->apart[g].values);
            elsewhere_release(&groups->apart[g].found);
        }
    }
    free(groups->accumulators);
    free(groups->apart);
    free(groups->owners);
    dictionary_release(&groups->index);
    dictionary_release(&groups->measures);
    for (size_t i = 0; i < MOST_CLUSTERS; i++) {
        dictionary_release(&groups->clusters[i]);
    }
    dictionary_release(&groups->figures);
    dictionary_release(&groups->mixed);
    table_release(&groups->factors);
    pthread_rwlock_destroy(&groups->moving);
    pthread_mutex_destroy(&groups->taking);
    *groups = (struct groups){0};
}

/* ---- finding groups ---- */

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

enum status groups_spell(const struct groups *groups, const char *const *texts, struct text *spelled,
                         struct error *err)
{
    spelled->n = 0;
    enum status status = text_append(spelled, "", 0, err);
    for (size_t i = 0; status == OK && i < groups->plan.n_by; i++) {
        status = spell_value(spelled, texts[i], err);
    }
    return status;
}

struct accumulator *groups_find(const struct groups *groups, const struct text *spelled)
{
    uint32_t code = dictionary_find(&groups->index, spelled->bytes);
    return code == 0 ? NULL : &groups->accumulators[code - 1];
}

/* Adds a group of no requests, with a row of its values. */
static enum status add_group(struct groups *groups, const char *const *texts, const struct text *spelled,
                             struct error *err)
{
    uint32_t code;
    struct accumulator *grown =
        array_reserve(groups->accumulators, &groups->capacity, groups->index.n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    groups->accumulators = grown;
    grown[groups->index.n] = (struct accumulator){0};
    enum status status = dictionary_add(&groups->index, spelled->bytes, spelled->n, &code, err);
    status = status == OK ? table_open_row(&groups->factors, err) : status;
    for (size_t i = 0; status == OK && i < groups->plan.n_by; i++) {
        status = texts[i] == NULL ? OK : table_set_text(&groups->factors, i, texts[i], strlen(texts[i]), err);
    }
    if (status == OK) {
        table_close_row(&groups->factors);
    }
    return status;
}

enum status groups_get(struct groups *groups, const char *const *texts, struct text *spelled,
                       struct accumulator **found, struct error *err)
{
    enum status status = groups_spell(groups, texts, spelled, err);
    *found = status == OK ? groups_find(groups, spelled) : NULL;
    if (status != OK || *found != NULL) {
        return status;
    }
    status = add_group(groups, texts, spelled, err);
    *found = status == OK ? &groups->accumulators[groups->index.n - 1] : NULL;
    return status;
}

enum status groups_number(struct groups *groups, const char *name, uint32_t *number, struct error *err)
{
    uint32_t code = 0;
    enum status status = dictionary_add(&groups->measures, name, strlen(name), &code, err);
    *number = code - 1;
    return status;
}

/* Whether a column of requests that are counted is there for its times, or clusters, alone. */
static bool is_no_measure(const struct groups_plan *plan, const char *name)
{
    bool asked = false;
    for (size_t i = 0; i < plan->n_measures; i++) {
        asked |= strcmp(plan->measures[i], name) == 0;
    }
    return plan->bounded && !asked &&
           (strcmp(name, order_names[BY_START]) == 0 || strcmp(name, accumulator_row) == 0 ||
            sample_is_cluster_column(name));
}

enum status groups_number_columns(struct groups *groups, const struct column *columns, size_t n,
                                  uint32_t *number_of, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        number_of[i] = NOT_COUNTED;
        status = is_no_measure(&groups->plan, columns[i].name)
                     ? OK
                     : groups_number(groups, columns[i].name, &number_of[i], err);
    }
    return status;
}

/* ---- putting together ---- */

enum status groups_recode(struct groups *groups, size_t factor, const struct dictionary *from,
                          uint32_t *codes, size_t n, struct error *err)
{
    uint32_t *code_of = calloc(from->n + 1, sizeof *code_of);
    enum status status = code_of == NULL ? error_no_memory(err) : OK;
    for (size_t code = 1; status == OK && code <= from->n; code++) {
        const char *text = from->texts[code - 1];
        struct dictionary *known = &groups->clusters[factor];
        if (groups->plan.bounded && !groups->plan.deferred &&
            known->n > STRETCHES_CLUSTERS) { /* these are too many for all others */
            uint32_t found = dictionary_find(known, text);
            code_of[code] = found == 0 ? STRETCHES_CLUSTERS + 1 : found;
        } else {
            status = dictionary_add(known, text, strlen(text), &code_of[code], err);
        }
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        codes[i] = code_of[codes[i]];
    }
    free(code_of);
    return status;
}

/* Gives the requests of one group of others the groups' codes of clusters. */
static enum status recode_requests(struct groups *groups, const struct groups *from, struct table *requests,
                                   struct error *err)
{
    enum status status = OK;
    for (size_t c = 0; status == OK && c < MOST_CLUSTERS; c++) {
        struct column *codes = table_find_column(requests, sample_cluster_columns[c]);
        status = codes == NULL ? OK
                               : groups_recode(groups, c, &from->clusters[c], codes->codes.of.four,
                                               requests->rows, err);
    }
    return status;
}

static enum status merge_measures(struct groups *groups, const struct groups *from, uint32_t *number_of,
                                  struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->measures.n; i++) {
        status = groups_number(groups, from->measures.texts[i], &number_of[i], err);
    }
    for (size_t i = 0; status == OK && i < from->figures.n; i++) {
        const char *name = from->figures.texts[i];
        uint32_t code;
        status = dictionary_add(&groups->figures, name, strlen(name), &code, err);
    }
    for (size_t i = 0; status == OK && i < from->mixed.n; i++) {
        const char *name = from->mixed.texts[i];
        uint32_t code;
        status = dictionary_add(&groups->mixed, name, strlen(name), &code, err);
    }
    return status;
}

/* Adds the values of one group of others behind those that are there, which are theirs where there are none.
 */
static enum status move_values(struct accumulator *to, struct accumulator *theirs, struct error *err)
{
    if (to->values.rows > 0 || to->values.n_columns > 0) {
        return accumulator_keep_values(to, &theirs->values, 0, err);
    }
    const struct table none = to->values;
    to->values = theirs->values;
    theirs->values = none;
    return OK;
}

enum status groups_merge(struct groups *groups, struct groups *from, struct error *err)
{
    size_t n_by = groups->plan.n_by;
    const char **texts = calloc(n_by + 1, sizeof *texts);
    uint32_t *number_of = calloc(from->measures.n + 1, sizeof *number_of);
    struct text spelled = {0};
    bool has_memory = texts != NULL && number_of != NULL;
    enum status status = has_memory ? merge_measures(groups, from, number_of, err) : error_no_memory(err);
    for (size_t g = 0; status == OK && g < from->index.n; g++) {
        struct accumulator *to, *theirs = &from->accumulators[g];
        for (size_t i = 0; i < n_by; i++) {
            texts[i] = column_text(&from->factors.columns[i], g);
        }
        status = groups_get(groups, texts, &spelled, &to, err);
        status = status == OK ? recode_requests(groups, from, &theirs->values, err) : status;
        if (status == OK && theirs->failed != NULL) {
            status = recode_requests(groups, from, theirs->failed, err);
        }
        status = status == OK ? accumulator_count(to, theirs, number_of, err) : status;
        status = status == OK ? move_values(to, theirs, err) : status;
    }
    text_release(&spelled);
    free(texts);
    free(number_of);
    return status;
}

/* The values of the groups' factors of group g of others, NULL where these have no such factor. */
static void find_texts(const struct groups *groups, const struct groups *from, size_t g, const char **texts)
{
    for (size_t i = 0; i < groups->plan.n_by; i++) {
        const struct column *column = table_find_column(&from->factors, groups->plan.by[i]);
        texts[i] = column == NULL ? NULL : column_text(column, g);
    }
}

enum status groups_add(struct groups *groups, struct groups *from, const uint8_t *keep, struct error *err)
{
    const char **texts = calloc(groups->plan.n_by + 1, sizeof *texts);
    uint32_t *number_of = calloc(from->measures.n + 1, sizeof *number_of);
    struct text spelled = {0};
    bool has_memory = texts != NULL && number_of != NULL;
    enum status status = has_memory ? merge_measures(groups, from, number_of, err) : error_no_memory(err);
    groups->merged = true;
    for (size_t g = 0; status == OK && g < from->index.n; g++) {
        struct accumulator *to;
        if (keep != NULL && !keep[g]) {
            continue;
        }
        find_texts(groups, from, g, texts);
        status = groups_get(groups, texts, &spelled, &to, err);
        status = status == OK ? accumulator_merge(to, &from->accumulators[g], number_of, err) : status;
    }
    text_release(&spelled);
    free(texts);
    free(number_of);
    return status;
}

static void name_strips(struct strips *strips, uint64_t key, const uint64_t *cluster_keys)
{
    if (strips != NULL) {
        strips_name(strips, key, cluster_keys);
    }
}

enum status groups_name(struct groups *groups, uint64_t key, struct error *err)
{
    const struct siphash_key fixed = {{0}}; /* the same name has the same key everywhere */
    const struct dictionary *names = &groups->clusters[0];
    uint64_t *keys = calloc(names->n + 1, sizeof *keys);
    if (keys == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < names->n; i++) {
        keys[i] = siphash(&fixed, names->texts[i], strlen(names->texts[i])) | STRIPS_KEY;
    }
    for (size_t g = 0; g < groups->index.n; g++) {
        struct accumulator *accumulator = &groups->accumulators[g];
        for (size_t i = 0; i < accumulator->n_tallies; i++) {
            name_strips(accumulator->tallies[i].strips, key, keys);
        }
        name_strips(accumulator->outcome_strips, key, keys);
    }
    free(keys);
    return OK;
}

/* Of n, for one of so many measures; what is left of it is still of use. */
static size_t share_of(size_t n, size_t measures, size_t least)
{
    size_t share = n / (measures == 0 ? 1 : measures);
    return share < least ? least : share;
}

struct accumulator_room groups_room(const struct groups *groups)
{
    enum {
        CELLS = 4000,
        LEAST_CELLS = 256,
        LEAST_SUMS = 64,
        LEAST_SPREADS = 32,
        LEAST_CLUSTERS = 16,
        OUTCOMES = 256
    };
    size_t n = groups->measures.n, clusters = share_of(STRIPS_CLUSTERS, n, LEAST_CLUSTERS);
    return (struct accumulator_room){
        share_of(CELLS, n, LEAST_CELLS),
        {share_of(STRIPS_SUMS, n, LEAST_SUMS), share_of(STRIPS_SPREADS, n, LEAST_SPREADS), clusters},
        {OUTCOMES, 2, clusters}}; /* of which nobody asks for quantiles */
}

enum status groups_merge_own(struct groups *groups, struct error *err)
{
    enum status status = OK;
    while (status == OK && groups->idle != NULL) {
        struct groups *own = groups->idle;
        groups->idle = own->next;
        status = groups_merge(groups, own, err);
        groups_release(own);
        free(own);
    }
    return status;
}

/* ---- when all are in ---- */

/* Adds a row for each group to the rest. */
static enum status add_factors(struct groups *groups, struct table *rest, struct error *err)
{
    const struct groups_plan *plan = &groups->plan;
    enum status status = OK;
    groups->first_row = rest->rows;
    for (size_t i = 0; status == OK && i < plan->n_by; i++) {
        struct column *column = table_find_column(rest, plan->by[i]);
        status = column == NULL ? OK : table_make_factor(rest, column, err);
    }
    for (size_t g = 0; status == OK && g < groups->index.n; g++) {
        status = table_open_row(rest, err);
        for (size_t i = 0; status == OK && i < plan->n_by; i++) {
            const struct column *column = table_find_column(rest, plan->by[i]);
            const char *text = column_text(&groups->factors.columns[i], g);
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

/* Lines up the values that were kept for that, and lets go of them. */
static enum status line_up_kept(struct groups *groups, struct accumulator *requests, struct error *err)
{
    struct accumulator kept = {
        .counts = requests->counts, .values = requests->values, .failed = requests->failed};
    uint32_t *number_of = calloc(kept.values.n_columns + 1, sizeof *number_of);
    enum status status = number_of == NULL ? error_no_memory(err)
                                           : groups_number_columns(groups, kept.values.columns,
                                                                   kept.values.n_columns, number_of, err);
    if (status == OK && groups->plan.failure_level > 0) {
        status = failures_line_up(requests, &kept, err);
    }
    status = status == OK ? accumulator_line_up(requests, &kept.values, number_of, err) : status;
    table_release(&requests->values);
    if (requests->failed != NULL) {
        table_release(requests->failed);
    }
    free(number_of);
    return status;
}

enum status groups_finish(struct groups *groups, struct table *rest, struct error *err)
{
    enum status status = groups_merge_own(groups, err);
    for (size_t g = 0; status == OK && g < groups->index.n; g++) {
        struct accumulator *requests = &groups->accumulators[g];
        if (groups->plan.deferred) {
            status = line_up_kept(groups, requests, err);
        }
        if (status == OK && groups->merged) {
            const struct accumulator_room room = groups_room(groups);
            status = accumulator_line_up_strips(requests, &room, err);
        }
        if (status == OK && groups->plan.failure_level > 0) {
            status = failures_measure(requests, rest, groups->plan.order, groups->plan.failure_level, err);
        }
        status = status == OK ? accumulator_finish(requests, rest, groups->plan.order, err) : status;
    }
    return status == OK ? add_factors(groups, rest, err) : status;
}
