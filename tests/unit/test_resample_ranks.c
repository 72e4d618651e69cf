#include "check.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>

#include "stats/random.h"
#include "stats/resample_ranks.h"

enum { LARGEST = 2500 };

/* Values that are their own ranks. */
static const double *ranks_of_sample(void)
{
    static double sorted[LARGEST];
    for (size_t i = 0; i < LARGEST; i++) {
        sorted[i] = (double)i;
    }
    return sorted;
}

/* ---- all resamples of a few values ---- */

enum { FEW = 6, DRAWS = 100000 };
struct law {
    size_t n, first, last;
};

/* How often each pair of ranks is drawn, of DRAWS. */
static void count_draws(const struct law *law, size_t counts[FEW][FEW])
{
    struct random random;
    gsl_rng rng = random_gsl(&random);
    double resample[FEW];
    random_init(&random, 6, law->n, law->first);
    for (size_t i = 0; i < DRAWS; i++) {
        resample_ranks_draw(&rng, ranks_of_sample(), law->n, law->first, law->last, resample);
        for (size_t rank = law->first; rank < law->last; rank++) {
            assert_true(resample[rank] <= resample[rank + 1]);
        }
        counts[(size_t)resample[law->first]][(size_t)resample[law->last]]++;
    }
}

/* Expected: tests/reference/resample_ranks.py, which counts all resamples. Five standard errors are allowed.
 */
static void test_few(void **state)
{
    (void)state;
    char line[128];
    struct law law = {0}, row;
    size_t counts[FEW][FEW] = {{0}}, a, b, resamples, rows = 0, drawn = 0;
    FILE *file = fopen("tests/reference/resample_ranks.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        assert_int_equal(
            sscanf(line, "%zu,%zu,%zu,%zu,%zu,%zu", &row.n, &row.first, &row.last, &a, &b, &resamples), 6);
        if (row.n != law.n || row.first != law.first) {
            assert_int_equal(drawn, rows == 0 ? 0 : DRAWS); /* no pair was drawn that no resample has */
            law = row;
            drawn = 0;
            memset(counts, 0, sizeof counts);
            count_draws(&law, counts);
        }
        double share = (double)resamples / pow((double)law.n, (double)law.n), expected = DRAWS * share;
        assert_true(fabs((double)counts[a][b] - expected) <= 5 * sqrt(expected * (1 - share)) + 1);
        drawn += counts[a][b];
    }
    assert_int_equal(drawn, DRAWS);
    assert_int_equal(rows, 73);
    fclose(file);
}

/* ---- one order statistic of many ---- */

static const struct many_row {
    const char *label;
    size_t n, rank;
} many_rows[] = {
    {"one value", 1, 0},         {"the least of 40", 40, 0},         {"the greatest of 40", 40, 39},
    {"p95 of 2500", 2500, 2374}, {"the median of 2499", 2499, 1249},
};
enum { MANY_ROWS = sizeof many_rows / sizeof *many_rows };

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/*
 * Order statistic r, from 0, is among the lowest k values of the sample when more than r of the n draws are,
 * each with probability k / n. Source: Efron (1979), section 3. The largest distance of DRAWS from a
 * distribution is above 2.23 / sqrt(DRAWS) in 1 of 10^4 seeds (Kolmogorov), for discrete ones in fewer.
 */
static void test_many(void **state)
{
    const struct many_row *row = *state;
    static double drawn[DRAWS], resample[LARGEST];
    struct random random;
    gsl_rng rng = random_gsl(&random);
    random_init(&random, 8, row->n, row->rank);
    for (size_t i = 0; i < DRAWS; i++) {
        resample_ranks_draw(&rng, ranks_of_sample(), row->n, row->rank, row->rank, resample);
        drawn[i] = resample[row->rank];
    }
    qsort(drawn, DRAWS, sizeof *drawn, by_value);
    assert_true(drawn[0] >= 0 && drawn[DRAWS - 1] < (double)row->n);
    size_t at = 0;
    for (size_t k = 1; k <= row->n; k++) {
        while (at < DRAWS && drawn[at] < (double)k) {
            at++;
        }
        double wanted = gsl_cdf_binomial_Q((unsigned)row->rank, (double)k / (double)row->n, (unsigned)row->n);
        assert_true(fabs((double)at / DRAWS - wanted) < 2.23 / sqrt(DRAWS));
    }
}

int main(void)
{
    struct CMUnitTest tests[MANY_ROWS + 1] = {cmocka_unit_test(test_few)};
    for (size_t i = 0; i < MANY_ROWS; i++) {
        tests[1 + i] = CHECK_ROW(test_many, &many_rows[i]);
    }
    return cmocka_run_group_tests_name("resample_ranks", tests, NULL, NULL);
}
