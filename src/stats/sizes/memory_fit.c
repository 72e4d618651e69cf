#include "stats/sizes/memory_fit.h"

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
    double *memory, *inverse, *x, *y, *weights; /* inverse is 1 / memory, x 1 / min(memory, knee) */
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
    *problem = (struct problem){.n = n, .memory = calloc(5 * n, sizeof *problem->memory)};
    if (problem->memory == NULL) {
        return error_no_memory(err);
    }
    problem->inverse = problem->memory + n;
    problem->x = problem->inverse + n;
    problem->y = problem->x + n;
    problem->weights = problem->y + n;
    for (size_t i = 0; i < n; i++) {
        problem->memory[i] = points[i].memory_mb;
        problem->inverse[i] = 1 / points[i].memory_mb;
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

/* Sums over the points about their weighted means. */
static double sum_products(const struct problem *problem, const double *x, const double *y)
{
    double weight = 0, mean_x = 0, mean_y = 0, sum = 0;
    for (size_t i = 0; i < problem->n; i++) {
        weight += problem->weights[i];
        mean_x += problem->weights[i] * x[i];
        mean_y += problem->weights[i] * y[i];
    }
    mean_x /= weight;
    mean_y /= weight;
    for (size_t i = 0; i < problem->n; i++) {
        sum += problem->weights[i] * (x[i] - mean_x) * (y[i] - mean_y);
    }
    return sum;
}

/* For a given knee, chi-square of the best  a + b / min(m, knee) + c / m  with b and c not below 0: some of
 * the work goes on gaining beyond the knee. */
static double fit_with_parallel(double knee_mb, void *context)
{
    struct problem *problem = context;
    for (size_t i = 0; i < problem->n; i++) {
        problem->x[i] = 1 / fmin(problem->memory[i], knee_mb);
    }
    double xx = sum_products(problem, problem->x, problem->x),
           yy = sum_products(problem, problem->y, problem->y);
    double zz = sum_products(problem, problem->inverse, problem->inverse);
    double xz = sum_products(problem, problem->x, problem->inverse);
    double xy = sum_products(problem, problem->x, problem->y);
    double zy = sum_products(problem, problem->inverse, problem->y);
    double determinant = xx * zz - xz * xz, b = zz * xy - xz * zy, c = xx * zy - xz * xy;
    double gained = b > 0 && c > 0 && determinant > 0
                        ? (b * xy + c * zy) / determinant
                        : fmax(pow(fmax(xy, 0), 2) / xx, pow(fmax(zy, 0), 2) / zz);
    return fmax(yy - gained, 0);
}

/* The knee with the least chi-square: the best of a grid, made fine by Brent's method around it. */
static double find_knee(struct problem *problem, double (*chi_square_at)(double knee_mb, void *problem))
{
    double low = problem->memory[1], high = problem->memory[problem->n - 2];
    double step = (high - low) / GRID, best = low, least = INFINITY;
    for (int i = 0; i <= GRID; i++) {
        double knee = low + i * step, chi_square = chi_square_at(knee, problem);
        if (chi_square < least) {
            least = chi_square;
            best = knee;
        }
    }
    gsl_min_fminimizer *search = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    gsl_function function = {chi_square_at, problem};
    double from = fmax(low, best - step), to = fmin(high, best + step);
    /* At an end of the range there is no minimum inside, and the grid's is the answer. */
    bool inside = search != NULL && from < best && best < to && least < chi_square_at(from, problem) &&
                  least < chi_square_at(to, problem) &&
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

/* The knee next to that end of the range whose chi-square is within the limit, or `inside`, which is; NaN
 * when the end itself is within. */
static double outermost(struct problem *problem, double limit, double inside, double end)
{
    double outside = end;
    if (fit_with_parallel(end, problem) <= limit) {
        return NAN;
    }
    for (int i = 1; i <= GRID; i++) {
        double knee = end + (inside - end) * i / GRID;
        if (i == GRID || fit_with_parallel(knee, problem) <= limit) {
            inside = knee;
            break;
        }
        outside = knee;
    }
    for (int i = 0; i < MOST_STEPS && fabs(outside - inside) > 1e-6; i++) {
        double middle = (inside + outside) / 2;
        *(fit_with_parallel(middle, problem) <= limit ? &inside : &outside) = middle;
    }
    return inside;
}

static double aicc(double chi_square, double parameters, double n)
{
    double k = parameters + 1; /* and the inflation */
    return chi_square + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

static void fill_knee(struct problem *problem, double level, double knee_mb, struct memory_fit *fit)
{
    double df = (double)problem->n - 4, best = find_knee(problem, fit_with_parallel);
    double chi_square = fit_with_parallel(best, problem);
    double limit = chi_square + fmax(1, chi_square / df) * gsl_cdf_fdist_Pinv(level, 1, df);
    fit->knee_mb = knee_mb;
    double low = outermost(problem, limit, best, problem->memory[1]);
    double high = outermost(problem, limit, best, problem->memory[problem->n - 2]);
    fit->knee = (struct interval){low > knee_mb ? knee_mb : low, high < knee_mb ? knee_mb : high};
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
    const double knees[MEMORY_MODELS] = {0, INFINITY, find_knee(&problem, fit_with_knee)};
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
        fill_knee(&problem, level, knees[MEMORY_PLATEAU], fit);
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
