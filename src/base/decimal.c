#include "base/decimal.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHOLE_DIGITS = 19 }; /* that every whole number of 64 bits has room for */

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 uint128;

/* 5^0 to 5^27, those below 2^63. */
#define SEVEN_POWERS(of) (of), (of)*5, (of)*25, (of)*125, (of)*625, (of)*3125, (of)*15625
static const uint64_t powers_of_five[] = {SEVEN_POWERS(UINT64_C(1)), SEVEN_POWERS(UINT64_C(78125)),
                                          SEVEN_POWERS(UINT64_C(6103515625)),
                                          SEVEN_POWERS(UINT64_C(476837158203125))};
enum { MOST_POWER = sizeof powers_of_five / sizeof *powers_of_five - 1 };

/*
 * whole * 10^exponent, by whole numbers, as 10^k is 5^k * 2^k. Their product, or the 62 or 63 bits of their
 * quotient, is rounded once, by its conversion to double (IEEE 754: to nearest, half to even); ldexp only
 * moves the exponent, which stays far from both ends. False when the power is too large, or the number zero.
 */
static bool round_whole(uint64_t whole, int64_t exponent, double *rounded)
{
    if (whole == 0 || exponent > MOST_POWER || exponent < -MOST_POWER) {
        return false;
    }
    if (exponent >= 0) {
        *rounded = ldexp((double)((uint128)whole * powers_of_five[exponent]), (int)exponent);
        return true;
    }
    uint64_t divisor = powers_of_five[-exponent];
    int whole_shift = __builtin_clzll(whole), divisor_shift = __builtin_clzll(divisor);
    divisor <<= divisor_shift;                                /* from 2^63, below 2^64 */
    uint128 dividend = (uint128)(whole << whole_shift) << 62; /* from 2^125, below 2^126 */
    int64_t quotient = (int64_t)(dividend / divisor);         /* above 2^61, below 2^63 */
    /* A double keeps 53 of its bits and the next one decides; the last can stand for the whole remainder. */
    quotient |= (uint128)quotient * divisor != dividend;
    *rounded = ldexp((double)quotient, (int)exponent + divisor_shift - whole_shift - 62);
    return true;
}
#else
static bool round_whole(uint64_t whole, int64_t exponent, double *rounded)
{
    (void)whole, (void)exponent, (void)rounded;
    return false;
}
#endif

/* The middle between two doubles is a whole number below 2^54 times a power of two, of 2^-1075 or more: it
 * has no more significant digits than 2^54 * 5^1075 has, which is less than 10^768. */
enum { MIDDLE_DIGITS = 768 };

/*
 * strtod of the digits that a middle can have; of those behind, it only matters whether all are zeros. The
 * first one is not zero. A copy without a point, so that neither the length nor the locale matters, nor what
 * follows.
 */
static double round_text(const char *digits, const char *last, int64_t exponent)
{
    char copy[MIDDLE_DIGITS + 32];
    size_t n = 0;
    bool more = false;
    for (const char *c = digits; c < last; c++) {
        if (*c != '.' && n < MIDDLE_DIGITS) {
            copy[n++] = *c;
        } else if (*c != '.') {
            more |= *c != '0';
            exponent++;
        }
    }
    if (more) {
        copy[n++] = '1';
        exponent--;
    }
    snprintf(copy + n, sizeof copy - n, "e%" PRId64, exponent);
    return strtod(copy, NULL);
}

/* Adds what is written from 'e' on to *exponent; of a larger one 10^17, which no text has digits enough to
 * undo. False when that is no exponent. */
static bool read_exponent(const char *c, const char *end, int64_t *exponent)
{
    static const int64_t MOST = 100000000000000000;
    if (*c != 'e' && *c != 'E') {
        return false;
    }
    c++;
    bool negative = c < end && *c == '-';
    c += negative || (c < end && *c == '+');
    const char *first = c;
    int64_t written = 0;
    for (; c < end && *c >= '0' && *c <= '9'; c++) {
        written = written < MOST ? written * 10 + (*c - '0') : MOST;
    }
    *exponent += negative ? -written : written;
    return c == end && c > first;
}

bool decimal_round(const char *digits, const char *last, const char *end, uint64_t whole, uint32_t power,
                   double *rounded)
{
    const char *point = last > digits ? memchr(digits, '.', (size_t)(last - digits)) : NULL;
    int64_t exponent = (point == NULL ? 0 : point + 1 - last) - (int64_t)power;
    if (last - digits == (point != NULL) || (last < end && !read_exponent(last, end, &exponent))) {
        return false;
    }
    while (digits < last && (*digits == '0' || *digits == '.')) {
        digits++;
    }
    if (digits == last) {
        *rounded = 0;
        return true;
    }
    bool has_point = point != NULL && point > digits;
    if (last - digits - has_point > WHOLE_DIGITS || !round_whole(whole, exponent, rounded)) {
        *rounded = round_text(digits, last, exponent);
    }
    return *rounded != 0 && !isinf(*rounded);
}
