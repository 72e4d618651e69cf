/* A result's fields as JSON: every value where its path says. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "output/form.h"

/* What is written while it goes on; every failure but the first is memory that is out. */
struct writing {
    const struct form *form;
    struct at at;
};

static json_t *json_finite(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *json_factor(const char *text)
{
    double number;
    char shortest[NUMBER_TEXT];
    if (text == NULL) {
        return json_null();
    }
    if (!number_parse(text, strlen(text), &number) ||
        (number_write(number, shortest), strcmp(shortest, text) != 0)) {
        return json_string(text);
    }
    bool whole = number == floor(number) && fabs(number) < 1e15;
    return whole ? json_integer((json_int_t)number) : json_real(number);
}

static json_t *group_json(const struct grouping *grouping, const struct group *group)
{
    json_t *object = json_object();
    for (size_t i = 0; object != NULL && i < grouping->n_by; i++) {
        json_t *value = json_factor(group_text(grouping, group, i));
        if (json_object_set_new(object, grouping->by[i]->name, value) != 0) {
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

static json_t *json_interval(const struct interval *interval)
{
    return isfinite(interval->low) || isfinite(interval->high)
               ? json_pack("[oo]", json_finite(interval->low), json_finite(interval->high))
               : json_null();
}

/* A number with its interval inside. */
static json_t *json_estimate(const struct value *value)
{
    json_t *object =
        json_pack("{s:o, s:o}", "value", json_finite(value->number), "ci", json_interval(&value->interval));
    if (object != NULL && value->method != NULL &&
        json_object_set_new(object, "method", json_string(value->method)) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* NULL when memory is out. */
static json_t *json_value(const struct value *value, enum interval_place place)
{
    switch (value->kind) {
    case VALUE_TEXT:
        return json_string(value->text);
    case VALUE_FACTOR:
        return json_factor(value->text);
    case VALUE_GROUP:
        return group_json(value->grouping, value->group);
    case VALUE_COUNT:
        return json_integer((json_int_t)value->count);
    case VALUE_NUMBER:
        return place == INTERVAL_INSIDE ? json_estimate(value) : json_finite(value->number);
    case VALUE_TRUTH:
        return json_boolean(value->number != 0);
    case VALUE_OBJECT:
        return json_object();
    case VALUE_ARRAY:
        return json_array();
    case VALUE_INTERVAL:
        return json_interval(&value->interval);
    case VALUE_ABSENT:
    case VALUE_NULL:
    case VALUE_UNKNOWN:
    case VALUE_FAILED:
        return json_null();
    }
    abort();
}

/* ---- paths ---- */

/* The member whose name is the first n bytes, made when there is none; NULL when memory is out. */
static json_t *open_member(json_t *object, const char *name, size_t n, bool is_array)
{
    char key[ITEM_NAME];
    snprintf(key, sizeof key, "%.*s", (int)n, name);
    json_t *member = json_object_get(object, key);
    if (member == NULL) {
        member = is_array ? json_array() : json_object();
        if (json_object_set_new(object, key, member) != 0) {
            return NULL;
        }
    }
    return member;
}

static json_t *open_item(json_t *array, size_t item)
{
    while (json_array_size(array) <= item) {
        if (json_array_append_new(array, json_object()) != 0) {
            return NULL;
        }
    }
    return json_array_get(array, item);
}

/* An item of a block that is repeated: its number, and its name where it has one. */
struct item {
    size_t index;
    const char *name;
};

/*
 * The object that the last name of the path is a member of, and that name. *parent is null, JSON's, where one
 * on the way is. False when memory is out.
 */
static bool walk(json_t *row, const char *path, const struct item *item, json_t **parent, const char **last)
{
    json_t *here = row;
    const char *dot;
    while (here != NULL && !json_is_null(here) && (dot = strchr(path, '.')) != NULL) {
        size_t n = (size_t)(dot - path);
        bool is_array = n > 2 && dot[-1] == ']';
        bool is_item = n == 1 && path[0] == '*';
        here = is_item ? open_member(here, item->name, strlen(item->name), false)
                       : open_member(here, path, is_array ? n - 2 : n, is_array);
        if (here != NULL && is_array && !json_is_null(here)) {
            here = open_item(here, item->index);
        }
        path = dot + 1;
    }
    *parent = here;
    *last = strcmp(path, "*") == 0 ? item->name : path;
    return here != NULL;
}

static bool set_interval(json_t *parent, const char *name, const struct value *value)
{
    char beside[ITEM_NAME];
    snprintf(beside, sizeof beside, "%s_ci", name);
    json_t *interval = value->kind == VALUE_NUMBER ? json_interval(&value->interval) : json_null();
    return json_object_set_new(parent, beside, interval) == 0;
}

/* Puts the value of a field where it belongs in the row's object; false when memory is out. */
static bool set_field(struct writing *writing, const struct form_block *block, const struct field *field,
                      json_t *row)
{
    char room[ITEM_NAME];
    json_t *parent;
    const char *name;
    writing->at.scratch->n = 0;
    struct value value = field->get(&writing->at);
    if (value.kind == VALUE_ABSENT || value.kind == VALUE_FAILED) {
        return value.kind == VALUE_ABSENT;
    }
    const struct item item = {writing->at.item, block->item == NULL ? "" : block->item(&writing->at, room)};
    if (!walk(row, field->path, &item, &parent, &name)) {
        return false;
    }
    if (json_is_null(parent)) {
        return true;
    }
    size_t n = strlen(name);
    if (n > 2 && name[n - 1] == ']') {
        json_t *array = open_member(parent, name, n - 2, true);
        return array != NULL && json_array_append_new(array, json_value(&value, field->interval)) == 0;
    }
    return json_object_set_new(parent, name, json_value(&value, field->interval)) == 0 &&
           (field->interval != INTERVAL_BESIDE || set_interval(parent, name, &value));
}

static bool set_block(struct writing *writing, const struct form_block *block, json_t *object)
{
    bool done = true;
    size_t times = form_enter(block, &writing->at);
    for (; done && writing->at.item < times; writing->at.item++) {
        for (size_t f = 0; done && f < block->n; f++) {
            done = block->fields[f].path == NULL || set_field(writing, block, &block->fields[f], object);
        }
    }
    return done;
}

/* ---- rows ---- */

static json_t *json_notes(struct writing *writing)
{
    const struct notes *notes = writing->form->notes(writing->at.result, writing->at.row);
    json_t *array = json_array();
    for (size_t i = 0, place = 0; array != NULL && notes != NULL && i < notes->n; i++) {
        const struct note note = notes_next(notes, &place);
        struct text *words = writing->at.scratch;
        words->n = 0;
        if (form_append_note(writing->form, &writing->at, &note, words, writing->at.err) != OK ||
            json_array_append_new(array, json_string(words->bytes)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static bool fill_row(struct writing *writing, json_t *row)
{
    struct grouping grouping;
    const struct group *group = form_group(writing->form, &writing->at, &grouping);
    if (group != NULL && json_object_set_new(row, "by", group_json(&grouping, group)) != 0) {
        return false;
    }
    for (size_t b = 0; b < writing->form->n_blocks; b++) {
        if (!set_block(writing, &writing->form->blocks[b], row)) {
            return false;
        }
    }
    return writing->form->notes == NULL || json_object_set_new(row, "notes", json_notes(writing)) == 0;
}

/* The object, which was filled in so; NULL with err set when memory is out. */
static json_t *filled(json_t *object, bool done, struct error *err)
{
    if (done) {
        return object;
    }
    json_decref(object);
    error_no_memory(err);
    return NULL;
}

json_t *form_json_row(const struct form *form, const struct at *at, struct error *err)
{
    struct writing writing = {form, *at};
    json_t *row = json_object();
    return filled(row, row != NULL && fill_row(&writing, row), err);
}

json_t *form_json_head(const struct form *form, const struct at *at, struct error *err)
{
    struct writing writing = {form, *at};
    json_t *object = json_pack("{s:s}", "schema", form->schema);
    bool done = object != NULL;
    for (size_t b = 0; done && b < form->n_head; b++) {
        done = set_block(&writing, &form->head[b], object);
    }
    for (size_t i = 0; done && i < form->n_also; i++) {
        const struct form *also = form->also[i];
        for (size_t b = 0; done && b < also->n_head; b++) {
            done = set_block(&writing, &also->head[b], object);
        }
    }
    return filled(object, done, err);
}
