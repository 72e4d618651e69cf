/* Units of time, and the one place where numbers in them become seconds, rounded once. Knows no format. */
#ifndef FAASTAT_BASE_UNITS_H
#define FAASTAT_BASE_UNITS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* The smallest first. NO_UNIT: a number that is kept as it is, or whose unit nobody told. */
enum unit { NO_UNIT, PICOSECONDS, NANOSECONDS, MICROSECONDS, MILLISECONDS, SECONDS, MINUTES, HOURS };

/* The unit that is written so, "ms"; NO_UNIT when it is not among those from `least` to `most`. */
enum unit unit_find(const char *name, size_t n, enum unit least, enum unit most);

/* "ms" */
const char *unit_name(enum unit unit);

/* Reads text as number_parse does: "121.014383" of milliseconds is the double next to 0.121014383. */
bool unit_parse_seconds(const char *text, size_t n, enum unit unit, double *seconds);
/* Reads n texts as number_parse_all does. */
bool unit_parse_all_seconds(const struct span *texts, size_t n, enum unit unit, double *seconds);

/* The same of a double whose text is lost, as in JSON: its shortest decimal stands for the text, which it is
 * when that had 15 digits or fewer. NaN stays NaN. */
double unit_seconds_of_decimal(double number, enum unit unit);

/* The seconds of each of n that took `total` together, 1 for a number that was no text: the quotient, rounded
 * once while n times the units of a second is a double. */
double unit_seconds_of_each(double total, double n, enum unit unit);

#endif
