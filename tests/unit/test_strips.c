/* Strips of time against the same series lined up by one process, and put together in any order. */
#include "check.h"

#include <stdlib.h>

#include "stats/counted/strips.h"
#include "stats/moments.h"
#include "stats/precision.h"
#include "stats/random.h"

enum { MOST = 100000, SHARES = 4, PARTS = 100 };
static const double shares[SHARES] = {0.5, 0.9, 0.95, 0.99};

static const struct series_row {
    const char *label;
    size_t n, parts;
    double phi;
    bool clock, interleaved;
    double tolerance;
} series_rows[] = {
    {"one part, with a clock", 20000, 1, 0.6, true, false, 0.15},
    {"parts with a clock", 30000, 30, 0.6, true, false, 0.15},
    {"parts with a clock, independent", 30000, 30, 0, true, false, 0.15},
    {"parts with a clock, a little dependent", 100000, 100, 0.3, true, false, 0.15},
    {"parts with a clock, strongly dependent", 100000, 100, 0.9, true, false, 0.15},
    {"parts with a clock, each with rows of all times", 100000, 7, 0.9, true, true, 0.15},
    {"one part without a clock", 20000, 1, 0.6, false, false, 0.15},
    {"parts without a clock", 30000, 30, 0.6, false, false, 0.15},
    {"parts without a clock, independent", 100000, 100, 0, false, false, 0.15},
    {"parts without a clock, strongly dependent", 100000, 100, 0.9, false, false, 0.15},
};

static double normal(struct random *random)
{
    double sum = -6;
    for (size_t i = 0; i < 12; i++) {
        sum += random_below(random, 1 << 20) * 0x1p-20;
    }
    return sum;
}

/* A request about every 0.7 s. */
static void draw_series(const struct series_row *row, double *values, double *start_s)
{
    struct random random;
    double last = 0, now_s = 1.7e9;
    random_init(&random, 3, 0, 0);
    for (size_t i = 0; i < row->n; i++) {
        last = row->phi * last + sqrt(1 - row->phi * row->phi) * normal(&random);
        values[i] = exp(last / 2);
        now_s -= 0.7 * log((random_below(&random, 1 << 20) + 0.5) * 0x1p-20);
        start_s[i] = now_s;
    }
}

static size_t part_of(const struct series_row *row, size_t i)
{
    return row->interleaved ? i % row->parts : i / (row->n / row->parts);
}

/* Counts the parts; caller releases them. */
static void count_parts(const struct series_row *row, const double *values, const double *start_s,
                        struct strips *parts)
{
    struct error err = {{0}};
    double seen[PARTS] = {0};
    for (size_t i = 0; i < row->n; i++) {
        size_t part = part_of(row, i);
        double number = seen[part]++;
        const struct strips_values one = {&values[i], row->clock ? &start_s[i] : NULL, &number, NULL, 1};
        assert_int_equal(strips_add(&parts[part], &one, &err), OK);
    }
    for (size_t p = 0; p < row->parts; p++) {
        strips_name(&parts[p], (p * 0x9E3779B97F4A7C15U) | STRIPS_KEY, NULL);
    }
}

static void measure(const struct strips *strips, const double *values, size_t n, struct precision *precisions)
{
    struct stretches stretches;
    struct error err = {{0}};
    struct moments moments = moments_compute(values, n);
    double squares = moments.population_sd * moments.population_sd * (double)n;
    assert_int_equal(strips_line_up(strips, moments.max, moments.mean, squares, &stretches, &err), OK);
    assert_int_equal(stretches.n, n);
    assert_int_equal(precision_measure_stretches(&stretches, shares, SHARES, precisions, &err), OK);
    stretches_release(&stretches);
}

static void test_series(void **state)
{
    const struct series_row *row = *state;
    static double values[MOST], start_s[MOST];
    struct strips parts[PARTS] = {{0}}, all = {0};
    struct stretches lined_up = {0};
    struct precision got[SHARES + 1], want[SHARES + 1];
    struct error err = {{0}};
    draw_series(row, values, start_s);
    count_parts(row, values, start_s, parts);
    for (size_t p = 0; p < row->parts; p++) {
        assert_int_equal(strips_merge(&all, &parts[p], &err), OK);
        strips_release(&parts[p]);
    }
    const struct strips_room room = {STRIPS_SUMS, STRIPS_SPREADS, STRIPS_CLUSTERS};
    strips_fit(&all, &room);
    assert_true(all.sums.n <= STRIPS_SUMS && all.spreads.n <= STRIPS_SPREADS);
    measure(&all, values, row->n, got);
    assert_int_equal(stretches_add(&lined_up, values, NULL, row->n, &err), OK);
    assert_int_equal(precision_measure_stretches(&lined_up, shares, SHARES, want, &err), OK);
    check_close(got[0].effective_n, want[0].effective_n, row->tolerance);
    for (size_t i = 1; i < SHARES + 1; i++) { /* of fewer strips */
        check_close(got[i].effective_n, want[i].effective_n, 0.35);
    }
    strips_release(&all);
    stretches_release(&lined_up);
}

int main(void)
{
    enum { ROWS = sizeof series_rows / sizeof *series_rows };
    struct CMUnitTest rows[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        rows[i] = CHECK_ROW(test_series, &series_rows[i]);
    }
    return cmocka_run_group_tests_name("strips: series", rows, NULL, NULL);
}
