#include "analysis/role.h"

#include <stdlib.h>
#include <strings.h>

/* Whether a status, which is missing in code 0, says that the request succeeded. */
static bool is_success(const struct dictionary *statuses, uint32_t code)
{
    static const char *const words[] = {"ok", "success", "true"};
    if (code == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(statuses->texts[code - 1], words[i]) == 0) {
            return true;
        }
    }
    double number = statuses->numbers[code - 1];
    return number >= 200 && number < 400;
}

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

enum status roles_init(struct roles *roles, const struct table *table, const uint8_t *keep, struct error *err)
{
    *roles = (struct roles){.status = find_factor(table, "status"),
                            .quality = find_factor(table, "quality"),
                            .censored = find_factor(table, "censored"),
                            .keep = keep};
    roles->summary = code_of(roles->quality, "summary");
    roles->bucketed = code_of(roles->quality, "bucketed");
    roles->is_censored = code_of(roles->censored, "true");
    if (roles->status == NULL) {
        return OK;
    }
    const struct dictionary *statuses = &roles->status->dictionary;
    roles->success = malloc(statuses->n + 1);
    if (roles->success == NULL) {
        return error_no_memory(err);
    }
    for (uint32_t code = 0; code <= statuses->n; code++) {
        roles->success[code] = is_success(statuses, code);
    }
    return OK;
}

void roles_release(struct roles *roles)
{
    free(roles->success);
    *roles = (struct roles){0};
}

static bool has_code(const struct column *column, size_t row, uint32_t code)
{
    return column != NULL && code != 0 && column_code(column, row) == code;
}

bool role_succeeded(const struct roles *roles, size_t row)
{
    return roles->status == NULL || roles->success[column_code(roles->status, row)];
}

enum role role_of(const struct roles *roles, size_t row)
{
    if (roles->keep != NULL && !roles->keep[row]) {
        return NOT_KEPT;
    }
    if (has_code(roles->quality, row, roles->summary) || has_code(roles->quality, row, roles->bucketed)) {
        return PUBLISHED_ROW;
    }
    if (has_code(roles->censored, row, roles->is_censored)) {
        return CENSORED_REQUEST;
    }
    return role_succeeded(roles, row) ? REQUEST : FAILED_REQUEST;
}

/* The same where nothing but the status decides. */
static void skip_by_status(const struct roles *roles, size_t rows, uint8_t *restrict skip)
{
    const struct codes codes = roles->status->codes;
    const uint8_t *success = roles->success;
    for (size_t row = 0; row < rows; row++) {
        skip[row] = !success[codes_get(&codes, row)];
    }
}

void roles_skip(const struct roles *roles, size_t rows, uint8_t *restrict skip)
{
    if (roles->keep == NULL && roles->quality == NULL && roles->censored == NULL && roles->status != NULL) {
        skip_by_status(roles, rows, skip);
        return;
    }
    for (size_t row = 0; row < rows; row++) {
        skip[row] = role_of(roles, row) != REQUEST;
    }
}
