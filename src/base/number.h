/* Text to double and back: the one place where numbers are read and written. Always in the C locale. */
#ifndef FAASTAT_BASE_NUMBER_H
#define FAASTAT_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Room for any double as number_write prints it, with its terminator. */
enum { NUMBER_TEXT = 32 };

/*
 * Reads all `n` bytes of `text` as one decimal number ([+-]digits[.digits][e[+-]digits]) into *value, exactly
 * as strtod rounds in the C locale. False for anything else, with *value as it was: spaces, nan, inf,
 * hexadecimal, a magnitude past the largest double, or one so small that only zero is left of it. No byte
 * behind the n is looked at, so that a cell can be read where it stands, whatever follows.
 */
bool number_parse(const char *text, size_t n, double *value);

/*
 * The same in another unit: times a whole number and divided by 10^power, one of which is 1. Dividing rounds
 * once, as strtod rounds the decimal whose point is moved; so does multiplying where the digits times that
 * number are at most 2^53, and twice beyond. What number_parse refuses is refused; what has become too small
 * for a double is the smallest.
 */
struct number_scale {
    uint32_t times, power;
};
bool number_parse_scaled(const char *text, size_t n, struct number_scale scale, double *value);

/*
 * Reads n texts so into values[0..n), NAN where one says that its value is missing; false when any is
 * neither. From the beginning of each, NUMBER_SLACK bytes can be read, whatever they are.
 */
enum { NUMBER_SLACK = 16 };
bool number_parse_all(const struct span *texts, size_t n, struct number_scale scale, double *values);

/* Whether the cell says that a value is missing: empty, or one of the words that spreadsheets, databases and
 * programs have for that: "NA", "N/A", "nan", "null", "None", "-" and their like. */
bool number_is_missing(const char *text, size_t n);

/* Writes `value` (finite) with the fewest digits that read back to the same double; returns the length. */
size_t number_write(double value, char text[NUMBER_TEXT]);
/* Writes all digits of a whole number; returns the length. */
size_t number_write_integer(int64_t value, char text[NUMBER_TEXT]);

#endif
