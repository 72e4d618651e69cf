#include "base/number.h"

#include <endian.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/decimal.h"
#include "base/shortest.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Those that are doubles. */
static const double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { MOST_POWER = sizeof powers_of_ten / sizeof *powers_of_ten - 1 };
enum { MOST_DIGITS = 19 };                            /* that a whole number of 64 bits holds */
static const uint64_t MOST_WHOLE = (uint64_t)1 << 53; /* up to which every whole number is a double */

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/*
 * Appends the eight digits at c to *whole; false when they are not all digits. Checked and joined all at
 * once: to four numbers of two digits, then to one of eight. Source: Lemire (2021), Software: Practice and
 * Experience 51, 1700-1727, and the code that it describes, github.com/fastfloat/fast_float.
 */
static inline bool read_eight(const char *c, uint64_t *whole)
{
    static const uint64_t HIGH_HALVES = 0xF0F0F0F0F0F0F0F0, ODD_PAIRS = 0x000000FF000000FF;
    uint64_t bytes;
    memcpy(&bytes, c, sizeof bytes);
    /* '0' to '9' are 0x30 to 0x39, whose high half is 3, and stays 3 when 6 is added. */
    if ((bytes & HIGH_HALVES) != 0x3030303030303030 ||
        ((bytes + 0x0606060606060606) & HIGH_HALVES) != 0x3030303030303030) {
        return false;
    }
    bytes -= 0x3030303030303030;
    bytes = bytes * 10 + (bytes >> 8); /* the first of two digits is the lower byte */
    uint64_t eight = (bytes & ODD_PAIRS) * (100 + (UINT64_C(1000000) << 32)) +
                     (bytes >> 16 & ODD_PAIRS) * (1 + (UINT64_C(10000) << 32));
    *whole = *whole * 100000000 + (eight >> 32);
    return true;
}
#else
static inline bool read_eight(const char *c, uint64_t *whole)
{
    (void)c, (void)whole;
    return false;
}
#endif

/* Appends the digits at c to *whole, modulo 2^64; returns where they end. */
static inline const char *read_digits(const char *c, const char *end, uint64_t *whole)
{
    for (; c < end && *c >= '0' && *c <= '9'; c++) {
        *whole = *whole * 10 + (uint64_t)(*c - '0');
    }
    return c;
}

/*
 * What decimal_round makes of a text, times a whole number and divided by 10^power. Only with an exponent, or
 * hundreds of digits, can a number be in the range of doubles before and not behind, or the other way round:
 * before is what counts, and one that is not zero does not become zero, so that one below zero stays there.
 */
static bool parse_unusual(const char *digits, const char *last, const char *end, uint64_t whole,
                          struct number_scale scale, double *magnitude)
{
    bool may_leave = last < end || last - digits > 250;
    if (!decimal_round(digits, last, end, whole, may_leave ? 0 : scale.power, magnitude)) {
        return false;
    }
    if (may_leave && scale.power > 0 && *magnitude != 0) {
        decimal_round(digits, last, end, whole, scale.power, magnitude);
        *magnitude = fmax(*magnitude, DBL_TRUE_MIN);
    }
    *magnitude *= scale.times;
    return !isinf(*magnitude);
}

/*
 * The usual number has digits, and a power of ten, that are doubles both, so that one division rounds once
 * (Clinger (1990), PLDI 90, 92-101), unless the processor rounds to something longer first (FLT_EVAL_METHOD).
 */
static inline bool parse(const char *text, size_t n, struct number_scale scale, double *value)
{
    const char *end = text + n;
    bool negative = n > 0 && *text == '-';
    const char *first = text + (negative || (n > 0 && *text == '+'));
    uint64_t whole = 0;
    const char *c = read_digits(first, end, &whole);
    size_t digits = (size_t)(c - first), decimals = 0;
    if (c < end && *c == '.') {
        const char *fraction = ++c;
        while (end - c >= 8 && read_eight(c, &whole)) {
            c += 8;
        }
        c = read_digits(c, end, &whole);
        decimals = (size_t)(c - fraction);
        digits += decimals;
    }
    double magnitude;
    if (c == end && digits > 0 && digits <= MOST_DIGITS && whole <= MOST_WHOLE &&
        whole * scale.times <= MOST_WHOLE && decimals + scale.power <= MOST_POWER && FLT_EVAL_METHOD == 0) {
        magnitude = (double)(int64_t)(whole * scale.times) / powers_of_ten[decimals + scale.power];
    } else if (!parse_unusual(first, c, end, whole, scale, &magnitude)) {
        return false;
    }
    *value = negative ? -magnitude : magnitude;
    return true;
}

bool number_parse(const char *text, size_t n, double *value)
{
    return parse(text, n, (struct number_scale){1, 0}, value);
}

bool number_parse_scaled(const char *text, size_t n, struct number_scale scale, double *value)
{
    return parse(text, n, scale, value);
}

bool number_is_missing(const char *text, size_t n)
{
    static const char *const words[] = {"NA",   "N/A",  "n/a",  "#N/A",   "nan",  "NaN",  "NAN",
                                        "null", "NULL", "Null", "None",   "-",    "--",   "?",
                                        "<NA>", "NaT",  "nil",  "#NULL!", "-nan", "-NaN", "undefined"};
    enum { LONGEST = 9 };
    bool may_be = n > 0 && n <= LONGEST && strchr("Nn#-?<u", text[0]) != NULL; /* as each of them begins */
    for (size_t i = 0; may_be && i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == n && memcmp(words[i], text, n) == 0) {
            return true;
        }
    }
    return n == 0;
}

/* ---- many numbers ---- */

static bool parse_or_missing(const struct span *text, struct number_scale scale, double *value)
{
    *value = NAN;
    return parse(text->bytes, text->n, scale, value) || number_is_missing(text->bytes, text->n);
}

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,bmi")))

/* The number that 16 digits are, each in a byte: joined in pairs, then those, and so on. */
AVX2 static inline uint64_t join_digits(__m128i digits)
{
    const __m128i tens = _mm_set1_epi16(1 << 8 | 10), hundreds = _mm_set1_epi32(1 << 16 | 100),
                  myriads = _mm_set1_epi32(1 << 16 | 10000);
    __m128i fours = _mm_madd_epi16(_mm_maddubs_epi16(digits, tens), hundreds);
    __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), myriads);
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    return (uint32_t)both * UINT64_C(100000000) + (both >> 32);
}

/* A text of up to 16 bytes, digits and at most one point, all of which are looked at at once; false for any
 * other, and where more than the division would round. */
AVX2 static inline bool parse_usual(const struct span *text, uint32_t power, double *value)
{
    const __m128i places = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text->bytes);
    __m128i digits = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    __m128i are_digits = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
    __m128i are_points = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'));
    uint32_t behind = text->n <= NUMBER_SLACK ? 1U << text->n : 0, all = behind - 1;
    uint32_t digit_bits = (uint32_t)_mm_movemask_epi8(are_digits) & all;
    uint32_t point_bits = (uint32_t)_mm_movemask_epi8(are_points) & all;
    if ((digit_bits | point_bits) != all || digit_bits == 0 || (point_bits & (point_bits - 1)) != 0) {
        return false;
    }
    uint32_t whole_digits = _tzcnt_u32(point_bits | behind), points = point_bits != 0;
    uint32_t decimals = (uint32_t)text->n - whole_digits - points;
    /* To the right end, those before the point one place further; nothing comes from a negative place. */
    __m128i from = _mm_add_epi8(places, _mm_set1_epi8((char)(whole_digits + decimals - NUMBER_SLACK)));
    from = _mm_sub_epi8(from, _mm_cmpgt_epi8(from, _mm_set1_epi8((char)(whole_digits - 1))));
    uint64_t whole = join_digits(_mm_shuffle_epi8(digits, from));
    if (whole > MOST_WHOLE || decimals + power > MOST_POWER) {
        return false;
    }
    *value = (double)(int64_t)whole / powers_of_ten[decimals + power];
    return true;
}

/* Reads the numbers up to the first that is not usual; how many those are. */
AVX2 static size_t parse_run_by_avx2(const struct span *texts, size_t n, uint32_t power, double *values)
{
    size_t i = 0;
    while (i < n && parse_usual(&texts[i], power, &values[i])) {
        i++;
    }
    return i;
}

#else
static size_t parse_run_by_avx2(const struct span *texts, size_t n, uint32_t power, double *values)
{
    (void)texts, (void)n, (void)power, (void)values;
    return 0;
}
#endif

bool number_parse_all(const struct span *texts, size_t n, struct number_scale scale, double *values)
{
    bool good = true, by_avx2 = cpu_has_avx2() && scale.times == 1;
    for (size_t i = 0; good && i < n; i++) {
        i += by_avx2 ? parse_run_by_avx2(texts + i, n - i, scale.power, values + i) : 0;
        good = i == n || parse_or_missing(&texts[i], scale, &values[i]);
    }
    return good;
}

enum { EIGHT = 8 };
static const uint64_t TEN_TO_EIGHT = 100000000, TEN_TO_SIXTEEN = 10000000000000000;

/*
 * The eight digits of a number below 10^8, the first in the lowest byte, all at once: it is cut in halves, in
 * quarters and in digits by multiplying with reciprocals that are exact for numbers as small as these.
 * Source: Khuong (2017), How to print integers really fast, pvk.ca.
 */
static inline uint64_t split_eight(uint64_t number)
{
    static const uint64_t LOW_SEVEN = 0x0000007F0000007F, LOW_FOUR = 0x000F000F000F000F;
    uint64_t halves = number / 10000 | number % 10000 << 32;
    uint64_t hundreds = (halves * 10486 >> 20) & LOW_SEVEN; /* of each half, by 100 */
    uint64_t quarters = hundreds | (halves - 100 * hundreds) << 16;
    uint64_t tens = (quarters * 103 >> 10) & LOW_FOUR; /* of each quarter, by 10 */
    return tens | (quarters - 10 * tens) << 8;
}

static inline void write_eight(uint64_t digits, char *text)
{
    digits = htole64(digits | 0x3030303030303030);
    memcpy(text, &digits, EIGHT);
}

/* Writes a whole number, and anything behind it, eight bytes at a time; returns its length. */
static size_t write_whole(uint64_t whole, char *text)
{
    if (whole < 10) { /* as most seconds are */
        text[0] = (char)('0' + whole);
        return 1;
    }
    if (whole >= TEN_TO_EIGHT) {
        size_t n = write_whole(whole / TEN_TO_EIGHT, text);
        write_eight(split_eight(whole % TEN_TO_EIGHT), text + n);
        return n + EIGHT;
    }
    uint64_t digits = split_eight(whole);
    unsigned zeros = (unsigned)__builtin_ctzll(digits) / 8;
    write_eight(digits >> (8 * zeros), text);
    return EIGHT - zeros;
}

/* Writes the point and up to 20 decimals, of which up to 17 are no zeros before all others, without zeros at
 * their end; returns the length, 0 where there are only zeros. What is behind it means nothing. */
static size_t write_fraction(uint64_t fraction, unsigned decimals, char *text)
{
    enum { SIXTEEN = 2 * EIGHT };
    size_t n = 1;
    if (fraction == 0) {
        return 0;
    }
    text[0] = '.';
    if (decimals > SIXTEEN) {
        write_eight(0, text + n);
        n += decimals - SIXTEEN;
        text[n - 1] = (char)('0' + fraction / TEN_TO_SIXTEEN);
        fraction %= TEN_TO_SIXTEEN;
    } else {
        fraction *= (uint64_t)powers_of_ten[SIXTEEN - decimals];
    }
    uint64_t first = split_eight(fraction / TEN_TO_EIGHT), last = split_eight(fraction % TEN_TO_EIGHT);
    write_eight(first, text + n);
    if (last == 0) {
        return n + EIGHT - (unsigned)__builtin_clzll(first) / 8;
    }
    write_eight(last, text + n + EIGHT);
    return n + SIXTEEN - (unsigned)__builtin_clzll(last) / 8;
}

/* Writes digits / 10^decimals, whose nearest double is `value`, up to 17 digits and no exponent. */
static size_t write_plain(double value, uint64_t digits, unsigned decimals, char *text)
{
    uint64_t whole = (uint64_t)fabs(value); /* no whole number is between a double and its decimal */
    uint64_t fraction = whole == 0 ? digits : digits - whole * (uint64_t)powers_of_ten[decimals];
    size_t n = signbit(value) != 0;
    text[0] = '-';
    n += write_whole(whole, text + n);
    n += write_fraction(fraction, decimals, text + n);
    text[n] = '\0';
    return n;
}

/*
 * The shortest decimal of a number that has no more than 15 digits and needs no exponent; 0 for others. A
 * quotient of a whole number below 2^53 and a power of ten that is a double is rounded once, so that it is
 * the double of that decimal (Clinger 1990); and of decimals with 15 digits no other has that double. So it
 * is enough to try all 15: one that is shorter has zeros at its end.
 */
static size_t write_short(double value, char *text)
{
    enum { MANTISSA_BITS = 52, BIAS = 1023 };
    static const double LEAST = 1e-4, MOST = 1e15;
    double size = fabs(value), digits = MOST;
    uint64_t bits;
    memcpy(&bits, &size, sizeof bits);
    if (!(size >= LEAST && size < MOST)) {
        return 0;
    }
    /* Decimals that make 15 digits or 16 of it: log10(2) is 1233/4096, nearly, of so few powers of two. */
    int k = ((14 << 12) + 4095 - 1233 * ((int)(bits >> MANTISSA_BITS) - BIAS)) >> 12;
    for (; k >= 0 && (digits = (double)(int64_t)(size * powers_of_ten[k] + 0.5)) >= MOST; k--) {}
    return k >= 0 && digits / powers_of_ten[k] == size
               ? write_plain(value, (uint64_t)digits, (unsigned)k, text)
               : 0;
}

/* The same with an exponent, as %g writes it: "1.25e-07". */
static size_t write_exponent(uint64_t digits, int exponent, bool negative, char *text)
{
    char mantissa[NUMBER_TEXT];
    size_t n = write_whole(digits, mantissa), length = 0;
    if (negative) {
        text[length++] = '-';
    }
    text[length++] = mantissa[0];
    if (n > 1) {
        text[length++] = '.';
        memcpy(text + length, mantissa + 1, n - 1);
        length += n - 1;
    }
    text[length++] = 'e';
    text[length++] = exponent < 0 ? '-' : '+';
    exponent = abs(exponent);
    if (exponent < 10) {
        text[length++] = '0';
    }
    length += write_whole((uint64_t)exponent, text + length);
    text[length] = '\0';
    return length;
}

/* The shortest decimal of a number of 16 or 17 digits, or with an exponent; 0 where that is not known. */
static size_t write_shortest(double value, char *text)
{
    uint64_t digits, least;
    int power, n = 17;
    if (!shortest_find(fabs(value), &digits, &power)) {
        return 0;
    }
    for (least = TEN_TO_SIXTEEN; digits < least; least /= 10) {
        n--;
    }
    int exponent = power + n - 1, most = n > DBL_DIG ? n : DBL_DIG;
    return exponent < -4 || exponent >= most || power > 0
               ? write_exponent(digits, exponent, value < 0, text)
               : write_plain(value, digits, (unsigned)-power, text);
}

size_t number_write(double value, char text[NUMBER_TEXT])
{
    size_t n = value == 0 ? write_plain(value, 0, 0, text) : write_short(value, text);
    n = n > 0 ? n : write_shortest(value, text);
    if (n > 0) {
        return n;
    }
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

size_t number_write_integer(int64_t value, char text[NUMBER_TEXT])
{
    size_t n = value < 0;
    text[0] = '-';
    n += write_whole(value < 0 ? -(uint64_t)value : (uint64_t)value, text + n);
    text[n] = '\0';
    return n;
}
