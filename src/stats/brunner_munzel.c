#include "stats/brunner_munzel.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdlib.h>

#include "stats/mann_whitney.h"
#include "stats/student.h"

enum { FEW = 10 };

/* What one sample adds to the variance of the chance. */
struct side {
    double mean;     /* of its placements */
    double variance; /* of that mean */
    double plain;    /* the same of independent values */
    double df;
};

/* What each place of the sorted sample has for a placement: the places are walked together with those of the
 * other sample. */
static void place_sorted(const struct ranked *sample, const struct ranked *other, double *placements)
{
    const double *sorted = sample->sorted, *others = other->sorted;
    size_t n = sample->series.n, n_other = other->series.n, below = 0, up_to = 0;
    for (size_t i = 0; i < n; i++) {
        while (below < n_other && others[below] < sorted[i]) {
            below++;
        }
        up_to = up_to < below ? below : up_to;
        while (up_to < n_other && others[up_to] <= sorted[i]) {
            up_to++;
        }
        placements[i] = ((double)below + (double)up_to) / (2 * (double)n_other);
    }
}

/* The placements of the values in time; `sorted` is room for as many numbers. */
static void place(const struct ranked *sample, const struct ranked *other, double *sorted, double *placements)
{
    place_sorted(sample, other, sorted);
    for (size_t i = 0; i < sample->series.n; i++) {
        placements[i] = sorted[sample->ranks[i]];
    }
}

/* `placements` is room for two numbers of each value. */
static enum status measure_side(const struct ranked *sample, const struct ranked *other, bool independent,
                                double *placements, struct side *side, struct error *err)
{
    const struct influence mean = {NAN, INFINITY};
    size_t n = sample->series.n;
    struct precision precision = {(double)n, (double)n - 1, 0};
    double sum = 0, squares = 0;
    enum status status = OK;
    place(sample, other, placements + n, placements);
    for (size_t i = 0; i < n; i++) {
        sum += placements[i];
    }
    side->mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        squares += (placements[i] - side->mean) * (placements[i] - side->mean);
    }
    if (!independent) {
        const struct time_series series = {placements, n, sample->series.clusters, sample->series.n_clusters};
        status = precision_measure(&series, &mean, 1, &precision, err);
    }
    side->plain = squares / (double)(n - 1) / (double)n;
    side->variance = side->plain * (double)n / precision.effective_n;
    side->df = precision.df;
    return status;
}

/* Two-sided p when all units of one sample are above all of the other: both such permutations, of all. */
static double permutation_p(double units_a, double units_b)
{
    double a = floor(units_a), b = floor(units_b);
    return fmin(1, 2 * exp(gsl_sf_lngamma(a + 1) + gsl_sf_lngamma(b + 1) - gsl_sf_lngamma(a + b + 1)));
}

/* Takes the p for that of the test, with the error that goes with it. */
static void take_p(double p, double df, struct dominance *dominance)
{
    dominance->df = df;
    dominance->p = p;
    dominance->error = p < 1 ? fabs(dominance->delta) / student_quantile(p / 2, df) : INFINITY;
}

/* Among few values the exact test has the last word. */
static enum status ask_exact(const struct ranked *a, const struct ranked *b, struct dominance *dominance,
                             struct error *err)
{
    const struct draws draws[] = {{a->sorted, a->series.n}, {b->sorted, b->series.n}};
    struct test_result result;
    bool exact;
    enum status status = mann_whitney_test(&draws[0], &draws[1], &result, &exact, err);
    if (status == OK && result.p > dominance->p) {
        take_p(result.p, dominance->df, dominance);
    }
    return status;
}

static void judge(const struct ranked *a, const struct ranked *b, const struct side sides[2],
                  struct dominance *dominance)
{
    double variance = sides[0].variance + sides[1].variance, plain = sides[0].plain + sides[1].plain;
    dominance->delta = 2 * sides[1].mean - 1;
    dominance->design_effect = plain > 0 ? variance / plain : 1;
    if (!(variance > 0)) {
        take_p(permutation_p(a->units, b->units), fmax(1, a->units + b->units - 2), dominance);
        return;
    }
    double df = 0;
    for (size_t i = 0; i < 2; i++) {
        double share = sides[i].variance / variance;
        df += share > 0 ? share * share / sides[i].df : 0;
    }
    dominance->df = 1 / df;
    dominance->error = 2 * sqrt(variance);
    dominance->p = 2 * student_tail(fabs(dominance->delta) / dominance->error, dominance->df);
    dominance->p = sides[0].df > 0 && sides[1].df > 0 ? dominance->p : 1;
}

enum status brunner_munzel_test(const struct ranked *a, const struct ranked *b, bool independent,
                                struct dominance *dominance, struct error *err)
{
    struct side sides[2];
    size_t n_a = a->series.n, n_b = b->series.n;
    if (n_a < 2 || n_b < 2) {
        return error_set(err, BAD_DATA, "brunner-munzel: needs n >= 2 in both groups");
    }
    if (a->sorted[0] == b->sorted[n_b - 1] && b->sorted[0] == a->sorted[n_a - 1]) {
        return error_set(err, BAD_DATA, "brunner-munzel: all values are equal");
    }
    double *placements = calloc(n_a > n_b ? n_a : n_b, 2 * sizeof *placements);
    enum status status = placements == NULL ? error_no_memory(err)
                                            : measure_side(a, b, independent, placements, &sides[0], err);
    if (status == OK) {
        status = measure_side(b, a, independent, placements, &sides[1], err);
    }
    free(placements);
    if (status != OK) {
        return status;
    }
    judge(a, b, sides, dominance);
    return n_a < FEW && n_b < FEW ? ask_exact(a, b, dominance, err) : OK;
}

struct interval brunner_munzel_interval(const struct dominance *dominance, double level)
{
    double half = student_quantile((1 - level) / 2, dominance->df) * dominance->error;
    return (struct interval){fmax(-1, dominance->delta - half), fmin(1, dominance->delta + half)};
}

/* ---- one run of many ---- */

/* What delta is when all of b are longer by that factor. */
static double shifted_delta(const struct ranked *a, const struct ranked *b, double factor)
{
    size_t n_a = a->series.n, n_b = b->series.n, below = 0, up_to = 0;
    double sum = 0;
    for (size_t i = 0; i < n_b; i++) {
        double value = factor * b->sorted[i];
        while (below < n_a && a->sorted[below] < value) {
            below++;
        }
        up_to = up_to < below ? below : up_to;
        while (up_to < n_a && a->sorted[up_to] <= value) {
            up_to++;
        }
        sum += (double)below + (double)up_to - (double)n_a;
    }
    return sum / (double)n_a / (double)n_b;
}

/* How far the end of an interval with that much in its tail is from delta, towards longer values of b where
 * `sign` is 1, towards shorter ones where it is -1. */
static double reach(const struct ranked *a, const struct ranked *b, const struct dominance *dominance,
                    double between, double tail, double sign)
{
    double apart = gsl_cdf_ugaussian_Qinv(tail) * between * sqrt(2);
    return hypot(student_quantile(tail, dominance->df) * dominance->error,
                 shifted_delta(a, b, exp(sign * apart)) - shifted_delta(a, b, 1));
}

struct interval brunner_munzel_between(const struct ranked *a, const struct ranked *b, double between,
                                       double level, struct dominance *dominance)
{
    enum { STEPS = 40 };
    double delta = dominance->delta, tail = (1 - level) / 2, sign = delta > 0 ? -1 : 1;
    struct interval interval = {fmax(-1, delta - reach(a, b, dominance, between, tail, -1)),
                                fmin(1, delta + reach(a, b, dominance, between, tail, 1))};
    /* Logarithms of tails: of one whose interval leaves out 0, and one whose interval may hold it. */
    double leaves = log(0.5), holds = log(fmax(dominance->p, 1e-300) / 2);
    for (size_t step = 0; dominance->p < 1 && step < STEPS; step++) {
        double middle = (leaves + holds) / 2;
        bool is_held = reach(a, b, dominance, between, exp(middle), sign) >= fabs(delta);
        *(is_held ? &holds : &leaves) = middle;
    }
    take_p(dominance->p < 1 ? 2 * exp(leaves) : 1, dominance->df, dominance);
    return interval;
}
