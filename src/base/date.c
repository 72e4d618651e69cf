#include "base/date.h"

#include <string.h>
#include <time.h>

/* What is left of the text to read. */
struct cursor {
    const char *at, *end;
};

/* Exactly `digits` digits. */
static bool take_number(struct cursor *cursor, int digits, int *number)
{
    *number = 0;
    for (int i = 0; i < digits; i++, cursor->at++) {
        if (cursor->at == cursor->end || *cursor->at < '0' || *cursor->at > '9') {
            return false;
        }
        *number = *number * 10 + (*cursor->at - '0');
    }
    return true;
}

static bool take_any(struct cursor *cursor, const char *characters)
{
    if (cursor->at == cursor->end || *cursor->at == '\0' || strchr(characters, *cursor->at) == NULL) {
        return false;
    }
    cursor->at++;
    return true;
}

static bool take_calendar(struct cursor *cursor, struct tm *tm)
{
    int year, month;
    if (!take_number(cursor, 4, &year) || !take_any(cursor, "-/") || !take_number(cursor, 2, &month) ||
        !take_any(cursor, "-/") || !take_number(cursor, 2, &tm->tm_mday) || !take_any(cursor, "Tt ") ||
        !take_number(cursor, 2, &tm->tm_hour) || !take_any(cursor, ":") ||
        !take_number(cursor, 2, &tm->tm_min) ||
        (take_any(cursor, ":") && !take_number(cursor, 2, &tm->tm_sec))) {
        return false;
    }
    tm->tm_year = year - 1900;
    tm->tm_mon = month - 1;
    return month >= 1 && month <= 12 && tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec <= 60;
}

/* The decimals of a second, read as one whole number so that rounding happens once; 0 when there are none. */
static bool take_fraction(struct cursor *cursor, double *fraction_s)
{
    double digits = 0, scale = 1;
    *fraction_s = 0;
    if (!take_any(cursor, ".,")) {
        return true;
    }
    const char *first = cursor->at;
    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++) {
        if (cursor->at - first < 15) { /* more than a double holds */
            digits = digits * 10 + (*cursor->at - '0');
            scale *= 10;
        }
    }
    *fraction_s = digits / scale;
    return cursor->at > first;
}

/* "UTC" or "GMT". */
static bool take_utc(struct cursor *cursor)
{
    bool found = cursor->end - cursor->at == 3 &&
                 (memcmp(cursor->at, "UTC", 3) == 0 || memcmp(cursor->at, "GMT", 3) == 0);
    cursor->at += found ? 3 : 0;
    return found;
}

/* What has to be subtracted to get to UTC; a blank may stand before it. */
static bool take_offset(struct cursor *cursor, int *offset_s, bool *zoned)
{
    *offset_s = 0;
    *zoned = cursor->at < cursor->end;
    if (!*zoned) {
        return true;
    }
    take_any(cursor, " ");
    if (take_any(cursor, "Zz") || take_utc(cursor)) {
        return true;
    }
    if (cursor->at == cursor->end) {
        return false;
    }
    int sign = *cursor->at == '-' ? -1 : 1, hours, minutes;
    if (!take_any(cursor, "+-") || !take_number(cursor, 2, &hours)) {
        return false;
    }
    take_any(cursor, ":");
    if (!take_number(cursor, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool date_parse_offset(const char *text, size_t n, int *offset_s)
{
    struct cursor cursor = {text, text + n};
    bool zoned;
    return take_offset(&cursor, offset_s, &zoned) && zoned && cursor.at == cursor.end;
}

bool date_parse(const char *text, size_t n, double *epoch_s)
{
    bool zoned;
    return date_parse_zone(text, n, epoch_s, &zoned);
}

bool date_parse_zone(const char *text, size_t n, double *epoch_s, bool *zoned)
{
    struct cursor cursor = {text, text + n};
    struct tm tm = {0};
    double fraction_s;
    int offset_s;
    if (!take_calendar(&cursor, &tm) || !take_fraction(&cursor, &fraction_s) ||
        !take_offset(&cursor, &offset_s, zoned) || cursor.at != cursor.end) {
        return false;
    }
    int day = tm.tm_mday, second = tm.tm_sec; /* 60 in a leap second, which is no other day */
    tm.tm_sec = 0;
    time_t minute = timegm(&tm);
    if (tm.tm_mday != day) { /* it takes 31 April for 1 May */
        return false;
    }
    *epoch_s = (double)(minute + second - offset_s) + fraction_s;
    return true;
}
