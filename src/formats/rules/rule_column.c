#include "formats/rules/rule_column.h"

#include <math.h>
#include <string.h>

#include "formats/rules/rule_get.h"
#include "formats/rules/rule_path.h"
#include "table/tidy.h"

enum status rule_column_note(struct rule *rule, const char *name, enum column_kind kind, size_t *target,
                             const struct json_spot *spot, struct error *err)
{
    for (*target = 0; *target < rule->n_columns; (*target)++) {
        if (strcmp(rule->columns[*target].name, name) == 0) {
            return rule->columns[*target].kind == kind
                       ? OK
                       : json_spot_error(spot, err, "found '%.40s' as a number here and a text there", name);
        }
    }
    if (rule->n_columns == RULE_COLUMNS) {
        return json_spot_error(spot, err, "found more than %d columns", RULE_COLUMNS);
    }
    rule->columns[rule->n_columns++] = (struct record_column){name, kind};
    return OK;
}

/* ---- how a value is written ---- */

static enum status read_unit(const struct json_spot *spot, struct rule_value *value, struct error *err)
{
    static const struct {
        const char *name;
        enum rule_form form;
    } forms[] = {{"date", RULE_DATE}, {"epoch", RULE_EPOCH}, {"written", RULE_WRITTEN}};
    const char *name = json_string_value(spot->value);
    enum unit unit = name == NULL ? NO_UNIT : unit_find(name, strlen(name), PICOSECONDS, HOURS);
    for (size_t i = 0; name != NULL && i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(name, forms[i].name) == 0 && value->n_units == 0 && spot->key != NULL) {
            value->form = forms[i].form;
            return OK;
        }
    }
    value->form = RULE_TIME;
    value->units[value->n_units++] = unit;
    return unit != NO_UNIT ? OK
                           : json_spot_error(spot, err,
                                             "found no unit, expected ps, ns, us, ms, s, m, h, date, epoch "
                                             "or written");
}

/* A unit, or a list of those that it may be. */
static enum status read_units(const struct json_spot *member, struct rule_value *value, struct error *err)
{
    size_t n = json_array_size(member->value);
    if (member->value == NULL) {
        return OK;
    }
    if (!json_is_array(member->value)) {
        return read_unit(member, value, err);
    }
    if (n < 2 || n > RULE_SPELLINGS || value->within == RULE_NO) {
        return json_spot_error(member, err, "found a list of units, expected two or more, and 'within'");
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot spot = json_element(member, i);
        status = read_unit(&spot, value, err);
    }
    return status;
}

/* The number of a column described before, whose values are numbers. */
static enum status read_earlier(const struct rule_set *set, const struct json_spot *member, int *column,
                                struct error *err)
{
    const char *name = json_string_value(member->value);
    *column = RULE_NO;
    if (member->value == NULL) {
        return OK;
    }
    for (size_t i = 0; name != NULL && i < set->n_columns; i++) {
        if (set->columns[i].kind == MEASURE && !set->columns[i].has_hole &&
            strcmp(set->columns[i].name, name) == 0) {
            *column = (int)set->columns[i].target;
            return OK;
        }
    }
    return json_spot_error(member, err, "found no column of numbers, expected one that is described before");
}

static enum status read_words(struct rule *rule, const struct json_spot *member, struct rule_value *value,
                              struct error *err)
{
    const char *key;
    json_t *meaning;
    size_t n = json_object_size(member->value);
    if (member->value == NULL) {
        return OK;
    }
    if (!json_is_object(member->value) || n == 0 || n > RULE_COLUMNS) {
        return json_spot_error(member, err,
                               "found no words, expected an object such as {\"KO\": \"failed\"}");
    }
    struct rule_word *words = rule_take(rule, n, sizeof *words, err);
    if (words == NULL) {
        return BAD_SERVICE;
    }
    json_object_foreach(member->value, key, meaning)
    {
        struct json_spot spot = json_member(member, key);
        if (!json_is_string(meaning)) {
            return json_spot_error(&spot, err, "found no text, expected what '%.40s' means", key);
        }
        words[value->n_words++] = (struct rule_word){key, json_string_value(meaning)};
    }
    value->words = words;
    return OK;
}

static enum status read_bound(const struct json_spot *member, double *number, bool *is_there,
                              struct error *err)
{
    *is_there = member->value != NULL;
    *number = *is_there ? json_number_value(member->value) : -INFINITY;
    return !*is_there || json_is_number(member->value)
               ? OK
               : json_spot_error(member, err, "found no number in '%s', expected one", member->key);
}

/* ---- a value ---- */

static const char *const value_keys[] = {"from",   "key",   "is",     "unit",       "unit_from", "within",
                                         "minus",  "words", "number", "divided_by", "missing",   "required",
                                         "digits", "least", "if",     "since"};

static enum status read_source(struct rule *rule, const struct json_spot *object, bool many,
                               struct rule_value *value, struct error *err)
{
    struct json_spot from = json_member(object, "from"), key = json_member(object, "key"),
                     is = json_member(object, "is");
    if ((from.value != NULL) + (key.value != NULL) + (is.value != NULL) != 1) {
        return json_spot_error(object, err, "found no source or several, expected 'from', 'key' or 'is'");
    }
    if (is.value != NULL) {
        value->is = json_string_value(is.value);
        return value->is != NULL && value->is[0] != '\0'
                   ? OK
                   : json_spot_error(&is, err, "found no text in 'is', expected \"...\"");
    }
    value->of_key = key.value != NULL;
    enum status status =
        rule_get_paths(rule, value->of_key ? &key : &from, many, &value->paths, &value->n_paths, err);
    const struct rule_path *path = value->paths;
    if (status != OK || !value->of_key) {
        return status;
    }
    return value->n_paths == 1 && rule->type != RULE_CSV && path->n > 0 && path->shared == path->n
               ? OK
               : json_spot_error(&key, err, "found '%.40s', expected a path on the way to the row",
                                 path->text);
}

static enum status read_number_keys(struct rule *rule, const struct rule_set *set,
                                    const struct json_spot *object, struct rule_value *value,
                                    struct error *err)
{
    struct json_spot unit = json_member(object, "unit"), unit_from = json_member(object, "unit_from"),
                     divisor = json_member(object, "divided_by"), minus = json_member(object, "minus"),
                     within = json_member(object, "within"), since = json_member(object, "since");
    struct json_spot missing = json_member(object, "missing"), least = json_member(object, "least");
    bool has_least;
    enum status status = read_earlier(set, &minus, &value->minus, err);
    if (status != OK || (status = read_earlier(set, &within, &value->within, err)) != OK ||
        (status = read_units(&unit, value, err)) != OK ||
        (status = rule_get_path(rule, &unit_from, &value->unit_from, err)) != OK ||
        (status = rule_get_path(rule, &divisor, &value->divided_by, err)) != OK ||
        (status = rule_get_path(rule, &since, &value->since, err)) != OK ||
        (status = read_bound(&missing, &value->missing, &value->has_missing, err)) != OK ||
        (status = read_bound(&least, &value->least, &has_least, err)) != OK) {
        return status;
    }
    if (unit_from.value != NULL && unit.value != NULL) {
        return json_spot_error(&unit_from, err, "found 'unit' and 'unit_from', expected one of them");
    }
    value->form = unit_from.value != NULL ? RULE_TIME : value->form;
    if (since.value != NULL && (value->n_units != 1 || divisor.value != NULL) && value->form != RULE_DATE) {
        return json_spot_error(&since, err,
                               "found 'since' beside no unit, or not just one, expected one, or date");
    }
    return divisor.value == NULL || value->form == RULE_TIME || value->form == RULE_NUMBER
               ? OK
               : json_spot_error(&divisor, err, "found a date that is divided, expected a time");
}

static enum status read_value(struct rule *rule, const struct rule_set *set, const struct json_spot *spot,
                              bool many, struct rule_value *value, struct error *err)
{
    *value = (struct rule_value){.minus = RULE_NO, .within = RULE_NO, .least = -INFINITY};
    if (json_is_string(spot->value)) {
        return rule_get_paths(rule, spot, many, &value->paths, &value->n_paths, err);
    }
    struct json_spot words = json_member(spot, "words"), numeric = json_member(spot, "number"),
                     required = json_member(spot, "required"), digits = json_member(spot, "digits"),
                     tests = json_member(spot, "if");
    enum status status = json_check_keys(spot, value_keys, sizeof value_keys / sizeof *value_keys, err);
    if (status != OK || (status = read_source(rule, spot, many, value, err)) != OK ||
        (status = read_number_keys(rule, set, spot, value, err)) != OK ||
        (status = read_words(rule, &words, value, err)) != OK ||
        (status = rule_get_truth(&numeric, &value->numeric, err)) != OK ||
        (status = rule_get_truth(&required, &value->required, err)) != OK ||
        (status = rule_get_digits(&digits, &value->least_digits, &value->most_digits, err)) != OK) {
        return status;
    }
    return rule_get_tests(rule, set, &tests, &value->tests, err);
}

/* ---- a column ---- */

static bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && strcmp(name + n - m, end) == 0;
}

/* What a column is, which its name may say; each of its values has to be one. */
static enum status decide_kind(struct rule_column *column, const struct json_spot *spot, struct error *err)
{
    bool numbers = false, known = tidy_kind(column->name, &column->kind);
    for (size_t i = 0; i < column->n_values; i++) {
        const struct rule_value *value = &column->values[i];
        numbers |= value->form != RULE_NUMBER || value->numeric;
    }
    column->kind = known ? column->kind : numbers ? MEASURE : FACTOR;
    bool in_seconds = ends_in(column->name, "_s") && !ends_in(column->name, "_per_s");
    for (size_t i = 0; i < column->n_values; i++) {
        const struct rule_value *value = &column->values[i];
        bool timed = value->form != RULE_NUMBER;
        if (column->kind == FACTOR && (timed || value->minus != RULE_NO || value->divided_by != NULL)) {
            return json_spot_error(spot, err, "found a unit or a calculation in '%.40s', which is a text",
                                   column->name);
        }
        if (column->kind == MEASURE && (value->n_words > 0 || value->is != NULL)) {
            return json_spot_error(spot, err, "found words in '%.40s', which is a number", column->name);
        }
        if (column->kind == MEASURE && in_seconds != timed) {
            return json_spot_error(spot, err,
                                   in_seconds ? "found no unit in '%.40s', which is in seconds"
                                              : "found a unit in '%.40s', which is not in seconds",
                                   column->name);
        }
    }
    return OK;
}

/* Every value of a column with a hole ends in many, no other does. */
static enum status check_hole(const struct rule *rule, const struct rule_column *column,
                              const struct json_spot *spot, struct error *err)
{
    for (size_t i = 0; i < column->n_values; i++) {
        const struct rule_value *value = &column->values[i];
        for (size_t p = 0; p < value->n_paths; p++) {
            const struct rule_path *path = &value->paths[p];
            bool has_hole = rule->type == RULE_CSV
                                ? strstr(path->text, "{}") != NULL
                                : rule_path_is_many(path) && path->steps[path->n - 1].kind == RULE_PATTERN;
            if (has_hole != column->has_hole || value->minus != RULE_NO) {
                return json_spot_error(spot, err, "found '%.40s' and '%.40s', expected '{}' in both",
                                       column->name, path->text);
            }
        }
        if (value->n_paths == 0 || column->kind == FACTOR) {
            return json_spot_error(spot, err, "found '{}' in '%.40s', expected numbers from many values",
                                   column->name);
        }
    }
    return OK;
}

static enum status check_column_name(const char *name, const struct json_spot *spot, struct error *err)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.{}");
    if (n == 0 || n != strlen(name) || n > SKIPPED_KIND) {
        return json_spot_error(spot, err, "found the column '%.40s', expected a name such as latency_s",
                               name);
    }
    return strcmp(name, "quality") != 0
               ? OK
               : json_spot_error(spot, err, "found the column 'quality', expected it beside 'columns'");
}

static enum status read_column(struct rule *rule, struct rule_set *set, const struct json_spot *spot,
                               struct error *err)
{
    struct rule_column *column = &set->columns[set->n_columns];
    bool is_list = json_is_array(spot->value);
    size_t n = is_list ? json_array_size(spot->value) : 1;
    *column = (struct rule_column){.name = spot->key};
    enum status status = check_column_name(column->name, spot, err);
    if (status == OK && (n == 0 || n > RULE_SPELLINGS)) {
        return json_spot_error(spot, err, "found %zu values, expected 1 to %d", n, RULE_SPELLINGS);
    }
    column->values = status == OK ? rule_take(rule, n, sizeof *column->values, err) : NULL;
    if (column->values == NULL) {
        return status == OK ? BAD_SERVICE : status;
    }
    struct tidy_figure figure;
    column->is_figure = strstr(column->name, "_p{}") != NULL || tidy_find_figure(column->name, &figure);
    status = rule_path_split(rule, column->name, &column->hole, err);
    column->has_hole = column->hole.kind == RULE_PATTERN;
    for (; status == OK && column->n_values < n; column->n_values++) {
        struct json_spot value = is_list ? json_element(spot, column->n_values) : *spot;
        status = read_value(rule, set, &value, column->has_hole, &column->values[column->n_values], err);
    }
    if (status == OK) {
        status = decide_kind(column, spot, err);
    }
    if (status == OK && column->has_hole) {
        status = check_hole(rule, column, spot, err);
    }
    if (status == OK && !column->has_hole) {
        status = rule_column_note(rule, column->name, column->kind, &column->target, spot, err);
    }
    set->n_columns++;
    return status;
}

enum status rule_column_read_all(struct rule *rule, struct rule_set *set, const struct json_spot *columns,
                                 struct error *err)
{
    const char *key;
    json_t *value;
    size_t n = json_object_size(columns->value);
    if (!json_is_object(columns->value) || n == 0 || n > RULE_COLUMNS) {
        return json_spot_error(columns, err, "found no columns, expected an object of 1 to %d", RULE_COLUMNS);
    }
    set->columns = rule_take(rule, n, sizeof *set->columns, err);
    enum status status = set->columns == NULL ? BAD_SERVICE : OK;
    json_object_foreach(columns->value, key, value)
    {
        struct json_spot spot = json_member(columns, key);
        status = status == OK ? read_column(rule, set, &spot, err) : status;
    }
    return status;
}
