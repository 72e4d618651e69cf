#include "check.h"

#include <inttypes.h>
#include <string.h>

#include "stats/random.h"

enum { ROWS = 5 + 10 + 5 * (5 + 5 + 7 * 11) };

struct reference_row {
    char what[16];
    uint64_t seed, stream, part;
    uint32_t n;
    size_t index;
    uint64_t value;
};

/* Draw number `index` of what the row asks for, from the start. */
static uint64_t draw(const struct reference_row *row)
{
    struct random random = {{1, 2, 3, 4}};
    uint64_t state = row->seed, value = 0;
    if (strcmp(row->what, "xoshiro") != 0) {
        random_init(&random, row->seed, row->stream, row->part);
    }
    for (size_t i = 0; i <= row->index; i++) {
        if (strcmp(row->what, "splitmix64") == 0) {
            value = random_splitmix64(&state);
        } else if (strcmp(row->what, "uniform") == 0) {
            value = (uint64_t)(random_uniform(&random) * 0x1p53);
        } else if (strcmp(row->what, "below") == 0) {
            value = random_below(&random, row->n);
        } else {
            value = random_next(&random);
        }
    }
    return value;
}

/* The authors' algorithms written again in Python: tests/reference/xoshiro.py. */
static void test_reference(void **state)
{
    (void)state;
    char line[256];
    size_t rows = 0;
    FILE *file = fopen("tests/reference/xoshiro.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        struct reference_row row;
        assert_int_equal(sscanf(line, "%15[^,],%" SCNu64 ",%" SCNu64 ",%" SCNu64 ",%" SCNu32 ",%zu,%" SCNu64,
                                row.what, &row.seed, &row.stream, &row.part, &row.n, &row.index, &row.value),
                         7);
        uint64_t got = draw(&row);
        if (got != row.value) {
            fail_msg("got %" PRIu64 ", want %s", got, line);
        }
    }
    fclose(file);
    assert_int_equal(rows, ROWS);
}

/* Pearson's chi-square of counts in 0..9 has 9 degrees of freedom: above 33.7 in 1 of 10^4 seeds. */
static void test_uniformity(void **state)
{
    (void)state;
    enum { DRAWS = 100000, CELLS = 10 };
    static const uint32_t ns[] = {10, 3u << 30}; /* the second rejects a quarter of its draws */
    for (size_t k = 0; k < sizeof ns / sizeof *ns; k++) {
        struct random random;
        size_t counts[CELLS] = {0}, uniform_counts[CELLS] = {0};
        random_init(&random, 20240301, 1, k);
        for (size_t i = 0; i < DRAWS; i++) {
            uint32_t x = random_below(&random, ns[k]);
            counts[(uint64_t)x * CELLS / ns[k]]++;
            double u = random_uniform(&random);
            assert_true(u >= 0 && u < 1);
            uniform_counts[(size_t)(u * CELLS)]++;
        }
        double chi_square = 0, uniform_chi_square = 0, expected = (double)DRAWS / CELLS;
        for (size_t i = 0; i < CELLS; i++) {
            chi_square += pow((double)counts[i] - expected, 2) / expected;
            uniform_chi_square += pow((double)uniform_counts[i] - expected, 2) / expected;
        }
        assert_true(chi_square < 33.7);
        assert_true(uniform_chi_square < 33.7);
    }
}

/* Neighbouring seeds, streams and parts start from states that are all different. */
static void test_streams(void **state)
{
    (void)state;
    enum { EACH = 8, ALL = EACH * EACH * EACH };
    static uint64_t first[ALL];
    for (size_t i = 0; i < ALL; i++) {
        struct random random;
        random_init(&random, i % EACH, i / EACH % EACH, i / EACH / EACH);
        first[i] = random_next(&random);
        for (size_t k = 0; k < i; k++) {
            assert_true(first[k] != first[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_uniformity),
        cmocka_unit_test(test_streams),
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
