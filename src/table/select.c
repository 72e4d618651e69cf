#include "table/select.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"
#include "base/text.h"
#include "table/tidy.h"

enum { MOST_LISTED = 10 };

/* Lists some names: "there are a, b". */
static enum status list_names(const char *const *names, size_t n, struct text *list, struct error *err)
{
    enum status status = text_print(list, err, "%s", n == 0 ? "there are none" : "there are ");
    for (size_t i = 0; status == OK && i < n && i < MOST_LISTED; i++) {
        status = text_print(list, err, "%s%.40s", i == 0 ? "" : ", ", names[i]);
    }
    return status == OK && n > MOST_LISTED ? text_print(list, err, " and %zu others", n - MOST_LISTED)
                                           : status;
}

/* What there is instead of a column that the table lacks, or that is no measure. */
static enum status refuse_column(const struct table *table, const char *name, const char *wanted_by,
                                 bool measures, struct error *err)
{
    struct text list = {0};
    size_t n = 0;
    const char **names = calloc(table->n_columns + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < table->n_columns; i++) {
        names[n] = table->columns[i].name;
        n += !measures || table->columns[i].kind == MEASURE;
    }
    enum status status = names == NULL ? error_no_memory(err) : list_names(names, n, &list, err);
    const char *nearest = status == OK && !measures ? text_nearest(name, names, n) : NULL;
    if (status == OK && nearest != NULL) {
        status = error_set(err, BAD_USAGE, "%s: the data have no column '%.40s'; did you mean '%.40s'?",
                           wanted_by, name, nearest);
    } else if (status == OK) {
        status = error_set(err, BAD_USAGE,
                           measures ? "%s: column '%.40s' holds texts, expected numbers; %s"
                                    : "%s: the data have no column '%.40s'; %s",
                           wanted_by, name, list.bytes);
    }
    text_release(&list);
    free(names);
    return status;
}

enum status table_get_column(const struct table *table, const char *name, const char *wanted_by,
                             struct column **column, struct error *err)
{
    *column = table_find_column(table, name);
    return *column != NULL ? OK : refuse_column(table, name, wanted_by, false, err);
}

enum status table_get_measure(const struct table *table, const char *name, const char *wanted_by,
                              struct column **column, struct error *err)
{
    enum status status = table_get_column(table, name, wanted_by, column, err);
    bool is_other = status == OK && *column != NULL && (*column)->kind != MEASURE;
    return is_other ? refuse_column(table, name, wanted_by, true, err) : status;
}

static enum status expected_number(const char *condition, const char *value, struct error *err)
{
    return error_set(err, BAD_USAGE, "condition '%.40s': found '%.40s', expected a number", condition, value);
}

/* ---- reading ---- */

enum { MOST_PATTERN = 1000 }; /* bytes of a regular expression, whose automaton can be far larger */

/* The operator at `text` and its length; 0 when there is none. */
static size_t read_operator(const char *text, enum relation *relation)
{
    static const struct {
        const char *text;
        enum relation relation;
    } operators[] = {{"!=", DIFFERENT}, {"!~", UNLIKE}, {"<=", AT_MOST}, {">=", AT_LEAST}, {"==", EQUAL},
                     {"=", EQUAL},      {"~", LIKE},    {"<", LESS},     {">", MORE}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t n = strlen(operators[i].text);
        if (strncmp(text, operators[i].text, n) == 0) {
            *relation = operators[i].relation;
            return n;
        }
    }
    return 0;
}

/* What stands between text[0..n), without blanks and quotes around it. */
static struct span trim(const char *text, size_t n)
{
    while (n > 0 && text[n - 1] == ' ') {
        n--;
    }
    while (n > 0 && *text == ' ') {
        text++;
        n--;
    }
    bool quoted = n > 1 && (*text == '\'' || *text == '"') && text[n - 1] == *text;
    return quoted ? (struct span){text + 1, n - 2} : (struct span){text, n};
}

static enum status set_value(struct condition *condition, const char *text, size_t n, struct error *err)
{
    const struct span value = trim(text, n);
    double number;
    bool is_number = condition->unit == NO_UNIT
                         ? number_parse(value.bytes, value.n, &number)
                         : unit_parse_seconds(value.bytes, value.n, condition->unit, &number);
    condition->number = is_number ? number : NAN;
    condition->value = text_copy(value.bytes, value.n, err);
    return condition->value == NULL ? BAD_SERVICE : OK;
}

static enum status compile(struct condition *condition, struct error *err)
{
    char why[128];
    if (strlen(condition->value) > MOST_PATTERN) {
        return error_set(err, BAD_USAGE, "condition '%.40s': found a pattern of more than %d bytes",
                         condition->text, MOST_PATTERN);
    }
    condition->pattern = calloc(1, sizeof *condition->pattern);
    if (condition->pattern == NULL) {
        return error_no_memory(err);
    }
    int failure = regcomp(condition->pattern, condition->value, REG_EXTENDED | REG_NOSUB);
    if (failure == 0) {
        return OK;
    }
    regerror(failure, condition->pattern, why, sizeof why);
    free(condition->pattern);
    condition->pattern = NULL;
    return failure == REG_ESPACE
               ? error_no_memory(err)
               : error_set(err, BAD_USAGE, "condition '%.40s': found no pattern: %s", condition->text, why);
}

/* "(a, b)", or NULL: where the list begins behind `in`. */
static const char *find_list(const char *text, size_t *name_n)
{
    const char *in = strstr(text, " in ");
    const char *open = in == NULL ? NULL : in + 4 + strspn(in + 4, " ");
    if (open == NULL || *open != '(' || text[strlen(text) - 1] != ')') {
        return NULL;
    }
    *name_n = (size_t)(in - text);
    return open + 1;
}

/* A value of the list, up to a comma outside of quotes, or its end. */
static size_t item_length(const char *list, const char *end)
{
    char quote = '\0';
    const char *c = list;
    for (; c < end && (*c != ',' || quote != '\0'); c++) {
        if (quote != '\0' ? *c == quote : *c == '\'' || *c == '"') {
            quote = quote == '\0' ? *c : '\0';
        }
    }
    return (size_t)(c - list);
}

static enum status read_list(struct condition *condition, const char *list, struct error *err)
{
    const char *end = list + strlen(list) - 1;
    condition->among = calloc(strlen(list) + 1, sizeof *condition->among);
    if (condition->among == NULL) {
        return error_no_memory(err);
    }
    enum status status = OK;
    for (const char *c = list; status == OK && c < end;) {
        size_t n = item_length(c, end);
        struct condition *item = &condition->among[condition->n_among++];
        *item = (struct condition){.relation = EQUAL, .unit = condition->unit};
        status = set_value(item, c, n, err);
        c += n + 1;
    }
    if (status == OK) {
        status = set_value(condition, list, 0, err);
    }
    return status == OK && condition->n_among == 0
               ? error_set(err, BAD_USAGE, "condition '%.40s': found an empty list", condition->text)
               : status;
}

/* The column as a table names it. */
static enum status name_column(struct condition *condition, const struct span *name, struct error *err)
{
    condition->column = text_copy(name->bytes, name->n, err);
    if (condition->column == NULL) {
        return BAD_SERVICE;
    }
    char *in_seconds = tidy_name_in_seconds(condition->column, &condition->unit, err);
    if (in_seconds != NULL) {
        free(condition->column);
        condition->column = in_seconds;
    }
    return err->text[0] == '\0' ? OK : BAD_SERVICE;
}

static enum status read_condition(struct condition *condition, struct error *err)
{
    const char *text = condition->text;
    size_t name_n = strcspn(text, "=!<>~"), listed_n = 0;
    size_t operator_n = name_n == 0 ? 0 : read_operator(text + name_n, &condition->relation);
    const char *list = find_list(text, &listed_n);
    if (list != NULL && (operator_n == 0 || listed_n < name_n)) {
        condition->relation = AMONG;
        name_n = listed_n;
    } else if (operator_n == 0) {
        return error_set(err, BAD_USAGE,
                         "condition '%.40s': expected COLUMN OP VALUE with OP one of = != < <= > >= ~ !~, "
                         "such as memory_mb>=1024, or COLUMN in (VALUE, VALUE)",
                         text);
    }
    const struct span name = trim(text, name_n);
    if (name_column(condition, &name, err) != OK) {
        return BAD_SERVICE;
    }
    if (condition->relation == AMONG) {
        return read_list(condition, list, err);
    }
    const char *value = text + name_n + operator_n;
    enum status status = set_value(condition, value, strlen(value), err);
    bool ordered = condition->relation >= LESS && condition->relation <= AT_LEAST;
    if (status == OK && ordered && isnan(condition->number)) {
        return expected_number(text, condition->value, err);
    }
    bool is_pattern = condition->relation == LIKE || condition->relation == UNLIKE;
    return status == OK && is_pattern ? compile(condition, err) : status;
}

static void condition_release(struct condition *condition)
{
    for (size_t i = 0; i < condition->n_among; i++) {
        free(condition->among[i].value);
    }
    if (condition->pattern != NULL) {
        regfree(condition->pattern);
    }
    free(condition->pattern);
    free(condition->among);
    free(condition->column);
    free(condition->value);
}

enum status conditions_add(struct conditions *conditions, const char *text, struct error *err)
{
    struct condition *grown =
        array_reserve(conditions->rows, &conditions->capacity, conditions->n + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    conditions->rows = grown;
    grown[conditions->n] = (struct condition){.text = text, .number = NAN};
    enum status status = read_condition(&grown[conditions->n], err);
    if (status != OK) {
        condition_release(&grown[conditions->n]);
        return status;
    }
    conditions->n++;
    return OK;
}

void conditions_release(struct conditions *conditions)
{
    for (size_t i = 0; i < conditions->n; i++) {
        condition_release(&conditions->rows[i]);
    }
    free(conditions->rows);
    *conditions = (struct conditions){0};
}

/* ---- answering ---- */

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
    case LIKE:
    case UNLIKE:
    case AMONG:
        break;
    }
    abort();
}

static bool value_meets(const struct condition *condition, const char *text, double number);

/* Whether the pattern is in the text, or in a number as it is written. */
static bool like(const struct condition *condition, const char *text, double number)
{
    char written[NUMBER_TEXT] = "";
    if (text == NULL) {
        written[number_write(number, written)] = '\0';
    }
    bool found = regexec(condition->pattern, text == NULL ? written : text, 0, NULL, 0) == 0;
    return found == (condition->relation == LIKE);
}

static bool is_among(const struct condition *condition, const char *text, double number)
{
    for (size_t i = 0; i < condition->n_among; i++) {
        if (condition->among[i].value[0] != '\0' && value_meets(&condition->among[i], text, number)) {
            return true;
        }
    }
    return false;
}

/* Whether a value meets the condition; `text` is NULL for a measure's, `number` NaN for what is no number. */
static bool value_meets(const struct condition *condition, const char *text, double number)
{
    bool different = condition->relation == DIFFERENT;
    assert(text != NULL || !isnan(number));
    if (condition->relation == AMONG) {
        return is_among(condition, text, number);
    }
    if (condition->pattern != NULL) {
        return like(condition, text, number);
    }
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
    if (condition->relation == AMONG || condition->pattern != NULL) {
        bool empty = false;
        for (size_t i = 0; i < condition->n_among; i++) {
            empty |= condition->among[i].value[0] == '\0';
        }
        return empty || condition->relation == UNLIKE;
    }
    return (condition->relation == DIFFERENT) != (condition->value[0] == '\0');
}

/* Whether the condition asks for a text where there are only numbers. */
static bool is_text_of_measure(const struct condition *condition, const struct column *column)
{
    return column->kind == MEASURE && isnan(condition->number) && condition->value[0] != '\0' &&
           condition->pattern == NULL;
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
