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

/* Differences by hand, each the double of its decimals. */
static void test_between(void **state)
{
    static const struct {
        const char *from, *to;
        double want;
    } cases[] = {{"2024-02-09T08:42:44.879Z", "2024-02-09T08:42:45.000014383Z", 0.121014383},
                 {"2024-02-28T23:59:59.5Z", "2024-02-29T00:00:00.591Z", 1.091},
                 {"2024-02-09 10:42:44,25 +02:00", "2024-02-09T08:42:44.25Z", 0},
                 {"2024-02-09T08:42:45Z", "2024-02-09T08:42:44.9Z", -0.1}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double got = NAN;
        assert_true(
            date_between(cases[i].from, strlen(cases[i].from), cases[i].to, strlen(cases[i].to), &got));
        check_close(got, cases[i].want, 0);
    }
    double got;
    assert_false(date_between("then", 4, cases[0].to, strlen(cases[0].to), &got));
    assert_false(date_between(cases[0].from, strlen(cases[0].from), "now", 3, &got));
}

/* The seconds are those of `date -u -d`; of the last two no calendar or order has them. */
static void test_spoken(void **state)
{
    static const struct {
        const char *text;
        bool month_first, zoned, ordered;
        double want;
    } cases[] = {
        {"1/22/2024, 9:00 AM", true, false, true, 1705914000},
        {"1/22/24 12:00:01 PM", true, false, true, 1705924801},
        {"1/22/2024, 12:00:01\u202fAM", true, false, true, 1705881601},
        {"22/01/2024 09:00:01", false, false, true, 1705914001},
        {"22.01.2024 9:00:01,25", false, false, true, 1705914001.25},
        {"22/Jan/2024:09:00:01 +0100", false, true, false, 1705910401},
        {"Mon, 22 Jan 2024 09:00:01 GMT", false, true, false, 1705914001},
        {"Mon Jan 22 09:00:01 2024", true, false, false, 1705914001},
        {"Mon Jan 22 2024 09:00:01 GMT+0100 (Central European Standard Time)", true, true, false, 1705910401},
        {"January 22, 2024, 9:00:01 p.m.", false, false, false, 1705957201},
        {"Jan 22, 2024 @ 09:00:01.500", false, false, false, 1705914001.5},
        {"22-Jan-2024 09:00:01", false, false, false, 1705914001},
        {"1.22.2024 09:00:01", true, false, false, NAN},
        {"30/02/2024 09:00:01", false, false, false, NAN},
        {"1/22/2024, 13:00 PM", true, false, false, NAN},
        {"22/Jan/2024", false, false, false, NAN}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct date_spoken date;
        bool found = date_parse_spoken(cases[i].text, strlen(cases[i].text), cases[i].month_first, &date);
        assert_int_equal(found, !isnan(cases[i].want));
        if (found) {
            check_close(date.epoch_s, cases[i].want, 0);
            assert_int_equal(date.zoned, cases[i].zoned);
            assert_int_equal(date.ordered, cases[i].ordered);
        }
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

/* Dates of one minute and of others, some with a byte changed, one behind the other: what date_parse says of
 * each. */
static void test_next(void **state)
{
    (void)state;
    static const char *const dates[] = {
        "2024-02-09T08:42:44.080Z", "2024-02-09T08:42:60Z",      "2024-02-09T08:42:05.123456789Z",
        "2024-02-09T08:43:00.5Z",   "2024-02-09 08:42:44+02:00", "2024-02-09T08:42:44.080",
        "2024-02-09T08:42Z",        "2024-02-09T08:42:1.5Z"};
    static const char bytes[] = "0123456789:.-+TZz/ ,";
    enum { DATES = sizeof dates / sizeof *dates, TRIES = 200000 };
    struct date_minute minute = {0};
    unsigned random = 1, parsed = 0, refused = 0;
    for (size_t i = 0; i < TRIES; i++) {
        char text[48];
        double want = 0, got = 0;
        random = random * 1103515245 + 12345;
        size_t n = (size_t)snprintf(text, sizeof text, "%s", dates[(random >> 16) % DATES]);
        random = random * 1103515245 + 12345;
        if ((random >> 28) % 2 == 0) {
            text[(random >> 16) % n] = bytes[(random >> 8) % (sizeof bytes - 1)];
        }
        bool is_date = date_parse(text, n, &want);
        if (date_parse_next(&minute, text, n, &got) != is_date || got != want) {
            fail_msg("%s: got %.9f, want %.9f", text, got, want);
        }
        parsed += is_date;
        refused += !is_date;
    }
    assert_true(parsed > TRIES / 4 && refused > TRIES / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"date: every day of ten thousand years", test_days, NULL, NULL, NULL},
        {"date: a leap second", test_leap_second, NULL, NULL, NULL},
        {"date: from one to another", test_between, NULL, NULL, NULL},
        {"date: as people and other programs write them", test_spoken, NULL, NULL, NULL},
        {"date: one behind the other as each by itself", test_next, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
