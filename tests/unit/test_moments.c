#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "stats/moments.h"

/* ---- NIST StRD, the univariate sets that a rule generates ---- */

enum {
    PI_DIGITS = 5000,
    PI_CELLS = PI_DIGITS / 4 * 14,
    PI_SLIP = 956, /* the 957th digit of pi is 8; NIST's set has a 3, and its certified values are for that */
    NUMACC = 1001
};

/* a, then b and c in turn. */
static void alternate(double *values, size_t n, double a, double b, double c)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = i == 0 ? a : i % 2 == 1 ? b : c;
    }
}

/* The spigot of Rabinowitz and Wagon (1995), Am. Math. Monthly 102, 195-203, four digits at a time. */
static void pi_digits(double *values)
{
    static uint32_t cells[PI_CELLS + 1];
    uint32_t carried = 0;
    for (size_t i = 0; i < PI_CELLS; i++) {
        cells[i] = 2000;
    }
    for (size_t digit = 0, used = PI_CELLS; digit < PI_DIGITS; digit += 4, used -= 14) {
        uint64_t rest = 0;
        for (size_t i = used; i > 0; i--) {
            rest = rest * i + (uint64_t)cells[i] * 10000;
            cells[i] = (uint32_t)(rest % (2 * i - 1));
            rest /= 2 * i - 1;
        }
        uint32_t four = (uint32_t)(carried + rest / 10000);
        carried = (uint32_t)(rest % 10000);
        for (size_t i = 4; i > 0; i--, four /= 10) {
            values[digit + i - 1] = four % 10;
        }
    }
}

/*
 * Certified: NIST StRD. Doubles can't hold values such as 10000000.1, so the sd of what they hold is another
 * one; that was computed in exact rational arithmetic (Python's fractions) and is what a program can reach.
 */
static const struct nist_row {
    const char *label;
    size_t n;
    double first, second, third; /* first 0: digits of pi, with `second` for the 957th */
    double mean, sd;             /* certified */
    double sd_relative;          /* how near to the certified sd the sd of the doubles is */
    double held_sd, held_population_sd;
} nist_rows[] = {
    {"NIST PiDigits", PI_DIGITS, 0, 3, 0, 4.5348, 2.86733906028871, 1e-14, 2.867339060288708,
     2.86705231204455},
    {"digits of pi, by fractions alone", PI_DIGITS, 0, 8, 0, 4.5358, 2.867675552187612, 1e-15,
     2.867675552187612, 2.867388770292581},
    {"NIST NumAcc1", 3, 10000001, 10000003, 10000002, 10000002, 1, 1e-15, 1, 0.816496580927726},
    {"NIST NumAcc2", NUMACC, 1.2, 1.1, 1.3, 1.2, 0.1, 1e-14, 0.09999999999999998, 0.0999500374687773},
    {"NIST NumAcc3", NUMACC, 1000000.2, 1000000.1, 1000000.3, 1000000.2, 0.1, 1e-9, 0.1000000000349246,
     0.09995003750368446},
    {"NIST NumAcc4", NUMACC, 10000000.2, 10000000.1, 10000000.3, 10000000.2, 0.1, 1e-8, 0.10000000055879354,
     0.09995003802729167},
};

static void nist_values(const struct nist_row *row, double *values)
{
    if (row->first == 0) {
        pi_digits(values);
        values[PI_SLIP] = row->second;
    } else {
        alternate(values, row->n, row->first, row->second, row->third);
    }
}

static void test_nist(void **state)
{
    static double values[PI_DIGITS];
    const struct nist_row *row = *state;
    nist_values(row, values);
    struct moments got = moments_compute(values, row->n);
    check_close(got.mean, row->mean, 1e-15);
    check_close(got.sd, row->sd, row->sd_relative);
    check_close(got.sd, row->held_sd, 1e-14);
    check_close(got.population_sd, row->held_population_sd, 1e-14);
}

/* What the tolerances above are for: a sum of squares less the square of the sum has no digit right. */
static void test_naive_sum_of_squares_fails(void **state)
{
    (void)state;
    static double values[NUMACC];
    const struct nist_row *row = &nist_rows[5];
    nist_values(row, values);
    double sum = 0, squares = 0, count = (double)row->n;
    for (size_t i = 0; i < row->n; i++) {
        sum += values[i];
        squares += values[i] * values[i];
    }
    double naive = sqrt((squares - sum * sum / count) / (count - 1));
    assert_false(fabs(naive - row->sd) < 0.1 * row->sd);
}

static void test_first_digits_of_pi(void **state)
{
    (void)state;
    static double values[PI_DIGITS];
    /* Digits 1 to 16, and 4985 to 5000: NIST StRD, PiDigits; the 957th: Machin's formula in Python's
     * integers. */
    static const char first[] = "3141592653589793", last[] = "9888687413260472";
    pi_digits(values);
    assert_int_equal((int)values[PI_SLIP], 8);
    for (size_t i = 0; i < 16; i++) {
        assert_int_equal((int)values[i], first[i] - '0');
        assert_int_equal((int)values[PI_DIGITS - 16 + i], last[i] - '0');
    }
}

/* ---- exact moments of doubles: tests/reference/moments.py ---- */

enum { MOST = 512 };

static void check_number(const struct moments *moments, size_t sample, const char *what, double want)
{
    /* Exact values rounded once; numpy's own rounding is that of plain sums. */
    const struct {
        const char *what;
        double got, relative;
    } checks[] = {
        {"mean", moments->mean, 4e-16},
        {"sd", moments->sd, 1e-14},
        {"population_sd", moments->population_sd, 1e-14},
        {"numpy_mean", moments->mean, 1e-14},
        {"numpy_sd", moments->sd, 1e-13},
        {"numpy_population_sd", moments->population_sd, 1e-13},
    };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        if (strcmp(checks[i].what, what) == 0) {
            if (!(fabs(checks[i].got - want) <= checks[i].relative * fabs(want))) {
                print_error("sample %zu of moments.csv, %s:\n", sample, what);
            }
            check_close(checks[i].got, want, checks[i].relative);
            return;
        }
    }
    fail_msg("moments.csv has a row '%s'", what);
}

static void test_reference(void **state)
{
    (void)state;
    double values[MOST], number;
    size_t n = 0, samples = 0, checked = 0;
    char line[128], what[32];
    FILE *file = fopen("tests/reference/moments.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(sscanf(line, "%31[^,],%lf", what, &number), 2);
        if (strcmp(what, "sample") == 0) {
            n = 0;
            samples++;
        } else if (strcmp(what, "value") == 0) {
            assert_true(n < MOST);
            values[n++] = number;
        } else {
            struct moments got = moments_compute(values, n);
            check_number(&got, samples, what, number);
            checked++;
        }
    }
    fclose(file);
    assert_int_equal(samples, 13);
    assert_int_equal(checked, 47);
}

/* ---- properties ---- */

static void test_equal_values_have_no_sd(void **state)
{
    (void)state;
    const double numbers[] = {0.1, 1e15 + 0.3, -7.7e-15, 3e300, 4.9e-324, 1.0 / 3};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        double values[77];
        for (size_t k = 0; k < 77; k++) {
            values[k] = numbers[i];
        }
        for (size_t n = 1; n <= 77; n++) {
            struct moments got = moments_compute(values, n);
            assert_true(got.mean == numbers[i] && got.min == numbers[i] && got.max == numbers[i]);
            assert_true(got.sd == 0 && got.population_sd == 0);
        }
    }
}

static void test_extremes(void **state)
{
    (void)state;
    const double values[] = {2.5, -3.25, 17.125, -3.5, 4};
    struct moments got = moments_compute(values, 5);
    assert_true(got.min == -3.5 && got.max == 17.125);
}

/* A power of two scales without rounding, so all digits have to agree; so has the sign. */
static void test_scaling(void **state)
{
    (void)state;
    double values[] = {12.6687, 10.2291, 26.0098, 11.7, 10.9972}, scaled[5];
    struct moments want = moments_compute(values, 5);
    for (int exponent = -1000; exponent <= 1000; exponent += 125) {
        for (size_t i = 0; i < 5; i++) {
            scaled[i] = -ldexp(values[i], exponent);
        }
        struct moments got = moments_compute(scaled, 5);
        assert_true(got.mean == -ldexp(want.mean, exponent) && got.sd == ldexp(want.sd, exponent));
        assert_true(got.min == -ldexp(want.max, exponent));
    }
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    double values[200], turned[200];
    for (size_t i = 0; i < 200; i++) {
        values[i] = ldexp((double)(i * i % 199) + 0.1, (int)(i % 90) - 45) * (i % 3 == 0 ? -1 : 1);
        turned[199 - i] = values[i];
    }
    struct moments a = moments_compute(values, 200), b = moments_compute(turned, 200);
    assert_memory_equal(&a, &b, sizeof a);
}

/* Zeros of both signs are equal, and none of them is left with one. */
static void test_zeros_have_no_sign(void **state)
{
    (void)state;
    for (size_t negative = 0; negative < 16; negative++) {
        for (size_t other = 0; other < 16; other++) {
            double values[16] = {0};
            values[negative] = -0.0;
            values[other] = other == negative ? -0.0 : 2.5 * ((double)other - 7);
            struct moments got = moments_compute(values, 16);
            assert_false(got.min == 0 && signbit(got.min));
            assert_false(got.max == 0 && signbit(got.max));
            assert_false(got.mean == 0 && signbit(got.mean));
        }
    }
}

/* Neither the processor's instructions nor where the lanes' last step ends changes a digit. */
static void test_ways_agree(void **state)
{
    (void)state;
    double values[100];
    for (size_t i = 0; i < 100; i++) {
        values[i] = ldexp((double)(i * i % 97) + 0.3, (int)(i % 40) - 20) * (i % 5 == 0 ? -1 : 1);
    }
    for (size_t n = 1; n <= 100; n++) {
        struct moments fastest = moments_compute(values, n);
        assert_int_equal(setenv("FAASTAT_NO_AVX2", "1", 1), 0);
        struct moments plain = moments_compute(values, n);
        assert_int_equal(unsetenv("FAASTAT_NO_AVX2"), 0);
        assert_memory_equal(&fastest, &plain, sizeof plain);
    }
}

/* scipy.stats.skew(), tests/reference/precision.py. */
static void test_skewness(void **state)
{
    (void)state;
    char line[4096];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/skewness.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        double values[64];
        size_t n = 0;
        for (const char *c = strchr(line, ','); c != NULL; c = strchr(c + 1, ',')) {
            assert_true(n < 64);
            values[n++] = strtod(c + 1, NULL);
        }
        struct moments moments = moments_compute(values, n);
        check_close(moments_skewness(values, n, &moments), strtod(line, NULL), 1e-9);
    }
    fclose(file);
    assert_int_equal(rows, 6);
    const double equal[] = {2.5, 2.5, 2.5};
    struct moments moments = moments_compute(equal, 3);
    check_close(moments_skewness(equal, 3, &moments), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CHECK_ROW(test_nist, &nist_rows[0]),
        CHECK_ROW(test_nist, &nist_rows[1]),
        CHECK_ROW(test_nist, &nist_rows[2]),
        CHECK_ROW(test_nist, &nist_rows[3]),
        CHECK_ROW(test_nist, &nist_rows[4]),
        CHECK_ROW(test_nist, &nist_rows[5]),
        cmocka_unit_test(test_naive_sum_of_squares_fails),
        cmocka_unit_test(test_first_digits_of_pi),
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_equal_values_have_no_sd),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_scaling),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_zeros_have_no_sign),
        cmocka_unit_test(test_ways_agree),
        cmocka_unit_test(test_skewness),
    };
    return cmocka_run_group_tests_name("moments", tests, NULL, NULL);
}
