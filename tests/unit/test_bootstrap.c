#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/bca.h"
#include "stats/bootstrap.h"
#include "stats/quantile.h"
#include "stats/random.h"

/* ---- reference files ---- */

enum { LARGEST = 200, FIELDS = 11 };
static const char folder[] = "tests/reference/";

static void split(char *line, char **fields)
{
    for (size_t i = 0; i < FIELDS; i++) {
        fields[i] = line == NULL ? NULL : strsep(&line, ",\n");
    }
}

/* Calls check with the fields of each line behind the header; returns how many lines there were. */
static size_t for_each_row(const char *name, void (*check)(char **fields))
{
    char line[256], path[64];
    size_t rows = 0;
    snprintf(path, sizeof path, "%s%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        char *fields[FIELDS];
        split(line, fields);
        check(fields);
    }
    fclose(file);
    return rows;
}

/* Fills values with those of the sample; returns how many. */
static size_t read_sample(const char *sample, double *values)
{
    char line[128], name[64];
    double value;
    size_t n = 0;
    FILE *file = fopen("tests/reference/bootstrap_data.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(sscanf(line, "%63[^,],%lf", name, &value), 2);
        if (strcmp(name, sample) == 0) {
            assert_true(n < LARGEST);
            values[n++] = value;
        }
    }
    fclose(file);
    return n;
}

/* The fields a,b,effect,p,type that rows begin with. */
struct problem {
    double a[LARGEST], b[LARGEST];
    struct two_samples samples;
    struct estimator estimator;
    enum effect effect;
};

static void read_problem(char **fields, struct problem *problem)
{
    double p = atof(fields[3]);
    problem->samples = (struct two_samples){.a = problem->a, .b = problem->b};
    problem->samples.n_a = read_sample(fields[0], problem->a);
    problem->samples.n_b = read_sample(fields[1], problem->b);
    problem->effect = strcmp(fields[2], "ratio") == 0 ? EFFECT_RATIO : EFFECT_DIFFERENCE;
    problem->estimator =
        (struct estimator){p < 0 ? ESTIMATE_MEAN : ESTIMATE_QUANTILE, p < 0 ? 0 : p, atoi(fields[4])};
}

static enum status problem_interval(const struct problem *problem, const struct bootstrap_options *options,
                                    struct interval *interval, struct error *err)
{
    return problem->samples.n_b == 0 ? bootstrap_interval(problem->a, problem->samples.n_a,
                                                          &problem->estimator, options, interval, err)
                                     : bootstrap_effect_interval(&problem->samples, &problem->estimator,
                                                                 problem->effect, options, interval, err);
}

/* ---- intervals against scipy ---- */

/* Of each run of scipy, how many there were, and of ours: tests/reference/bootstrap.py. */
enum { SCIPY_RESAMPLES = 20000, SCIPY_RUNS = 16, RESAMPLES = 50000 };

/*
 * The bounds differ by at most 5 standard errors: sd is the Monte-Carlo error of one run of scipy, the errors
 * of the mean of its runs and of our run follow from it. Bounds without any error have to be the same to the
 * 9 digits of the file.
 */
static void check_bound(double got, double want, double sd, char **fields)
{
    double error = sd * sqrt((double)SCIPY_RESAMPLES / RESAMPLES + 1.0 / SCIPY_RUNS);
    if (!(fabs(got - want) <= 5 * error + 1e-8 * fabs(want))) {
        fail_msg("%s %s %s p %s type %s %s %s: got %.9g, want %.9g, error %.3g", fields[0], fields[1],
                 fields[2], fields[3], fields[4], fields[5], fields[6], got, want, error);
    }
}

static void check_interval(char **fields)
{
    static struct problem problem;
    read_problem(fields, &problem);
    const struct bootstrap_options options = {
        .method = strcmp(fields[5], "BCa") == 0 ? BOOTSTRAP_BCA : BOOTSTRAP_PERCENTILE,
        .resamples = RESAMPLES,
        .level = atof(fields[6]),
        .seed = 20240301,
    };
    struct interval got;
    struct error err = {{0}};
    assert_int_equal(problem_interval(&problem, &options, &got, &err), OK);
    assert_string_equal(err.text, "");
    check_bound(got.low, atof(fields[7]), atof(fields[8]), fields);
    check_bound(got.high, atof(fields[9]), atof(fields[10]), fields);
}

static void test_intervals(void **state)
{
    (void)state;
    assert_int_equal(for_each_row("bootstrap.csv", check_interval), 55);
}

/* ---- parts of BCa, which are exact ---- */

static void check_acceleration(char **fields)
{
    static struct problem problem;
    static double estimates[2][LARGEST], scratch[LARGEST];
    read_problem(fields, &problem);
    const struct two_samples *samples = &problem.samples;
    quantile_sort(problem.a, samples->n_a);
    estimator_jackknife(&problem.estimator, problem.a, samples->n_a, scratch, estimates[0]);
    if (samples->n_b > 0) {
        double a = estimator_compute(&problem.estimator, problem.a, samples->n_a);
        quantile_sort(problem.b, samples->n_b);
        double b = estimator_compute(&problem.estimator, problem.b, samples->n_b);
        estimator_jackknife(&problem.estimator, problem.b, samples->n_b, scratch, estimates[1]);
        for (size_t i = 0; i < samples->n_a; i++) {
            estimates[0][i] = effect_compute(problem.effect, estimates[0][i], b);
        }
        for (size_t i = 0; i < samples->n_b; i++) {
            estimates[1][i] = effect_compute(problem.effect, a, estimates[1][i]);
        }
    }
    const struct jackknife jackknives[] = {{estimates[0], samples->n_a}, {estimates[1], samples->n_b}};
    double got = bca_acceleration(jackknives, samples->n_b > 0 ? 2 : 1);
    double want = strcmp(fields[5], "nan") == 0 ? 0 : atof(fields[5]); /* no value has influence */
    if (!(fabs(got - want) <= 1e-12)) {
        fail_msg("%s %s p %s: got %.15g, want %.15g", fields[0], fields[1], fields[3], got, want);
    }
}

static void test_acceleration(void **state)
{
    (void)state;
    assert_int_equal(for_each_row("bca_acceleration.csv", check_acceleration), 19);
}

static void check_tails(char **fields)
{
    struct interval got;
    struct error err = {{0}};
    assert_int_equal(bca_tails(atof(fields[0]), atof(fields[1]), atof(fields[2]), &got, &err), OK);
    check_close(got.low, atof(fields[3]), 1e-10);
    check_close(got.high, atof(fields[4]), 1e-10);
}

static void test_tails(void **state)
{
    (void)state;
    assert_int_equal(for_each_row("bca_tails.csv", check_tails), 45);
}

static void test_share(void **state)
{
    (void)state;
    const double estimates[] = {1.5, 2.5, 2.5 + 1e-13, 3.5, 0.5, 2.5 - 1e-13, 7.5, 8.5};
    check_close(bca_share_below(estimates, 8, 2.5, 1e-12), 3.5 / 8, 0); /* 2 below, 3 equal */
    check_close(bca_share_below(estimates, 8, 2.5, 0), 3.5 / 8, 0);     /* 3 below, 1 equal */
    check_close(bca_share_below(estimates, 8, 2.5 - 1e-13, 0), 2.5 / 8, 0);
}

/* ---- the same digits ---- */

static bool is_same(const struct interval *a, const struct interval *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void test_same_digits(void **state)
{
    (void)state;
    static const size_t threads[] = {1, 2, 3, 7, 0};
    static struct problem problem;
    char lines[][40] = {"lognormal,,,-1,0", "exponential,lognormal,ratio,0.75,7"};
    for (size_t k = 0; k < 2; k++) {
        char *fields[FIELDS];
        split(lines[k], fields);
        read_problem(fields, &problem);
        struct bootstrap_options options = {BOOTSTRAP_BCA, 1999, 0.95, 7, 9, 1};
        struct interval first, got;
        struct error err = {{0}};
        assert_int_equal(problem_interval(&problem, &options, &first, &err), OK);
        for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
            options.threads = threads[i];
            assert_int_equal(problem_interval(&problem, &options, &got, &err), OK);
            assert_true(is_same(&got, &first));
        }
        double swap = problem.a[0];
        problem.a[0] = problem.a[11];
        problem.a[11] = swap;
        assert_int_equal(problem_interval(&problem, &options, &got, &err), OK);
        assert_true(is_same(&got, &first));
        options.seed = 8;
        assert_int_equal(problem_interval(&problem, &options, &got, &err), OK);
        assert_false(is_same(&got, &first));
        options.seed = 7;
        options.stream = 10;
        assert_int_equal(problem_interval(&problem, &options, &got, &err), OK);
        assert_false(is_same(&got, &first));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals), cmocka_unit_test(test_acceleration), cmocka_unit_test(test_tails),
        cmocka_unit_test(test_share),     cmocka_unit_test(test_same_digits),
    };
    return cmocka_run_group_tests_name("bootstrap", tests, NULL, NULL);
}
