#include "table/factors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/text.h"
#include "table/group.h"
#include "table/tidy.h"

enum {
    LEAST_ROWS = 2, /* of each value */
    MOST_GROUPS = 500
};

void pooled_release(struct pooled *pooled)
{
    for (size_t i = 0; i < pooled->n; i++) {
        free(pooled->rows[i].name);
        free(pooled->rows[i].in_group);
    }
    free(pooled->rows);
    *pooled = (struct pooled){0};
}

static enum status add_pooled(struct pooled *pooled, const char *name, size_t values, size_t *in_group,
                              struct error *err)
{
    struct pooled_factor *grown =
        array_reserve(pooled->rows, &pooled->capacity, pooled->n + 1, sizeof *grown);
    if (grown == NULL) {
        free(in_group);
        return error_no_memory(err);
    }
    pooled->rows = grown;
    grown[pooled->n] = (struct pooled_factor){text_copy(name, strlen(name), err), values, in_group};
    if (grown[pooled->n].name == NULL) {
        return BAD_SERVICE;
    }
    pooled->n++;
    return OK;
}

/* ---- names ---- */

bool factors_is_outcome(const char *name)
{
    static const char *const whole[] = {"status",
                                        "success",
                                        "error",
                                        "quality",
                                        "censored",
                                        "environment",
                                        "result",
                                        "outcome",
                                        "passed",
                                        "code",
                                        "reason",
                                        "failed",
                                        "fault",
                                        "id",
                                        "start",
                                        "date",
                                        "time",
                                        "timestamp",
                                        "datetime",
                                        "log_stream",
                                        "logstream",
                                        "url_hash",
                                        "expected_response",
                                        "hostname",
                                        "remote_address",
                                        "http_version",
                                        "instance",
                                        "ok"};
    static const char *const ends[] = {"_id",        "_status",      "_code",     "_error",
                                       "_message",   "message",      "error",     "_time",
                                       "statuscode", "responsecode", "requestid", "timestamp"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        if (strcasecmp(name, whole[i]) == 0) {
            return true;
        }
    }
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end = strlen(ends[i]);
        if (n >= end && strcasecmp(name + n - end, ends[i]) == 0) {
            return true;
        }
    }
    return strncasecmp(name, "error_", 6) == 0 || strncasecmp(name, "failure", 7) == 0;
}

/* What `collect` says of the connection of a request; another's `connection` may be what was measured. */
static bool is_of_collect(const struct column *column)
{
    const struct dictionary *values = &column->dictionary;
    size_t known = (dictionary_find(values, "new") != 0) + (size_t)(dictionary_find(values, "reused") != 0);
    return strcmp(column->name, "connection") == 0 && values->n == known;
}

/* The users that a load generator plays, and runs and iterations that are counted, are many of the same: they
 * make no groups by themselves, which is said. */
static bool is_one_of_many(const struct column *column)
{
    static const char *const users[] = {"thread", "threadname", "thread_name", "vu"};
    const struct dictionary *values = &column->dictionary;
    bool counted = tidy_label(column->name) == LABEL_REPEATED;
    for (size_t i = 0; i < sizeof users / sizeof *users; i++) {
        if (strcasecmp(column->name, users[i]) == 0) {
            return true;
        }
    }
    for (size_t i = 0; counted && i < values->n; i++) {
        counted = !isnan(values->numbers[i]);
    }
    return counted;
}

/* What tells clusters, named or usual, makes no groups by itself: neither do files whose requests are taken
 * to resemble one another. */
static bool is_candidate(const struct table *table, const struct column *column, const struct names *not_by,
                         bool automatic)
{
    for (size_t i = 0; i < table->n_clusters; i++) {
        if (strcmp(table->clusters[i], column->name) == 0) {
            return false;
        }
    }
    if (column->kind != FACTOR) {
        return false;
    }
    bool asked = automatic && !factors_is_outcome(column->name) && !is_of_collect(column) &&
                 !names_have(not_by, column->name);
    return asked || strcmp(column->name, "file") == 0;
}

/* ---- values ---- */

/* How many values a factor has, in how many rows the rarest, and the groups with it. */
struct division {
    size_t values, rarest, groups;
};

static enum status count_groups(struct table *table, const struct names *by, const char *more, size_t *n,
                                size_t *rarest, struct error *err)
{
    const char **names = calloc(by->n + 2, sizeof *names);
    struct grouping grouping = {0};
    if (names == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < by->n; i++) {
        names[i] = by->values[i];
    }
    names[by->n] = more;
    enum status status = table_group(table, names, by->n + (more != NULL), &grouping, err);
    *n = grouping.n;
    *rarest = table->rows;
    for (size_t g = 0; g < grouping.n; g++) {
        *rarest = grouping.groups[g].rows < *rarest ? grouping.groups[g].rows : *rarest;
    }
    grouping_release(&grouping);
    free(names);
    return status;
}

static enum status divide(struct table *table, const struct names *by, const char *name,
                          struct division *division, struct error *err)
{
    const struct names none = {0};
    size_t rarest;
    enum status status = count_groups(table, &none, name, &division->values, &division->rarest, err);
    return status == OK && division->values > 1
               ? count_groups(table, by, name, &division->groups, &rarest, err)
               : status;
}

/* Whether any row stands for requests that were not kept. */
static bool has_published(const struct table *table)
{
    const struct column *quality = table_find_column(table, "quality");
    for (size_t row = 0; quality != NULL && quality->kind == FACTOR && row < table->rows; row++) {
        const char *text = column_text(quality, row);
        if (text != NULL && strcmp(text, "exact") != 0) {
            return true;
        }
    }
    return false;
}

static bool makes_groups(const struct division *division, bool is_file, bool published)
{
    bool few = division->values <= FACTORS_MOST_VALUES && (is_file || division->rarest >= LEAST_ROWS);
    return published || (few && division->groups <= MOST_GROUPS);
}

/* Counts the values of a factor in each group: the groups with it behind the others come in the order of the
 * groups without it. */
static enum status pool(struct table *table, const struct names *by, const char *name, size_t values,
                        struct pooled *pooled, struct error *err)
{
    const char **names = calloc(by->n + 1, sizeof *names);
    struct grouping grouping = {0};
    if (names == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < by->n; i++) {
        names[i] = by->values[i];
    }
    names[by->n] = name;
    enum status status = table_group(table, names, by->n + 1, &grouping, err);
    size_t *counts = status == OK ? calloc(grouping.n + 1, sizeof *counts) : NULL, groups = 0;
    for (size_t g = 0; counts != NULL && g < grouping.n; g++) {
        const uint32_t *codes = grouping.groups[g].codes;
        groups += g == 0 || memcmp(codes, codes - grouping.n_by, by->n * sizeof *codes) != 0;
        counts[groups - 1] += codes[by->n] != 0;
    }
    grouping_release(&grouping);
    free(names);
    pooled->groups = groups;
    return status != OK     ? status
           : counts == NULL ? error_no_memory(err)
                            : add_pooled(pooled, name, values, counts, err);
}

/* ---- the choice ---- */

static enum status add_present(struct names *to, const struct names *names, const struct table *table,
                               struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < names->n; i++) {
        const char *name = names->values[i];
        status = table_find_column(table, name) == NULL ? OK : names_add(to, name, strlen(name), err);
    }
    return status;
}

enum status factors_choose(struct table *table, const struct names *not_by, bool automatic, struct names *by,
                           struct pooled *pooled, struct error *err)
{
    bool published = has_published(table);
    struct names divided = {0}; /* what the rows are divided by already */
    size_t groups = 0, rarest;
    enum status status = add_present(&divided, by, table, err);
    if (status == OK) {
        status = add_present(&divided, not_by, table, err);
    }
    if (status == OK) {
        status = count_groups(table, &divided, NULL, &groups, &rarest, err);
    }
    /* First those that make groups, then those that are mixed in these. */
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; status == OK && i < table->n_columns; i++) {
            const struct column *column = &table->columns[i];
            struct division division = {0};
            if (!is_candidate(table, column, not_by, automatic) || names_have(&divided, column->name)) {
                continue;
            }
            status = divide(table, &divided, column->name, &division, err);
            if (status != OK || division.values < 2 || division.groups <= groups) {
                continue;
            }
            if (pass == 0 && (published || !is_one_of_many(column)) &&
                makes_groups(&division, strcmp(column->name, "file") == 0, published)) {
                status = names_add(by, column->name, strlen(column->name), err);
                if (status == OK) {
                    status = names_add(&divided, column->name, strlen(column->name), err);
                }
                groups = division.groups;
            } else if (pass == 1) {
                status = pool(table, by, column->name, division.values, pooled, err);
            }
        }
    }
    names_release(&divided);
    return status;
}

/* ---- in groups that are there ---- */

/* What is known of one factor's values: those of each group's first row, by code + 1, and all. */
struct mixing {
    uint32_t *first;
    uint8_t *seen;
    size_t values;
    bool mixed;
};

static void note_value(struct mixing *mixing, size_t group, uint32_t code)
{
    if (code == 0) { /* missing */
        return;
    }
    mixing->values += mixing->seen[code] == 0;
    mixing->seen[code] = 1;
    mixing->mixed |= mixing->first[group] != 0 && mixing->first[group] != code;
    mixing->first[group] = code;
}

static enum status find_mixed(const struct column *column, const struct grouping *grouping, size_t rows,
                              const uint8_t *counts, struct pooled *pooled, struct error *err)
{
    struct mixing mixing = {.first = calloc(grouping->n + 1, sizeof *mixing.first),
                            .seen = calloc(column->dictionary.n + 1, sizeof *mixing.seen)};
    bool good = mixing.first != NULL && mixing.seen != NULL;
    for (size_t row = 0; good && row < rows; row++) {
        if (counts[row] != 0) {
            note_value(&mixing, group_of_row(grouping, row), codes_get(&column->codes, row));
        }
    }
    free(mixing.first);
    free(mixing.seen);
    return !good          ? error_no_memory(err)
           : mixing.mixed ? add_pooled(pooled, column->name, mixing.values, NULL, err)
                          : OK;
}

enum status factors_find_mixed(const struct table *table, const struct grouping *grouping,
                               const uint8_t *keep, const struct column *measure, struct pooled *pooled,
                               struct error *err)
{
    static const struct names none = {0};
    uint8_t *counts = malloc(table->rows + 1);
    if (counts == NULL) {
        return error_no_memory(err);
    }
    for (size_t row = 0; row < table->rows; row++) {
        bool has = measure == NULL || measure->kind != MEASURE || !isnan(measure->values[row]);
        counts[row] = keep[row] != 0 && has;
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        bool may_mix = is_candidate(table, column, &none, true);
        for (size_t k = 0; k < grouping->n_by; k++) {
            may_mix &= grouping->by[k] != column;
        }
        status = may_mix ? find_mixed(column, grouping, table->rows, counts, pooled, err) : OK;
    }
    free(counts);
    return status;
}

/* ---- in blocks ---- */

void factors_seen_release(struct factors_seen *seen)
{
    for (size_t i = 0; i < seen->n; i++) {
        free(seen->rows[i].name);
        dictionary_release(&seen->rows[i].values);
    }
    free(seen->rows);
    *seen = (struct factors_seen){0};
}

static enum status find_seen(struct factors_seen *seen, const char *name, struct factor_seen **found,
                             struct error *err)
{
    for (size_t i = 0; i < seen->n; i++) {
        if (strcmp(seen->rows[i].name, name) == 0) {
            *found = &seen->rows[i];
            return OK;
        }
    }
    struct factor_seen *grown = array_reserve(seen->rows, &seen->capacity, seen->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    seen->rows = grown;
    grown[seen->n] = (struct factor_seen){.name = text_copy(name, strlen(name), err)};
    *found = &grown[seen->n];
    if (grown[seen->n].name == NULL) {
        return BAD_SERVICE;
    }
    seen->n++;
    return OK;
}

static enum status see_values(struct dictionary *values, const struct column *column, size_t rows,
                              struct error *err)
{
    uint8_t *used = calloc(column->dictionary.n + 1, 1);
    enum status status = used == NULL ? error_no_memory(err) : OK;
    for (size_t row = 0; status == OK && row < rows; row++) {
        used[codes_get(&column->codes, row)] = 1;
    }
    for (size_t code = 1; status == OK && code <= column->dictionary.n; code++) {
        const char *text = column->dictionary.texts[code - 1];
        uint32_t ignored;
        bool counts = used[code] != 0 && values->n < FACTORS_MOST_SEEN;
        status = counts ? dictionary_add(values, text, strlen(text), &ignored, err) : OK;
    }
    free(used);
    return status;
}

enum status factors_see(struct factors_seen *seen, const struct table *table, const char *const *by,
                        size_t n_by, struct error *err)
{
    static const struct names none = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        struct factor_seen *found = NULL;
        bool named = false;
        for (size_t k = 0; k < n_by; k++) {
            named |= strcmp(by[k], column->name) == 0;
        }
        if (named || !is_candidate(table, column, &none, true)) {
            continue;
        }
        status = find_seen(seen, column->name, &found, err);
        if (status == OK && found->values.n < FACTORS_MOST_SEEN) {
            status = see_values(&found->values, column, table->rows, err);
        }
    }
    return status;
}

enum status factors_tell_seen(const struct factors_seen *seen, struct pooled *pooled, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < seen->n; i++) {
        size_t n = seen->rows[i].values.n;
        status = n < 2 ? OK : add_pooled(pooled, seen->rows[i].name, n, NULL, err);
    }
    return status;
}
