#include "formats/rules/rule_path.h"

#include <ctype.h>
#include <string.h>

#include "base/number.h"

/* ---- reading ---- */

enum status rule_path_split(struct rule *rule, const char *text, struct rule_step *step, struct error *err)
{
    const char *hole = strstr(text, "{}");
    if (hole == NULL) {
        return OK;
    }
    *step = (struct rule_step){
        .kind = RULE_PATTERN, .key = rule_copy(rule, text, (size_t)(hole - text), err), .value = hole + 2};
    return step->key == NULL ? BAD_SERVICE : OK;
}

/* A key that ends before `end`, without the backslashes that let it hold dots and brackets. */
static enum status read_key(struct rule *rule, const char *text, const char *end, struct rule_step *step,
                            struct error *err)
{
    char *key = rule_copy(rule, text, (size_t)(end - text), err);
    if (key == NULL) {
        return BAD_SERVICE;
    }
    size_t n = 0;
    for (const char *c = text; c < end; c++) {
        c += *c == '\\' && c + 1 < end;
        key[n++] = *c;
    }
    key[n] = '\0';
    *step = (struct rule_step){.kind = strcmp(key, "*") == 0    ? RULE_MEMBERS
                                       : strcmp(key, "**") == 0 ? RULE_BELOW
                                                                : RULE_MEMBER,
                               .key = key};
    return rule_path_split(rule, key, step, err);
}

/* What stands in brackets. */
static enum status read_bracket(struct rule *rule, const char *text, size_t n, struct rule_step *step,
                                struct error *err)
{
    const char *equals = memchr(text, '=', n);
    *step = (struct rule_step){.kind = RULE_ELEMENTS};
    if (n == 0) {
        return OK;
    }
    if (equals != NULL) {
        step->kind = RULE_CHOSEN;
        step->key = rule_copy(rule, text, (size_t)(equals - text), err);
        step->value = rule_copy(rule, equals + 1, n - (size_t)(equals - text) - 1, err);
        return step->key == NULL || step->value == NULL ? BAD_SERVICE : OK;
    }
    step->kind = RULE_ELEMENT;
    for (size_t i = 0; i < n; i++) {
        if (!isdigit((unsigned char)text[i]) || i == 6) {
            return BAD_DATA;
        }
        step->index = step->index * 10 + (size_t)(text[i] - '0');
    }
    return OK;
}

/* The next step; *at moves behind it. BAD_DATA: that is none. */
static enum status read_step(struct rule *rule, const char *text, const char **at, struct rule_step *step,
                             struct error *err)
{
    const char *c = *at;
    if (*c == '[') {
        size_t n = strcspn(c, "]");
        *at = c + n + (c[n] == ']');
        return c[n] == ']' ? read_bracket(rule, c + 1, n - 1, step, err) : BAD_DATA;
    }
    if (*c == '@' && c > text && c[-1] != '.') {
        *step = (struct rule_step){.kind = RULE_TEXT};
        *at = c + 1;
        return OK;
    }
    c += *c == '.' && c > text;
    const char *end = c;
    while (*end != '\0' && *end != '.' && *end != '[') {
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
    }
    end -= end - c > 1 && end[-1] == '@';
    *at = end;
    return end == c ? BAD_DATA : read_key(rule, c, end, step, err);
}

enum status rule_path_read(struct rule *rule, const struct json_spot *spot, const char *text,
                           struct rule_path *path, struct error *err)
{
    *path = (struct rule_path){.text = text, .number = rule->n_paths++};
    if (rule->type == RULE_CSV) {
        path->field = rule_field(rule, text);
        return path->field != SIZE_MAX
                   ? OK
                   : json_spot_error(spot, err, "found more than %d columns", RULE_COLUMNS);
    }
    path->steps = rule_take(rule, RULE_STEPS, sizeof *path->steps, err);
    enum status status = path->steps == NULL ? BAD_SERVICE : OK;
    size_t below = 0;
    for (const char *at = text; status == OK && *at != '\0';) {
        status = path->n == RULE_STEPS ? BAD_DATA : read_step(rule, text, &at, &path->steps[path->n++], err);
        below += status == OK && path->steps[path->n - 1].kind == RULE_BELOW;
    }
    /* Each ** more would multiply the work, and find the same objects several times. */
    if (status == OK && below > 1) {
        return json_spot_error(spot, err, "found '**' %zu times in the path '%.40s', expected it once", below,
                               text);
    }
    return status == BAD_DATA
               ? json_spot_error(spot, err,
                                 "found the path '%.40s', expected one such as 'results[].times[]'", text)
               : status;
}

static bool are_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The step of the rows' path whose number an array beside theirs is read at; SIZE_MAX when there is none. */
static size_t find_parallel(const struct rule_path *path, size_t step, const struct rule_path *each)
{
    size_t ordinal = 0, seen = 0;
    for (size_t i = 0; i < step; i++) {
        ordinal += path->steps[i].kind == RULE_ELEMENTS;
    }
    for (size_t i = 0; i < each->n; i++) {
        if (each->steps[i].kind == RULE_ELEMENTS && seen++ == ordinal) {
            return i;
        }
    }
    return SIZE_MAX;
}

bool rule_path_is_many(const struct rule_path *path)
{
    enum rule_step_kind last = path->n > path->shared ? path->steps[path->n - 1].kind : RULE_MEMBER;
    return last == RULE_PATTERN || last == RULE_MEMBERS;
}

enum status rule_path_tie(struct rule_path *path, const struct rule_path *each, bool many,
                          const struct json_spot *spot, struct error *err)
{
    while (path->shared < path->n && path->shared < each->n) {
        const struct rule_step *a = &path->steps[path->shared], *b = &each->steps[path->shared];
        if (a->kind != b->kind || a->index != b->index || !are_same(a->key, b->key) ||
            !are_same(a->value, b->value)) {
            break;
        }
        path->shared++;
    }
    for (size_t i = path->shared; i < path->n; i++) {
        struct rule_step *step = &path->steps[i];
        bool ends_many = many && i + 1 == path->n;
        step->index = step->kind == RULE_ELEMENTS ? find_parallel(path, i, each) : step->index;
        if (step->kind == RULE_BELOW || step->kind == RULE_TEXT || step->index == SIZE_MAX ||
            ((step->kind == RULE_MEMBERS || step->kind == RULE_PATTERN) && !ends_many)) {
            return json_spot_error(spot, err, "found '%.40s', which is many values of each '%.40s'",
                                   path->text, each->text == NULL ? "" : each->text);
        }
    }
    return OK;
}

/* ---- finding ---- */

/* The element that has the text, or a number that is written so, in the member. */
static size_t find_chosen(const json_t *array, const struct rule_step *step)
{
    size_t i = 0;
    double wanted, *number = number_parse(step->value, strlen(step->value), &wanted) ? &wanted : NULL;
    for (; i < json_array_size(array); i++) {
        const json_t *member = json_object_get(json_array_get(array, i), step->key);
        const char *text = json_string_value(member);
        if (text != NULL ? strcmp(text, step->value) == 0
                         : json_is_number(member) && number != NULL && json_number_value(member) == wanted) {
            break;
        }
    }
    return i;
}

static size_t index_of(const struct rule_step *step, const json_t *array,
                       const struct json_spot *const *bound)
{
    return step->kind == RULE_ELEMENTS ? bound[step->index + 1]->index
           : step->kind == RULE_CHOSEN ? find_chosen(array, step)
                                       : step->index;
}

json_t *rule_path_find(const struct rule_path *path, const struct json_spot *const *bound)
{
    json_t *value = bound[path->shared]->value;
    size_t n = path->n - rule_path_is_many(path);
    for (size_t i = path->shared; value != NULL && i < n; i++) {
        const struct rule_step *step = &path->steps[i];
        value = step->kind == RULE_MEMBER ? json_object_get(value, step->key)
                                          : json_array_get(value, index_of(step, value, bound));
    }
    return value;
}

const struct json_spot *rule_path_spot(const struct rule_path *path, const struct json_spot *const *bound,
                                       struct json_spot spots[RULE_STEPS])
{
    const struct json_spot *spot = bound[path->shared];
    size_t n = path->n - rule_path_is_many(path);
    for (size_t i = path->shared; spot->value != NULL && i < n; i++) {
        const struct rule_step *step = &path->steps[i];
        spots[i] = step->kind == RULE_MEMBER ? json_member(spot, step->key)
                                             : json_element(spot, index_of(step, spot->value, bound));
        spot = &spots[i];
    }
    return spot;
}

bool rule_path_matches(const struct rule_step *pattern, const char *key, char percent[NUMBER_TEXT])
{
    size_t n = strlen(key), before = strlen(pattern->key), behind = strlen(pattern->value);
    double number;
    if (n <= before + behind || n - before - behind >= NUMBER_TEXT ||
        strncmp(key, pattern->key, before) != 0 || strcmp(key + n - behind, pattern->value) != 0) {
        return false;
    }
    n -= before + behind;
    memcpy(percent, key + before, n);
    percent[n] = '\0';
    if (strspn(percent, "0123456789._") != n) {
        return false;
    }
    for (char *mark = percent; (mark = strchr(mark, '_')) != NULL;) {
        *mark = '.';
    }
    if (!number_parse(percent, n, &number) || !(number > 0 && number < 100)) { /* those are min and max */
        return false;
    }
    percent[number_write(number, percent)] = '\0';
    return true;
}
