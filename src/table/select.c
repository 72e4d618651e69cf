#include "table/select.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

enum comparison { EQUAL, DIFFERENT, LESS, AT_MOST, MORE, AT_LEAST };

struct condition {
    const struct column *column;
    enum comparison comparison;
    const char *text; /* borrowed from the condition */
    double number;    /* NaN when the text is no number */
};

enum status table_get_column(const struct table *table, const char *name, const char *wanted_by,
                             struct column **column, struct error *err)
{
    *column = table_find_column(table, name);
    if (*column != NULL) {
        return OK;
    }
    const char **names = calloc(table->n_columns + 1, sizeof *names);
    if (names == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        names[i] = table->columns[i].name;
    }
    const char *nearest = text_nearest(name, names, table->n_columns);
    free(names);
    return nearest == NULL
               ? error_set(err, BAD_USAGE, "%s: the data have no column '%.40s'", wanted_by, name)
               : error_set(err, BAD_USAGE, "%s: the data have no column '%.40s'; did you mean '%.40s'?",
                           wanted_by, name, nearest);
}

/* The operator at `text` and its length; 0 when there is none. */
static size_t read_operator(const char *text, enum comparison *comparison)
{
    static const struct {
        const char *text;
        enum comparison comparison;
    } operators[] = {{"!=", DIFFERENT}, {"<=", AT_MOST}, {">=", AT_LEAST},
                     {"=", EQUAL},      {"<", LESS},     {">", MORE}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t n = strlen(operators[i].text);
        if (strncmp(text, operators[i].text, n) == 0) {
            *comparison = operators[i].comparison;
            return n;
        }
    }
    return 0;
}

static enum status read_condition(const struct table *table, const char *text, struct condition *condition,
                                  struct error *err)
{
    size_t name_n = strcspn(text, "=!<>");
    size_t operator_n = name_n == 0 ? 0 : read_operator(text + name_n, &condition->comparison);
    if (operator_n == 0) {
        return error_set(err, BAD_USAGE,
                         "condition '%.40s': expected COLUMN OP VALUE with OP one of = != < <= > >=, "
                         "such as memory_mb>=1024",
                         text);
    }
    char *name = text_copy(text, name_n, err);
    if (name == NULL) {
        return BAD_SERVICE;
    }
    struct column *column = NULL;
    enum status status = table_get_column(table, name, "condition", &column, err);
    free(name);
    if (status != OK) {
        return status;
    }
    condition->column = column;
    condition->text = text + name_n + operator_n;
    if (!number_parse(condition->text, strlen(condition->text), &condition->number)) {
        condition->number = NAN;
    }
    bool ordered = condition->comparison != EQUAL && condition->comparison != DIFFERENT;
    if (isnan(condition->number) && (ordered || (column->kind == MEASURE && condition->text[0] != '\0'))) {
        return error_set(err, BAD_USAGE, "condition '%.40s': found '%.40s', expected a number", text,
                         condition->text);
    }
    return OK;
}

static bool compare_numbers(double value, enum comparison comparison, double number)
{
    switch (comparison) {
    case EQUAL:
        return value == number;
    case DIFFERENT:
        return value != number;
    case LESS:
        return value < number;
    case AT_MOST:
        return value <= number;
    case MORE:
        return value > number;
    case AT_LEAST:
        return value >= number;
    }
    abort();
}

/* Whether a value meets the condition; `text` is NULL for a measure's, `number` NaN for what is no number. */
static bool value_meets(const struct condition *condition, const char *text, double number)
{
    bool different = condition->comparison == DIFFERENT;
    assert(text != NULL || !isnan(number));
    if (condition->text[0] == '\0') {
        return different; /* there is a value */
    }
    if (!isnan(condition->number)) {
        return isnan(number) ? different : compare_numbers(number, condition->comparison, condition->number);
    }
    return text != NULL && (strcmp(text, condition->text) != 0) == different;
}

static bool missing_meets(const struct condition *condition)
{
    return (condition->comparison == DIFFERENT) != (condition->text[0] == '\0');
}

/* A factor's condition is answered once for each distinct value, then looked up row by row. */
static enum status apply_to_factor(const struct condition *condition, size_t rows, uint8_t *keep,
                                   struct error *err)
{
    const struct dictionary *dictionary = &condition->column->dictionary;
    uint8_t *meets = calloc(dictionary->n + 1, 1);
    if (meets == NULL) {
        return error_no_memory(err);
    }
    meets[0] = missing_meets(condition);
    for (size_t i = 0; i < dictionary->n; i++) {
        meets[i + 1] = value_meets(condition, dictionary->texts[i], dictionary->numbers[i]);
    }
    for (size_t row = 0; row < rows; row++) {
        keep[row] &= meets[column_code(condition->column, row)];
    }
    free(meets);
    return OK;
}

static void apply_to_measure(const struct condition *condition, size_t rows, uint8_t *keep)
{
    for (size_t row = 0; row < rows; row++) {
        double value = condition->column->values[row];
        keep[row] &= isnan(value) ? missing_meets(condition) : value_meets(condition, NULL, value);
    }
}

static enum status apply(const struct condition *condition, size_t rows, uint8_t *keep, struct error *err)
{
    if (condition->column->kind == FACTOR) {
        return apply_to_factor(condition, rows, keep, err);
    }
    apply_to_measure(condition, rows, keep);
    return OK;
}

enum status table_match(const struct table *table, const char *const *conditions, size_t n, uint8_t *keep,
                        struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        struct condition condition;
        status = read_condition(table, conditions[i], &condition, err);
        if (status == OK) {
            status = apply(&condition, table->rows, keep, err);
        }
    }
    return status;
}

/* Answers what read_condition() says is wrong with this table but may be right with all: a column that it
 * lacks, which is missing then, and a measure beside a text, which no number is. */
static void apply_alone(const struct table *table, const char *text, uint8_t *keep)
{
    enum comparison comparison;
    size_t name_n = strcspn(text, "=!<>"), operator_n = read_operator(text + name_n, &comparison);
    const struct column *column = NULL;
    for (size_t i = 0; i < table->n_columns; i++) {
        const char *name = table->columns[i].name;
        column = strlen(name) == name_n && memcmp(name, text, name_n) == 0 ? &table->columns[i] : column;
    }
    if (operator_n == 0 || (comparison != EQUAL && comparison != DIFFERENT && column != NULL)) {
        return;
    }
    const struct condition condition = {.comparison = comparison, .text = text + name_n + operator_n};
    for (size_t row = 0; row < table->rows; row++) {
        bool missing = column == NULL || isnan(column->values[row]);
        keep[row] &= missing ? missing_meets(&condition) : comparison == DIFFERENT;
    }
}

/* Those that can be answered; with `alone`, all that any table answers. */
static enum status match_early(const struct table *table, const char *const *conditions, size_t n, bool alone,
                               uint8_t *keep, struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        struct condition condition;
        struct error why = {{0}};
        enum status status = read_condition(table, conditions[i], &condition, &why);
        if (status == OK) {
            status = apply(&condition, table->rows, keep, &why);
        } else if (status == BAD_USAGE && alone) {
            apply_alone(table, conditions[i], keep);
        }
        if (status != OK && status != BAD_USAGE) {
            return error_set(err, status, "%s", why.text);
        }
    }
    return OK;
}

static enum status select_early(struct table *table, const char *const *conditions, size_t n, bool alone,
                                struct error *err)
{
    if (n == 0 || table->rows == 0) {
        return OK;
    }
    uint8_t *keep = malloc(table->rows);
    if (keep == NULL) {
        return error_no_memory(err);
    }
    memset(keep, 1, table->rows);
    enum status status = match_early(table, conditions, n, alone, keep, err);
    if (status == OK && memchr(keep, 0, table->rows) != NULL) {
        status = table_pass_rows(table, keep, err);
    }
    free(keep);
    return status;
}

enum status table_select_early(struct table *table, const char *const *conditions, size_t n,
                               struct error *err)
{
    return select_early(table, conditions, n, false, err);
}

enum status table_select_alone(struct table *table, const char *const *conditions, size_t n,
                               struct error *err)
{
    return select_early(table, conditions, n, true, err);
}

enum status table_select(struct table *table, const char *const *conditions, size_t n, struct error *err)
{
    if (n == 0) {
        return OK;
    }
    uint8_t *keep = malloc(table->rows + 1);
    if (keep == NULL) {
        return error_no_memory(err);
    }
    memset(keep, 1, table->rows + 1);
    enum status status = table_match(table, conditions, n, keep, err);
    if (status == OK) {
        status = table_keep_rows(table, keep, err);
    }
    free(keep);
    return status;
}
