#include "base/date.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* What is left of the text to read. */
struct cursor {
    const char *at, *end;
};

/* Two digits. */
static inline bool take_pair(struct cursor *cursor, int *number)
{
    if (cursor->end - cursor->at < 2) {
        return false;
    }
    unsigned tens = (unsigned)cursor->at[0] - '0', ones = (unsigned)cursor->at[1] - '0';
    *number = (int)(tens * 10 + ones);
    cursor->at += 2;
    return tens <= 9 && ones <= 9;
}

/* Four digits. */
static inline bool take_year(struct cursor *cursor, int *year)
{
    int century, rest;
    bool taken = take_pair(cursor, &century) && take_pair(cursor, &rest);
    *year = taken ? century * 100 + rest : 0;
    return taken;
}

static inline bool take_any(struct cursor *cursor, const char *characters)
{
    for (; cursor->at < cursor->end && *characters != '\0'; characters++) {
        if (*cursor->at == *characters) {
            cursor->at++;
            return true;
        }
    }
    return false;
}

struct calendar {
    int year, month, day, hour, minute, second; /* 60 in a leap second, which is no other minute */
};

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Whether there is such a minute. */
static bool is_calendar(const struct calendar *at)
{
    return at->month >= 1 && at->month <= 12 && at->day >= 1 &&
           at->day <= days_of_month(at->year, at->month) && at->hour < 24 && at->minute < 60 &&
           at->second <= 60;
}

static bool take_calendar(struct cursor *cursor, struct calendar *at)
{
    return take_year(cursor, &at->year) && take_any(cursor, "-/") && take_pair(cursor, &at->month) &&
           take_any(cursor, "-/") && take_pair(cursor, &at->day) && take_any(cursor, "Tt ") &&
           take_pair(cursor, &at->hour) && take_any(cursor, ":") && take_pair(cursor, &at->minute) &&
           (!take_any(cursor, ":") || take_pair(cursor, &at->second)) && is_calendar(at);
}

/* Days since 1970-01-01 in the Gregorian calendar, whose year here begins in March, behind the leap day. */
static long long days_since_epoch(const struct calendar *at)
{
    enum { EPOCH = 719468 }; /* days from 1 March of the year 0 */
    long long year = at->month > 2 ? at->year : at->year - 1LL;
    int month = (at->month + 9) % 12;
    long long leap_days = year / 4 - year / 100 + year / 400 - (year < 0 ? 1 : 0);
    return 365 * year + leap_days + (153 * month + 2) / 5 + at->day - 1 - EPOCH;
}

/* The decimals of a second, read as one whole number so that rounding happens once; 0 when there are none. */
static bool take_fraction(struct cursor *cursor, double *fraction_s)
{
    static const double powers[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    enum {
        MOST_DIGITS = sizeof powers / sizeof *powers - 1
    }; /* more than a double holds are not looked at */
    int64_t digits = 0;
    *fraction_s = 0;
    if (!take_any(cursor, ".,")) {
        return true;
    }
    const char *first = cursor->at;
    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++) {
        digits = cursor->at - first < MOST_DIGITS ? digits * 10 + (*cursor->at - '0') : digits;
    }
    ptrdiff_t n = cursor->at - first < MOST_DIGITS ? cursor->at - first : MOST_DIGITS;
    *fraction_s = (double)digits / powers[n];
    return n > 0;
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
    if (!take_any(cursor, "+-") || !take_pair(cursor, &hours)) {
        return false;
    }
    take_any(cursor, ":");
    if (!take_pair(cursor, &minutes) || hours > 23 || minutes > 59) {
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

/* What the seconds since the epoch are made of. */
struct moment {
    long long minute_s;
    int second, offset_s;
    double fraction_s;
};

static double seconds_of(const struct moment *moment)
{
    return (double)(moment->minute_s + moment->second - moment->offset_s) + moment->fraction_s;
}

static bool take_moment(struct cursor *cursor, struct moment *moment, bool *zoned)
{
    struct calendar at = {0};
    if (!take_calendar(cursor, &at) || !take_fraction(cursor, &moment->fraction_s) ||
        !take_offset(cursor, &moment->offset_s, zoned) || cursor->at != cursor->end) {
        return false;
    }
    moment->minute_s = ((days_since_epoch(&at) * 24 + at.hour) * 60 + at.minute) * 60;
    moment->second = at.second;
    return true;
}

bool date_parse(const char *text, size_t n, double *epoch_s)
{
    bool zoned;
    return date_parse_zone(text, n, epoch_s, &zoned);
}

bool date_parse_zone(const char *text, size_t n, double *epoch_s, bool *zoned)
{
    struct cursor cursor = {text, text + n};
    struct moment moment;
    if (!take_moment(&cursor, &moment, zoned)) {
        return false;
    }
    *epoch_s = seconds_of(&moment);
    return true;
}

bool date_parse_next(struct date_minute *minute, const char *text, size_t n, double *epoch_s)
{
    enum { MINUTE = sizeof minute->text };
    struct cursor cursor = {text, text + n};
    struct moment moment = {.minute_s = minute->epoch_s};
    bool zoned, has_seconds = n > MINUTE && text[MINUTE - 1] == ':';
    if (has_seconds && text[n - 1] == 'Z' && memcmp(text, minute->text, MINUTE) == 0) {
        cursor.at += MINUTE;
        cursor.end--;
        if (take_pair(&cursor, &moment.second) && moment.second <= 60 &&
            take_fraction(&cursor, &moment.fraction_s) && cursor.at == cursor.end) {
            *epoch_s = seconds_of(&moment);
            return true;
        }
        cursor = (struct cursor){text, text + n};
    }
    if (!take_moment(&cursor, &moment, &zoned)) {
        return false;
    }
    if (has_seconds) {
        memcpy(minute->text, text, MINUTE);
        minute->epoch_s = moment.minute_s;
    }
    *epoch_s = seconds_of(&moment);
    return true;
}

bool date_between(const char *from, size_t from_n, const char *to, size_t to_n, double *seconds)
{
    static const double NANOSECONDS_OF_ONE = 1e9;
    struct cursor began = {from, from + from_n}, ended = {to, to + to_n};
    struct moment start, end;
    bool zoned;
    if (!take_moment(&began, &start, &zoned) || !take_moment(&ended, &end, &zoned)) {
        return false;
    }
    double whole_s = (double)(end.minute_s - start.minute_s) + (end.second - start.second) -
                     (end.offset_s - start.offset_s);
    double rest = round(end.fraction_s * NANOSECONDS_OF_ONE) - round(start.fraction_s * NANOSECONDS_OF_ONE);
    *seconds = (whole_s * NANOSECONDS_OF_ONE + rest) / NANOSECONDS_OF_ONE;
    return true;
}

/* ---- as people and other programs write them ---- */

/* Blanks, and those that do not break, which stand before AM and PM. */
static void skip_blanks(struct cursor *cursor)
{
    static const char *const wide[] = {"\xC2\xA0", "\xE2\x80\xAF"};
    bool any = true;
    while (any) {
        any = take_any(cursor, " ");
        for (size_t i = 0; i < 2; i++) {
            size_t n = strlen(wide[i]);
            bool is = (size_t)(cursor->end - cursor->at) >= n && memcmp(cursor->at, wide[i], n) == 0;
            cursor->at += is ? n : 0;
            any |= is;
        }
    }
}

/* A number of at most so many digits, of which there is one; how many there are. */
static size_t take_digits(struct cursor *cursor, size_t most, int *number)
{
    size_t n = 0;
    *number = 0;
    for (; n < most && cursor->at < cursor->end && isdigit((unsigned char)*cursor->at); n++) {
        *number = *number * 10 + (*cursor->at++ - '0');
    }
    return n;
}

/* One of the names, whole or its first three letters, with a point or not; from 1, 0: none. */
static int take_name(struct cursor *cursor, const char *const *names, int n)
{
    size_t length = 0;
    while (cursor->at + length < cursor->end && isalpha((unsigned char)cursor->at[length])) {
        length++;
    }
    for (int i = 0; length >= 3 && i < n; i++) {
        if ((length == 3 || length == strlen(names[i])) && strncasecmp(names[i], cursor->at, length) == 0) {
            cursor->at += length;
            take_any(cursor, ".");
            return i + 1;
        }
    }
    return 0;
}

/* A year of four digits, or, of dates with slashes or points, of two. */
static bool take_short_year(struct cursor *cursor, bool is_short, int *year)
{
    size_t digits = take_digits(cursor, 4, year);
    *year += digits == 2 ? 2000 : 0;
    return digits == 4 || (digits == 2 && is_short);
}

/* 9:00, 09:00:01.5 or 9:00:01 AM. */
static bool take_hours(struct cursor *cursor, struct calendar *at, double *fraction_s)
{
    *fraction_s = 0;
    bool taken =
        take_digits(cursor, 2, &at->hour) > 0 && take_any(cursor, ":") && take_pair(cursor, &at->minute) &&
        (!take_any(cursor, ":") || (take_pair(cursor, &at->second) && take_fraction(cursor, fraction_s)));
    struct cursor ahead = *cursor;
    skip_blanks(&ahead);
    bool pm = take_any(&ahead, "Pp"), half = pm || take_any(&ahead, "Aa");
    take_any(&ahead, ".");
    if (!taken || !half || !take_any(&ahead, "Mm")) {
        return taken;
    }
    take_any(&ahead, ".");
    *cursor = ahead;
    taken = at->hour >= 1 && at->hour <= 12;
    at->hour = at->hour % 12 + (pm ? 12 : 0);
    return taken;
}

/* What stands between a date and its time. */
static void skip_between(struct cursor *cursor)
{
    take_any(cursor, ":,T");
    skip_blanks(cursor);
    if (cursor->end - cursor->at > 3 && memcmp(cursor->at, "at ", 3) == 0) {
        cursor->at += 3;
    } else {
        take_any(cursor, "@");
    }
    skip_blanks(cursor);
}

static const char *const month_names[] = {"january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december"};

/* "Jan 22, 2024, 9:00:01 AM", or with the year last, as C's asctime() writes it. */
static bool take_month_first(struct cursor *cursor, struct calendar *at, double *fraction_s)
{
    int year;
    at->month = take_name(cursor, month_names, 12);
    skip_blanks(cursor);
    if (at->month == 0 || take_digits(cursor, 2, &at->day) == 0) {
        return false;
    }
    take_any(cursor, ",");
    skip_blanks(cursor);
    struct cursor ahead = *cursor;
    if (take_digits(&ahead, 4, &year) == 4) {
        at->year = year;
        *cursor = ahead;
        skip_between(cursor);
        return take_hours(cursor, at, fraction_s);
    }
    if (!take_hours(cursor, at, fraction_s)) {
        return false;
    }
    skip_blanks(cursor);
    if (cursor->end - cursor->at > 4 && memcmp(cursor->at, "UTC ", 4) == 0) {
        cursor->at += 4;
    }
    return take_year(cursor, &at->year);
}

/* "22/Jan/2024:09:00:01", "22 Jan 2024 09:00:01", and "22.01.2024 09:00:01" in the order that is told. */
static bool take_day_first(struct cursor *cursor, bool month_first, struct calendar *at, bool *ordered,
                           double *fraction_s)
{
    int first, second;
    if (take_digits(cursor, 2, &first) == 0 || cursor->at == cursor->end) {
        return false;
    }
    char between[] = {*cursor->at, '\0'};
    if (!take_any(cursor, "/.- ")) {
        return false;
    }
    at->month = take_name(cursor, month_names, 12);
    *ordered = at->month == 0;
    if (!*ordered) {
        at->day = first;
    } else if (*between == ' ' || take_digits(cursor, 2, &second) == 0 || (*between == '.' && month_first)) {
        return false;
    } else {
        at->day = month_first ? second : first;
        at->month = month_first ? first : second;
    }
    if (!take_any(cursor, between) || !take_short_year(cursor, *ordered && *between != '-', &at->year)) {
        return false;
    }
    skip_between(cursor);
    return take_hours(cursor, at, fraction_s);
}

/* An offset, as JavaScript writes it, too: "GMT+0100 (Central European Standard Time)". */
static bool take_spoken_offset(struct cursor *cursor, int *offset_s, bool *zoned)
{
    const char *open = memchr(cursor->at, '(', (size_t)(cursor->end - cursor->at));
    struct cursor rest = {cursor->at, cursor->end};
    if (open != NULL && cursor->end[-1] == ')') {
        rest.end = open;
    }
    while (rest.end > rest.at && rest.end[-1] == ' ') {
        rest.end--;
    }
    struct cursor ahead = rest;
    skip_blanks(&ahead);
    if (ahead.end - ahead.at > 4 && memcmp(ahead.at, "GMT", 3) == 0 && strchr("+-", ahead.at[3]) != NULL) {
        rest.at = ahead.at + 3;
    }
    return take_offset(&rest, offset_s, zoned) && rest.at == rest.end;
}

bool date_parse_spoken(const char *text, size_t n, bool month_first, struct date_spoken *date)
{
    static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
    struct cursor cursor = {text, text + n};
    struct calendar at = {0};
    struct moment moment = {0};
    *date = (struct date_spoken){0};
    if (take_name(&cursor, days, 7) != 0) {
        take_any(&cursor, ",");
        skip_blanks(&cursor);
    }
    bool named = cursor.at < cursor.end && isalpha((unsigned char)*cursor.at);
    bool taken = named ? take_month_first(&cursor, &at, &moment.fraction_s)
                       : take_day_first(&cursor, month_first, &at, &date->ordered, &moment.fraction_s);
    if (!taken || !is_calendar(&at) || !take_spoken_offset(&cursor, &moment.offset_s, &date->zoned)) {
        return false;
    }
    moment.minute_s = ((days_since_epoch(&at) * 24 + at.hour) * 60 + at.minute) * 60;
    moment.second = at.second;
    date->epoch_s = seconds_of(&moment);
    return true;
}
