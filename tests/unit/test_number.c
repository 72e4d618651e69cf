/* Text to double, compared with the compiler and with strtod, and back. NUMBERS is how many random texts. */
#include "check.h"

#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <regex.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "stats/random.h"

/* ---- rows ---- */

#define SAME(number)                                                                                         \
    {                                                                                                        \
        "number: " #number, #number, true, number                                                            \
    }
#define WHOLE(digits)                                                                                        \
    {                                                                                                        \
        "number: " #digits, #digits, true, digits##.0                                                        \
    }

/* Values: what the compiler makes of the same decimal, by exact arithmetic. */
static const struct number_row {
    const char *label, *text;
    bool ok;
    double value;
} number_rows[] = {
    {"number: decimal", "2.385", true, 2.385},
    {"number: whole", "26", true, 26},
    {"number: sign", "-0.75", true, -0.75},
    {"number: plus", "+4.5", true, 4.5},
    {"number: exponent", "1.25e-3", true, 1.25e-3},
    {"number: no digit before the point", ".5", true, 0.5},
    {"number: no digit behind the point", "5.", true, 5},
    {"number: 17 digits", "0.10000000000000001", true, 0.1},
    {"number: halfway case", "9007199254740993", true, 9007199254740992.0},
    {"number: largest", "1.7976931348623157e308", true, 1.7976931348623157e308},
    {"number: smallest", "5e-324", true, 5e-324},
    {"number: zero in many ways", "-0.000e999", true, -0.0},
    /* Source: Regan (2010 to 2013), exploringbinary.com, most of them bugs that he found in strtod, gcc, PHP.
     */
    SAME(6929495644600919.5),
    SAME(3.7455744005952583e15),
    SAME(2.2250738585072011e-308),
    SAME(2.2250738585072012e-308),
    SAME(2.2250738585072014e-308),
    SAME(0.500000000000000166533453693773481063544750213623046875),
    SAME(3.518437208883201171875e13),
    SAME(62.5364939768271845828),
    SAME(8.10109172351e-10),
    SAME(1.50000000000000011102230246251565),
    SAME(9007199254740991.4999999999999999999999999999999995),
    SAME(7.2057594037927933e16),
    SAME(6631236846766476e-316),
    SAME(8.988465674311579e+307),
    SAME(1.7976931348623158e308),
    SAME(2.4703282292062328e-324),
    /* Among them the first that is no double, and the ends of what is computed in whole numbers. */
    WHOLE(9007199254740991),
    WHOLE(9007199254740992),
    SAME(9007199254740992.5),
    WHOLE(9007199254740993),
    WHOLE(9007199254740994),
    WHOLE(9007199254740995),
    SAME(9007199254740995e3),
    SAME(9007199254740993e-5),
    WHOLE(9223372036854775807),
    WHOLE(9223372036854775808),
    WHOLE(9999999999999999999),
    WHOLE(10000000000000000000),
    WHOLE(18446744073709551615),
    WHOLE(18446744073709551616),
    SAME(0.1234567890123456789),
    SAME(123456789012345678.9),
    SAME(9999999999999999999e27),
    SAME(9999999999999999999e-27),
    SAME(9999999999999999999e28),
    SAME(9999999999999999999e-28),
    SAME(1e27),
    SAME(1e-27),
    SAME(1e22),
    SAME(1e23),
    SAME(1e-22),
    SAME(1e-23),
    SAME(0.39397719712345678),
    SAME(4.7000000000000001e-05),
    /* Source: Paxson (1991), A Program for Testing IEEE Decimal-Binary Conversion, tables 1 and 2. */
    SAME(5e+125),
    SAME(69e+267),
    SAME(999e-26),
    SAME(7861e-34),
    SAME(75569e-254),
    SAME(928609e-261),
    SAME(9210917e+80),
    SAME(84863171e+114),
    SAME(653777767e+273),
    SAME(5232604057e-298),
    SAME(27235667517e-109),
    SAME(653532977297e-123),
    SAME(3142213164987e-294),
    SAME(46202199371337e-72),
    SAME(231010996856685e-73),
    SAME(9324754620109615e+212),
    SAME(78459735791271921e+49),
    SAME(272104041512242479e+200),
    SAME(6802601037806061975e+198),
    SAME(20505426358836677347e-221),
    SAME(836168422905420598437e-234),
    SAME(4891559871276714924261e+222),
    SAME(9e-265),
    SAME(85e-37),
    SAME(623e+100),
    SAME(3571e+263),
    SAME(81661e+153),
    SAME(920657e-23),
    SAME(4603285e-24),
    SAME(87575437e-309),
    SAME(245540327e+122),
    SAME(6138508175e+120),
    SAME(83356057653e+193),
    SAME(619534293513e+124),
    SAME(2335141086879e+218),
    SAME(36167929443327e-159),
    SAME(609610927149051e-255),
    SAME(3743626360493413e-165),
    SAME(94080055902682397e-242),
    SAME(899810892172646163e+283),
    SAME(7120190517612959703e+120),
    SAME(25188282901709339043e-252),
    SAME(308984926168550152811e-52),
    SAME(6372891218502368041059e+64),
    {"refused: out of range", "1e999", false, 0},
    {"refused: nothing left", "1e-999", false, 0},
    {"refused: the first decimal out of range", "1.7976931348623159e308", false, 0},
    {"refused: less than half of the smallest", "2.4703282292062327e-324", false, 0},
    {"refused: an exponent past every counter", "1e99999999999999999999999", false, 0},
    {"refused: one as far below", "-1e-99999999999999999999999", false, 0},
    {"refused: hexadecimal", "0x10", false, 0},
    {"refused: decimal comma", "1,5", false, 0},
    {"refused: nan", "nan", false, 0},
    {"refused: inf", "inf", false, 0},
    {"refused: infinity", "-Infinity", false, 0},
    {"refused: empty", "", false, 0},
    {"refused: a sign alone", "-", false, 0},
    {"refused: a point alone", ".", false, 0},
    {"refused: space before", " 1", false, 0},
    {"refused: space behind", "1 ", false, 0},
    {"refused: a unit", "1.5s", false, 0},
    {"refused: exponent without digits", "1e+", false, 0},
    {"refused: two points", "1.2.3", false, 0},
};

static const struct number_scale as_is = {1, 0};

/* Fails unless number_parse_all gives these bits for the text, or refuses it, and reads those beside it. */
static void check_among_others(const char *text, size_t n, struct number_scale scale, bool ok, double want)
{
    static const char before[NUMBER_SLACK] = "2.5,", behind[NUMBER_SLACK] = "16777216.125,";
    const struct span texts[] = {{before, 3}, {text, n}, {behind, 12}};
    double got[] = {0, 0, 0}, power = pow(10, scale.power);
    bool missing = number_is_missing(text, n), read = number_parse_all(texts, 3, scale, got);
    if (read != (ok || missing) ||
        (read && (got[0] != 2.5 / power || got[2] != 16777216.125 / power || isnan(got[1]) != missing ||
                  (ok && memcmp(&got[1], &want, sizeof want) != 0)))) {
        fail_msg("'%.*s' among others: got %.17g, want %.17g", n > 80 ? 80 : (int)n, text, got[1], want);
    }
}

/* Fails unless number_parse gives these bits for the n bytes, or refuses them, whatever follows them. */
static void check_number(const char *text, size_t n, bool ok, double want)
{
    static const char behind[] = {'7', '.', 'e', ',', '\0'};
    char *alone = malloc(n + NUMBER_SLACK);
    assert_non_null(alone);
    memcpy(alone, text, n);
    for (size_t i = 0; i < sizeof behind; i++) {
        double got = -7.25;
        memset(alone + n, behind[i], NUMBER_SLACK);
        if (number_parse(alone, n, &got) != ok ||
            memcmp(&got, ok ? &want : &(double){-7.25}, sizeof got) != 0) {
            fail_msg("'%.*s': got %.17g, want %.17g", n > 80 ? 80 : (int)n, text, got, ok ? want : NAN);
        }
    }
    check_among_others(alone, n, as_is, ok, want);
    memset(alone + n, '7', NUMBER_SLACK);
    check_among_others(alone, n, as_is, ok, want);
    assert_int_equal(setenv("FAASTAT_NO_AVX2", "1", 1), 0);
    check_among_others(alone, n, as_is, ok, want);
    assert_int_equal(unsetenv("FAASTAT_NO_AVX2"), 0);
    free(alone);
}

static void test_number(void **state)
{
    const struct number_row *row = *state;
    check_number(row->text, strlen(row->text), row->ok, row->value);
}

/* Texts of a hundred thousand bytes: exponents that undo them, and a last digit that decides. */
static void test_number_long(void **state)
{
    (void)state;
    enum { ZEROS = 100000 };
    static char text[ZEROS + 64];
    int n = snprintf(text, sizeof text, "%0*de%d", ZEROS, 25, ZEROS); /* leading zeros, and too large */
    check_number(text, (size_t)n, false, 0);
    n = snprintf(text, sizeof text, "%0*de-3", ZEROS, 25);
    check_number(text, (size_t)n, true, 0.025);
    n = snprintf(text, sizeof text, "-0.%0*de%d", ZEROS, 25, ZEROS);
    check_number(text, (size_t)n, true, -25);
    memset(text + snprintf(text, sizeof text, "25"), '0', ZEROS);
    n = ZEROS + 2 + snprintf(text + ZEROS + 2, 16, "e-%d", ZEROS);
    check_number(text, (size_t)n, true, 25);
    /* 2^53 + 1 lies in the middle: the even one is below, and anything more is above. */
    memset(text + snprintf(text, sizeof text, "9007199254740993."), '0', ZEROS);
    check_number(text, ZEROS, true, 9007199254740992.0);
    text[ZEROS - 1] = '1';
    check_number(text, ZEROS, true, 9007199254740994.0);
}

/* What is written reads back to the same bits, in as few digits as there are. */
static void test_number_written(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0.1, "0.1"},       {1.0 / 3, "0.3333333333333333"},
                {5e-324, "5e-324"}, {2.5e-310, "2.5e-310"},
                {1e22, "1e+22"},    {-12.668720543384552, "-12.668720543384552"}};
    char text[NUMBER_TEXT];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        number_write(rows[i].value, text);
        assert_string_equal(text, rows[i].text);
    }
    uint64_t bits = UINT64_C(0x9E3779B97F4A7C15);
    for (int i = 0; i < 200000; i++) {
        double value, back;
        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) {
            assert_true(number_parse(text, number_write(value, text), &back));
            assert_memory_equal(&back, &value, sizeof value);
        }
    }
}

/* As C's library finds it: %g with more and more digits, until it reads back. */
static void check_written(double value)
{
    char text[NUMBER_TEXT], want[NUMBER_TEXT];
    int digits = fabs(value) < DBL_MIN ? 1 : DBL_DIG;
    do {
        snprintf(want, sizeof want, "%.*g", digits++, value);
    } while (strtod(want, NULL) != value);
    size_t n = number_write(value, text);
    if (strcmp(text, want) != 0 || n != strlen(want)) {
        fail_msg("%.17g: got %s, want %s", value, text, want);
    }
}

/* Doubles of many kinds: any bits, few bits, decimals, times, and those beside each power of ten and of two.
 */
static void test_number_shortest(void **state)
{
    (void)state;
    const char *count = getenv("NUMBERS");
    long numbers = count != NULL ? atol(count) : 100000;
    struct random random;
    random_init(&random, 2027, 0, 0);
    for (long i = 0; i < numbers; i++) {
        uint64_t bits = random_next(&random);
        double any, few, uniform = random_uniform(&random);
        memcpy(&any, &bits, sizeof any);
        bits &= ~((UINT64_C(1) << random_below(&random, 52)) - 1);
        memcpy(&few, &bits, sizeof few);
        double whole = rint(ldexp(uniform, (int)random_below(&random, 58))),
               decimal = whole / pow(10, random_below(&random, 20));
        const double values[] = {any,
                                 few,
                                 whole,
                                 decimal,
                                 uniform,
                                 uniform * 1e-7,
                                 -exp(uniform * 80 - 40),
                                 rint(uniform * 1e6) * 1.1e-3};
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
            if (isfinite(values[v])) {
                check_written(values[v]);
            }
        }
    }
    for (int e = -1074; e < 1024; e++) {
        double power = ldexp(1, e), ten = pow(10, e / 3.3);
        const double values[] = {power, nextafter(power, 0), nextafter(power, INFINITY),
                                 ten,   nextafter(ten, 0),   nextafter(ten, INFINITY)};
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
            if (isfinite(values[v])) {
                check_written(values[v]);
            }
        }
    }
    check_written(DBL_MAX);
    check_written(-0.0);
}

/* As printf writes them: each number of digits, the ends, and random ones. */
static void test_number_integers(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 2028, 0, 0);
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = random_next(&random) >> random_below(&random, 64);
        int64_t values[] = {(int64_t)bits, (int64_t)(0 - bits), 0, INT64_MIN, INT64_MAX};
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
            char text[NUMBER_TEXT], want[NUMBER_TEXT];
            int n = snprintf(want, sizeof want, "%" PRId64, values[v]);
            assert_int_equal(number_write_integer(values[v], text), n);
            assert_string_equal(text, want);
        }
    }
}

/* ---- random texts ---- */

enum { ROOM = 2048 };

static double random_double(struct random *random)
{
    uint64_t bits = random_next(random);
    double value;
    if (random_below(random, 8) == 0) {
        bits &= UINT64_C(0x801FFFFFFFFFFFFF); /* subnormal, or the next above */
    }
    memcpy(&value, &bits, sizeof value);
    return isfinite(value) ? value : 0.1;
}

/* One to `most` random digits, the point anywhere among them or nowhere. */
static size_t make_digits(struct random *random, unsigned most, char *text)
{
    size_t n = 0;
    unsigned digits = 1 + random_below(random, most), point = random_below(random, digits + digits / 2 + 1);
    unsigned zeros = random_below(random, 4) == 0 ? random_below(random, digits) : 0; /* in front */
    for (unsigned i = 0; i < digits; i++) {
        if (i == point) {
            text[n++] = '.';
        }
        text[n++] = (char)('0' + (i < zeros ? 0 : random_below(random, 10)));
    }
    text[n] = '\0';
    return n;
}

/* What lies in the middle of two doubles, in full, or more or less than that by very little. */
static size_t make_middle(struct random *random, char *text)
{
    uint64_t odd = (UINT64_C(1) << 53) | (random_next(random) >> 11) | 1; /* 54 bits, doubles have 53 */
    bool small = random_below(random, 2) == 0; /* most of these have no more than 19 digits */
    int exponent = small ? (int)random_below(random, 15) - 5 : (int)random_below(random, 2044) - 1075;
    size_t n;
    if (small && exponent >= 0) {
        n = (size_t)sprintf(text, "%.0Lf", ldexpl((long double)odd, exponent));
    } else if (small) {
        n = (size_t)sprintf(text, "%.*Lf", -exponent, ldexpl((long double)odd, exponent));
    } else {
        n = (size_t)sprintf(text, "%.767Le", ldexpl((long double)odd, exponent));
    }
    char *e = strchr(text, 'e');
    char *last = (e != NULL ? e : text + n) - 1;
    switch (random_below(random, 4)) {
    case 0:
        *last = (char)('0' + random_below(random, 10));
        break;
    case 1: /* a 1 far behind it, or nothing but zeros */
        if (e == NULL && strchr(text, '.') != NULL) {
            size_t zeros = random_below(random, 900);
            memset(text + n, '0', zeros);
            n += zeros;
            text[n++] = random_below(random, 2) ? '1' : '0';
            text[n] = '\0';
        }
        break;
    default:
        break;
    }
    return n;
}

/* A whole number times a power of ten, in the middle of two doubles: 54 bits, an odd number, when the fives
 * of the ten are counted. */
static size_t make_middle_of_tens(struct random *random, char *text)
{
    unsigned power = 1 + random_below(random, 22);
    uint64_t fives = 1;
    for (unsigned i = 0; i < power; i++) {
        fives *= 5;
    }
    uint64_t least = (UINT64_C(1) << 53) / fives + 1;
    return (size_t)sprintf(text, "%" PRIu64 "e%u", (least + random_next(random) % least) | 1, power);
}

/* A decimal number in one of the forms that programs write, or made to be hard; without its sign. */
static size_t make_number(struct random *random, char *text)
{
    uint32_t form = random_below(random, 10), places = random_below(random, 30);
    double uniform = random_uniform(random), scaled = uniform * pow(10, places - 15.0);
    size_t n;
    switch (form) {
    case 0:
        return (size_t)sprintf(text, "%.*f", (int)places % 20, uniform * 4);
    case 1:
        return (size_t)sprintf(text, "%.17g", scaled);
    case 2:
        return (size_t)sprintf(text, "%.15g", scaled);
    case 3: /* as Python's repr() writes it, but for the digits of the exponent */
        return number_write(scaled, text);
    case 4:
        return make_digits(random, 25, text);
    case 5:
        n = make_digits(random, 25, text);
        return n + (size_t)sprintf(text + n, "e%d", (int)random_below(random, 80) - 40);
    case 6: /* past both ends */
        n = make_digits(random, 40, text);
        return n + (size_t)sprintf(text + n, "E%+03d", (int)random_below(random, 700) - 370);
    case 7:
        return (size_t)sprintf(text, "%.*e", (int)places % 25, fabs(random_double(random)));
    case 8:
        return make_middle_of_tens(random, text);
    default:
        return make_middle(random, text);
    }
}

/* Changes, inserts or drops one byte, mostly for the worse. */
static size_t spoil(struct random *random, char *text, size_t n)
{
    static const char bytes[] = "0123456789..eE+-/:xnN ,";
    size_t at = random_below(random, (uint32_t)n);
    char byte = bytes[random_below(random, sizeof bytes)]; /* NUL too */
    switch (random_below(random, 3)) {
    case 0:
        text[at] = byte;
        return n;
    case 1:
        memmove(text + at + 1, text + at, n - at);
        text[at] = byte;
        return n + 1;
    default:
        memmove(text + at, text + at + 1, n - at - 1);
        return n - 1;
    }
}

/* What number.h promises, by a regular expression and the C library. */
static bool is_number(const regex_t *form, const char *text, size_t n, double *want)
{
    errno = 0;
    *want = strtod(text, NULL);
    return strlen(text) == n && regexec(form, text, 0, NULL, 0) == 0 &&
           !(errno == ERANGE && (*want == 0 || isinf(*want)));
}

/* The same number with its point moved, as strtod reads it; what is too small is the smallest. */
static double shifted(const char *text, uint32_t power)
{
    static char moved[ROOM + 32];
    size_t mantissa = strcspn(text, "eE");
    long exponent = text[mantissa] == '\0' ? 0 : strtol(text + mantissa + 1, NULL, 10);
    snprintf(moved, sizeof moved, "%.*se%ld", (int)mantissa, text, exponent - (long)power);
    double value = strtod(moved, NULL), before = strtod(text, NULL);
    return value == 0 && before != 0 ? copysign(5e-324, before) : value;
}

/* Whether a text is read in smaller units, alone and among others, as what strtod makes of it there. */
static void check_scaled(const char *text, size_t n, uint32_t power, bool ok)
{
    const struct number_scale scale = {1, power};
    double got = -7.25, want = ok ? shifted(text, power) : -7.25;
    check_among_others(text, n, scale, ok, want);
    assert_int_equal(setenv("FAASTAT_NO_AVX2", "1", 1), 0);
    check_among_others(text, n, scale, ok, want);
    assert_int_equal(unsetenv("FAASTAT_NO_AVX2"), 0);
    if (number_parse_scaled(text, n, scale, &got) != ok || memcmp(&got, &want, sizeof got) != 0) {
        fail_msg("'%.*s' / 10^%u: got %.17g, want %.17g", (int)n, text, (unsigned)power, got, want);
    }
}

/* Whole numbers of minutes and hours, in hundredths as wrk has them, are exact; too large ones are refused.
 */
static void test_number_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t times;
        double want;
    } rows[] = {{"1.23", 60, 73.8}, {"-0.07", 60, -4.2}, {"2.41", 3600, 8676}, {"1e-2", 60, 0.6}};
    double got;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct number_scale scale = {rows[i].times, 0};
        assert_true(number_parse_scaled(rows[i].text, strlen(rows[i].text), scale, &got));
        assert_memory_equal(&got, &rows[i].want, sizeof got);
    }
    assert_false(number_parse_scaled("1e308", 5, (struct number_scale){60, 0}, &got));
}

/* The doubles, to the bit, and the refusals that the C library has; a digit stands behind each text. */
static void test_number_as_strtod(void **state)
{
    (void)state;
    static char text[ROOM + NUMBER_SLACK];
    const char *count = getenv("NUMBERS");
    long numbers = count != NULL ? atol(count) : 300000, taken = 0;
    struct random random;
    random_init(&random, 2026, 0, 0);
    regex_t form;
    assert_int_equal(
        regcomp(&form, "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$", REG_EXTENDED | REG_NOSUB), 0);
    for (long i = 0; i < numbers; i++) {
        size_t n = random_below(&random, 3);
        text[0] = n == 1 ? '-' : '+';
        n = n > 0;
        n += make_number(&random, text + n);
        if (random_below(&random, 16) == 0) {
            n = spoil(&random, text, n);
        }
        text[n] = '\0';
        double got = -7.25, want;
        bool ok = is_number(&form, text, n, &want);
        if (strlen(text) == n) {
            check_scaled(text, n, 3 * (1 + random_below(&random, 4)), ok);
        }
        memset(text + n, '7', NUMBER_SLACK);
        check_among_others(text, n, as_is, ok, want);
        if (number_parse(text, n, &got) != ok ||
            memcmp(&got, ok ? &want : &(double){-7.25}, sizeof got) != 0) {
            fail_msg("'%.*s': got %.17g, want %.17g", (int)n, text, got, ok ? want : NAN);
        }
        taken += ok;
    }
    regfree(&form);
    print_message("%ld texts compared with strtod, %ld of them numbers: 0 different\n", numbers, taken);
    assert_in_range(taken, numbers / 2, numbers - numbers / 100);
}

int main(void)
{
    enum { NUMBER_ROWS = sizeof number_rows / sizeof *number_rows };
    struct CMUnitTest rows[NUMBER_ROWS];
    for (size_t i = 0; i < NUMBER_ROWS; i++) {
        rows[i] = CHECK_ROW(test_number, &number_rows[i]);
    }
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_number_long),      cmocka_unit_test(test_number_written),
        cmocka_unit_test(test_number_shortest),  cmocka_unit_test(test_number_integers),
        cmocka_unit_test(test_number_as_strtod), cmocka_unit_test(test_number_times),
    };
    int failed = cmocka_run_group_tests_name("number rows", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("number", others, NULL, NULL);
}
