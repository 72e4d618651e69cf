/* The knee of latency against memory, by scipy (tests/reference/memory_fit.py), and the Pareto front, by
 * hand. */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/sizes/memory_fit.h"
#include "stats/sizes/pareto.h"

static const double sizes[] = {512, 640, 1024, 1500, 1800, 2048, 2500, 3000};
enum { SIZES = sizeof sizes / sizeof *sizes, CELLS = 11 };

/* An empty cell is a number that there is none of. */
static void check_cell(double got, const char *cell, double relative)
{
    if (cell[0] == '\0') {
        assert_true(isnan(got));
    } else {
        check_close(got, strtod(cell, NULL), relative);
    }
}

static void test_fit(void **state)
{
    (void)state;
    char line[1024];
    size_t rows = 0;
    FILE *expected = fopen("tests/reference/memory_fit.csv", "r");
    assert_non_null(expected);
    assert_non_null(fgets(line, sizeof line, expected));
    while (fgets(line, sizeof line, expected) != NULL) {
        char *cells[CELLS], *rest = line;
        struct memory_point points[SIZES];
        struct memory_fit fit;
        struct error err = {{0}};
        for (size_t i = 0; i < CELLS; i++) {
            cells[i] = strsep(&rest, ",");
        }
        char *numbers = cells[CELLS - 1];
        for (size_t i = 0; i < SIZES; i++) {
            points[i].memory_mb = sizes[i];
            points[i].mean = strtod(numbers, &numbers);
            points[i].sd = strtod(numbers, &numbers);
            points[i].n = strtod(numbers, &numbers);
        }
        assert_int_equal(memory_fit(points, SIZES, 0.95, &fit, &err), OK);
        assert_int_equal(fit.model, strtol(cells[1], NULL, 10));
        check_cell(fit.a, cells[2], 1e-6);
        check_cell(fit.b, cells[3], 1e-6);
        check_cell(fit.knee_mb, cells[4], 1e-6);
        check_cell(fit.knee.low, cells[5], 1e-6);
        check_cell(fit.knee.high, cells[6], 1e-6);
        for (size_t m = 0; m < MEMORY_MODELS; m++) {
            check_cell(fit.aicc[m], cells[7 + m], 1e-6);
        }
        double beyond = memory_predict(&fit, 10240);
        check_close(beyond, fit.a + fit.b / (isnan(fit.knee_mb) ? 10240 : fit.knee_mb), 0);
        rows++;
    }
    fclose(expected);
    assert_int_equal(rows, 4);
}

static void test_fit_refused(void **state)
{
    (void)state;
    struct memory_point points[SIZES];
    struct memory_fit fit;
    for (size_t i = 0; i < SIZES; i++) {
        points[i] = (struct memory_point){sizes[i], 2.5, 0.1, 25};
    }
    struct error err = {{0}};
    assert_int_equal(memory_fit(points, 5, 0.95, &fit, &err), BAD_DATA);
    assert_string_equal(err.text, "found 5 memory sizes, a knee needs at least 6");
    points[3].sd = 0;
    err = (struct error){{0}};
    assert_int_equal(memory_fit(points, SIZES, 0.95, &fit, &err), BAD_DATA);
    assert_string_equal(err.text, "knee: 1500 MB needs requests that differ, n >= 2");
    points[3].sd = NAN;
    err = (struct error){{0}};
    assert_int_equal(memory_fit(points, SIZES, 0.95, &fit, &err), BAD_DATA);
}

/* Latency, cost: (4, 1) and (2, 2) are on the front, (3, 3) is beaten by (2, 2), (4, 1.5) by (4, 1). */
static void test_front(void **state)
{
    (void)state;
    const struct choice choices[] = {{{512, 4, 0, 1}, 0.25, 0},
                                     {{640, 2, 0, 1}, 1, 0},
                                     {{768, 3, 0, 1}, 1, 0},
                                     {{1024, 4, 0, 1}, 0.25, 0.5},
                                     {{2048, 2, 0, 1}, 0.5, 1}};
    const bool want[] = {true, true, false, false, true};
    bool got[5];
    double probability[5];
    struct error err = {{0}};
    pareto_front(choices, 5, got);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_int_equal(pareto_probability(choices, 5, 50, rng, probability, &err), OK);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(got[i], want[i]);
        check_close(probability[i], want[i] ? 1 : 0, 1e-12); /* known exactly */
    }
    gsl_rng_free(rng);
}

/* Means and standard deviations of the true means, by numpy (tests/reference/memory_curve.py). */
static void test_curve(void **state)
{
    (void)state;
    enum { DRAWS = 100000 };
    const struct curve_point points[] = {{512, 3.4, 0.1, 29},    {1024, 1.8, 0.06, 29},
                                         {1536, 1.25, 0.04, 29}, {1769, 1.12, 0.04, 29},
                                         {2048, 1.16, 0.04, 29}, {3008, 1.07, 0.03, 29}};
    const double mean[] = {3.401660, 1.784287, 1.251532, 1.149829, 1.129776, 1.073137},
                 sd[] = {0.096929, 0.043131, 0.034089, 0.031625, 0.029199, 0.029185};
    double sums[6] = {0}, squares[6] = {0}, means[6];
    struct memory_curve curve;
    struct error err = {{0}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_int_equal(memory_curve_init(&curve, points, 6, &err), OK);
    for (size_t draw = 0; draw < DRAWS; draw++) {
        memory_curve_draw(&curve, rng, means);
        for (size_t i = 0; i < 6; i++) {
            sums[i] += means[i] / DRAWS;
            squares[i] += means[i] * means[i] / DRAWS;
        }
    }
    for (size_t i = 0; i < 6; i++) {
        double got = sqrt(squares[i] - sums[i] * sums[i]);
        assert_true(fabs(sums[i] - mean[i]) < 5 * sd[i] / sqrt(DRAWS)); /* five standard errors */
        check_close(got, sd[i], 0.02);
    }
    memory_curve_release(&curve);
    gsl_rng_free(rng);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fit), cmocka_unit_test(test_fit_refused),
                                       cmocka_unit_test(test_front), cmocka_unit_test(test_curve)};
    return cmocka_run_group_tests_name("tune", tests, NULL, NULL);
}
