/* Dates in text to seconds since the Unix epoch. Knows the forms that tools write, and no locale. */
#ifndef FAASTAT_BASE_DATE_H
#define FAASTAT_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads all `n` bytes as a date and a time of day: "2024-02-09T08:42:44.080Z", with a blank for the T,
 * slashes for the dashes, any number of decimals or none, and an offset such as +02:00 or +0200; without one
 * it is taken as UTC. RFC 3339 and its neighbours. False for anything else, and for dates that no calendar
 * has.
 */
bool date_parse(const char *text, size_t n, double *epoch_s);

#endif
