#include "table/select.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "base/text.h"

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

static enum status expected_number(const char *condition, const char *value, struct error *err)
{
    return error_set(err, BAD_USAGE, "condition '%.40s': found '%.40s', expected a number", condition, value);
}

/* The operator at `text` and its length; 0 when there is none. */
static size_t read_operator(const char *text, enum relation *relation)
{
    static const struct {
        const char *text;
        enum relation relation;
    } operators[] = {{"!=", DIFFERENT}, {"<=", AT_MOST}, {">=", AT_LEAST},
                     {"=", EQUAL},      {"<", LESS},     {">", MORE}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t n = strlen(operators[i].text);
        if (strncmp(text, operators[i].text, n) == 0) {
            *relation = operators[i].relation;
            return n;
        }
    }
    return 0;
}

enum status conditions_add(struct conditions *conditions, const char *text, struct error *err)
{
    enum relation relation;
    size_t name_n = strcspn(text, "=!<>");
    size_t operator_n = name_n == 0 ? 0 : read_operator(text + name_n, &relation);
    if (operator_n == 0) {
        return error_set(err, BAD_USAGE,
                         "condition '%.40s': expected COLUMN OP VALUE with OP one of = != < <= > >=, "
                         "such as memory_mb>=1024",
                         text);
    }
    const char *value = text + name_n + operator_n;
    double number;
    bool is_number = number_parse(value, strlen(value), &number);
    if (!is_number && relation != EQUAL && relation != DIFFERENT) {
        return expected_number(text, value, err);
    }
    struct condition *grown =
        array_reserve(conditions->rows, &conditions->capacity, conditions->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    conditions->rows = grown;
    char *column = text_copy(text, name_n, err);
    if (column == NULL) {
        return BAD_SERVICE;
    }
    grown[conditions->n++] = (struct condition){text, column, relation, value, is_number ? number : NAN};
    return OK;
}

void conditions_release(struct conditions *conditions)
{
    for (size_t i = 0; i < conditions->n; i++) {
        free(conditions->rows[i].column);
    }
    free(conditions->rows);
    *conditions = (struct conditions){0};
}

static bool compare_numbers(double value, enum relation relation, double number)
{
    switch (relation) {
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
    bool different = condition->relation == DIFFERENT;
    assert(text != NULL || !isnan(number));
    if (condition->value[0] == '\0') {
        return different; /* there is a value */
    }
    if (!isnan(condition->number)) {
        return isnan(number) ? different : compare_numbers(number, condition->relation, condition->number);
    }
    return text == NULL ? different
                        : (strcmp(text, condition->value) != 0) == different; /* no number is a text */
}

static bool missing_meets(const struct condition *condition)
{
    return (condition->relation == DIFFERENT) != (condition->value[0] == '\0');
}

/* Whether the condition asks for a text where there are only numbers. */
static bool is_text_of_measure(const struct condition *condition, const struct column *column)
{
    return column->kind == MEASURE && isnan(condition->number) && condition->value[0] != '\0';
}

/* A factor's condition is answered once for each distinct value, then looked up row by row. */
static enum status apply_to_factor(const struct condition *condition, const struct column *column,
                                   size_t rows, uint8_t *keep, struct error *err)
{
    const struct dictionary *dictionary = &column->dictionary;
    uint8_t *meets = calloc(dictionary->n + 1, 1);
    if (meets == NULL) {
        return error_no_memory(err);
    }
    meets[0] = missing_meets(condition);
    for (size_t i = 0; i < dictionary->n; i++) {
        meets[i + 1] = value_meets(condition, dictionary->texts[i], dictionary->numbers[i]);
    }
    for (size_t row = 0; row < rows; row++) {
        keep[row] &= meets[column_code(column, row)];
    }
    free(meets);
    return OK;
}

static void apply_to_measure(const struct condition *condition, const struct column *column, size_t rows,
                             uint8_t *keep)
{
    for (size_t row = 0; row < rows; row++) {
        double value = column->values[row];
        keep[row] &= isnan(value) ? missing_meets(condition) : value_meets(condition, NULL, value);
    }
}

static enum status apply(const struct condition *condition, const struct column *column, size_t rows,
                         uint8_t *keep, struct error *err)
{
    if (column->kind == FACTOR) {
        return apply_to_factor(condition, column, rows, keep, err);
    }
    apply_to_measure(condition, column, rows, keep);
    return OK;
}

enum status table_match(const struct table *table, const struct conditions *conditions, uint8_t *keep,
                        struct error *err)
{
    for (size_t i = 0; i < conditions->n; i++) {
        const struct condition *condition = &conditions->rows[i];
        struct column *column;
        enum status status = table_get_column(table, condition->column, "condition", &column, err);
        if (status == OK && is_text_of_measure(condition, column)) {
            status = expected_number(condition->text, condition->value, err);
        }
        if (status == OK) {
            status = apply(condition, column, table->rows, keep, err);
        }
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

/* Those that can be answered; with `alone`, all: a column that the table lacks is missing in all rows. */
static enum status match_early(const struct table *table, const struct conditions *conditions, bool alone,
                               uint8_t *keep, struct error *err)
{
    for (size_t i = 0; i < conditions->n; i++) {
        const struct condition *condition = &conditions->rows[i];
        const struct column *column = table_find_column(table, condition->column);
        if (column == NULL && alone && !missing_meets(condition)) {
            memset(keep, 0, table->rows);
        }
        if (column == NULL || (!alone && is_text_of_measure(condition, column))) {
            continue;
        }
        enum status status = apply(condition, column, table->rows, keep, err);
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status select_early(struct table *table, const struct conditions *conditions, bool alone,
                                struct error *err)
{
    if (conditions->n == 0 || table->rows == 0) {
        return OK;
    }
    uint8_t *keep = malloc(table->rows);
    if (keep == NULL) {
        return error_no_memory(err);
    }
    memset(keep, 1, table->rows);
    enum status status = match_early(table, conditions, alone, keep, err);
    if (status == OK && memchr(keep, 0, table->rows) != NULL) {
        status = table_pass_rows(table, keep, err);
    }
    free(keep);
    return status;
}

enum status table_select_early(struct table *table, const struct conditions *conditions, struct error *err)
{
    return select_early(table, conditions, false, err);
}

enum status table_select_alone(struct table *table, const struct conditions *conditions, struct error *err)
{
    return select_early(table, conditions, true, err);
}

enum status table_select(struct table *table, const struct conditions *conditions, struct error *err)
{
    if (conditions->n == 0) {
        return OK;
    }
    uint8_t *keep = malloc(table->rows + 1);
    if (keep == NULL) {
        return error_no_memory(err);
    }
    memset(keep, 1, table->rows + 1);
    enum status status = table_match(table, conditions, keep, err);
    if (status == OK) {
        status = table_keep_rows(table, keep, err);
    }
    free(keep);
    return status;
}
