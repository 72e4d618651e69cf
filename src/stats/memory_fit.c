#include "stats/memory_fit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_min.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { LEAST_SIZES = 6, GRID = 400, MOST_STEPS = 200 };

const char *const memory_model_names[MEMORY_MODELS] = {"constant", "a + b/m", "a + b/m up to a knee"};

/* The points as gsl_fit wants them, and what the last fit gave. */
struct problem {
    size_t n;
    double *memory, *x, *y, *weights; /* x is 1 / min(memory, knee) */
    double a, b, chi_square;
};

static enum status check_points(const struct memory_point *points, size_t n, struct error *err)
{
    if (n < LEAST_SIZES) {
        return error_set(err, BAD_DATA, "found %zu memory sizes, a knee needs at least %d", n, LEAST_SIZES);
    }
    for (size_t i = 0; i < n; i++) {
        if (!(points[i].n >= 2) || !(points[i].sd > 0) || !isfinite(points[i].mean)) {
            return error_set(err, BAD_DATA, "knee: %g MB needs requests that differ, n >= 2",
                             points[i].memory_mb);
        }
    }
    return OK;
}

static enum status init_problem(struct problem *problem, const struct memory_point *points, size_t n,
                                struct error *err)
{
    *problem = (struct problem){.n = n, .memory = calloc(4 * n, sizeof *problem->memory)};
    if (problem->memory == NULL) {
        return error_no_memory(err);
    }
    problem->x = problem->memory + n;
    problem->y = problem->x + n;
    problem->weights = problem->y + n;
    for (size_t i = 0; i < n; i++) {
        problem->memory[i] = points[i].memory_mb;
        problem->y[i] = points[i].mean;
        problem->weights[i] = points[i].n / (points[i].sd * points[i].sd);
    }
    return OK;
}

/* For a given knee the rest is linear; chi-square of the best line, with b not below 0. */
static double fit_with_knee(double knee_mb, void *context)
{
    struct problem *problem = context;
    double c00, c01, c11, weight = 0, sum = 0;
    for (size_t i = 0; i < problem->n; i++) {
        problem->x[i] = 1 / fmin(problem->memory[i], knee_mb);
        weight += problem->weights[i];
        sum += problem->weights[i] * problem->y[i];
    }
    gsl_fit_wlinear(problem->x, 1, problem->weights, 1, problem->y, 1, problem->n, &problem->a, &problem->b,
                    &c00, &c01, &c11, &problem->chi_square);
    if (knee_mb <= problem->memory[0] || !(problem->b > 0)) { /* memory does not help: a constant */
        problem->a = sum / weight;
        problem->b = 0;
        problem->chi_square = 0;
        for (size_t i = 0; i < problem->n; i++) {
            double off = problem->y[i] - problem->a;
            problem->chi_square += problem->weights[i] * off * off;
        }
    }
    return problem->chi_square;
}

/* The knee with the least chi-square: the best of a grid, made fine by Brent's method around it. */
static double find_knee(struct problem *problem)
{
    double low = problem->memory[1], high = problem->memory[problem->n - 2];
    double step = (high - low) / GRID, best = low, least = INFINITY;
    for (int i = 0; i <= GRID; i++) {
        double knee = low + i * step, chi_square = fit_with_knee(knee, problem);
        if (chi_square < least) {
            least = chi_square;
            best = knee;
        }
    }
    gsl_min_fminimizer *search = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    gsl_function function = {fit_with_knee, problem};
    double from = fmax(low, best - step), to = fmin(high, best + step);
    /* At an end of the range there is no minimum inside, and the grid's is the answer. */
    bool inside = search != NULL && from < best && best < to && least < fit_with_knee(from, problem) &&
                  least < fit_with_knee(to, problem) &&
                  gsl_min_fminimizer_set(search, &function, best, from, to) == 0;
    for (int i = 0; inside && i < MOST_STEPS && to - from > 1e-9 * best; i++) {
        inside = gsl_min_fminimizer_iterate(search) == 0;
        from = gsl_min_fminimizer_x_lower(search);
        to = gsl_min_fminimizer_x_upper(search);
        best = gsl_min_fminimizer_x_minimum(search);
    }
    if (search != NULL) {
        gsl_min_fminimizer_free(search);
    }
    return best;
}

/* Where chi-square crosses the limit between a knee within it and an end beyond it; NaN when the end is
 * within. */
static double cross(struct problem *problem, double limit, double inside, double end)
{
    if (fit_with_knee(end, problem) <= limit) {
        return NAN;
    }
    double outside = end;
    for (int i = 0; i < MOST_STEPS && fabs(outside - inside) > 1e-6; i++) {
        double middle = (inside + outside) / 2;
        *(fit_with_knee(middle, problem) <= limit ? &inside : &outside) = middle;
    }
    return inside;
}

static double aicc(double chi_square, double parameters, double n)
{
    double k = parameters + 1; /* and the inflation */
    return chi_square + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

static void fill_knee(struct problem *problem, double level, double knee_mb, double chi_square,
                      struct memory_fit *fit)
{
    double n = (double)problem->n;
    double limit = chi_square + fit->inflation * gsl_cdf_fdist_Pinv(level, 1, n - 3);
    fit->knee_mb = knee_mb;
    fit->knee.low = cross(problem, limit, knee_mb, problem->memory[1]);
    fit->knee.high = cross(problem, limit, knee_mb, problem->memory[problem->n - 2]);
}

enum status memory_fit(const struct memory_point *points, size_t n, double level, struct memory_fit *fit,
                       struct error *err)
{
    struct problem problem = {0};
    enum status status = check_points(points, n, err);
    if (status == OK) {
        status = init_problem(&problem, points, n, err);
    }
    if (status != OK) {
        return status;
    }
    const double knees[MEMORY_MODELS] = {0, INFINITY, find_knee(&problem)};
    double chi_square[MEMORY_MODELS];
    for (size_t m = 0; m < MEMORY_MODELS; m++) {
        chi_square[m] = fit_with_knee(knees[m], &problem);
    }
    *fit = (struct memory_fit){.knee_mb = NAN, .knee = {NAN, NAN}};
    fit->inflation = fmax(1, chi_square[MEMORY_PLATEAU] / ((double)n - 3));
    for (size_t m = 0; m < MEMORY_MODELS; m++) {
        fit->aicc[m] = aicc(chi_square[m] / fit->inflation, (double)m + 1, (double)n);
        fit->model = fit->aicc[m] < fit->aicc[fit->model] ? (enum memory_model)m : fit->model;
    }
    if (fit->model == MEMORY_PLATEAU) {
        fill_knee(&problem, level, knees[MEMORY_PLATEAU], chi_square[MEMORY_PLATEAU], fit);
    }
    fit_with_knee(knees[fit->model], &problem);
    fit->a = problem.a;
    fit->b = problem.b;
    free(problem.memory);
    return OK;
}

double memory_predict(const struct memory_fit *fit, double memory_mb)
{
    return fit->a + fit->b / (isnan(fit->knee_mb) ? memory_mb : fmin(memory_mb, fit->knee_mb));
}
