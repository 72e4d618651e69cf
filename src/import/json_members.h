/* What importers take from JSON: numbers, times, dates and texts of members, with their place in messages.
 * Knows no format. */
#ifndef FAASTAT_IMPORT_JSON_MEMBERS_H
#define FAASTAT_IMPORT_JSON_MEMBERS_H

#include "import/record.h"

/* A member that is a number, or a text that spells one; NaN when it is missing or null and not REQUIRED. */
enum status json_get_number(const struct json_spot *object, const char *key, enum need need, double *number,
                            struct error *err);
/* The same for a time, or another number that is not negative; in seconds, or with NO_UNIT as it is. */
enum status json_get_time(const struct json_spot *object, const char *key, enum need need, enum unit unit,
                          double *seconds, struct error *err);
/* The seconds of a number, or of a text that spells one. */
double json_seconds(const json_t *value, enum unit unit);
/* A member that is a date in text (date_parse), in seconds since the epoch; NaN when it is missing or null
 * and not REQUIRED. */
enum status json_get_date(const struct json_spot *object, const char *key, enum need need, double *epoch_s,
                          struct error *err);
/* Sets a cell of the open row from a member that is a text, a number, true or false; missing when it is not
 * there or null. */
enum status json_set_text(const struct json_spot *object, const char *key, struct table *table, size_t column,
                          struct error *err);
/* What most members become: a cell of the table as it is, or a time in seconds. */
enum json_value { JSON_TEXT, JSON_NUMBER, JSON_TIME };
struct json_map {
    const char *key;
    size_t column;
    enum json_value value;
    enum need need;
    enum unit unit; /* of a time */
};
enum status json_copy_members(const struct json_spot *object, const struct json_map *maps, size_t n,
                              struct table *table, struct error *err);
/* A member that has to be an object or an array. */
enum status json_get_container(const struct json_spot *object, const char *key, json_type type,
                               struct json_spot *container, struct error *err);

/*
 * Whether the bytes begin like JSON that has all of the keys in what can be seen of it: the first character
 * that is no white space is `opening`, '{' or '['.
 */
bool json_looks_like(const char *bytes, size_t n, char opening, const char *const *keys, size_t n_keys);

#endif
