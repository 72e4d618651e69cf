#include "formats/rules/rule_get.h"

#include <string.h>

#include "formats/rules/rule_path.h"

enum { LONGEST_TEXT = 200 };

static enum status get_text(const struct json_spot *spot, const char **text, struct error *err)
{
    *text = json_string_value(spot->value);
    size_t n = json_string_length(spot->value);
    return *text != NULL && n <= LONGEST_TEXT && strlen(*text) == n
               ? OK
               : json_spot_error(spot, err, "found no text, expected one of at most %d bytes", LONGEST_TEXT);
}

enum status rule_get_texts(struct rule *rule, const struct json_spot *member, const char *const **texts,
                           size_t *n, struct error *err)
{
    bool is_list = json_is_array(member->value);
    size_t size = is_list ? json_array_size(member->value) : member->value != NULL;
    *n = 0;
    if (is_list && (size == 0 || size > RULE_COLUMNS)) {
        return json_spot_error(member, err, "found a list of %zu, expected 1 to %d texts", size,
                               RULE_COLUMNS);
    }
    const char **list = rule_take(rule, size, sizeof *list, err);
    if (list == NULL) {
        return BAD_SERVICE;
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < size; i++) {
        struct json_spot spot = is_list ? json_element(member, i) : *member;
        status = get_text(&spot, &list[i], err);
    }
    *texts = list;
    *n = size;
    return status;
}

enum status rule_get_paths(struct rule *rule, const struct json_spot *member, bool many,
                           struct rule_path **paths, size_t *n, struct error *err)
{
    const struct rule_set *set = &rule->sets[rule->n_sets - 1];
    const char *const *texts = NULL;
    enum status status = rule_get_texts(rule, member, &texts, n, err);
    if (status == OK && *n > RULE_SPELLINGS) {
        return json_spot_error(member, err, "found %zu of them, expected at most %d", *n, RULE_SPELLINGS);
    }
    *paths = status == OK ? rule_take(rule, *n, sizeof **paths, err) : NULL;
    if (status == OK && *paths == NULL) {
        return BAD_SERVICE;
    }
    for (size_t i = 0; status == OK && i < *n; i++) {
        struct json_spot spot = json_is_array(member->value) ? json_element(member, i) : *member;
        status = rule_path_read(rule, &spot, texts[i], &(*paths)[i], err);
        if (status == OK && rule->type != RULE_CSV) {
            status = rule_path_tie(&(*paths)[i], &set->each, many, &spot, err);
        }
    }
    return status;
}

enum status rule_get_path(struct rule *rule, const struct json_spot *member, struct rule_path **path,
                          struct error *err)
{
    size_t n = 0;
    *path = NULL;
    if (member->value == NULL) {
        return OK;
    }
    if (!json_is_string(member->value)) {
        return json_spot_error(member, err, "found no text in '%s', expected \"...\"", member->key);
    }
    return rule_get_paths(rule, member, false, path, &n, err);
}

enum status rule_get_truth(const struct json_spot *member, bool *truth, struct error *err)
{
    *truth = json_is_true(member->value);
    return member->value == NULL || json_is_boolean(member->value)
               ? OK
               : json_spot_error(member, err, "found something else, expected true or false");
}

static bool get_count(const json_t *value, size_t *count)
{
    enum { MOST_DIGITS = 99 };
    json_int_t number = json_integer_value(value);
    *count = (size_t)number;
    return json_is_integer(value) && number > 0 && number <= MOST_DIGITS;
}

enum status rule_get_digits(const struct json_spot *member, size_t *least, size_t *most, struct error *err)
{
    bool read = member->value == NULL;
    *least = *most = 0;
    if (json_is_array(member->value) && json_array_size(member->value) == 2) {
        read = get_count(json_array_get(member->value, 0), least) &&
               get_count(json_array_get(member->value, 1), most) && *least <= *most;
    } else if (json_is_integer(member->value)) {
        read = get_count(member->value, least);
        *most = *least;
    }
    return read ? OK : json_spot_error(member, err, "found no number of digits, expected 3 or [1, 3]");
}

/* ---- tests ---- */

/* {"contains": "x"}, {"not": ...}, {"exists": true} or {"differs": path}; what the value is compared with is
 * left in *texts. */
static enum status get_test(struct rule *rule, const struct rule_set *set, const struct json_spot *spot,
                            struct rule_test *test, struct error *err)
{
    static const char *const keys[] = {"contains", "not", "exists", "differs"};
    if (!json_is_object(spot->value)) {
        return rule_get_texts(rule, spot, &test->texts, &test->n, err);
    }
    enum status status = json_check_keys(spot, keys, sizeof keys / sizeof *keys, err);
    if (status == OK && json_object_size(spot->value) != 1) {
        return json_spot_error(spot, err, "found %zu tests, expected one", json_object_size(spot->value));
    }
    struct json_spot contains = json_member(spot, "contains"), inner = json_member(spot, "not"),
                     exists = json_member(spot, "exists"), differs = json_member(spot, "differs");
    if (status != OK) {
        return status;
    }
    if (inner.value != NULL) {
        if (test->negated) {
            return json_spot_error(&inner, err, "found 'not' twice, expected it once");
        }
        test->negated = true;
        return json_is_object(inner.value) ? get_test(rule, set, &inner, test, err)
                                           : rule_get_texts(rule, &inner, &test->texts, &test->n, err);
    }
    if (contains.value != NULL) {
        test->kind = RULE_CONTAINS;
        return rule_get_texts(rule, &contains, &test->texts, &test->n, err);
    }
    if (exists.value != NULL) {
        bool wanted;
        test->kind = RULE_EXISTS;
        status = rule_get_truth(&exists, &wanted, err);
        test->negated ^= !wanted;
        return status;
    }
    struct rule_path *other = NULL;
    test->kind = RULE_DIFFERS;
    status = rule_get_path(rule, &differs, &other, err);
    test->other = status == OK && other != NULL ? *other : (struct rule_path){0};
    return status;
}

enum status rule_get_tests(struct rule *rule, const struct rule_set *set, const struct json_spot *member,
                           struct rule_tests *tests, struct error *err)
{
    const char *key;
    json_t *value;
    enum status status = OK;
    *tests = (struct rule_tests){0};
    if (member->value == NULL) {
        return OK;
    }
    if (!json_is_object(member->value) || json_object_size(member->value) == 0 ||
        json_object_size(member->value) > RULE_SPELLINGS) {
        return json_spot_error(member, err, "found no tests, expected an object of 1 to %d", RULE_SPELLINGS);
    }
    tests->rows = rule_take(rule, json_object_size(member->value), sizeof *tests->rows, err);
    if (tests->rows == NULL) {
        return BAD_SERVICE;
    }
    json_object_foreach(member->value, key, value)
    {
        struct json_spot spot = json_member(member, key);
        struct rule_test *test = &tests->rows[tests->n++];
        if (status == OK) {
            status = rule_path_read(rule, &spot, key, &test->path, err);
        }
        if (status == OK && rule->type != RULE_CSV) {
            status = rule_path_tie(&test->path, &set->each, false, &spot, err);
        }
        if (status == OK) {
            status = get_test(rule, set, &spot, test, err);
        }
    }
    return status;
}
