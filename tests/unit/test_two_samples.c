#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/brunner_munzel.h"
#include "stats/hodges_lehmann.h"
#include "stats/kruskal_wallis.h"
#include "stats/mann_whitney.h"
#include "stats/moments.h"
#include "stats/quantile.h"
#include "stats/welch.h"

static const double TOLERANCE = 1e-9;

/* ---- the cases: samples and what R 4.2.2 and scipy 1.10.1 make of them; tests/reference/two_samples.R, .py
 * ---- */

enum { MOST_VALUES = 250, CASE_TEXT = 64 };

struct two_samples_case {
    double values[2][MOST_VALUES];
    struct draws a, b; /* borrowed from `values` */
    double level;
    double u, u_p, u_exact, d, d_p, d_exact, t, t_df, t_p, h, h_p; /* NaN: has to be refused */
    double shift, shift_low, shift_high, shift_coverage;
    double scipy_u, scipy_u_p, scipy_h, scipy_h_p, delta, dominance_p;
};

static void read_values(struct two_samples_case *row, const char *name)
{
    char line[256], found[CASE_TEXT], sample;
    double value;
    size_t n[2] = {0, 0};
    FILE *file = fopen("tests/reference/two_samples_data.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(sscanf(line, "%63[^,],%c,%lf", found, &sample, &value), 3);
        if (strcmp(found, name) == 0) {
            size_t which = sample == 'b';
            assert_true(n[which] < MOST_VALUES);
            row->values[which][n[which]++] = value;
        }
    }
    fclose(file);
    row->a = (struct draws){row->values[0], n[0]};
    row->b = (struct draws){row->values[1], n[1]};
    assert_true(n[0] > 0 && n[1] > 0);
}

/* The row of that case, behind its name; `line` has room for `size` bytes. */
static const char *find_row(const char *path, const char *name, char *line, int size)
{
    size_t length = strlen(name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    do {
        assert_non_null(fgets(line, size, file));
    } while (strncmp(line, name, length) != 0 || line[length] != ',');
    fclose(file);
    return line + length + 1;
}

static struct two_samples_case *read_case(const char *name)
{
    char line[1024];
    struct two_samples_case *row = calloc(1, sizeof *row);
    assert_non_null(row);
    read_values(row, name);
    const char *cells = find_row("tests/reference/two_samples.csv", name, line, sizeof line);
    assert_int_equal(sscanf(cells, "%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", &row->level,
                            &row->u, &row->u_p, &row->u_exact, &row->d_exact, &row->t, &row->t_df, &row->t_p,
                            &row->h, &row->h_p, &row->shift, &row->shift_low, &row->shift_high,
                            &row->shift_coverage),
                     14);
    cells = find_row("tests/reference/two_samples_scipy.csv", name, line, sizeof line);
    assert_int_equal(sscanf(cells, "%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", &row->scipy_u, &row->scipy_u_p, &row->d,
                            &row->d_p, &row->scipy_h, &row->scipy_h_p, &row->delta, &row->dominance_p),
                     8);
    return row;
}

/* What stands in results before a call; a refused one has to leave it there. */
static const struct test_result UNTOUCHED = {-1.5, -2.5, -3.5};

static void check_refused(enum status status, const struct error *err, const char *words, double untouched)
{
    assert_int_equal(status, BAD_DATA);
    assert_non_null(strstr(err->text, words));
    check_close(untouched, UNTOUCHED.statistic, 0);
}

/* ---- each case against the reference, and with its samples swapped ---- */

static void check_mann_whitney(const struct two_samples_case *row)
{
    struct test_result got = UNTOUCHED, swapped;
    struct error err = {{0}};
    bool exact = false;
    enum status status = mann_whitney_test(&row->a, &row->b, &got, &exact, &err);
    if (isnan(row->u)) {
        check_refused(status, &err, "mann-whitney: all values are equal", got.statistic);
        return;
    }
    assert_int_equal(status, OK);
    check_close(got.statistic, row->u, 0);
    check_close(got.statistic, row->scipy_u, 0);
    check_close(got.p, row->u_p, TOLERANCE);
    check_close(got.p, row->scipy_u_p, TOLERANCE);
    assert_true(isnan(got.df));
    assert_int_equal(exact, row->u_exact == 1);
    assert_int_equal(mann_whitney_test(&row->b, &row->a, &swapped, &exact, &err), OK);
    check_close(swapped.statistic, (double)row->a.n * (double)row->b.n - got.statistic, 0);
    check_close(swapped.p, got.p, 1e-13);
}

static void check_kruskal_wallis(const struct two_samples_case *row)
{
    const struct draws groups[] = {row->a, row->b};
    struct test_result got = UNTOUCHED;
    struct error err = {{0}};
    enum status status = kruskal_wallis_test(groups, 2, &got, &err);
    if (isnan(row->h)) {
        check_refused(status, &err, "kruskal-wallis: all values are equal", got.statistic);
        return;
    }
    assert_int_equal(status, OK);
    check_close(got.statistic, row->h, TOLERANCE);
    check_close(got.statistic, row->scipy_h, TOLERANCE);
    check_close(got.df, 1, 0);
    check_close(got.p, row->h_p, TOLERANCE);
    check_close(got.p, row->scipy_h_p, TOLERANCE);
}

static struct summary_figures figures_of(const struct draws *sample)
{
    struct moments moments = moments_compute(sample->values, sample->n);
    return (struct summary_figures){moments.mean, moments.sd, (double)sample->n, 0};
}

static void check_welch(const struct two_samples_case *row)
{
    struct summary_figures a = figures_of(&row->a), b = figures_of(&row->b);
    struct test_result got = UNTOUCHED, swapped;
    struct error err = {{0}};
    enum status status = welch_test(&a, &b, &got, &err);
    if (isnan(row->t)) {
        bool small = row->a.n < 2 || row->b.n < 2;
        check_refused(status, &err,
                      small ? "welch: needs n >= 2 in both groups" : "welch: both groups are constant",
                      got.statistic);
        return;
    }
    assert_int_equal(status, OK);
    check_close(got.statistic, row->t, TOLERANCE);
    check_close(got.df, row->t_df, TOLERANCE);
    check_close(got.p, row->t_p, TOLERANCE);
    assert_int_equal(welch_test(&b, &a, &swapped, &err), OK);
    check_close(swapped.statistic, -got.statistic, 1e-15);
    check_close(swapped.p, got.p, 1e-13);
}

static void check_shift(const struct two_samples_case *row)
{
    const struct shift_options options = {row->level, 1, INFINITY};
    struct shift got, swapped;
    struct error err = {{0}};
    assert_int_equal(hodges_lehmann_shift(&row->a, &row->b, &options, &got, &err), OK);
    check_close(got.estimate, row->shift, 1e-14);
    check_close(got.interval.low, row->shift_low, 0);
    check_close(got.interval.high, row->shift_high, 0);
    check_close(got.coverage, row->shift_coverage, TOLERANCE);
    assert_int_equal(got.exact, isnan(row->u_exact) ? false : row->u_exact == 1);
    assert_int_equal(hodges_lehmann_shift(&row->b, &row->a, &options, &swapped, &err), OK);
    check_close(swapped.estimate, -got.estimate, 0);
    check_close(swapped.interval.low, -got.interval.high, 0);
    check_close(swapped.interval.high, -got.interval.low, 0);
    check_close(swapped.coverage, got.coverage, 1e-12);
}

/* A sample as the test takes it, with a sorted copy that the caller frees. */
static struct ranked ranked_of(const struct draws *sample)
{
    double *sorted = calloc(sample->n, sizeof *sorted);
    assert_non_null(sorted);
    memcpy(sorted, sample->values, sample->n * sizeof *sorted);
    quantile_sort(sorted, sample->n);
    uint32_t *ranks = calloc(sample->n, sizeof *ranks);
    assert_non_null(ranks);
    quantile_rank(sample->values, sample->n, sorted, sample->n, ranks);
    return (struct ranked){{sample->values, sample->n, NULL, 0}, sorted, ranks, (double)sample->n};
}

static void check_dominance(const struct two_samples_case *row)
{
    struct ranked a = ranked_of(&row->a), b = ranked_of(&row->b);
    struct dominance got = {.delta = UNTOUCHED.statistic}, swapped;
    struct error err = {{0}};
    enum status status = brunner_munzel_test(&a, &b, true, &got, &err);
    if (isnan(row->delta)) {
        check_refused(status, &err, "brunner-munzel: ", got.delta);
    } else {
        assert_int_equal(status, OK);
        check_close(got.delta, row->delta, TOLERANCE);
        check_close(got.p, row->dominance_p, TOLERANCE);
        assert_int_equal(brunner_munzel_test(&b, &a, true, &swapped, &err), OK);
        check_close(swapped.delta, -got.delta, 1e-12);
        check_close(swapped.p, got.p, TOLERANCE);
        /* The interval leaves out 0 just where the test rejects. */
        struct interval interval = brunner_munzel_interval(&got, row->level);
        assert_true((interval.low > 0 || interval.high < 0) == (got.p < 1 - row->level));
    }
    free((double *)a.sorted);
    free((double *)b.sorted);
    free((uint32_t *)a.ranks);
    free((uint32_t *)b.ranks);
}

static void test_case(void **state)
{
    struct two_samples_case *row = read_case(*state);
    check_mann_whitney(row);
    check_kruskal_wallis(row);
    check_welch(row);
    check_shift(row);
    check_dominance(row);
    free(row);
}

int main(void)
{
    static const char *const cases[] = {
        "small",         "ties",       "few_values",     "one_and_five",       "five_and_one", "one_and_one",
        "warm",          "lognormal",  "cold_inception", "cold_inception_far", "cold_resnet",  "fifty",
        "fifty_one",     "ks_bound",   "ks_past_bound",  "far_tail",           "identical",    "equal",
        "disjoint",      "magnitudes", "equal_but_one",  "disjoint_below",     "huge",         "tiny",
        "two_constants", "negative",
    };
    enum { CASES = sizeof cases / sizeof *cases };
    struct CMUnitTest tests[CASES];
    for (size_t i = 0; i < CASES; i++) {
        tests[i] = (struct CMUnitTest){cases[i], test_case, NULL, NULL, (void *)cases[i]};
    }
    return cmocka_run_group_tests_name("two samples", tests, NULL, NULL);
}
