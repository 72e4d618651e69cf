#include "import/json_members.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"

enum { SHOWN = 40 }; /* bytes of a bad value that a message shows */

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
