/* The double next to a decimal number of any length; number.c reads the usual ones itself. */
#ifndef FAASTAT_BASE_DECIMAL_H
#define FAASTAT_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Rounds a decimal number without its sign, over 10^power, to the nearest double, of two that are as near to
 * the even one, as strtod does. From `digits` to `last` stand its digits, with a point among them or none,
 * and `whole` is all of them as one whole number modulo 2^64; what follows up to `end` has yet to be read.
 * False when that is not nothing or an exponent, when there is no digit, past the largest double, or when
 * nothing but zero is left of a number that is not.
 */
bool decimal_round(const char *digits, const char *last, const char *end, uint64_t whole, uint32_t power,
                   double *rounded);

#endif
