/* Values at ranks of samples in parts, against those of one sort; and moments of parts, against those of all
 * values: to the bit, whatever the parts and their order. */
#include "check.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "stats/counted/selection.h"
#include "stats/moments.h"
#include "stats/random.h"
#include "stats/sorted.h"

enum { MOST = 3000, MOST_PARTS = 5, MOST_RANKS = 40 };

/* What random values look like. */
struct looks {
    const char *label;
    double (*draw)(struct random *random);
};

static double draw_usual(struct random *random)
{
    return 0.05 + random_uniform(random);
}

static double draw_ties(struct random *random)
{
    return (double)random_below(random, 7) / 4 - 0.75;
}

/* Zeros of both signs, and little else. */
static double draw_zeros(struct random *random)
{
    static const double values[] = {0.0, -0.0, 0.0, -0.0, 4.9e-324, -4.9e-324};
    return values[random_below(random, 6)];
}

/* Every sign and exponent of a double that is finite. */
static double draw_any(struct random *random)
{
    static const double ends[] = {DBL_MAX, -DBL_MAX, 0.0, 1e-310};
    double value = ldexp(random_uniform(random) - 0.5, (int)random_below(random, 2044) - 1020);
    return random_below(random, 50) == 0 ? ends[random_below(random, 4)] : value;
}

/* Large ones that cancel, but for what a double of their sum would lose. */
static double draw_cancelling(struct random *random)
{
    double large = random_below(random, 2) == 0 ? 1e15 : -1e15;
    return random_below(random, 9) == 0 ? 1e-9 * random_uniform(random) : large;
}

static double draw_one(struct random *random)
{
    (void)random;
    return 0.1;
}

static struct looks all_looks[] = {{"usual", draw_usual},       {"ties", draw_ties},
                                   {"zeros", draw_zeros},       {"any", draw_any},
                                   {"cancel", draw_cancelling}, {"one value", draw_one}};

/* Where parts of n values begin, some of which may be empty. */
static void cut(struct random *random, size_t n, size_t parts, size_t *starts)
{
    starts[0] = 0;
    for (size_t p = 1; p < parts; p++) {
        starts[p] = starts[p - 1] + random_below(random, (unsigned)(n - starts[p - 1] + 1));
    }
    starts[parts] = n;
}

static size_t choose_ranks(struct random *random, size_t n, size_t *ranks)
{
    size_t chosen = 0;
    for (size_t rank = random_below(random, 3); rank < n && chosen < MOST_RANKS;) {
        ranks[chosen++] = rank;
        rank += 1 + (random_below(random, 3) == 0 ? random_below(random, (unsigned)n) : 0);
    }
    return chosen;
}

static void check_selection(struct random *random, const double *values, size_t n, const double *sorted)
{
    size_t starts[MOST_PARTS + 1], left[MOST_PARTS], ranks[MOST_RANKS], cells;
    size_t parts = 1 + random_below(random, MOST_PARTS), wanted = choose_ranks(random, n, ranks);
    double copy[MOST];
    struct selection selection;
    struct error err = {{0}};
    /* Of zeros the extremes have no sign: see moments_widen(). */
    const struct extremes extremes = {sorted[0] + 0.0, sorted[n - 1] + 0.0};
    memcpy(copy, values, n * sizeof *copy);
    cut(random, n, parts, starts);
    for (size_t p = 0; p < parts; p++) {
        left[p] = starts[p + 1] - starts[p];
    }
    assert_int_equal(selection_init(&selection, &extremes, ranks, wanted, &err), OK);
    for (size_t rounds = 0; (cells = selection_cells(&selection)) > 0; rounds++) {
        uint64_t *counts = calloc(cells, sizeof *counts);
        assert_non_null(counts);
        assert_true(rounds < 10); /* of 64 bits 12, and then 6 at a time */
        for (size_t p = 0; p < parts; p++) {
            left[p] = selection_count(&selection, copy + starts[p], left[p], counts);
        }
        selection_narrow(&selection, counts);
        free(counts);
    }
    for (size_t i = 0; i < wanted; i++) {
        double got = selection_value(&selection, i);
        assert_memory_equal(&got, &sorted[ranks[i]], sizeof got);
    }
    selection_release(&selection);
}

static void check_moments(struct random *random, const double *values, size_t n)
{
    size_t starts[MOST_PARTS + 1], parts = 1 + random_below(random, MOST_PARTS);
    struct moments_sums all = {0}, sums;
    cut(random, n, parts, starts);
    for (size_t p = parts; p-- > 0;) {
        moments_widen(&all, values + starts[p], starts[p + 1] - starts[p]);
    }
    const struct moments_sums ends = all;
    for (size_t p = parts; p-- > 0;) {
        sums = ends;
        moments_add(&sums, values + starts[p], starts[p + 1] - starts[p]);
        all.sum += sums.sum;
        all.rest += sums.rest;
    }
    const struct moments_sums summed = all;
    for (size_t p = parts; p-- > 0;) {
        sums = summed;
        moments_add_squares(&sums, values + starts[p], starts[p + 1] - starts[p]);
        all.squares += sums.squares;
    }
    struct moments got = moments_of_sums(&all), want = moments_compute(values, n);
    assert_memory_equal(&got, &want, sizeof want);
}

static void check_sorted(struct random *random, const double *values, size_t n)
{
    size_t starts[MOST_PARTS + 1], parts = 1 + random_below(random, MOST_PARTS);
    struct sorted all = {0};
    cut(random, n, parts, starts);
    for (size_t p = 0; p < parts; p++) {
        struct sorted part = {0};
        sorted_add(&part, values + starts[p], starts[p + 1] - starts[p]);
        sorted_join(&all, &part);
    }
    assert_int_equal(sorted_is(&all), sorted_found(values, NULL, n));
}

static void test_parts(void **state)
{
    const struct looks *looks = *state;
    struct random random;
    double values[MOST], sorted[MOST];
    random_init(&random, 20261128, 1, 0);
    for (size_t trial = 0; trial < 300; trial++) {
        size_t n = 1 + random_below(&random, trial % 3 == 0 ? 20 : MOST);
        for (size_t i = 0; i < n; i++) {
            values[i] = looks->draw(&random);
        }
        memcpy(sorted, values, n * sizeof *sorted);
        quantile_sort(sorted, n);
        check_selection(&random, values, n, sorted);
        check_moments(&random, values, n);
        check_sorted(&random, values, n);
        check_sorted(&random, sorted, n);
    }
}

/* More values than are added up at once. */
static void test_blocks(void **state)
{
    enum { N = 200001 };
    (void)state;
    struct random random;
    double *values = calloc(N, sizeof *values);
    assert_non_null(values);
    random_init(&random, 20261128, 2, 0);
    for (size_t i = 0; i < N; i++) {
        values[i] = draw_usual(&random);
    }
    for (size_t trial = 0; trial < 3; trial++) {
        check_moments(&random, values, N);
    }
    free(values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CHECK_ROW(test_parts, &all_looks[0]), CHECK_ROW(test_parts, &all_looks[1]),
        CHECK_ROW(test_parts, &all_looks[2]), CHECK_ROW(test_parts, &all_looks[3]),
        CHECK_ROW(test_parts, &all_looks[4]), CHECK_ROW(test_parts, &all_looks[5]),
        cmocka_unit_test(test_blocks),
    };
    return cmocka_run_group_tests_name("selection", tests, NULL, NULL);
}
