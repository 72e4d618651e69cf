#include "analysis/role.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table/outcome.h"

/* How each column of verdicts is read, and which verdict it is looked for. */
static const struct {
    const char *name, *expected;
    enum saying (*judge)(const char *text, double number);
    enum saying wanted;
} readings[JUDGED_COLUMNS] = {
    [JUDGED_STATUS] = {"status", "a status such as 200, ok or failed", outcome_of_status, SAYS_NO},
    [JUDGED_SUCCESS] = {"success", "true or false", outcome_of_flag, SAYS_NO},
    [JUDGED_ERROR] = {"error", "a cause", outcome_of_error, SAYS_NO},
    [JUDGED_CENSORED] = {"censored", "true or false", outcome_of_flag, SAYS_YES},
};

/* The factor of that name, NULL when there is none. */
static const struct column *find_factor(const struct table *table, const char *name)
{
    const struct column *column = table_find_column(table, name);
    return column != NULL && column->kind == FACTOR ? column : NULL;
}

static uint32_t code_of(const struct column *column, const char *word)
{
    return column == NULL ? 0 : dictionary_find(&column->dictionary, word);
}

/* The numbers of statuses: see enum role_statuses. */
static unsigned find_statuses(const struct column *status, bool is_http)
{
    const struct dictionary *dictionary = &status->dictionary;
    bool zero = false;
    for (size_t i = 0; i < dictionary->n; i++) {
        is_http |= dictionary->numbers[i] >= 100;
        zero |= dictionary->numbers[i] == 0;
    }
    return is_http ? ROLE_HTTP : zero ? ROLE_ZERO_SUCCEEDS : 0;
}

static enum status judge(struct roles *roles, size_t which, const struct table *table, struct error *err)
{
    struct judged *judged = &roles->judged[which];
    *judged = (struct judged){.column = find_factor(table, readings[which].name)};
    if (judged->column == NULL) {
        return OK;
    }
    const struct dictionary *dictionary = &judged->column->dictionary;
    judged->says = calloc(dictionary->n + 1, sizeof *judged->says); /* nothing in code 0, which is of none */
    judged->tells = calloc(dictionary->n + 1, sizeof *judged->tells);
    if (judged->says == NULL || judged->tells == NULL) {
        return error_no_memory(err);
    }
    if (which == JUDGED_STATUS) {
        roles->statuses = find_statuses(judged->column, roles->statuses == ROLE_HTTP);
    }
    bool is_http = which == JUDGED_STATUS && roles->statuses == ROLE_HTTP;
    for (uint32_t code = 1; code <= dictionary->n; code++) {
        const char *text = dictionary->texts[code - 1];
        double number = dictionary->numbers[code - 1];
        enum saying verdict = is_http && number == 0 ? SAYS_NO : readings[which].judge(text, number);
        if (verdict == SAYS_NEITHER) {
            return error_set(err, BAD_DATA, "column '%s': found '%.40s', expected %s", readings[which].name,
                             text, readings[which].expected);
        }
        judged->says[code] = verdict == readings[which].wanted;
        judged->tells[code] = verdict != SAYS_NOTHING;
    }
    return OK;
}

enum status roles_init(struct roles *roles, const struct table *table, const uint8_t *keep, bool is_http,
                       struct error *err)
{
    *roles = (struct roles){
        .quality = find_factor(table, "quality"), .keep = keep, .statuses = is_http ? ROLE_HTTP : 0};
    roles->summary = code_of(roles->quality, "summary");
    roles->bucketed = code_of(roles->quality, "bucketed");
    enum status status = OK;
    for (size_t i = 0; status == OK && i < JUDGED_COLUMNS; i++) {
        status = judge(roles, i, table, err);
    }
    return status;
}

void roles_release(struct roles *roles)
{
    for (size_t i = 0; i < JUDGED_COLUMNS; i++) {
        free(roles->judged[i].says);
        free(roles->judged[i].tells);
    }
    *roles = (struct roles){0};
}

static bool has_code(const struct column *column, size_t row, uint32_t code)
{
    return column != NULL && code != 0 && column_code(column, row) == code;
}

static bool says(const struct roles *roles, enum judged_column which, size_t row)
{
    const struct judged *judged = &roles->judged[which];
    return judged->column != NULL && judged->says[column_code(judged->column, row)];
}

bool role_succeeded(const struct roles *roles, size_t row)
{
    return !says(roles, JUDGED_STATUS, row) && !says(roles, JUDGED_SUCCESS, row) &&
           !says(roles, JUDGED_ERROR, row);
}

static bool tells(const struct roles *roles, enum judged_column which, size_t row)
{
    const struct judged *judged = &roles->judged[which];
    return judged->column != NULL && judged->tells[column_code(judged->column, row)];
}

bool role_is_told(const struct roles *roles, size_t row)
{
    return roles->judged[JUDGED_ERROR].column != NULL || tells(roles, JUDGED_STATUS, row) ||
           tells(roles, JUDGED_SUCCESS, row);
}

enum role role_of(const struct roles *roles, size_t row)
{
    if (roles->keep != NULL && !roles->keep[row]) {
        return NOT_KEPT;
    }
    if (has_code(roles->quality, row, roles->summary) || has_code(roles->quality, row, roles->bucketed)) {
        return PUBLISHED_ROW;
    }
    if (says(roles, JUDGED_CENSORED, row)) {
        return CENSORED_REQUEST;
    }
    return role_succeeded(roles, row) ? REQUEST : FAILED_REQUEST;
}

void roles_skip(const struct roles *roles, size_t rows, uint8_t *restrict skip)
{
    if (roles->keep != NULL || roles->quality != NULL) {
        for (size_t row = 0; row < rows; row++) {
            skip[row] = role_of(roles, row) != REQUEST;
        }
        return;
    }
    memset(skip, 0, rows);
    for (size_t i = 0; i < JUDGED_COLUMNS; i++) {
        const struct judged *judged = &roles->judged[i];
        for (size_t row = 0; judged->column != NULL && row < rows; row++) {
            skip[row] |= judged->says[codes_get(&judged->column->codes, row)];
        }
    }
}
