#include "read/json_values.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "import/bare.h"
#include "import/json_members.h"

struct values {
    struct bare_measure measure;
    const struct record_sink *sink;
    size_t paths, column;    /* of the paths, where there are any, and of the values */
    struct text path;        /* of the value at hand */
    bool escapes;            /* a slash of a key is not one between keys: two paths would be one */
    struct dictionary *seen; /* the paths of lists, while these are only looked at */
    bool twice;              /* one of them was there before */
};

static enum status add_value(struct values *values, const struct json_spot *spot, struct error *err)
{
    double number = json_is_null(spot->value) ? NAN : json_seconds(spot->value, values->measure.unit);
    struct table *table = values->sink->table;
    if (isnan(number) && !json_is_null(spot->value)) {
        return json_spot_error(spot, err, "found no number, expected one like those before it");
    }
    if (number < values->measure.lowest) {
        return json_spot_error(spot, err, "found %g, expected no negative number in '%.40s'",
                               json_number_value(spot->value), values->measure.name);
    }
    enum status status = table_open_row(table, err);
    if (status == OK && values->path.n > 0) {
        status = table_set_text(table, values->paths, values->path.bytes, values->path.n, err);
    }
    if (status == OK) {
        table_set_number(table, values->column, number);
        table_close_row(table);
    }
    return status;
}

static enum status add_part(struct values *values, const char *part, struct error *err)
{
    enum status status = values->path.n == 0 ? OK : text_append(&values->path, "/", 1, err);
    for (const char *c = part; status == OK && *c != '\0'; c++) {
        status = *c == '/' && values->escapes ? text_append(&values->path, "\\", 1, err) : OK;
        status = status == OK ? text_append(&values->path, c, 1, err) : status;
    }
    return status;
}

/* Notes that there is a list under the path at hand. */
static enum status see(struct values *values, struct error *err)
{
    uint32_t code;
    size_t before = values->seen->n;
    enum status status = dictionary_add(values->seen, values->path.n == 0 ? "" : values->path.bytes,
                                        values->path.n, &code, err);
    values->twice |= code <= before;
    return status;
}

/* All below the spot, which is not deeper than json_shape.c allows. */
static enum status walk(struct values *values, const struct json_spot *spot, struct error *err)
{
    enum status status = OK;
    size_t length = values->path.n, i;
    const char *key;
    json_t *item;
    if (values->seen != NULL && !json_is_object(spot->value) && (status = see(values, err)) != OK) {
        return status;
    }
    json_object_foreach(spot->value, key, item)
    {
        struct json_spot member = json_member(spot, key);
        status = status == OK ? add_part(values, key, err) : status;
        status = status == OK ? walk(values, &member, err) : status;
        values->path.n = length;
    }
    json_array_foreach(spot->value, i, item)
    {
        struct json_spot element = json_element(spot, i);
        bool nested = json_is_array(item) || json_is_object(item);
        char digits[NUMBER_TEXT];
        digits[number_write((double)i, digits)] = '\0';
        status = status == OK && nested ? add_part(values, digits, err) : status;
        if (status == OK && nested) {
            status = walk(values, &element, err);
        } else if (status == OK && values->seen == NULL) {
            struct error why = {{0}};
            status = add_value(values, &element, &why);
            status = record_judge(values->sink, status, &why, err);
        }
        values->path.n = length;
    }
    bool alone = json_is_number(spot->value) && values->seen == NULL;
    return alone && status == OK ? add_value(values, spot, err) : status;
}

/* Whether any two lists would have the same path, {"a/b": [1], "a": {"b": [2]}}: then slashes are escaped. */
static enum status find_twice(struct values *values, const struct json_spot *root, struct error *err)
{
    enum status status = OK;
    values->twice = true;
    for (size_t i = 0; status == OK && values->twice && i < 2; i++) {
        struct dictionary seen = {0};
        values->escapes = i == 1;
        values->twice = false;
        values->seen = &seen;
        status = walk(values, root, err);
        dictionary_release(&seen);
    }
    values->seen = NULL;
    return status == OK && values->twice
               ? json_spot_error(root, err, "found two lists of one path, expected different keys")
               : status;
}

/* The column, which lists before these may have. */
static enum status find_column(struct table *table, const char *name, enum column_kind kind, size_t *index,
                               struct error *err)
{
    const struct column *found = table_find_exactly(table, name);
    *index = found == NULL ? table->n_columns : (size_t)(found - table->columns);
    if (found != NULL && found->kind != kind) {
        return error_set(err, BAD_USAGE, "--measure: found '%.40s', which tells where numbers stand", name);
    }
    return found == NULL ? table_add_column(table, name, kind, index, err) : OK;
}

enum status json_values_read(const struct json_spot *root, const struct record_sink *sink, struct error *err)
{
    struct values values = {.sink = sink};
    size_t i;
    json_t *item;
    bool named = json_is_object(root->value);
    json_array_foreach(root->value, i, item)
    {
        named |= json_is_array(item) || json_is_object(item);
    }
    enum status status = bare_measure_init(&values.measure, sink->options, err);
    if (status == OK && named) {
        status = find_column(sink->table, "path", FACTOR, &values.paths, err);
    }
    if (status == OK) {
        status = find_column(sink->table, values.measure.name, MEASURE, &values.column, err);
    }
    status = status == OK ? find_twice(&values, root, err) : status;
    status = status == OK ? walk(&values, root, err) : status;
    text_release(&values.path);
    bare_measure_release(&values.measure);
    return status;
}
