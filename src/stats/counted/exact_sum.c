#include "stats/counted/exact_sum.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Places are counted in bits from the last one that a double can have. */
enum { BITS = EXACT_SUM_BITS, LAST_BIT = DBL_MIN_EXP - DBL_MANT_DIG };

void exact_sum_raise(struct exact_sum *sum, int32_t top)
{
    int32_t by = top - sum->top;
    if (by <= 0) {
        return;
    }
    for (int32_t i = EXACT_SUM_DIGITS - 1; i >= 0; i--) {
        sum->digits[i] = i >= by ? sum->digits[i - by] : 0;
    }
    sum->top = top;
}

void exact_sum_add(struct exact_sum *sum, double value)
{
    uint64_t bits, fraction;
    memcpy(&bits, &value, sizeof bits);
    uint32_t exponent = bits >> (DBL_MANT_DIG - 1) & 0x7ff;
    fraction = bits & ((UINT64_C(1) << (DBL_MANT_DIG - 1)) - 1);
    if (exponent > 0) {
        fraction |= UINT64_C(1) << (DBL_MANT_DIG - 1);
        exponent--;
    }
    if (fraction == 0) {
        return;
    }
    bool negative = bits >> 63 != 0;
    int32_t place = (int32_t)(exponent / BITS) + 1; /* of the lowest digit */
    __extension__ unsigned __int128 rest = (unsigned __int128)fraction << exponent % BITS;
    int32_t highest = place;
    while (rest >> (highest - place + 1) * BITS > 0) {
        highest++;
    }
    exact_sum_raise(sum, highest);
    for (; rest > 0; rest >>= BITS, place++) {
        int32_t i = sum->top - place;
        if (i < EXACT_SUM_DIGITS) {
            exact_sum_digit digit = (exact_sum_digit)(rest & ((1 << BITS) - 1));
            sum->digits[i] += negative ? -digit : digit;
        }
    }
}

void exact_sum_carry(struct exact_sum *sum)
{
    for (int32_t i = EXACT_SUM_DIGITS - 1; i > 0; i--) {
        exact_sum_digit carry = sum->digits[i] >> BITS; /* rounded down */
        sum->digits[i] -= carry * ((exact_sum_digit)1 << BITS);
        sum->digits[i - 1] += carry;
    }
}

void exact_sum_merge(struct exact_sum *to, const struct exact_sum *from)
{
    exact_sum_raise(to, from->top);
    for (int32_t i = 0; i < EXACT_SUM_DIGITS; i++) {
        int32_t at = to->top - from->top + i;
        if (at < EXACT_SUM_DIGITS) {
            to->digits[at] += from->digits[i];
        }
    }
}

double exact_sum_value(const struct exact_sum *sum)
{
    double value = 0;
    for (int32_t i = EXACT_SUM_DIGITS - 1; i >= 0; i--) { /* the small ones first, which are lost less so */
        value += ldexp((double)sum->digits[i], (sum->top - 1 - i) * BITS + LAST_BIT);
    }
    return value;
}
