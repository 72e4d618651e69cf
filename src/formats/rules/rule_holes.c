#include "formats/rules/rule_holes.h"

#include <string.h>

enum { MOST_KEYS = sizeof((struct json_hole *)NULL)->keys / sizeof *((struct json_hole *)NULL)->keys };

/* Whether the path leads to the hole, or to what it is in; a step that is no key may lead anywhere. */
static bool reaches(const struct rule_path *path, const struct json_hole *hole)
{
    for (size_t i = 0; i < path->n && i < hole->n; i++) {
        if (path->steps[i].kind == RULE_MEMBER && strcmp(path->steps[i].key, hole->keys[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool any_reaches(const struct rule_path *paths, size_t n, const struct json_hole *hole)
{
    for (size_t i = 0; i < n; i++) {
        if (reaches(&paths[i], hole)) {
            return true;
        }
    }
    return false;
}

static bool is_tested(const struct rule_tests *tests, const struct json_hole *hole)
{
    for (size_t i = 0; i < tests->n; i++) {
        const struct rule_test *test = &tests->rows[i];
        if (reaches(&test->path, hole) || (test->kind == RULE_DIFFERS && reaches(&test->other, hole))) {
            return true;
        }
    }
    return false;
}

/* Whether the set's rows depend on the hole by more than the numbers of their measures. */
static bool depends(const struct rule_set *set, const struct json_hole *hole)
{
    bool found = is_tested(&set->only, hole) || any_reaches(set->tags, set->n_tags, hole) ||
                 any_reaches(set->pairs, set->n_pairs, hole);
    for (size_t c = 0; c < set->n_columns; c++) {
        const struct rule_column *column = &set->columns[c];
        for (size_t v = 0; v < column->n_values; v++) {
            const struct rule_value *value = &column->values[v];
            found |= is_tested(&value->tests, hole) ||
                     (value->unit_from != NULL && reaches(value->unit_from, hole)) ||
                     (column->kind == FACTOR && any_reaches(value->paths, value->n_paths, hole));
        }
    }
    return found;
}

/* The keys of a path that is made of nothing else. */
static bool read_keys(const struct rule_path *path, struct json_hole *hole)
{
    hole->n = path->n;
    for (size_t i = 0; i < path->n; i++) {
        if (path->n > MOST_KEYS || path->steps[i].kind != RULE_MEMBER) {
            return false;
        }
        hole->keys[i] = path->steps[i].key;
    }
    return path->n > 0;
}

size_t rule_holes_number(const struct json_hole *holes, size_t n, const struct rule_path *path)
{
    struct json_hole hole;
    for (size_t i = 0; i < n && read_keys(path, &hole); i++) {
        bool same = holes[i].n == hole.n;
        for (size_t k = 0; same && k < hole.n; k++) {
            same = strcmp(holes[i].keys[k], hole.keys[k]) == 0;
        }
        if (same) {
            return i;
        }
    }
    return n;
}

static bool is_used_otherwise(const struct rule *rule, const struct json_hole *hole)
{
    for (size_t i = 0; i < rule->n_sets; i++) {
        if (depends(&rule->sets[i], hole)) {
            return true;
        }
    }
    return false;
}

/* Adds those of one value of a measure. */
static void add_holes(const struct rule *rule, const struct rule_value *value, struct json_hole *holes,
                      size_t *n)
{
    for (size_t p = 0; !value->of_key && p <= value->n_paths; p++) {
        const struct rule_path *path = p < value->n_paths ? &value->paths[p] : value->divided_by;
        struct json_hole hole;
        if (path != NULL && *n < JSON_HOLES && read_keys(path, &hole) &&
            rule_holes_number(holes, *n, path) == *n && !is_used_otherwise(rule, &hole)) {
            holes[(*n)++] = hole;
        }
    }
}

size_t rule_holes_find(const struct rule *rule, struct json_hole holes[JSON_HOLES])
{
    size_t n = 0;
    for (size_t i = 0; i < rule->n_sets; i++) {
        const struct rule_set *set = &rule->sets[i];
        if (set->quality != NULL || set->counts_requests) {
            return 0; /* whether there is a row at all depends on its figures */
        }
        for (size_t c = 0; c < set->n_columns; c++) {
            for (size_t v = 0; set->columns[c].kind == MEASURE && v < set->columns[c].n_values; v++) {
                add_holes(rule, &set->columns[c].values[v], holes, &n);
            }
        }
    }
    return n;
}
