#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/definition.h"
#include "stats/quantile.h"

/* ---- quantiles ---- */

/* Expected: Hyndman and Fan's formulas by hand, for a sample of three whose values are far apart. */
static const struct quantile_row {
    const char *label;
    double p;
    int type;
    double want;
} quantile_rows[] = {
    {"type 1: next value", 0.5, 1, 6},        {"type 2: no step here", 0.5, 2, 6},
    {"type 3: 1.5 to rank 2", 0.6, 3, 6},     {"type 4: n p", 0.5, 4, 4},
    {"type 5: n p + 1/2", 0.5, 5, 6},         {"type 6: (n + 1) p", 0.625, 6, 18},
    {"type 7: 1 + (n - 1) p", 0.75, 7, 18},   {"type 8: (n + 1/3) p + 1/3", 0.5, 8, 6},
    {"type 9: (n + 1/4) p + 3/8", 0.5, 9, 6},
};

static void test_quantile(void **state)
{
    const struct quantile_row *row = *state;
    const double sorted[] = {2, 6, 30};
    check_close(quantile_sorted(sorted, 3, row->p, row->type), row->want, 1e-15);
}

enum { MOST = 512 };

/* Walks the samples of quantile.csv; the quantiles are checked when `check`. False at the end of the
 * file. */
static bool next_sample(FILE *file, double *values, size_t *n, size_t *checked)
{
    char line[128], what[16];
    double p, number;
    *n = 0;
    for (long at = ftell(file); fgets(line, sizeof line, file) != NULL; at = ftell(file)) {
        assert_int_equal(sscanf(line, "%15[^,],%lf,%lf", what, &p, &number), 3);
        if (strcmp(what, "sample") == 0) {
            if (*n > 0) {
                fseek(file, at, SEEK_SET);
                return true;
            }
        } else if (strcmp(what, "value") == 0) {
            assert_true(*n < MOST);
            values[(*n)++] = number;
            quantile_sort(values, *n);
        } else if (checked != NULL) {
            double got = quantile_sorted(values, *n, p, atoi(what));
            if (!(fabs(got - number) <= 1e-15 * fabs(number))) {
                fail_msg("n = %zu, got %.17g, want %s", *n, got, line);
            }
            ++*checked;
        }
    }
    return *n > 0;
}

/* All nine types: R 4.2.2, quantile(), tests/reference/quantile.R. */
static void test_r(void **state)
{
    (void)state;
    double values[MOST];
    char header[64];
    size_t n, checked = 0, samples = 0;
    FILE *file = fopen("tests/reference/quantile.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(header, sizeof header, file));
    while (next_sample(file, values, &n, &checked)) {
        samples++;
    }
    fclose(file);
    assert_int_equal(samples, 11);
    assert_int_equal(checked, 1584);
}

/* Type 7 of the same samples but the last: numpy 1.24.2, quantile(), tests/reference/moments.py. */
static void test_numpy(void **state)
{
    (void)state;
    double values[MOST], p, want;
    char line[128];
    size_t n, checked = 0;
    FILE *file = fopen("tests/reference/quantile.csv", "r");
    FILE *expected = fopen("tests/reference/quantile_numpy.csv", "r");
    assert_true(file != NULL && expected != NULL);
    assert_non_null(fgets(line, sizeof line, file));
    assert_non_null(fgets(line, sizeof line, expected));
    for (size_t sample = 0; sample < 10 && next_sample(file, values, &n, NULL); sample++) {
        for (size_t i = 0; i < 16; i++, checked++) {
            assert_non_null(fgets(line, sizeof line, expected));
            assert_int_equal(sscanf(line, "%lf,%lf", &p, &want), 2);
            double got = quantile_sorted(values, n, p, QUANTILE_TYPE_DEFAULT);
            if (!(fabs(got - want) <= 1e-14 * fabs(want))) {
                fail_msg("sample %zu, got %.17g, want %s", sample, got, line);
            }
        }
    }
    fclose(file);
    fclose(expected);
    assert_int_equal(checked, 160);
}

/* More p never means less (but for rounding, between neighbouring doubles), and all stays within the sample.
 */
static void test_order_of_quantiles(void **state)
{
    (void)state;
    const double sorted[] = {-1e15, -3, 1e-15, 0.1, 0.1, 0.1, 0.3, 0.30000000000000004, 7, 1e15};
    for (int type = 1; type <= 9; type++) {
        double before = sorted[0];
        for (int i = 0; i <= 1000; i++) {
            double now = quantile_sorted(sorted, 10, i / 1000.0, type);
            assert_true(now >= before - 1e-15 * fabs(before) && now <= sorted[9]);
            before = now;
        }
        assert_true(quantile_sorted(sorted, 10, 0, type) == -1e15);
        assert_true(quantile_sorted(sorted, 10, 1, type) == 1e15);
        assert_true(quantile_sorted(&sorted[1], 1, 0.37, type) == -3);
    }
}

/* ---- sorting ---- */

/* A generator of well spread bits: Steele, Lea and Flood (2014), SplitMix64. */
static uint64_t next_bits(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double any_double(uint64_t *state)
{
    double value;
    do {
        uint64_t bits = next_bits(state);
        memcpy(&value, &bits, sizeof value);
    } while (isnan(value));
    return value;
}

static double latency(uint64_t *state)
{
    return 0.1 + ldexp((double)(next_bits(state) >> 11), -53);
}

static double denormal(uint64_t *state)
{
    double value = ldexp((double)(next_bits(state) >> 34), -1074);
    return next_bits(state) % 2 == 0 ? value : -value;
}

static double few_values(uint64_t *state)
{
    return (double)(next_bits(state) % 5) - 2;
}

static double equal(uint64_t *state)
{
    (void)state;
    return 0.7;
}

static double descending(uint64_t *state)
{
    return -(double)(*state)++;
}

static double zeros(uint64_t *state)
{
    return next_bits(state) % 2 == 0 ? 0.0 : -0.0;
}

/* Sizes on both sides of where the method changes. */
static const struct sort_row {
    const char *label;
    double (*make)(uint64_t *state);
    size_t n;
} sort_rows[] = {
    {"none", any_double, 0},
    {"one", any_double, 1},
    {"two", descending, 2},
    {"few of any magnitude", any_double, 77},
    {"100000 of any magnitude and sign", any_double, 100000},
    {"100000 latencies", latency, 100000},
    {"100000 denormal ones", denormal, 100000},
    {"100000 of five values", few_values, 100000},
    {"few equal ones", equal, 10},
    {"10000 equal ones", equal, 10000},
    {"10001 in descending order", descending, 10001},
    {"4095 of any magnitude", any_double, 4095},
    {"4096 of any magnitude", any_double, 4096},
    {"5000 zeros of both signs", zeros, 5000},
    {"50 zeros of both signs", zeros, 50},
};

/* The oracle: qsort by value, -0 before 0. */
static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x != y ? (x > y) - (x < y) : !signbit(x) - !signbit(y);
}

static void test_sort(void **state)
{
    const struct sort_row *row = *state;
    uint64_t random = 17;
    double *values = calloc(row->n + 1, sizeof *values), *turned = calloc(row->n + 1, sizeof *turned);
    double *want = calloc(row->n + 1, sizeof *want);
    assert_true(values != NULL && turned != NULL && want != NULL);
    values[row->n] = turned[row->n] = want[row->n] = -123.5; /* not to be touched */
    for (size_t i = 0; i < row->n; i++) {
        values[i] = turned[row->n - 1 - i] = want[i] = row->make(&random);
    }
    qsort(want, row->n, sizeof *want, compare);
    quantile_sort(values, row->n);
    assert_memory_equal(values, want, (row->n + 1) * sizeof *want);
    memcpy(values, turned, row->n * sizeof *values); /* some in order, and others behind them */
    qsort(values, row->n / 3, sizeof *values, compare);
    qsort(values + row->n / 3, row->n - row->n / 3, sizeof *values, compare);
    quantile_sort(values, row->n);
    quantile_sort(turned, row->n);
    assert_memory_equal(values, want, (row->n + 1) * sizeof *want);
    assert_memory_equal(turned, want, (row->n + 1) * sizeof *want);
    free(values);
    free(turned);
    free(want);
}

/* Every definition finds around its share what it needs, where all else of the sorted sample is unknown; what
 * was asked for before stays. */
static void test_places(void **state)
{
    (void)state;
    enum { N = 5003, NEAR = 4 };
    static const double shares[] = {0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999};
    static const double spans[] = {0, 1, 1e-9, 1e300};
    double *values = calloc(N, sizeof *values), *sorted = calloc(N, sizeof *sorted);
    double *some = calloc(N, sizeof *some);
    uint64_t random = 2026;
    for (size_t s = 0; s < sizeof spans / sizeof *spans; s++) {
        for (size_t i = 0; i < N; i++) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            values[i] = sorted[i] = (i % 3 == 0 ? -spans[s] : 1) + (double)(random >> 54) * spans[s];
            some[i] = NAN;
        }
        quantile_sort(sorted, N);
        const struct extremes extremes = {sorted[0], sorted[N - 1]};
        struct quantile_places *places = quantile_places_init(values, N, &extremes, some);
        assert_non_null(places);
        for (size_t p = 0; p < sizeof shares / sizeof *shares; p++) {
            size_t middle = (size_t)(shares[p] * N);
            struct rank_range range = {middle - NEAR, middle + NEAR < N ? middle + NEAR : N - 1};
            quantile_places_sort(places, &range, 1);
            for (size_t before = 0; before <= p; before++) {
                for (const struct quantile_definition *row = quantile_definitions; row->name != NULL; row++) {
                    double want = definition_quantile(row, sorted, N, shares[before]);
                    double got = definition_quantile(row, some, N, shares[before]);
                    assert_true(got == want || (isnan(got) && isnan(want)));
                }
            }
        }
        quantile_places_free(places);
    }
    free(values);
    free(sorted);
    free(some);
}

/* One rank alone, of values whose keys are one apart: where each of them is the only one in its cell, and
 * where thousands share one. */
/* Many values, with ties, both zeros, both signs and all sizes: how many are less is counted one by one. */
static void test_rank(void **state)
{
    (void)state;
    enum { SORTED = 6000, ASKED = 9 };
    const double asked[ASKED] = {-INFINITY, -1e300, -0.0, 0.0, 1e-310, 3, 3.5, 1e300, INFINITY};
    double *sorted = calloc(SORTED, sizeof *sorted), *values = calloc(SORTED + ASKED, sizeof *values);
    uint32_t *ranks = calloc(SORTED + ASKED, sizeof *ranks);
    assert_true(sorted != NULL && values != NULL && ranks != NULL);
    for (size_t i = 0; i < SORTED; i++) {
        values[i] = i % 7 == 0   ? (i % 2 == 0 ? 0.0 : -0.0)
                    : i % 5 == 0 ? 3
                                 : ldexp((double)(i * 7919 % 1000) - 300, (int)(i % 40) - 20);
        sorted[i] = values[i];
    }
    memcpy(values + SORTED, asked, sizeof asked);
    quantile_sort(sorted, SORTED);
    quantile_rank(values, SORTED + ASKED, sorted, SORTED, ranks);
    for (size_t i = 0; i < SORTED + ASKED; i++) {
        size_t less = 0;
        for (size_t k = 0; k < SORTED; k++) {
            less += sorted[k] < values[i];
        }
        assert_int_equal(ranks[i], less);
    }
    free(sorted);
    free(values);
    free(ranks);
}

static void test_one_place(void **state)
{
    (void)state;
    enum { LARGEST = 9000 };
    static const double first = 4503599627370496.0; /* 2^52, from where on doubles are one apart */
    static const size_t sizes[] = {1, 2, 3, 5, 10, 100, 4095, 4096, 4097, 8193};
    double *values = calloc(LARGEST, sizeof *values), *some = calloc(LARGEST, sizeof *some);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        size_t n = sizes[s], step = 1 + n / 100;
        const struct extremes extremes = {first, first + (double)(n - 1)};
        for (size_t i = 0; i < n; i++) { /* not in order: 7919 is a prime */
            values[i] = first + (double)(i * 7919 % n);
            some[i] = NAN;
        }
        struct quantile_places *places = quantile_places_init(values, n, &extremes, some);
        assert_non_null(places);
        for (size_t rank = 0; rank < n; rank += step) {
            quantile_places_sort(places, &(struct rank_range){rank, rank}, 1);
            assert_true(some[rank] == first + (double)rank);
        }
        quantile_places_free(places);
    }
    free(values);
    free(some);
}

int main(void)
{
    enum {
        QUANTILES = sizeof quantile_rows / sizeof *quantile_rows,
        SORTS = sizeof sort_rows / sizeof *sort_rows
    };
    struct CMUnitTest tests[QUANTILES + SORTS + 5] = {
        cmocka_unit_test(test_r),
        cmocka_unit_test(test_numpy),
        cmocka_unit_test(test_order_of_quantiles),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_rank),
        cmocka_unit_test(test_one_place),
    };
    for (size_t i = 0; i < QUANTILES; i++) {
        tests[5 + i] = CHECK_ROW(test_quantile, &quantile_rows[i]);
    }
    for (size_t i = 0; i < SORTS; i++) {
        tests[5 + QUANTILES + i] = CHECK_ROW(test_sort, &sort_rows[i]);
    }
    return cmocka_run_group_tests_name("quantile", tests, NULL, NULL);
}
