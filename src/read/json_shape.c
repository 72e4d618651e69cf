#include "read/json_shape.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "read/json_rows.h"

enum { MOST_KEYS_SHOWN = 6, DEEPEST = 32 };

static bool is_scalar(const json_t *value)
{
    return !json_is_object(value) && !json_is_array(value);
}

static const json_t *first_of(const json_t *value)
{
    return json_is_array(value) ? json_array_get(value, 0)
                                : json_object_iter_value(json_object_iter((json_t *)value));
}

/* Whether all items of an array are of the kind that `is` tells. */
static bool all_items(const json_t *array, bool (*is)(const json_t *))
{
    size_t i;
    json_t *item;
    json_array_foreach((json_t *)array, i, item)
    {
        if (!is(item)) {
            return false;
        }
    }
    return json_array_size(array) > 0;
}

static bool all_members(const json_t *object, bool (*is)(const json_t *))
{
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)object, key, member)
    {
        if (!is(member)) {
            return false;
        }
    }
    return json_object_size(object) > 0;
}

static bool is_object(const json_t *value)
{
    return json_is_object(value);
}

static bool is_array(const json_t *value)
{
    return json_is_array(value);
}

static bool is_scalars(const json_t *value)
{
    return json_is_array(value) && all_items(value, is_scalar);
}

static bool is_records(const json_t *value)
{
    return json_is_array(value) && is_object(first_of(value));
}

static bool is_flat(const json_t *value)
{
    return json_is_object(value) && all_members(value, is_scalar);
}

/* Whether it is lists of numbers, in lists and objects, and nothing else; *found when there is one. */
static bool is_values(const json_t *value, size_t depth, bool *found)
{
    const char *key;
    size_t i;
    json_t *item;
    bool good = depth < DEEPEST;
    if (json_is_array(value)) {
        *found |= json_rows_is_numbers(value);
        json_array_foreach((json_t *)value, i, item)
        {
            good = good && is_values(item, depth + 1, found);
        }
        return good;
    }
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, item)
        {
            good = good && is_values(item, depth + 1, found);
        }
        return good;
    }
    return json_is_number(value) || json_is_null(value);
}

/* ---- labels ---- */

static bool is_whole(const char *text)
{
    size_t n = strspn(text, "0123456789");
    return n > 0 && n < 16 && text[n] == '\0';
}

/* Whether all keys are whole numbers; *counts when they are 0, 1, 2 and so on. */
static bool has_whole_keys(const json_t *object, bool *counts)
{
    const char *key;
    json_t *value;
    size_t i = 0;
    *counts = true;
    json_object_foreach((json_t *)object, key, value)
    {
        char digits[NUMBER_TEXT];
        if (!is_whole(key)) {
            return false;
        }
        digits[number_write((double)i++, digits)] = '\0';
        *counts = *counts && strcmp(digits, key) == 0;
    }
    return json_object_size(object) > 0;
}

/* Whether any key is a usual name of a column; err is set when memory is out, here and below. */
static bool names_columns(const json_t *object, struct error *err)
{
    static const char *const words[] = {"latency", "duration", "time",  "memory", "start", "request",
                                        "elapsed", "init",     "model", "cold",   "status"};
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        if (json_rows_is_measure(key, err)) {
            return true;
        }
        if (strcasecmp(key, "cold") == 0 && json_rows_is_numbers(value)) {
            continue; /* times of cold starts, beside those of warm ones */
        }
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (strcasecmp(key, words[i]) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Objects in an object, all of them without containers: columns by their labels, or rows by theirs. */
static bool find_frame(struct json_shape *shape, const json_t *root, struct error *err)
{
    const json_t *first = first_of(root);
    bool inner, outer, outer_counts;
    if (!all_members(root, is_flat)) {
        return false;
    }
    inner = has_whole_keys(first, &shape->counts);
    outer = has_whole_keys(root, &outer_counts);
    if (inner && !outer) {
        shape->kind = JSON_COLUMN_OBJECTS;
        return true;
    }
    if (!outer && names_columns(root, err) && !names_columns(first, err)) {
        shape->kind = JSON_COLUMN_OBJECTS;
        shape->counts = false;
        return true;
    }
    bool found = false;
    shape->kind = JSON_LABELLED;
    shape->counts = outer && outer_counts;
    return outer || names_columns(first, err) || !is_values(root, 0, &found);
}

/* ---- columns ---- */

/* Lists of one length, with the names of columns, or with words in them; of numbers, or of lists of these. */
static bool find_columns(struct json_shape *shape, const json_t *root, struct error *err)
{
    const char *key;
    json_t *value;
    size_t lists = 0, words = 0;
    json_object_foreach((json_t *)root, key, value)
    {
        if (is_scalar(value) || is_flat(value)) {
            continue;
        }
        size_t n = json_array_size(value);
        bool of_lists = json_is_array(value) && all_items(value, json_rows_is_numbers);
        if ((!is_scalars(value) && !of_lists) || (lists > 0 && n != shape->length)) {
            return false;
        }
        shape->length = n;
        lists++;
        words += !of_lists && !json_rows_is_numbers(value);
    }
    shape->kind = JSON_COLUMNS;
    return lists > 0 && (names_columns(root, err) || (words > 0 && words < lists));
}

/* ---- rows that are arrays ---- */

static bool is_text(const json_t *value)
{
    return json_is_string(value);
}

/* An array of arrays without names, but for a head of texts. */
static void find_head(struct json_shape *shape)
{
    const json_t *head = first_of(shape->rows.value), *next = json_array_get(shape->rows.value, 1);
    shape->kind = JSON_TABLE;
    shape->length = json_array_size(head);
    if (next != NULL && all_items(head, is_text) && !all_items(next, is_text)) {
        shape->names = head;
        shape->first = 1;
    }
}

static bool counts_from_zero(const json_t *index)
{
    size_t i;
    json_t *label;
    json_array_foreach((json_t *)index, i, label)
    {
        if (!json_is_integer(label) || json_integer_value(label) != (json_int_t)i) {
            return false;
        }
    }
    return true;
}

/* Whether the records are numbered from 0 in their index, as those of a frame without one are. */
static bool are_counted(const json_t *records)
{
    size_t i;
    json_t *record;
    json_array_foreach((json_t *)records, i, record)
    {
        const json_t *label = json_object_get(record, "index");
        if (!json_is_integer(label) || json_integer_value(label) != (json_int_t)i) {
            return false;
        }
    }
    return true;
}

/* What pandas' to_json writes with orient "split" and "table", and SQL's and Grafana's tables. */
static bool find_pandas(struct json_shape *shape, const struct json_spot *root)
{
    const char *rows = json_object_get(root->value, "data") != NULL ? "data" : "rows";
    struct json_spot data = json_member(root, rows);
    const json_t *columns = json_object_get(root->value, "columns");
    if (json_is_object(json_object_get(root->value, "schema")) && is_records(data.value)) {
        shape->kind = JSON_RECORDS;
        shape->rows = data;
        shape->dropped = are_counted(data.value) ? "index" : NULL;
        return true;
    }
    if (!json_is_array(columns) || !json_is_array(data.value) || !all_items(data.value, is_array)) {
        return false;
    }
    shape->kind = JSON_TABLE;
    shape->rows = data;
    shape->names = columns;
    shape->length = json_array_size(columns);
    shape->index = json_object_get(root->value, "index");
    shape->counts = counts_from_zero(shape->index);
    return true;
}

/* ---- which of them ---- */

static enum status unknown(const struct json_spot *root, struct error *err)
{
    struct text keys = {0};
    const char *key;
    json_t *value;
    size_t shown = 0;
    enum status status = OK;
    json_object_foreach(root->value, key, value)
    {
        if (status == OK && shown < MOST_KEYS_SHOWN) {
            status = text_print(&keys, err, "%s'%.40s'", shown++ == 0 ? "" : ", ", key);
        }
    }
    if (status == OK) {
        status = json_spot_error(
            root, err,
            "found JSON of no known tool with the keys %s%s, expected records (an array of objects, or one a "
            "line), columns or lists of numbers, as --measure latency_ms could name",
            shown == 0 ? "{}" : keys.bytes, shown < json_object_size(root->value) ? " and others" : "");
    }
    text_release(&keys);
    return status;
}

static enum status find_in_array(struct json_shape *shape, const struct json_spot *root, struct error *err)
{
    bool found = false;
    const json_t *first = first_of(root->value);
    shape->rows = *root;
    if (first == NULL) {
        return json_spot_error(root, err, "found an empty array, expected records or numbers");
    }
    if (json_is_object(first)) {
        shape->kind = JSON_RECORDS;
    } else if ((is_values(root->value, 0, &found) && found) || is_scalar(first)) {
        shape->kind = JSON_VALUES;
    } else {
        find_head(shape);
    }
    return OK;
}

/* Whether any of the lists below is made of records; *one is the only member that has it, NULL for several.
 */
static bool holds_records(const json_t *value, size_t depth)
{
    const char *key;
    json_t *member;
    bool found = is_records(value);
    if (json_is_object(value) && depth < MOST_OUTER) {
        json_object_foreach((json_t *)value, key, member)
        {
            found = found || holds_records(member, depth + 1);
        }
    }
    return found;
}

/* The key of the only member that holds records, or NULL. */
static const char *find_holder(const json_t *object)
{
    const char *key, *found = NULL;
    json_t *member;
    size_t n = 0;
    json_object_foreach((json_t *)object, key, member)
    {
        if (holds_records(member, 1)) {
            found = key;
            n++;
        }
    }
    return n == 1 ? found : NULL;
}

/* Records in an object, or in an object of that. */
static bool find_inside(struct json_shape *shape, const struct json_spot *root)
{
    const struct json_spot *at = root;
    shape->kind = JSON_RECORDS;
    while (shape->n_outer < MOST_OUTER) {
        const char *key = find_holder(at->value);
        if (key == NULL) {
            return false;
        }
        shape->outer[shape->n_outer] = at->value;
        shape->path[shape->n_outer] = json_member(at, key);
        at = &shape->path[shape->n_outer++];
        if (json_is_array(at->value)) {
            shape->rows = *at;
            return true;
        }
    }
    return false;
}

static bool find_in_object(struct json_shape *shape, const struct json_spot *root, struct error *err)
{
    bool found = false;
    if (find_pandas(shape, root) || find_inside(shape, root)) {
        return true;
    }
    shape->n_outer = 0;
    shape->rows = *root;
    if (find_frame(shape, root->value, err)) {
        return true;
    }
    if (find_columns(shape, root->value, err)) {
        shape->outer[shape->n_outer++] = root->value;
        return true;
    }
    bool values = is_values(root->value, 0, &found) && found;
    shape->kind = values ? JSON_VALUES : JSON_RECORD;
    return values || names_columns(root->value, err);
}

enum status json_shape_find(struct json_shape *shape, const struct json_spot *root, struct error *err)
{
    if (json_is_array(root->value)) {
        return find_in_array(shape, root, err);
    }
    if (!json_is_object(root->value)) {
        return json_spot_error(root, err, "found a single value, expected records or numbers");
    }
    bool found = find_in_object(shape, root, err);
    if (err->text[0] != '\0') {
        return BAD_SERVICE;
    }
    return found ? OK : unknown(root, err);
}
