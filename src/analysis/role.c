#include "analysis/role.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- what words say ---- */

/* SILENT: that there is nothing to say. UNCLEAR: it can't be told, so it is refused. */
enum verdict { SILENT, YES, NO, UNCLEAR };

/* In any case of letters. Those in capitals are gRPC's. */
static const struct {
    const char *word;
    enum verdict verdict;
} words[] = {
    {"ok", YES},
    {"success", YES},
    {"successful", YES},
    {"succeeded", YES},
    {"true", YES},
    {"yes", YES},
    {"passed", YES},
    {"pass", YES},
    {"completed", YES},
    {"complete", YES},
    {"done", YES},
    {"", SILENT},
    {"-", SILENT},
    {"none", SILENT},
    {"null", SILENT},
    {"nil", SILENT},
    {"false", NO},
    {"no", NO},
    {"ko", NO},
    {"failed", NO},
    {"failure", NO},
    {"fail", NO},
    {"unsuccessful", NO},
    {"error", NO},
    {"errored", NO},
    {"timeout", NO},
    {"timed_out", NO},
    {"timed out", NO},
    {"timedout", NO},
    {"canceled", NO},
    {"aborted", NO},
    {"throttled", NO},
    {"rejected", NO},
    {"crashed", NO},
    {"killed", NO},
    {"CANCELLED", NO},
    {"UNKNOWN", NO},
    {"INVALID_ARGUMENT", NO},
    {"DEADLINE_EXCEEDED", NO},
    {"NOT_FOUND", NO},
    {"ALREADY_EXISTS", NO},
    {"PERMISSION_DENIED", NO},
    {"RESOURCE_EXHAUSTED", NO},
    {"FAILED_PRECONDITION", NO},
    {"OUT_OF_RANGE", NO},
    {"UNIMPLEMENTED", NO},
    {"INTERNAL", NO},
    {"UNAVAILABLE", NO},
    {"DATA_LOSS", NO},
    {"UNAUTHENTICATED", NO},
};

static enum verdict judge_word(const char *text)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(text, words[i].word) == 0) {
            return words[i].verdict;
        }
    }
    return UNCLEAR;
}

/* HTTP's from 200 to 399 and gRPC's 0 are successes, other numbers are not. Beside HTTP's, 0 says that there
 * was no answer: see judge(). */
static enum verdict judge_status(const char *text, double number)
{
    return isnan(number) ? judge_word(text) : number == 0 || (number >= 200 && number < 400) ? YES : NO;
}

static enum verdict judge_flag(const char *text, double number)
{
    return isnan(number) ? judge_word(text) : number == 1 ? YES : number == 0 ? NO : UNCLEAR;
}

/* A cause may be any text; only what says that there is none is no failure. */
static enum verdict judge_error(const char *text, double number)
{
    enum verdict verdict = judge_word(text);
    bool none =
        number == 0 || verdict == SILENT || strcasecmp(text, "false") == 0 || strcasecmp(text, "no") == 0;
    return none ? SILENT : NO;
}

/* How each column of verdicts is read, and which verdict it is looked for. */
static const struct {
    const char *name, *expected;
    enum verdict (*judge)(const char *text, double number);
    enum verdict wanted;
} readings[JUDGED_COLUMNS] = {
    [JUDGED_STATUS] = {"status", "a status such as 200, ok or failed", judge_status, NO},
    [JUDGED_SUCCESS] = {"success", "true or false", judge_flag, NO},
    [JUDGED_ERROR] = {"error", "a cause", judge_error, NO},
    [JUDGED_CENSORED] = {"censored", "true or false", judge_flag, YES},
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
        enum verdict verdict = is_http && number == 0 ? NO : readings[which].judge(text, number);
        if (verdict == UNCLEAR) {
            return error_set(err, BAD_DATA, "column '%s': found '%.40s', expected %s", readings[which].name,
                             text, readings[which].expected);
        }
        judged->says[code] = verdict == readings[which].wanted;
        judged->tells[code] = verdict != SILENT;
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
