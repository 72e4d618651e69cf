/* Dates in text to seconds since the Unix epoch. Knows the forms that tools write, and no locale. */
#ifndef FAASTAT_BASE_DATE_H
#define FAASTAT_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads all `n` bytes as a date and a time of day: "2024-02-09T08:42:44.080Z", with a blank for the T,
 * slashes for the dashes, without seconds or with any number of their decimals, and an offset such as +02:00,
 * +0200 or UTC, behind a blank or not; without one it is taken as UTC. RFC 3339 and its neighbours. False for
 * anything else, and for dates that no calendar has.
 */
bool date_parse(const char *text, size_t n, double *epoch_s);
/* The minute of a date that was read, for those of the same minute that follow. Zeroed: none. */
struct date_minute {
    char text[17]; /* "2024-02-09T08:42:" */
    long long epoch_s;
};
/* The same of one date among many that mostly follow one another closely: as date_parse, and faster where it
 * is of the minute and is UTC's ("...Z"). */
bool date_parse_next(struct date_minute *minute, const char *text, size_t n, double *epoch_s);
/* The same, and whether the text has an offset. */
bool date_parse_zone(const char *text, size_t n, double *epoch_s, bool *zoned);
struct date_spoken {
    double epoch_s;
    bool zoned, ordered; /* it says its offset; its day and month are numbers, one of which comes first */
};
/*
 * The same of dates as people and other programs write them: "1/22/2024, 9:00 AM", "22.01.2024 09:00:01",
 * Apache's "22/Jan/2024:09:00:01 +0000", RFC 2822's "Mon, 22 Jan 2024 09:00:01 GMT", C's "Mon Jan 22 09:00:01
 * 2024", JavaScript's "Mon Jan 22 2024 09:00:01 GMT+0000 (UTC)". Names are English. Of two numbers the month
 * is the first if `month_first` says so, but never where points are between them.
 */
bool date_parse_spoken(const char *text, size_t n, bool month_first, struct date_spoken *date);
/* The seconds from one date to another, rounded once where neither has more than nine decimals. False as
 * above. */
bool date_between(const char *from, size_t from_n, const char *to, size_t to_n, double *seconds);
/* An offset alone, "+02:00", "+0200", "UTC" or "Z", as seconds east of Greenwich. */
bool date_parse_offset(const char *text, size_t n, int *offset_s);

#endif
