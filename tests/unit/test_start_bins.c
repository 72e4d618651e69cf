/* What is told of a load whose starts are counted, against the same starts one by one. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/quantile.h"
#include "stats/random.h"
#include "stats/start_bins.h"

enum { MOST = 200000 };

static const struct load_row {
    const char *label;
    size_t n;
    double from_s;
    size_t burst;   /* so many without a pause; 0: random starts */
    double pause_s; /* once, in the middle */
} load_rows[] = {
    {"a few", 100, 1.79e9, 0, 0},
    {"as many as are kept", START_BINS, 0.25, 0, 0},
    {"one more", START_BINS + 1, 1.79e9, 0, 0},
    {"random starts", MOST, 1.79e9, 0, 0},
    {"below 0", 50000, -1e5, 0, 0},
    {"on both sides of 0", 50000, -1e3, 0, 0},
    {"bursts", MOST, 1.79e9, 500, 0},
    {"a gap", 50000, 1.79e9, 0, 400},
};

static void draw_starts(const struct load_row *row, double *start_s)
{
    struct random random;
    double at = row->from_s;
    random_init(&random, 1, 0, 0);
    for (size_t i = 0; i < row->n; i++) {
        double share = (random_below(&random, 1 << 20) + 1) * 0x1p-20;
        at += row->burst > 0 && i % row->burst > 0 ? share / 100 : -log(share) / 10;
        at += row->burst > 0 && i % row->burst == 0 ? 20 * share : 0;
        at += i == row->n / 2 ? row->pause_s : 0;
        start_s[i] = at;
    }
}

static void shuffle(double *values, size_t n)
{
    struct random random;
    random_init(&random, 2, 0, 0);
    for (size_t i = n - 1; i > 0; i--) {
        size_t other = random_below(&random, (uint32_t)i + 1);
        double value = values[i];
        values[i] = values[other];
        values[other] = value;
    }
}

/* Adds parts of a load to bins of their own, and these to all, the last one first. */
static void merge_parts(struct start_bins *all, const double *start_s, size_t n, size_t parts)
{
    struct error err = {{0}};
    for (size_t p = parts; p-- > 0;) {
        struct start_bins some = {0};
        size_t from = n * p / parts, to = n * (p + 1) / parts;
        assert_int_equal(start_bins_add(&some, start_s + from, to - from, &err), OK);
        assert_int_equal(start_bins_merge(all, &some, &err), OK);
        start_bins_release(&some);
    }
}

struct told {
    double per_s;
    struct throughput_gaps gaps;
    struct interval interval;
    enum status status;
};

static struct told tell(const struct throughput_load *load)
{
    struct told told = {.interval = {NAN, NAN}};
    struct error err = {{0}};
    assert_int_equal(throughput(load, &told.per_s, &err), OK);
    told.gaps = throughput_find_gaps(load);
    told.status = throughput_interval(load, 0.95, &told.interval, &err);
    return told;
}

static double times[2 * START_BINS], numbers[2 * START_BINS];

static void test_load(void **state)
{
    const struct load_row *row = *state;
    static double start_s[MOST], shuffled_s[MOST];
    struct start_bins bins = {0}, others = {0};
    struct error err = {{0}};
    draw_starts(row, start_s);
    memcpy(shuffled_s, start_s, sizeof start_s);
    shuffle(shuffled_s, row->n);
    assert_int_equal(start_bins_add(&bins, start_s, row->n, &err), OK);
    merge_parts(&others, shuffled_s, row->n, 37);
    bool kept = row->n <= START_BINS;
    struct throughput_load load = start_bins_load(&bins, times, numbers);
    struct told want = tell(&(struct throughput_load){start_s, NULL, row->n}), got = tell(&load);
    load = start_bins_load(&others, times, numbers);
    struct told again = tell(&load);
    assert_memory_equal(&got, &again, sizeof got); /* to the last bit */
    double width_s = kept ? 0 : (start_s[row->n - 1] - start_s[0]) / 2048;
    check_close(throughput_n(&load), (double)row->n, 0);
    check_close(got.per_s, want.per_s, 0);
    assert_int_equal(got.gaps.n, want.gaps.n);
    assert_int_equal(got.gaps.n, row->pause_s > 0);
    if (want.gaps.n > 0) {
        assert_true(fabs(got.gaps.longest_s - want.gaps.longest_s) <= width_s);
        assert_true(fabs(got.gaps.after_s - want.gaps.after_s) <= width_s);
    }
    assert_int_equal(got.status, want.status);
    check_close(log(got.interval.high / got.per_s), log(want.interval.high / want.per_s),
                kept ? 0 : 0.1); /* bins blur bursts */
    start_bins_release(&bins);
    start_bins_release(&others);
}

/* Starts at 0 stay apart until they are said to be times; those that are missing are passed over. */
static void test_at_0(void **state)
{
    (void)state;
    static double zeros[START_BINS];
    const double start_s[] = {0, 3, NAN, -0.0, 1};
    struct error err = {{0}};
    for (size_t more = 0; more <= START_BINS; more += START_BINS) {
        struct start_bins bins = {0};
        assert_int_equal(start_bins_add(&bins, start_s, 5, &err), OK);
        assert_int_equal(start_bins_add(&bins, zeros, more, &err), OK);
        assert_true(bins.n == 2 && bins.at_0 == 2 + more);
        assert_true(bins.first_s == 1 && bins.last_s == 3);
        assert_int_equal(start_bins_add_at_0(&bins, &err), OK);
        struct throughput_load load = start_bins_load(&bins, times, numbers);
        check_close(throughput_n(&load), 4 + (double)more, 0);
        check_close(load.start_s[0], 0, 0);
        check_close(load.start_s[load.n - 1], 3, 0);
        assert_int_equal(bins.at_0, 0);
        start_bins_release(&bins);
    }
}

/* Times of any size, far apart or all the same. */
static void test_extremes(void **state)
{
    (void)state;
    enum { N = START_BINS + 1 };
    static double start_s[N];
    static const double ends[][2] = {{-1e300, 1e300}, {1e300, 1e300}, {5e-324, 1e-300}, {-5e-324, 1.79e9}};
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
        struct start_bins bins = {0};
        struct error err = {{0}};
        for (size_t i = 0; i < N; i++) {
            start_s[i] = ends[k][i % 2];
        }
        assert_int_equal(start_bins_add(&bins, start_s, N, &err), OK);
        struct throughput_load load = start_bins_load(&bins, times, numbers);
        check_close(throughput_n(&load), N, 0);
        assert_true(load.start_s[0] == ends[k][0] && load.start_s[load.n - 1] == ends[k][1]);
        start_bins_release(&bins);
    }
}

int main(void)
{
    enum { ROWS = sizeof load_rows / sizeof *load_rows };
    struct CMUnitTest tests[ROWS + 2];
    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = CHECK_ROW(test_load, &load_rows[i]);
    }
    tests[ROWS] = (struct CMUnitTest)cmocka_unit_test(test_at_0);
    tests[ROWS + 1] = (struct CMUnitTest)cmocka_unit_test(test_extremes);
    return cmocka_run_group_tests_name("start_bins", tests, NULL, NULL);
}
