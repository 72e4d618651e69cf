#include "read/json_summary.h"

#include <string.h>

#include "base/number.h"
#include "import/json_members.h"
#include "import/summary_record.h"

enum status json_get_count(const struct json_spot *object, const char *key, double *count, struct error *err)
{
    struct json_spot spot = json_member(object, key);
    if (!json_is_integer(spot.value) || json_integer_value(spot.value) < 0) {
        return json_spot_error(&spot, err, "found no count in '%.40s', expected a whole number", key);
    }
    *count = (double)json_integer_value(spot.value);
    return OK;
}

static bool is_success(const char *code)
{
    double number;
    return number_parse(code, strlen(code), &number) && number >= 200 && number < 400;
}

enum status json_get_status_counts(const struct json_spot *object, const char *key,
                                   struct status_counts *sums, struct error *err)
{
    struct json_spot codes;
    const char *code;
    json_t *value;
    double count = 0;
    *sums = (struct status_counts){0};
    enum status status = json_get_container(object, key, JSON_OBJECT, &codes, err);
    if (status != OK) {
        return status;
    }
    json_object_foreach(codes.value, code, value)
    {
        status = status == OK ? json_get_count(&codes, code, &count, err) : status;
        sums->all += count;
        sums->failed += is_success(code) ? 0 : count;
    }
    return status;
}

enum status json_set_rate(const struct json_spot *object, const char *key, struct table *table, size_t column,
                          struct error *err)
{
    double rate;
    enum status status = json_get_number(object, key, OPTIONAL, &rate, err);
    if (status != OK) {
        return status;
    }
    if (rate < 0) {
        struct json_spot spot = json_member(object, key);
        return json_spot_error(&spot, err, "found %g in '%s', expected a rate that is not negative", rate,
                               key);
    }
    table_set_number(table, column, rate);
    return OK;
}

enum status json_set_percentile(const struct json_spot *time, const char *percent, size_t n, enum unit unit,
                                struct table *table, struct error *err)
{
    char digits[16] = {0};
    double number, seconds;
    if (n == 0 || n >= sizeof digits || json_is_null(time->value)) {
        return OK;
    }
    memcpy(digits, percent, n);
    if (strspn(digits, "0123456789.") != n || !number_parse(digits, n, &number) || number > 100) {
        return OK;
    }
    enum status status = json_get_time(time->parent, time->key, REQUIRED, unit, &seconds, err);
    return status == OK ? summary_set_percentile(table, digits, seconds, err) : status;
}
