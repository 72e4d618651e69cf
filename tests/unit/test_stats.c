/* Statistics of one sample against R 4.2.2 (the scripts of tests/reference) and against NIST's certified
 * values. */
#include "reference.h"

#include "stats/interval.h"
#include "stats/moments.h"
#include "stats/quantile.h"
#include "stats/throughput.h"

/* ---- moments ---- */

/* NIST StRD, univariate: the sets that a rule generates. */
static size_t alternating(double *values, double first, double odd, double even)
{
    enum { N = 1001 };
    values[0] = first;
    for (size_t i = 1; i < N; i++) {
        values[i] = i % 2 == 1 ? odd : even;
    }
    return N;
}

static size_t num_acc_1(double *values)
{
    const double all[] = {10000001, 10000003, 10000002};
    memcpy(values, all, sizeof all);
    return 3;
}

static size_t num_acc_2(double *values)
{
    return alternating(values, 1.2, 1.1, 1.3);
}

static size_t num_acc_3(double *values)
{
    return alternating(values, 1000000.2, 1000000.1, 1000000.3);
}

static size_t num_acc_4(double *values)
{
    return alternating(values, 10000000.2, 10000000.1, 10000000.3);
}

/*
 * The first 5000 digits of pi, by the spigot of Rabinowitz and Wagon (1995). NIST's set has a 3 where pi has
 * an 8, and its certified values are those of the set as it is.
 */
static size_t pi_digits(double *values)
{
    enum { DIGITS = 5000, CELLS = DIGITS * 10 / 3 + 20 };
    static int cells[CELLS];
    size_t n = 0;
    int held = -1, nines = 0;
    for (int i = 0; i < CELLS; i++) {
        cells[i] = 2;
    }
    while (n < DIGITS) {
        int carry = 0;
        for (int i = CELLS - 1; i > 0; i--) {
            int x = cells[i] * 10 + carry;
            cells[i] = x % (2 * i + 1);
            carry = x / (2 * i + 1) * i;
        }
        int x = cells[0] * 10 + carry, digit = x / 10;
        cells[0] = x % 10;
        if (digit == 9) {
            nines++;
            continue;
        }
        int over = digit == 10;
        if (held >= 0) {
            values[n++] = held + over;
        }
        for (; nines > 0 && n < DIGITS; nines--) {
            values[n++] = over ? 0 : 9;
        }
        nines = 0;
        held = over ? 0 : digit;
    }
    assert_true(values[956] == 8);
    values[956] = 3;
    return DIGITS;
}

/*
 * Certified mean and sd (n - 1). The doubles nearest to NumAcc3's and NumAcc4's decimals have another sd than
 * the decimals, so what a program can reach is the sd of the doubles; both are asked for, each with its
 * tolerance.
 */
static const struct certified_row {
    const char *label;
    size_t (*make)(double *values);
    double mean, sd, mean_tolerance, sd_tolerance;
    double sd_of_doubles; /* exact rational arithmetic on the doubles, rounded once */
} certified_rows[] = {
    {"NIST NumAcc1", num_acc_1, 10000002, 1, 0, 0, 1},
    {"NIST NumAcc2", num_acc_2, 1.2, 0.1, 1e-15, 1e-15, 0.09999999999999998},
    {"NIST NumAcc3", num_acc_3, 1000000.2, 0.1, 1e-15, 1e-9, 0.1000000000349246},
    {"NIST NumAcc4", num_acc_4, 10000000.2, 0.1, 1e-15, 1e-8, 0.10000000055879354},
    {"NIST PiDigits", pi_digits, 4.53480000000000, 2.86733906028871, 1e-14, 1e-14, 2.867339060288708},
};

static void test_certified(void **state)
{
    const struct certified_row *row = *state;
    static double values[5000];
    size_t n = row->make(values);
    struct moments moments = moments_compute(values, n);
    check_close(moments.mean, row->mean, row->mean_tolerance);
    check_close(moments.sd, row->sd, row->sd_tolerance);
    check_close(moments.sd, row->sd_of_doubles, 1e-14);
    check_close(moments.population_sd, row->sd * sqrt(1 - 1.0 / (double)n), row->sd_tolerance + 1e-15);
}

static void test_moments_hard(void **state)
{
    (void)state;
    /* All equal: not a trace of spread, though 0.1 is no double. */
    double equal[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    struct moments moments = moments_compute(equal, 7);
    check_close(moments.mean, 0.1, 0);
    check_close(moments.sd, 0, 0);
    /* From Python: fractions.Fraction over these doubles, decimal.Decimal with 40 digits for the root. */
    double mixed[] = {1e15, 1e-15, 2.5, 1e-15, 3e14, 0.125, 7};
    moments = moments_compute(mixed, 7);
    check_close(moments.mean, 185714285714287.1, 1e-15);
    check_close(moments.sd, 376069902316804.44, 1e-15);
    check_close(moments.min, 1e-15, 0);
    check_close(moments.max, 1e15, 0);
    double one = 2.385;
    moments = moments_compute(&one, 1);
    check_close(moments.mean, 2.385, 0);
    check_close(moments.sd, 0, 0);
}

/* ---- quantiles ---- */

/* Reads a sample of samples.csv, sorted; returns its size. */
static size_t read_sample(const char *name, double *values)
{
    struct reference samples;
    size_t n = 0;
    reference_open(&samples, "samples.csv");
    while (reference_next(&samples)) {
        if (strcmp(samples.cells[0], name) == 0) {
            values[n++] = reference_number(&samples, 1);
        }
    }
    sort_values(values, n);
    return n;
}

static void test_quantiles(void **state)
{
    (void)state;
    struct reference expected;
    char name[32] = "";
    double values[300];
    size_t n = 0, rows = 0;
    reference_open(&expected, "quantile.csv");
    while (reference_next(&expected)) {
        if (strcmp(name, expected.cells[0]) != 0) {
            snprintf(name, sizeof name, "%s", expected.cells[0]);
            n = read_sample(name, values);
        }
        int type = (int)reference_number(&expected, 1);
        double got = quantile_sorted(values, n, reference_number(&expected, 2), type);
        double want = reference_number(&expected, 3);
        if (fabs(got - want) > 1e-13 * fabs(want)) {
            print_error("%s, type %d, p = %s\n", name, type, expected.cells[2]);
        }
        check_close(got, want, 1e-13);
        rows++;
    }
    assert_int_equal(rows, 7 * 9 * 11);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void test_sort(void **state)
{
    (void)state;
    enum { N = 20000 };
    static double values[N], want[N];
    uint64_t bits = 1;
    for (size_t i = 0; i < N; i++) {
        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        double value = (double)(int64_t)bits * ldexp(1, (int)(bits % 600) - 300);
        values[i] = want[i] = i % 7 == 0 ? 2.5 : i % 11 == 0 ? 5e-324 : value;
    }
    qsort(want, N, sizeof *want, compare);
    sort_values(values, N);
    assert_memory_equal(values, want, sizeof want);
    sort_values(values, 0);
}

/* ---- intervals ---- */

static void test_rank_intervals(void **state)
{
    (void)state;
    struct reference expected;
    size_t rows = 0;
    reference_open(&expected, "rank_interval.csv");
    while (reference_next(&expected)) {
        struct quantile_interval got;
        size_t n = (size_t)reference_number(&expected, 0);
        quantile_interval(n, reference_number(&expected, 1), reference_number(&expected, 2), &got);
        size_t low = (size_t)reference_number(&expected, 3), high = (size_t)reference_number(&expected, 4);
        if (got.low != low || got.high != high) {
            print_error("n = %zu, p = %s, level %s\n", n, expected.cells[1], expected.cells[2]);
        }
        assert_int_equal(got.low, low);
        assert_int_equal(got.high, high);
        check_close(got.coverage, reference_number(&expected, 5), 1e-9);
        rows++;
    }
    assert_int_equal(rows, 13 * 6 * 3);
}

/* n: the smallest with p^n <= (1 - level) / 2, and that of 1 - p; from R: ceiling(log(0.025) / log(p)). */
static const struct needs_row {
    const char *label;
    double p;
    size_t low, high;
} needs_rows[] = {
    {"needs: median, 6", 0.5, 6, 6},        {"needs: p90, 36", 0.9, 2, 36},
    {"needs: p95, 72", 0.95, 2, 72},        {"needs: p99, 368", 0.99, 1, 368},
    {"needs: p99.9, 3688", 0.999, 1, 3688}, {"needs: p5, 72 below", 0.05, 72, 2},
};

static void test_needs(void **state)
{
    const struct needs_row *row = *state;
    struct quantile_interval got;
    quantile_interval(25, row->p, 0.95, &got);
    assert_int_equal(got.needs_low, row->low);
    assert_int_equal(got.needs_high, row->high);
    /* The named n supports the bound and the one before does not. */
    quantile_interval(row->high, row->p, 0.95, &got);
    assert_int_not_equal(got.high, 0);
    quantile_interval(row->high - 1, row->p, 0.95, &got);
    assert_int_equal(got.high, 0);
}

static void test_t_intervals(void **state)
{
    (void)state;
    struct reference expected;
    struct interval got;
    struct error err = {{0}};
    reference_open(&expected, "t_interval.csv");
    while (reference_next(&expected)) {
        assert_int_equal(mean_interval(reference_number(&expected, 0), reference_number(&expected, 1),
                                       reference_number(&expected, 2), reference_number(&expected, 3), &got,
                                       &err),
                         OK);
        check_close(got.low, reference_number(&expected, 4), 1e-10);
        check_close(got.high, reference_number(&expected, 5), 1e-10);
    }
    assert_int_equal(mean_interval(1.5, 0, 1, 0.95, &got, &err), BAD_DATA);
    assert_string_equal(err.text, "mean: no interval, needs n >= 2");
}

/* ---- throughput ---- */

static void test_throughput(void **state)
{
    (void)state;
    const double start[] = {10.5, 10.0, 12.25}, end[] = {11.5, 10.75, 13.0}, unknown[] = {10.5, NAN, 12.25};
    double per_s = -1;
    struct error err = {{0}};
    assert_int_equal(throughput(start, end, 3, &per_s, &err), OK);
    check_close(per_s, 1, 0); /* 3 requests between 10.0 and 13.0 */
    assert_int_equal(throughput(start, end, 1, &per_s, &err), BAD_DATA);
    assert_string_equal(err.text, "throughput: needs 2 requests and time between them");
    err = (struct error){{0}};
    assert_int_equal(throughput(unknown, end, 3, &per_s, &err), BAD_DATA);
    assert_string_equal(err.text, "throughput: not all requests have clock times");
    check_close(per_s, 1, 0);
}

int main(void)
{
    enum {
        CERTIFIED = sizeof certified_rows / sizeof *certified_rows,
        NEEDS = sizeof needs_rows / sizeof *needs_rows
    };
    struct CMUnitTest rows[CERTIFIED + NEEDS];
    for (size_t i = 0; i < CERTIFIED; i++) {
        rows[i] = CHECK_ROW(test_certified, &certified_rows[i]);
    }
    for (size_t i = 0; i < NEEDS; i++) {
        rows[CERTIFIED + i] = CHECK_ROW(test_needs, &needs_rows[i]);
    }
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_moments_hard), cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_sort),         cmocka_unit_test(test_rank_intervals),
        cmocka_unit_test(test_t_intervals),  cmocka_unit_test(test_throughput),
    };
    int failed = cmocka_run_group_tests_name("statistics rows", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("statistics", others, NULL, NULL);
}
