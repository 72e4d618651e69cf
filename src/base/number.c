#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_digits(const char *c, const char *end)
{
    while (c < end && *c >= '0' && *c <= '9') {
        c++;
    }
    return c;
}

static const char *skip_sign(const char *c, const char *end)
{
    return c < end && (*c == '+' || *c == '-') ? c + 1 : c;
}

/* Whether all of the text has the form of a decimal number; *nonzero tells if any digit of its mantissa is.
 */
static bool is_decimal(const char *text, const char *end, bool *nonzero)
{
    const char *whole = skip_sign(text, end);
    const char *c = skip_digits(whole, end);
    size_t digits = (size_t)(c - whole);
    if (c < end && *c == '.') {
        const char *fraction = c + 1;
        c = skip_digits(fraction, end);
        digits += (size_t)(c - fraction);
    }
    *nonzero = false;
    for (const char *d = whole; d < c; d++) {
        *nonzero |= *d >= '1' && *d <= '9';
    }
    if (digits == 0) {
        return false;
    }
    if (c < end && (*c == 'e' || *c == 'E')) {
        const char *exponent = skip_sign(c + 1, end);
        c = skip_digits(exponent, end);
        if (c == exponent) {
            return false;
        }
    }
    return c == end;
}

/* 10^0 to 10^22, the powers of ten that are doubles. */
static const double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { MOST_DIGITS = 19 }; /* that a whole number of 64 bits holds, and fewer than the powers */
static const uint64_t MOST_WHOLE = (uint64_t)1 << 53; /* up to which every whole number is a double */

/*
 * The usual number: digits with or without a decimal point, whose digits and whose power of ten are both
 * doubles, so that one division rounds once and gives what strtod gives. False for all others, which may be
 * numbers too. Source: Clinger (1990), PLDI 90, 92-101.
 */
static bool parse_usual(const char *text, const char *end, double *value)
{
    bool negative = text < end && *text == '-';
    const char *c = text + negative, *first = c;
    uint64_t whole = 0;
    for (; c < end && *c >= '0' && *c <= '9'; c++) {
        whole = whole * 10 + (uint64_t)(*c - '0');
    }
    size_t digits = (size_t)(c - first), decimals = 0;
    if (c < end && *c == '.') {
        const char *fraction = ++c;
        for (; c < end && *c >= '0' && *c <= '9'; c++) {
            whole = whole * 10 + (uint64_t)(*c - '0');
        }
        decimals = (size_t)(c - fraction);
    }
    digits += decimals;
    if (c != end || digits == 0 || digits > MOST_DIGITS || whole > MOST_WHOLE) {
        return false;
    }
    double magnitude = (double)whole / powers_of_ten[decimals];
    *value = negative ? -magnitude : magnitude;
    return true;
}

bool number_parse(const char *text, size_t n, double *value)
{
    bool nonzero;
    if (parse_usual(text, text + n, value)) {
        return true;
    }
    if (!is_decimal(text, text + n, &nonzero)) {
        return false;
    }
    double parsed = strtod(text, NULL);
    if (isinf(parsed) || (parsed == 0 && nonzero)) {
        return false;
    }
    *value = parsed;
    return true;
}

bool number_is_missing(const char *text, size_t n)
{
    return n == 0 || (n == 2 && memcmp(text, "NA", 2) == 0) ||
           (n == 3 && (memcmp(text, "nan", 3) == 0 || memcmp(text, "NaN", 3) == 0));
}

size_t number_write(double value, char text[NUMBER_TEXT])
{
    /* %g drops trailing zeros, so 15 digits already print every shorter number as short as it is; only a
     * subnormal number, which has fewer digits, has to be tried from one digit on. */
    int digits = fabs(value) < DBL_MIN ? 1 : DBL_DIG;
    int length = 0;
    for (; digits <= DBL_DECIMAL_DIG; digits++) {
        length = snprintf(text, NUMBER_TEXT, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            break;
        }
    }
    return (size_t)length;
}
