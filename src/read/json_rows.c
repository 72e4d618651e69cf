#include "read/json_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_file.h"
#include "table/tidy.h"

enum { DEEPEST = 16, MOST_NESTED = 4 };

bool json_rows_is_measure(const char *name, struct error *err)
{
    enum unit unit = NO_UNIT;
    char *seconds = tidy_name_in_seconds(name, &unit, err);
    enum column_kind kind;
    bool known = tidy_kind(seconds == NULL ? name : seconds, &kind) && kind == MEASURE;
    free(seconds);
    return known;
}

bool json_rows_is_numbers(const json_t *value)
{
    size_t i, numbers = 0;
    json_t *item;
    json_array_foreach((json_t *)value, i, item)
    {
        numbers += json_is_number(item);
        if (!json_is_number(item) && !json_is_null(item)) {
            return false;
        }
    }
    return numbers > 0;
}

/* ---- cells ---- */

static enum status set_container(struct json_rows *rows, const char *name, const json_t *value,
                                 struct error *err)
{
    if (json_array_size(value) == 0 && json_object_size(value) == 0) {
        return OK;
    }
    char *text = json_write(value, JSON_COMPACT);
    enum status status =
        text == NULL ? error_no_memory(err) : records_set_text(&rows->row, name, text, strlen(text), err);
    free(text);
    return status;
}

enum status json_rows_set(struct json_rows *rows, const char *name, const json_t *value, struct error *err)
{
    struct records_row *row = &rows->row;
    switch (json_typeof(value)) {
    case JSON_STRING:
        return records_set_text(row, name, json_string_value(value), json_string_length(value), err);
    case JSON_INTEGER:
        return records_set_integer(row, name, json_integer_value(value), err);
    case JSON_REAL:
        return records_set_number(row, name, json_real_value(value), err);
    case JSON_TRUE:
    case JSON_FALSE:
        return records_set_truth(row, name, json_is_true(value), err);
    case JSON_NULL: /* the column is there, and its cell is missing */
        return records_set_text(row, name, "", 0, err);
    case JSON_ARRAY:
    case JSON_OBJECT:
        return set_container(rows, name, value, err);
    }
    abort();
}

/* The members of an object, which is `depth` levels down. */
static enum status set_members(struct json_rows *rows, const char *prefix, const json_t *object, size_t depth,
                               struct error *err)
{
    enum status status = OK;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        struct text name = {0};
        bool unfolds = depth == 0 && rows->unfolds != NULL && rows->unfolds(value);
        bool dropped = depth == 0 && rows->dropped != NULL && strcmp(key, rows->dropped) == 0;
        if (value == rows->passed || unfolds || dropped) {
            continue;
        }
        status = prefix[0] == '\0' ? OK : text_print(&name, err, "%s.%s", prefix, key);
        const char *full = name.bytes == NULL ? key : name.bytes;
        if (status == OK && json_is_object(value)) {
            status = depth == DEEPEST
                         ? error_set(err, BAD_DATA, "found more than %d objects in one another", DEEPEST)
                         : set_members(rows, full, value, depth + 1, err);
        } else if (status == OK) {
            status = json_rows_set(rows, full, value, err);
        }
        text_release(&name);
        if (status != OK) {
            break;
        }
    }
    return status;
}

enum status json_rows_set_members(struct json_rows *rows, const json_t *object, struct error *err)
{
    return set_members(rows, "", object, 0, err);
}

/* ---- rows ---- */

/* With --lenient a bad row is forgiven, and counted when it is its turn to be added. */
static enum status settle(struct json_rows *rows, enum status status, struct error *placed, struct error *err)
{
    bool early = !rows->row.records->decided && rows->sink->options->lenient;
    return early ? error_forgive(status, placed, err) : record_judge(rows->sink, status, placed, err);
}

/* Gives what is wrong with a row, or with its member of that name, a place. */
static enum status judge(struct json_rows *rows, const struct json_spot *spot, const char *name,
                         enum status status, const struct error *why, struct error *err)
{
    struct error placed = {{0}};
    struct json_spot member = json_member(spot, name == NULL ? "" : name);
    status = json_spot_judge(json_is_object(spot->value) && member.value != NULL ? &member : spot, status,
                             why, &placed);
    return settle(rows, status, &placed, err);
}

enum status json_rows_end(struct json_rows *rows, const struct json_spot *spot, struct error *err)
{
    struct error why = {{0}};
    const char *name = NULL;
    enum status status = records_row_end(&rows->row, &name, &why);
    return status == OK ? OK : judge(rows, spot, name, status, &why, err);
}

/* Whether a member beside the lists is what was measured, so that these only describe it. */
static bool has_measure(const struct json_spot *object, struct error *err)
{
    const char *key;
    json_t *value;
    json_object_foreach(object->value, key, value)
    {
        if (json_is_number(value) && json_rows_is_measure(key, err)) {
            return true;
        }
    }
    return false;
}

/* The length of the members that are lists of numbers, where these are what was measured; all have to be of
 * one length. */
static enum status find_lists(const struct json_spot *object, size_t *length, struct error *err)
{
    const char *key, *odd = NULL;
    json_t *value;
    *length = 0;
    json_object_foreach(object->value, key, value)
    {
        size_t n = json_rows_is_numbers(value) ? json_array_size(value) : 0;
        odd = n > 0 && *length > 0 && n != *length ? key : odd;
        *length = *length == 0 ? n : *length;
    }
    if (*length > 0 && has_measure(object, err)) {
        *length = 0;
        return OK;
    }
    if (err->text[0] != '\0') {
        return BAD_SERVICE;
    }
    if (odd != NULL) {
        struct json_spot member = json_member(object, odd);
        return json_spot_error(&member, err, "found a list of %zu numbers, expected %zu as in the one before",
                               json_array_size(member.value), *length);
    }
    return OK;
}

static bool is_records(const json_t *member)
{
    return json_is_array(member) && json_is_object(json_array_get(member, 0));
}

static bool says_duration(const json_t *object)
{
    const char *key;
    json_t *value;
    bool found = false;
    json_object_foreach((json_t *)object, key, value)
    {
        found |= json_is_number(value) && tidy_says_duration(key);
    }
    return found;
}

/* The only member that has records which are what was measured; NULL for several, and where they only tell
 * more of what the object says: spans of a request, say. */
static const char *find_records(const struct json_spot *object, struct error *err)
{
    const char *key, *found = NULL;
    json_t *value, *first = NULL;
    size_t n = 0;
    json_object_foreach(object->value, key, value)
    {
        found = is_records(value) ? key : found;
        first = is_records(value) ? json_array_get(value, 0) : first;
        n += is_records(value);
    }
    if (n != 1 || has_measure(object, err)) {
        return NULL;
    }
    const struct json_spot child = {.file = object->file, .value = first};
    return has_measure(&child, err) || !says_duration(object->value) ? found : NULL;
}

enum status json_rows_set_parent(struct json_rows *rows, const json_t *object, const json_t *child,
                                 struct error *err)
{
    const char *key;
    json_t *value;
    enum status status = OK;
    bool factors = rows->row.factors;
    rows->row.factors = true;
    json_object_foreach((json_t *)object, key, value)
    {
        json_t *alone = json_object(), *named = json_object();
        bool twice = json_object_get(child, key) != NULL;
        bool good = alone != NULL && named != NULL && json_object_set(alone, key, value) == 0 &&
                    json_object_set(named, "parent", alone) == 0;
        status = status != OK ? status
                 : !good      ? error_no_memory(err)
                              : json_rows_set_members(rows, twice ? named : alone, err);
        json_decref(alone);
        json_decref(named);
    }
    rows->row.factors = factors;
    return status;
}

/* A row for each record that stands in the object. */
static enum status add_records(struct json_rows *rows, const struct json_spot *object, const char *key,
                               struct error *why, struct error *err)
{
    struct json_spot records = json_member(object, key);
    rows->unfolds = is_records;
    enum status status = json_rows_set_parent(rows, object->value, json_array_get(records.value, 0), why);
    rows->unfolds = NULL;
    size_t mark = rows->row.n;
    rows->depth++;
    for (size_t i = 0; status == OK && i < json_array_size(records.value); i++) {
        struct json_spot record = json_element(&records, i);
        status = json_rows_add(rows, &record, err);
        records_row_cut(&rows->row, mark);
    }
    rows->depth--;
    return status;
}

/* One row for each place of the lists; what else the object says is the same for all. What is wrong stands in
 * `why`, without a place, or in err with one. */
static enum status add_lists(struct json_rows *rows, const struct json_spot *object, size_t length,
                             struct error *why, struct error *err)
{
    bool factors = rows->row.factors;
    rows->row.factors = true;
    rows->unfolds = json_rows_is_numbers;
    enum status status = json_rows_set_members(rows, object->value, why);
    rows->row.factors = factors;
    rows->unfolds = NULL;
    size_t mark = rows->row.n;
    for (size_t i = 0; status == OK && i < length; i++) {
        const char *key;
        json_t *value;
        json_object_foreach(object->value, key, value)
        {
            if (status == OK && json_rows_is_numbers(value)) {
                status = json_rows_set(rows, key, json_array_get(value, i), why);
            }
        }
        status = status == OK ? json_rows_end(rows, object, err) : status;
        records_row_cut(&rows->row, mark);
    }
    return status;
}

/* Whether a list or an object stands in the object, as in most records none does. */
static bool is_nested(const json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        if (json_is_array(value) || json_is_object(value)) {
            return true;
        }
    }
    return false;
}

enum status json_rows_add(struct json_rows *rows, const struct json_spot *object, struct error *err)
{
    struct error why = {{0}}, placed = {{0}};
    size_t length = 0, mark = rows->row.n;
    bool nested = is_nested(object->value);
    enum status status =
        !json_is_object(object->value)
            ? json_spot_error(object, &placed, "found no object, expected {...} like those before it")
        : nested ? find_lists(object, &length, &placed)
                 : OK;
    const char *records = nested && status == OK && length == 0 && rows->depth < MOST_NESTED
                              ? find_records(object, &placed)
                              : NULL;
    status = placed.text[0] != '\0' && status == OK ? BAD_SERVICE : status;
    if (status != OK) {
        return settle(rows, status, &placed, err);
    }
    if (records != NULL) {
        status = add_records(rows, object, records, &why, err);
    } else if (length > 0) {
        status = add_lists(rows, object, length, &why, err);
    } else {
        status = json_rows_set_members(rows, object->value, &why);
        status = status == OK ? json_rows_end(rows, object, err) : status;
    }
    records_row_cut(&rows->row, mark);
    return status == OK || why.text[0] == '\0' ? status : judge(rows, object, NULL, status, &why, err);
}
