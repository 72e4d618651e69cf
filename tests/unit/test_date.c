/* Every day that a date of four digits can name, against the C library's calendar. */
#include "check.h"

#include <time.h>

#include "base/date.h"

/* Seconds since 1970, or NaN where there is no such day. */
static double seconds_of_day(int year, int month, int day)
{
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    time_t midnight = timegm(&tm);
    return tm.tm_mday == day && tm.tm_mon == month - 1 ? (double)midnight : NAN;
}

static void check_day(int year, int month, int day)
{
    char text[48];
    double got = NAN, want = seconds_of_day(year, month, day);
    int n = snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", year, month, day);
    if (!date_parse(text, (size_t)n, &got)) {
        got = NAN;
    }
    if (got != want && !(isnan(got) && isnan(want))) {
        fail_msg("%s: got %.0f, want %.0f", text, got, want);
    }
}

static void test_days(void **state)
{
    (void)state;
    for (int year = 0; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 0; day <= 32; day++) {
                check_day(year, month, day);
            }
        }
    }
}

static void test_leap_second(void **state)
{
    (void)state;
    double leap = NAN, next = NAN;
    assert_true(date_parse("2016-12-31T23:59:60Z", 20, &leap) &&
                date_parse("2017-01-01T00:00:00Z", 20, &next));
    assert_true(leap == next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"date: every day of ten thousand years", test_days, NULL, NULL, NULL},
        {"date: a leap second", test_leap_second, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
