#include "import/record.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"

enum { SHOWN = 40 }; /* bytes of a bad value that a message shows */

enum status record_add_columns(struct table *table, const struct record_column *columns, size_t n,
                               struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        size_t index;
        status = table_add_column(table, columns[i].name, columns[i].kind, &index, err);
    }
    return status;
}

enum status record_finish(struct table *table, const struct input *input, struct error *err)
{
    if (table->rows + table->passed == 0) {
        return error_set(err, BAD_DATA, "%s: found no measurement, expected at least one", input->name);
    }
    table_drop_empty_columns(table);
    return OK;
}

enum status record_set_text(struct table *table, size_t column, const char *text, size_t n,
                            const struct place *place, struct error *err)
{
    struct error why = {{0}};
    enum status status = n == 0 ? OK : table_set_text(table, column, text, n, &why);
    if (status == BAD_DATA) {
        return error_at(err, place, "%s", why.text);
    }
    return status == OK ? OK : error_set(err, status, "%s", why.text);
}

/* Columns that tell what a row is, which a stranger's tag of the same name must not. */
static const char *without_meaning(const char *name)
{
    return strcmp(name, "quality") == 0    ? "tag_quality"
           : strcmp(name, "censored") == 0 ? "tag_censored"
           : name[0] == '\0'               ? "tag"
                                           : name;
}

enum status record_set_tag(struct table *table, const char *tag, const char *text, size_t n,
                           const struct place *place, struct error *err)
{
    const char *name = without_meaning(tag);
    struct column *column = table_find_column(table, name);
    size_t index = column == NULL ? table->n_columns : (size_t)(column - table->columns);
    if (column == NULL && table->n_columns >= MOST_TAGS) {
        return error_at(err, place, "found the tag '%.*s', expected at most %d different ones", SHOWN, name,
                        MOST_TAGS);
    }
    if (column != NULL && column->kind == MEASURE) {
        return error_at(err, place, "found the tag '%.*s', which is the name of a measure", SHOWN, name);
    }
    enum status status = column == NULL ? table_add_column(table, name, FACTOR, &index, err) : OK;
    return status == OK ? record_set_text(table, index, text, n, place, err) : status;
}

enum status record_judge(const struct record_sink *sink, enum status status, struct error *row_error,
                         struct error *err)
{
    if (status == BAD_DATA && sink->options->lenient) {
        return import_skip(sink->log, row_error, err);
    }
    return status == OK ? OK : error_set(err, status, "%s", row_error->text);
}

/* ---- numbers in text ---- */

enum status record_parse_number(const char *text, size_t n, const struct place *place, double *number,
                                struct error *err)
{
    return number_parse(text, n, number)
               ? OK
               : error_at(err, place, "found '%.*s', expected a number", n > SHOWN ? SHOWN : (int)n, text);
}

enum status record_parse_time(const char *text, size_t n, enum unit unit, const struct place *place,
                              double *seconds, struct error *err)
{
    int shown = n > SHOWN ? SHOWN : (int)n;
    if (!unit_parse_seconds(text, n, unit, seconds)) {
        return error_at(err, place, "found '%.*s', expected a number", shown, text);
    }
    return *seconds < 0
               ? error_at(err, place, "found '%.*s', expected a time that is not negative", shown, text)
               : OK;
}

/* ---- values in JSON ---- */

enum status json_get_number(const struct json_spot *object, const char *key, enum need need, double *number,
                            struct error *err)
{
    struct json_spot member = json_member(object, key);
    *number = NAN;
    if (member.value == NULL || json_is_null(member.value)) {
        return need == OPTIONAL
                   ? OK
                   : json_spot_error(&member, err, "found no '%s', expected a number there", key);
    }
    if (json_is_number(member.value)) {
        *number = json_number_value(member.value);
        return OK;
    }
    const char *text = json_string_value(member.value);
    if (text != NULL && number_parse(text, strlen(text), number)) {
        return OK;
    }
    return text == NULL
               ? json_spot_error(&member, err, "found no number in '%s', expected one", key)
               : json_spot_error(&member, err, "found '%.*s' in '%s', expected a number", SHOWN, text, key);
}

double json_seconds(const json_t *value, enum unit unit)
{
    static const double most_whole = 9007199254740992.0; /* up to which every whole number is a double */
    double seconds = unit_seconds_of_decimal(json_number_value(value), unit);
    const char *text = json_string_value(value);
    char digits[NUMBER_TEXT];
    if (json_is_integer(value) && fabs(json_number_value(value)) >= most_whole) {
        snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        text = digits;
    }
    return text != NULL && !unit_parse_seconds(text, strlen(text), unit, &seconds) ? NAN : seconds;
}

enum status json_get_time(const struct json_spot *object, const char *key, enum need need, enum unit unit,
                          double *seconds, struct error *err)
{
    struct json_spot member = json_member(object, key);
    enum status status = json_get_number(object, key, need, seconds, err);
    if (status != OK || isnan(*seconds)) {
        return status;
    }
    if (*seconds < 0) {
        return json_spot_error(&member, err, "found %g in '%s', expected a time that is not negative",
                               *seconds, key);
    }
    *seconds = json_seconds(member.value, unit);
    return OK;
}

enum status json_get_date(const struct json_spot *object, const char *key, enum need need, double *epoch_s,
                          struct error *err)
{
    struct json_spot member = json_member(object, key);
    const char *text = json_string_value(member.value);
    *epoch_s = NAN;
    if (need == OPTIONAL && (member.value == NULL || json_is_null(member.value))) {
        return OK;
    }
    if (text == NULL) {
        return json_spot_error(&member, err, "found no '%s', expected a date there", key);
    }
    return date_parse(text, strlen(text), epoch_s)
               ? OK
               : json_spot_error(&member, err,
                                 "found '%.*s', expected a date such as 2024-02-09T08:42:44.080Z", SHOWN,
                                 text);
}

enum status json_set_text(const struct json_spot *object, const char *key, struct table *table, size_t column,
                          struct error *err)
{
    struct json_spot member = json_member(object, key);
    char number[NUMBER_TEXT];
    const char *text = json_string_value(member.value);
    if (json_is_number(member.value)) {
        number[number_write(json_number_value(member.value), number)] = '\0';
        text = number;
    } else if (json_is_boolean(member.value)) {
        text = json_is_true(member.value) ? "true" : "false";
    } else if (member.value == NULL || json_is_null(member.value)) {
        return OK;
    }
    if (text == NULL) {
        return json_spot_error(&member, err, "found no text or number in '%s', expected one", key);
    }
    return text[0] == '\0' ? OK : table_set_text(table, column, text, strlen(text), err);
}

enum status json_copy_members(const struct json_spot *object, const struct json_map *maps, size_t n,
                              struct table *table, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        const struct json_map *map = &maps[i];
        double number;
        if (map->value == JSON_TEXT) {
            status = json_set_text(object, map->key, table, map->column, err);
            continue;
        }
        status = map->value == JSON_TIME ? json_get_time(object, map->key, map->need, map->unit, &number, err)
                                         : json_get_number(object, map->key, map->need, &number, err);
        if (status == OK) {
            table_set_number(table, map->column, number);
        }
    }
    return status;
}

enum status json_get_container(const struct json_spot *object, const char *key, json_type type,
                               struct json_spot *container, struct error *err)
{
    *container = json_member(object, key);
    if (container->value == NULL || json_typeof(container->value) != type) {
        return json_spot_error(container, err, "found no %s '%s', expected %s",
                               type == JSON_OBJECT ? "object" : "array", key,
                               type == JSON_OBJECT ? "{...}" : "[...]");
    }
    return OK;
}

/* Whether "key" and a colon stand somewhere in the bytes. */
static bool has_key(const char *bytes, const char *end, const char *key)
{
    size_t n = strlen(key);
    for (const char *c = bytes; (c = memmem(c, (size_t)(end - c), key, n)) != NULL; c++) {
        const char *after = c + n;
        if (c > bytes && c[-1] == '"' && after < end && *after == '"') {
            for (after++; after < end && strchr(" \t\r\n", *after) != NULL && *after != '\0'; after++) {}
            if (after < end && *after == ':') {
                return true;
            }
        }
    }
    return false;
}

bool json_looks_like(const char *bytes, size_t n, char opening, const char *const *keys, size_t n_keys)
{
    const char *end = bytes + n, *c = bytes;
    if (n >= 3 && memcmp(c, "\xEF\xBB\xBF", 3) == 0) {
        c += 3;
    }
    while (c < end && (*c == ' ' || *c == '\t' || *c == '\r' || *c == '\n')) {
        c++;
    }
    if (c == end || *c != opening) {
        return false;
    }
    for (size_t i = 0; i < n_keys; i++) {
        if (!has_key(c, end, keys[i])) {
            return false;
        }
    }
    return true;
}
