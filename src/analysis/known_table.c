#include "analysis/known_table.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/samples.h"
#include "base/pool.h"
#include "base/text.h"

/* ---- letting go ---- */

static void release_measure(struct known_measure *measure)
{
    for (size_t g = 0; measure->groups != NULL && g < measure->samples.n; g++) {
        known_group_release(&measure->groups[g]);
    }
    free(measure->groups);
    samples_release(&measure->samples);
    timeline_release(&measure->timeline);
    free(measure->name);
    free(measure);
}

/* Lets go of all measures but the one that stays, if any. */
static void forget_measures(struct known_groups *groups, const char *stays)
{
    struct known_measure **link = &groups->measures, *measure;
    while ((measure = *link) != NULL) {
        if (stays != NULL && strcmp(stays, measure->name) == 0) {
            link = &measure->next;
        } else {
            *link = measure->next;
            release_measure(measure);
        }
    }
}

static void free_texts(char **texts)
{
    for (size_t i = 0; texts != NULL && texts[i] != NULL; i++) {
        free(texts[i]);
    }
    free(texts);
}

static void release_groups(struct known_groups *groups)
{
    forget_measures(groups, NULL);
    grouping_release(&groups->grouping);
    free(groups->keep);
    free_texts(groups->by);
    free_texts(groups->where);
    free(groups);
}

/* Lets go of all groups but those of which the measure that stays, if any, is known. */
static void forget_groups(struct known_table *known, const char *stays)
{
    struct known_groups **link = &known->groups, *groups;
    while ((groups = *link) != NULL) {
        forget_measures(groups, stays);
        if (groups->measures != NULL) {
            link = &groups->next;
        } else {
            *link = groups->next;
            release_groups(groups);
        }
    }
}

void known_table_release(struct known_table *known)
{
    forget_groups(known, NULL);
    *known = (struct known_table){0};
}

/* ---- groups ---- */

/* Copies n texts, and puts NULL behind them; NULL with err set when memory is out. */
static char **copy_texts(const char *const *texts, size_t n, struct error *err)
{
    char **copies = calloc(n + 1, sizeof *copies);
    if (copies == NULL) {
        error_no_memory(err);
    }
    for (size_t i = 0; copies != NULL && i < n; i++) {
        copies[i] = text_copy(texts[i], strlen(texts[i]), err);
        if (copies[i] == NULL) {
            free_texts(copies);
            return NULL;
        }
    }
    return copies;
}

static bool are_equal(char *const *a, char *const *b)
{
    while (*a != NULL && *b != NULL && strcmp(*a, *b) == 0) {
        a++;
        b++;
    }
    return *a == NULL && *b == NULL;
}

/* What the groups are asked for by: copies, for the caller to free. */
static enum status copy_words(const char *const *by, size_t n_by, const struct conditions *where,
                              struct known_groups *groups, struct error *err)
{
    size_t n = where == NULL ? 0 : where->n;
    const char **texts = calloc(n + 1, sizeof *texts);
    if (texts == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        texts[i] = where->rows[i].text;
    }
    groups->by = copy_texts(by, n_by, err);
    groups->where = groups->by == NULL ? NULL : copy_texts(texts, n, err);
    free(texts);
    return groups->where == NULL ? BAD_SERVICE : OK;
}

static enum status make_groups(struct table *table, const char *const *by, size_t n_by,
                               const struct conditions *where, struct known_groups *groups, struct error *err)
{
    if (where != NULL && where->n > 0) {
        groups->keep = malloc(table->rows + 1);
        if (groups->keep == NULL) {
            return error_no_memory(err);
        }
        memset(groups->keep, 1, table->rows + 1);
        enum status status = table_match(table, where, groups->keep, err);
        if (status != OK) {
            return status;
        }
    }
    return table_group(table, by, n_by, &groups->grouping, err);
}

enum status known_table_group(struct known_table *known, const char *const *by, size_t n_by,
                              const struct conditions *where, struct known_groups **groups, struct error *err)
{
    struct known_groups *asked = calloc(1, sizeof *asked);
    enum status status = asked == NULL ? error_no_memory(err) : copy_words(by, n_by, where, asked, err);
    *groups = NULL;
    for (struct known_groups *old = known->groups; status == OK && old != NULL; old = old->next) {
        if (are_equal(old->by, asked->by) && are_equal(old->where, asked->where)) {
            *groups = old;
        }
    }
    if (status == OK && *groups == NULL) {
        forget_groups(known, known->stays);
        status = make_groups(known->table, by, n_by, where, asked, err);
        if (status == OK) {
            asked->next = known->groups;
            *groups = known->groups = asked;
            return OK;
        }
    }
    if (asked != NULL) {
        release_groups(asked);
    }
    return status;
}

/* ---- measures ---- */

static enum status find_measure(const struct known_table *known, struct known_groups *groups,
                                const char *name, struct known_measure **found, struct error *err)
{
    for (*found = groups->measures; *found != NULL; *found = (*found)->next) {
        if (strcmp((*found)->name, name) == 0) {
            return OK;
        }
    }
    forget_measures(groups, known->stays);
    struct known_measure *measure = calloc(1, sizeof *measure);
    if (measure == NULL) {
        return error_no_memory(err);
    }
    measure->name = text_copy(name, strlen(name), err);
    if (measure->name == NULL) {
        free(measure);
        return BAD_SERVICE;
    }
    measure->next = groups->measures;
    *found = groups->measures = measure;
    return OK;
}

/* Nothing is left of what failed; measures that stay are put together again when they are asked for. */
static enum status pass_on(struct known_groups *groups, enum status status)
{
    if (status != OK) {
        forget_measures(groups, NULL);
    }
    return status;
}

enum status known_table_samples(struct known_table *known, struct known_groups *groups, const char *measure,
                                struct known_measure **found, struct error *err)
{
    enum status status = find_measure(known, groups, measure, found, err);
    if (status == OK && (*found)->samples.samples == NULL) {
        status =
            samples_collect(known->table, &groups->grouping, measure, groups->keep, &(*found)->samples, err);
    }
    return pass_on(groups, status);
}

enum status known_table_timeline(struct known_table *known, struct known_groups *groups, const char *measure,
                                 struct known_measure **found, struct error *err)
{
    enum status status = find_measure(known, groups, measure, found, err);
    if (status == OK && (*found)->timeline.rows == NULL) {
        status =
            timeline_init(&(*found)->timeline, known->table, groups->keep, &groups->grouping, measure, err);
        status = status == OK ? timeline_sort(&(*found)->timeline, known->threads, err) : status;
    }
    return pass_on(groups, status);
}

/* ---- sorting ---- */

static enum status sort_group(size_t group, void *context, struct error *err)
{
    static const struct known_options sorted = {.intervals.method = INTERVAL_NONE, .whole = true};
    struct known_measure *measure = context;
    return known_group_init(&measure->groups[group], &measure->samples.samples[group], &sorted, err);
}

static enum status rank_group(size_t group, void *context, struct error *err)
{
    struct known_measure *measure = context;
    return known_group_rank(&measure->groups[group], err);
}

enum status known_table_sorted(struct known_table *known, struct known_groups *groups, const char *measure,
                               bool ranked, struct known_measure **found, struct error *err)
{
    enum status status = known_table_samples(known, groups, measure, found, err);
    struct known_measure *of = *found;
    if (status == OK && of->groups == NULL) {
        of->groups = calloc(of->samples.n + 1, sizeof *of->groups);
        status = of->groups == NULL ? error_no_memory(err)
                                    : pool_run(of->samples.n, known->threads, sort_group, of, err);
    }
    if (status == OK && ranked && !of->ranked) {
        status = pool_run(of->samples.n, known->threads, rank_group, of, err);
        of->ranked = status == OK;
    }
    return pass_on(groups, status);
}
