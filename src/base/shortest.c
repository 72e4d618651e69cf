#include "base/shortest.h"

#include <math.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 uint128;

/* ---- powers of ten ---- */

enum { LEAST_POWER = -292, MOST_POWER = 324, POWERS = MOST_POWER - LEAST_POWER + 1 };

/* The leading 128 bits of 10^k, rounded up, from k = LEAST_POWER on. */
static uint128 powers[POWERS];
static pthread_once_t are_known = PTHREAD_ONCE_INIT;

/* Has room for 10^MOST_POWER, and for 2^1279 / 10^-LEAST_POWER with over 128 bits of it left. */
enum { LIMBS = 40 };
struct large {
    uint32_t limbs[LIMBS]; /* the lowest first */
};

static void multiply(struct large *large, uint32_t by)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        carry += (uint64_t)large->limbs[i] * by;
        large->limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static void divide(struct large *large, uint32_t by)
{
    uint64_t rest = 0;
    for (size_t i = LIMBS; i-- > 0;) {
        rest = rest << 32 | large->limbs[i];
        large->limbs[i] = (uint32_t)(rest / by);
        rest %= by;
    }
}

static bool bit_of(const struct large *large, size_t bit)
{
    return large->limbs[bit / 32] >> (bit % 32) & 1;
}

/* The leading bits, rounded up; `more` says that there is something behind the last limb. */
static uint128 lead(const struct large *large, bool more)
{
    size_t bit = (size_t)LIMBS * 32;
    uint128 bits = 0;
    while (!bit_of(large, bit - 1)) {
        bit--;
    }
    for (int i = 0; i < 128; i++) {
        bits = bits << 1 | (bit > 0 && bit_of(large, bit - 1));
        bit -= bit > 0;
    }
    while (bit > 0 && !more) {
        more = bit_of(large, --bit);
    }
    return bits + more;
}

static void find_powers(void)
{
    struct large up = {{1}}, down = {{0}};
    down.limbs[LIMBS - 1] = UINT32_C(1) << 31;
    for (int k = 0; k <= MOST_POWER; k++) {
        powers[k - LEAST_POWER] = lead(&up, false);
        multiply(&up, 10);
    }
    for (int k = -1; k >= LEAST_POWER; k--) {
        divide(&down, 10);
        powers[k - LEAST_POWER] = lead(&down, true);
    }
}

/* ---- the decimal ---- */

/* floor(log10(2^q)), and floor(log2(10^k)). */
static int log10_of_2_to(int q)
{
    return (q * 1262611) >> 22;
}

static int log2_of_10_to(int k)
{
    return (k * 1741647) >> 19;
}

/* The integer part of power * c / 2^128, whose last bit also stands for all that is behind. */
static uint64_t round_to_odd(uint128 power, uint64_t c)
{
    uint128 low = (uint128)(uint64_t)power * c, high = (power >> 64) * c + (low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* The nearest whole number to v / 4 that is within its bounds, or one of tens where there is one: *k is their
 * power. All are four times what they stand for. */
static uint64_t choose(uint64_t lower, uint64_t v, uint64_t upper, int *k)
{
    uint64_t s = v / 4, tens = s / 10;
    bool is_below = lower <= 40 * tens, is_above = 40 * tens + 40 <= upper;
    if (s >= 10 && is_below != is_above) {
        ++*k;
        return tens + is_above;
    }
    is_below = lower <= 4 * s;
    is_above = 4 * s + 4 <= upper;
    uint64_t middle = 4 * s + 2;
    return is_below != is_above ? s + is_above : s + (v > middle || (v == middle && (s & 1) != 0));
}

bool shortest_find(double value, uint64_t *digits, int *power)
{
    enum { MANTISSA_BITS = 52, BIAS = 1023 + MANTISSA_BITS, PAST = 2047 };
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int exponent = (int)(bits >> MANTISSA_BITS);
    uint64_t mantissa = bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
    if (exponent <= 0 || exponent >= PAST || mantissa == 0) { /* the sign is a bit of the exponent here */
        return false;
    }
    pthread_once(&are_known, find_powers);
    uint64_t c = mantissa | UINT64_C(1) << MANTISSA_BITS;
    bool is_odd = c & 1; /* then the bounds themselves read back to a neighbour */
    int q = exponent - BIAS, k = log10_of_2_to(q), h = q + log2_of_10_to(-k) + 1;
    uint128 ten = powers[-k - LEAST_POWER];
    uint64_t lower = round_to_odd(ten, (4 * c - 2) << h), v = round_to_odd(ten, (4 * c) << h),
             upper = round_to_odd(ten, (4 * c + 2) << h);
    *digits = choose(lower + is_odd, v, upper - is_odd, &k);
    for (*power = k; *digits % 10 == 0; ++*power) {
        *digits /= 10;
    }
    return true;
}
#else
bool shortest_find(double value, uint64_t *digits, int *power)
{
    (void)value, (void)digits, (void)power;
    return false;
}
#endif
