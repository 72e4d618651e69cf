#include "base/units.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* A second has `per_second` of a unit, 10^scale.power, or a unit has scale.times seconds. */
static const struct {
    const char *name;
    struct number_scale scale;
    double per_second;
} units[] = {
    [NO_UNIT] = {"", {1, 0}, 1},          [PICOSECONDS] = {"ps", {1, 12}, 1e12},
    [NANOSECONDS] = {"ns", {1, 9}, 1e9},  [MICROSECONDS] = {"us", {1, 6}, 1e6},
    [MILLISECONDS] = {"ms", {1, 3}, 1e3}, [SECONDS] = {"s", {1, 0}, 1},
    [MINUTES] = {"m", {60, 0}, 1},        [HOURS] = {"h", {3600, 0}, 1},
};

enum unit unit_find(const char *name, size_t n, enum unit least, enum unit most)
{
    for (enum unit unit = least; unit <= most; unit++) {
        if (strlen(units[unit].name) == n && memcmp(units[unit].name, name, n) == 0) {
            return unit;
        }
    }
    return NO_UNIT;
}

const char *unit_name(enum unit unit)
{
    return units[unit].name;
}

bool unit_parse_seconds(const char *text, size_t n, enum unit unit, double *seconds)
{
    return number_parse_scaled(text, n, units[unit].scale, seconds);
}

bool unit_parse_all_seconds(const struct span *texts, size_t n, enum unit unit, double *seconds)
{
    return number_parse_all(texts, n, units[unit].scale, seconds);
}

double unit_seconds_of_decimal(double number, enum unit unit)
{
    static const double most_whole = 9007199254740992.0, billion = 1e9, fifteen_digits = 1e15;
    const double per_second = units[unit].per_second;
    if (!isfinite(number) || units[unit].scale.power == 0) {
        return number * units[unit].scale.times;
    }
    /* Printing and reading again takes ten times as long as the rest. A whole number is its own decimal; one
     * of up to nine decimals and 15 digits in all is no other's, and what it is divided by is a double. */
    double billionths = rint(number * billion);
    if (number == rint(number) && fabs(number) <= most_whole) {
        return number / per_second;
    }
    if (fabs(billionths) < fifteen_digits && billionths / billion == number) {
        return billionths / (billion * per_second);
    }
    char text[NUMBER_TEXT];
    double seconds = NAN;
    unit_parse_seconds(text, number_write(number, text), unit, &seconds);
    return seconds;
}

double unit_seconds_of_each(double total, double n, enum unit unit)
{
    return total * units[unit].scale.times / (n * units[unit].per_second);
}
